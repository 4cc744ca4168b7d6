package intake

import (
	"fmt"
	"strings"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
	"fakturist/billing/payref"
	"fakturist/billing/register"

	"github.com/shopspring/decimal"
)

// stack is a draft in the making: the lines of the file with one customer and key.
type stack struct {
	draft  billing.Draft
	line   int // of the file, where it begins
	label  string
	faults billing.Faults
	said   map[register.Field]string // what earlier lines said of the whole draft
}

// drafts plans a file of drafts, one line a row.
func (p *planner) drafts() {
	buyers, items := newBuyers(p.have.Customers), newCatalogue(p.have.Items)
	var order []*stack
	byKey, lastOf := map[string]*stack{}, map[string]*stack{}
	for _, row := range p.sheet.Rows {
		c := p.cells(row)
		key := c.text(register.DraftKey)
		s := lastOf[key]
		if !c.nobody() || s == nil || key == "" {
			ref, id := c.buyer(buyers)
			if s = byKey[id+"\x00"+key]; s == nil {
				s = &stack{draft: billing.Draft{Customer: ref}, line: row.No, label: label(key, label(ref.No, p.nameOf(ref))), said: map[register.Field]string{}}
				byKey[id+"\x00"+key] = s
				order = append(order, s)
			}
			lastOf[key] = s
		}
		c.header(s)
		s.draft.Lines = append(s.draft.Lines, p.line(c, items, &s.draft))
		s.faults = append(s.faults, c.faults...)
	}
	for _, s := range order {
		row := register.Row{Line: s.line, Label: s.label, Verdict: register.New, Faults: s.faults, Draft: &s.draft, Changes: draftFields(s.draft)}
		if row.Faults.Err() != nil {
			row.Draft = nil
		}
		p.add(row)
	}
}

func (p *planner) nameOf(ref billing.CustomerRef) string {
	if at, ok := p.known[ref.No]; ok && ref.No != "" {
		return p.have.Customers[at].Name
	}
	return ref.Name
}

// draftFields tell what a draft will hold, one line a change.
func draftFields(d billing.Draft) []register.Change {
	var out []register.Change
	for _, l := range d.Lines {
		text := strings.TrimSpace(fmt.Sprintf("%s · %s × %s", l.Item, l.Quantity, l.Price))
		out = append(out, register.Change{Field: register.ItemName, After: text})
	}
	return out
}

// buyers finds customers by organisation number and name.
type buyers struct {
	no, org, name map[string][]billing.Customer
}

func newBuyers(customers []billing.Customer) buyers {
	b := buyers{map[string][]billing.Customer{}, map[string][]billing.Customer{}, map[string][]billing.Customer{}}
	for _, c := range customers {
		b.no[c.No] = append(b.no[c.No], c)
		b.name[fold(c.Name)] = append(b.name[fold(c.Name)], c)
		if c.OrgNo != "" {
			b.org[c.OrgNo] = append(b.org[c.OrgNo], c)
		}
	}
	return b
}

// nobody tells whether a row names no customer: it goes on with the draft above.
func (c *cells) nobody() bool {
	return c.text(register.CustomerNo) == "" && c.text(register.OrgNo) == "" && c.text(register.Name) == ""
}

// buyer finds whom a row is for: by number, organisation number or name. One we have not is written on the draft as it
// stands; id is the same for rows of the same customer.
func (c *cells) buyer(have buyers) (ref billing.CustomerRef, id string) {
	if c.nobody() {
		c.required(register.CustomerNo)
		return ref, ""
	}
	if no := c.text(register.CustomerNo); no != "" {
		if len(have.no[no]) == 0 {
			c.faults.Add("customer-unknown", c.place(register.CustomerNo), "no", no)
		}
		return billing.CustomerRef{No: no}, "#" + no
	}
	org, name := compact(c.text(register.OrgNo)), c.text(register.Name)
	found, field := have.org[org], register.OrgNo
	if org == "" || len(found) > 1 && name != "" {
		found, field = narrow(have.name[fold(name)], org, c.text(register.PostCode), c.text(register.Email)), register.Name
	}
	switch {
	case len(found) == 1:
		return billing.CustomerRef{No: found[0].No}, "#" + found[0].No
	case len(found) > 1:
		c.faults.Add("customer-ambiguous", c.place(field), "value", c.text(field), "count", fmt.Sprint(len(found)))
		return ref, "?" + org + name
	}
	if name == "" {
		c.faults.Add("customer-orgno-unknown", c.place(register.OrgNo), "orgNo", org)
		return ref, "?" + org
	}
	return c.stranger(), "?" + org + fold(name)
}

// narrow leaves out those of the same name whose organisation number, post code or e-mail is another.
func narrow(list []billing.Customer, org, postCode, email string) []billing.Customer {
	var out []billing.Customer
	for _, c := range list {
		other := func(known, said string) bool { return known != "" && said != "" && !strings.EqualFold(known, said) }
		if !other(c.OrgNo, org) && !other(c.Address.PostCode, postCode) && !other(c.Email, email) {
			out = append(out, c)
		}
	}
	return out
}

