package view

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/payref"

	"github.com/shopspring/decimal"
)

// Editor is the form of a draft while somebody types. It holds text and makes a draft of it whenever asked; it is used by one
// goroutine.
type Editor struct {
	tongue  Tongue
	company billing.Company
	base    billing.Draft // what the form does not show
	buyer   billing.Customer
	lines   []LineForm
	saved   string // the draft as last stored, to tell whether there is something to lose
	tried   bool   // to issue: from then on what is missing is an error, before it is a reminder

	IssueDate cal.Date // zero: the day of issue
	DueDate   cal.Date // zero: by the terms
	Options
}

// NewEditor opens a draft; customer is the one it names, if any.
func NewEditor(t Tongue, c billing.Company, d billing.Draft, customer billing.Customer) *Editor {
	e := &Editor{tongue: t, company: c, base: d, buyer: customer, IssueDate: d.IssueDate, DueDate: d.DueDate,
		Options: t.options(d)}
	if customer.No == "" {
		e.buyer.Party = d.Customer.Party
	}
	for _, l := range d.Lines {
		e.lines = append(e.lines, t.lineForm(l))
	}
	e.saved = e.fingerprint()
	return e
}

// ID of the draft; 0 until it was stored.
func (e *Editor) ID() int64 { return e.base.ID }

// Kind of the document.
func (e *Editor) Kind() billing.Kind { return e.base.Kind }

// Mark remembers the form as it is, for Stored: storing takes a while, and typing goes on.
func (e *Editor) Mark() string { return e.fingerprint() }

// Stored notes that what stood in the form at a mark was stored under id.
func (e *Editor) Stored(id int64, mark string) {
	e.base.ID = id
	e.saved = mark
}

// Changed tells whether the form holds something that was not stored.
func (e *Editor) Changed() bool { return e.saved != e.fingerprint() }

func (e *Editor) fingerprint() string {
	o := e.Options
	o.Attachments = nil
	parts := []string{e.buyer.No, e.buyer.Name, e.IssueDate.String(), e.DueDate.String(), fmt.Sprintf("%+v", o)}
	for _, a := range e.Attachments {
		parts = append(parts, a.Name, strconv.Itoa(len(a.Content)))
	}
	for _, l := range e.lines {
		parts = append(append(parts, l.Text[:]...), fmt.Sprint(l.Period))
	}
	return strings.Join(parts, "\x1f")
}

// Customer is the one chosen; without a name nobody is.
func (e *Editor) Customer() billing.Customer { return e.buyer }

// SetCustomer chooses who is invoiced.
func (e *Editor) SetCustomer(c billing.Customer) { e.buyer = c }

// Lines are the lines as they stand in the form.
func (e *Editor) Lines() []LineForm { return e.lines }

// Shows tells whether a column is of use to this seller.
func (e *Editor) Shows(c Cell) bool {
	switch c {
	case CellVAT:
		return e.company.VATRegistered
	case CellFor: // members and children: rare where VAT is charged
		return !e.company.VATRegistered || slices.ContainsFunc(e.lines, func(l LineForm) bool { return l.Text[CellFor] != "" })
	}
	return true
}

// LineNote is what stands behind a line, in short: its period, what its price is for, and its description.
func (e *Editor) LineNote(i int) string {
	if i < 0 || i >= len(e.lines) || !e.lines[i].Detailed() {
		return ""
	}
	l, per := e.lines[i], ""
	if l.Text[CellPer] != "" {
		per = e.tongue.T("line.per.note", "n", l.Text[CellPer])
	}
	description, _, _ := strings.Cut(l.Text[CellDescription], "\n")
	return join(e.tongue.stretch(l.Period), per, description)
}

// LineCell is a place in the table of lines.
type LineCell struct {
	Line int
	Cell Cell
}

// Unread are the cells that hold something that cannot be read.
func (e *Editor) Unread() map[LineCell]bool {
	out := map[LineCell]bool{}
	for i, f := range e.lines {
		var faults billing.Faults
		e.tongue.line(f, i, &faults)
		for _, fault := range faults {
			for c := range AllCells {
				if fault.Path == linePath(i, c) {
					out[LineCell{i, c}] = true
				}
			}
		}
	}
	return out
}

// SetCell takes what was typed.
func (e *Editor) SetCell(i int, c Cell, text string) {
	if i >= 0 && i < len(e.lines) {
		e.lines[i].Text[c] = text
	}
}

// SetPeriod takes the period of a line.
func (e *Editor) SetPeriod(i int, p cal.Period) {
	if i >= 0 && i < len(e.lines) {
		e.lines[i].Period = p
	}
}

// Tidy writes a cell as the language does, once one leaves it, and gives its text.
func (e *Editor) Tidy(i int, c Cell) string {
	if i < 0 || i >= len(e.lines) {
		return ""
	}
	e.lines[i].Text[c] = e.tongue.tidy(c, e.lines[i].Text[c])
	return e.lines[i].Text[c]
}

// AddItem appends a line of an item, once, and gives its place.
func (e *Editor) AddItem(item billing.Item) int {
	l := billing.Line{Item: item.Name, Description: item.Description, SellerItemNo: item.No, Quantity: decimal.NewFromInt(1),
		Unit: item.Unit, Price: item.Price, VAT: e.usualVAT(item.VAT)}
	e.lines = append(e.lines, e.tongue.lineForm(l))
	return len(e.lines) - 1
}

