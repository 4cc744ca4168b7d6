package intake

import (
	"fmt"
	"strconv"
	"strings"

	"fakturist/app/sheet"
	"fakturist/billing"
	"fakturist/billing/register"
)

// guardianFields are the fields of a guardian as those of the customer the guardian becomes.
var guardianFields = map[register.Field]register.Field{
	register.GuardianNo: register.CustomerNo, register.GuardianName: register.Name, register.GuardianFirstName: register.FirstName,
	register.GuardianLastName: register.LastName, register.GuardianEmail: register.Email, register.GuardianPhone: register.Phone,
	register.GuardianStreet: register.Street, register.GuardianPostCode: register.PostCode, register.GuardianCity: register.City,
	register.GuardianPostPlace: register.PostPlace,
}

func (p *planner) familyColumns() {
	for f, as := range guardianFields {
		if column, ok := p.columns[f]; ok {
			p.family[as] = column
		}
	}
}

// member is customer for a member: always a person, with the year of birth in the note. Where nobody is named who pays, the
// guardian's addresses are the member's own.
func (c *cells) member(base billing.Customer) billing.Customer {
	m := c.customer(base)
	m.Type = billing.Person
	if c.text(register.GuardianNo) == "" && c.name(register.GuardianName, register.GuardianFirstName, register.GuardianLastName) == "" {
		if m.Email == "" {
			m.Email = c.text(register.GuardianEmail)
		}
		if m.Phone == "" {
			m.Phone = c.text(register.GuardianPhone)
		}
	}
	if year := c.birthYear(); year != 0 {
		if born := fmt.Sprintf("f. %d", year); !strings.Contains(m.Note, born) { // says the same in every language of ours
			m.Note = strings.TrimSpace(m.Note + " " + born)
		}
	}
	return m
}

// firstBirth is the earliest year a member may be born in.
const firstBirth = 1900

// birthYear reads a year or a day of birth; 0 when there is none. More than the year is nobody's business here.
func (c *cells) birthYear() int {
	cell := c.cell(register.Birth)
	if cell.Text == "" {
		return 0
	}
	year, err := strconv.Atoi(cell.Text)
	if d, ok := sheet.ParseDay(cell, c.columns[register.Birth].Dates); ok {
		if year, err = d.Year, nil; year > c.today.Year && !strings.Contains(cell.Text, strconv.Itoa(year)) {
			year -= 100 // written with two digits and read as a year to come
		}
	}
	if err != nil || year < firstBirth || year > c.today.Year {
		c.faults.Add("date-wrong", c.place(register.Birth), "value", cell.Text)
		return 0
	}
	return year
}

// families finds the guardian two siblings share.
type families struct {
	by   map[string]int // row ID by e-mail, phone or name
	mail map[int]string // e-mail by row ID
}

func newFamilies() *families { return &families{by: map[string]int{}, mail: map[int]string{}} }

// find is the row of a guardian: of the same number, e-mail or phone, or of the same name where the e-mails do not differ.
func (f *families) find(g billing.Customer) int {
	for _, key := range familyKeys(g) {
		if id := f.by[key]; id != 0 {
			other := f.mail[id]
			if key[0] != 'n' || other == "" || g.Email == "" || strings.EqualFold(other, g.Email) {
				return id
			}
		}
	}
	return 0
}

func (f *families) add(g billing.Customer, id int) {
	for _, key := range familyKeys(g) {
		if f.by[key] == 0 {
			f.by[key] = id
		}
	}
	if g.Email != "" {
		f.mail[id] = g.Email
	}
}

func familyKeys(g billing.Customer) []string {
	var out []string
	if g.No != "" {
		return []string{"#" + g.No}
	}
	name := ordered(fold(g.Name))
	if g.Email != "" {
		out = append(out, "e"+strings.ToLower(g.Email)+" "+name)
	}
	if d := digits(g.Phone); d != "" {
		out = append(out, "p"+d+" "+name)
	}
	return append(out, "n"+name)
}

// guardian plans who pays for the member of a row and gives the ID of that row; 0 when the member pays alone. Siblings share
// the row of the first.
func (p *planner) guardian(c *cells, f *families, found *people) int {
	g := &cells{line: c.line, columns: p.family}
	name, no := g.name(register.Name, register.FirstName, register.LastName), g.text(register.CustomerNo)
	if name == "" && no == "" {
		if g.text(register.Email) != "" || g.text(register.Phone) != "" {
			c.faults.Warn("guardian-name-missing", c.place(register.GuardianName))
		}
		return 0
	}
	if no == "" && fold(name) == fold(c.name(register.Name, register.FirstName, register.LastName)) {
		return 0
	}
	if _, known := p.known[no]; !known && name == "" {
		c.faults.Add("payer-unknown", c.place(register.GuardianNo), "no", no)
		return 0
	}
	who := (&cells{line: g.line, columns: g.columns}).customer(billing.Customer{})
	id := f.find(who)
	if id == 0 {
		id = p.customer(g, p.guardianReading(c), found, 0, true).ID
	}
	f.add(who, id)
	if p.plan.Rows[id-1].Verdict == register.Faulty {
		c.faults.Add("guardian-faulty", c.place(register.GuardianName), "line", fmt.Sprint(p.plan.Rows[id-1].Line))
	}
	return id
}

// guardianReading reads a guardian, who lives where the member does when nothing else is written.
func (p *planner) guardianReading(member *cells) reading {
	return func(g *cells, base billing.Customer) billing.Customer {
		out := g.customer(base)
		if out.Address.IsZero() {
			(&cells{line: member.line, columns: member.columns}).address(&out.Address)
		}
		return out
	}
}