// stranger is a buyer the register has not.
func (c *cells) stranger() billing.CustomerRef {
	customer := c.customer(billing.Customer{})
	customer.Note, customer.Payer = "", ""
	c.checked(customer)
	c.faults.Warn("customer-not-in-register", c.place(register.Name), "name", customer.Name)
	return billing.CustomerRef{Party: customer.Party}
}

// header reads what a row says of the whole draft. Rows of one draft must not say different things.
func (c *cells) header(s *stack) {
	for _, f := range []register.Field{register.IssueDate, register.DueDate, register.DeliveryDate, register.Currency, register.BuyerReference,
		register.OrderReference, register.ContractReference, register.ProjectReference, register.CostCode, register.Note} {
		text := c.text(f)
		if text == "" {
			continue
		}
		if before, ok := s.said[f]; ok {
			if before != text {
				c.faults.Add("draft-lines-differ", c.place(f), "column", c.named(f), "value", text, "before", before)
			}
			continue
		}
		s.said[f] = text
		c.say(f, text, &s.draft)
	}
	if !s.draft.DueDate.IsZero() && s.draft.DueDate.Before(s.draft.IssueDate) && c.text(register.DueDate) != "" {
		c.faults.Add("due-before-issue", c.place(register.DueDate), "date", s.draft.DueDate.String(), "issued", s.draft.IssueDate.String())
	}
}

// say puts one value into the draft's head.
func (c *cells) say(f register.Field, text string, d *billing.Draft) {
	switch f {
	case register.IssueDate:
		d.IssueDate = c.day(f)
	case register.DueDate:
		d.DueDate = c.day(f)
	case register.DeliveryDate:
		if day := c.day(f); !day.IsZero() {
			d.Delivery = &billing.DeliveryPlace{Date: day}
		}
	case register.Currency:
		d.Currency = money.Currency(strings.ToUpper(text))
		if !d.Currency.Valid() {
			c.faults.Add("currency-wrong", c.place(f), "value", text)
		}
	case register.BuyerReference:
		d.BuyerReference = text
	case register.OrderReference:
		d.OrderReference = text
	case register.ContractReference:
		d.ContractReference = text
	case register.ProjectReference:
		d.ProjectReference = text
	case register.CostCode:
		d.CostCode = text
	case register.Note:
		d.Note = text
	}
}

// line reads one line. What an item of ours knows need not be said again.
func (p *planner) line(c *cells, items *catalogue, d *billing.Draft) billing.Line {
	l := billing.Line{SellerItemNo: c.text(register.ItemNo), Quantity: decimal.NewFromInt(1), For: c.text(register.For)}
	item, known := items.no[l.SellerItemNo]
	if known {
		l.Item, l.Description, l.Unit, l.Price, l.VAT = item.Name, item.Description, item.Unit, item.Price, item.VAT
	}
	set(&l.Item, c.text(register.ItemName))
	set(&l.Description, c.text(register.Description))
	set(&l.Unit, c.unit())
	switch {
	case l.Item != "":
	case l.SellerItemNo != "":
		c.faults.Add("item-unknown", c.place(register.ItemNo), "no", l.SellerItemNo)
	default:
		c.required(register.ItemName)
	}
	if q, ok := c.number(register.Quantity); ok {
		l.Quantity = q
	}
	p.price(c, &l, d, known)
	if v, ok := p.vat(c); ok {
		l.VAT = v
	}
	c.discount(&l)
	l.Period = cal.Period{From: c.day(register.PeriodFrom), To: c.day(register.PeriodTo)}
	if !l.Period.From.IsZero() && !l.Period.To.IsZero() && l.Period.To.Before(l.Period.From) {
		c.faults.Add("BR-30", c.place(register.PeriodTo), "from", l.Period.From.String(), "to", l.Period.To.String())
	}
	return l
}

// price reads the price, with VAT or without. A price below nought means that the quantity is: a price never is.
func (p *planner) price(c *cells, l *billing.Line, d *billing.Draft, known bool) {
	field := register.Price
	if _, with := c.columns[register.PriceWithVAT]; with && c.text(register.Price) == "" {
		field = register.PriceWithVAT
	}
	if price, ok := c.number(field); ok {
		l.Price = price
		if with := field == register.PriceWithVAT; with != d.PricesIncludeVAT && len(d.Lines) > 0 {
			c.faults.Add("draft-prices-mixed", c.place(field))
		} else {
			d.PricesIncludeVAT = with
		}
	} else if !known {
		c.required(field)
	}
	if l.Price.IsNegative() {
		l.Price, l.Quantity = l.Price.Neg(), l.Quantity.Neg()
	}
}

// discount reads "10 %" or an amount, or a column of per cent.
func (c *cells) discount(l *billing.Line) {
	if percent, ok := c.number(register.DiscountPercent); ok && !percent.IsZero() {
		l.Discount = &billing.Discount{Percent: percent}
		return
	}
	d, ok := c.number(register.Discount)
	if !ok || d.IsZero() {
		return
	}
	l.Discount = &billing.Discount{Amount: d.Abs()}
	if strings.Contains(c.text(register.Discount), "%") {
		l.Discount = &billing.Discount{Percent: d.Abs()}
	}
}

// isOrgNo tells an organisation number however it is written.
func isOrgNo(s string) bool {
	return payref.ValidOrgNo(strings.TrimSuffix(strings.TrimPrefix(compact(s), "NO"), "MVA"))
}