// AddText appends a line of free text, once, without a price, and gives its place.
func (e *Editor) AddText(text string) int {
	l := billing.Line{Item: strings.TrimSpace(text), Quantity: decimal.NewFromInt(1), Unit: "EA", VAT: e.usualVAT(billing.VAT{})}
	f := e.tongue.lineForm(l)
	f.Text[CellPrice] = ""
	e.lines = append(e.lines, f)
	return len(e.lines) - 1
}

// usualVAT is what a new line starts from: the item's own, else the rate of the line before, else 25 per cent.
func (e *Editor) usualVAT(v billing.VAT) billing.VAT {
	switch {
	case !e.company.VATRegistered:
		return billing.VAT{}
	case !v.IsZero():
		return v
	case len(e.lines) > 0:
		last := e.lines[len(e.lines)-1]
		if before, ok := e.tongue.ParseVAT(last.Text[CellVAT], last.base.VAT); ok && !before.IsZero() {
			return before
		}
	}
	return billing.Rate(decimal.NewFromInt(25))
}

// Duplicate puts a copy of a line behind it and gives its place. What the line was made from stays with the first.
func (e *Editor) Duplicate(i int) (int, bool) {
	if i < 0 || i >= len(e.lines) {
		return 0, false
	}
	l := e.lines[i]
	l.base.Source = nil
	e.Insert(i+1, l)
	return i + 1, true
}

// Next is the cell Enter goes to from a cell of a line: a price that is still missing, else none.
func (e *Editor) Next(i int, c Cell) (Cell, bool) {
	if i < 0 || i >= len(e.lines) || c >= CellPrice && c < Cells {
		return 0, false
	}
	return CellPrice, strings.TrimSpace(e.lines[i].Text[CellPrice]) == ""
}

// Remove takes a line out and gives it, so that it can be put back.
func (e *Editor) Remove(i int) (LineForm, bool) {
	if i < 0 || i >= len(e.lines) {
		return LineForm{}, false
	}
	l := e.lines[i]
	e.lines = slices.Delete(e.lines, i, i+1)
	return l, true
}

// Insert puts a line back where it was.
func (e *Editor) Insert(i int, l LineForm) {
	e.lines = slices.Insert(e.lines, min(max(i, 0), len(e.lines)), l)
}

// Move shifts a line up or down and gives its new place.
func (e *Editor) Move(i, by int) int {
	j := min(max(i+by, 0), len(e.lines)-1)
	if i < 0 || i >= len(e.lines) || i == j {
		return i
	}
	l, _ := e.Remove(i)
	e.Insert(j, l)
	return j
}

// Suggest finds the items a text may mean: names that begin so first, then numbers, then words within.
func (e *Editor) Suggest(items []billing.Item, text string, most int) []billing.Item {
	text = fold(text)
	if text == "" {
		return nil
	}
	var ranks [3][]billing.Item
	for _, item := range items {
		name := fold(item.Name)
		switch {
		case strings.HasPrefix(name, text):
			ranks[0] = append(ranks[0], item)
		case strings.HasPrefix(fold(item.No), text):
			ranks[1] = append(ranks[1], item)
		case strings.Contains(name, " "+text):
			ranks[2] = append(ranks[2], item)
		}
	}
	out := slices.Concat(ranks[0], ranks[1], ranks[2])
	return out[:min(len(out), most)]
}

func fold(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// SuggestionText is an item as the entry offers it: "Kopper og kar · 129,00".
func (e *Editor) SuggestionText(i billing.Item) string { return join(i.Name, e.tongue.Price(i.Price)) }

// Draft is what the form says, with a fault for each cell that cannot be read. Lines nobody wrote anything in are left out.
func (e *Editor) Draft() (billing.Draft, billing.Faults) {
	var faults billing.Faults
	d := e.base
	d.IssueDate, d.DueDate = e.IssueDate, e.DueDate
	e.Options.write(e.tongue, &d, &faults)
	d.Customer = billing.CustomerRef{No: e.buyer.No}
	if e.buyer.No == "" {
		d.Customer.Party = e.buyer.Party
	}
	d.Lines = nil
	for _, f := range e.lines {
		if !f.blank() {
			d.Lines = append(d.Lines, e.tongue.line(f, len(d.Lines), &faults))
		}
	}
	return d, faults
}

// formLine is the line of the form that became the n-th of the draft.
func (e *Editor) formLine(n int) int {
	for i, f := range e.lines {
		if !f.blank() {
			if n == 0 {
				return i
			}
			n--
		}
	}
	return len(e.lines) - 1
}

// Dates are the days of the document as composed: what the form leaves open is filled in.
func (e *Editor) Dates() (issue, due cal.Date) {
	d, _ := e.Draft()
	doc, _ := billing.Compose(e.company, e.buyer, nil, d, e.tongue.Today())
	return doc.IssueDate, doc.DueDate
}

// AccountRight tells whether the seller's own account number is one.
func (e *Editor) AccountRight() bool { return payref.ValidAccount(e.company.Account) }
