package intake

import (
	"fakturist/billing"
	"fakturist/billing/register"
)

// customers plans a file of customers or members.
func (p *planner) customers() {
	found := newPeople(p.have.Customers)
	families := newFamilies()
	members := p.plan.Mapping.Kind == register.Members
	p.numbersOfFile()
	read := (*cells).customer
	if members {
		read = (*cells).member
		p.familyColumns()
	}
	for _, line := range p.sheet.Rows {
		c := p.cells(line)
		payer := 0
		if members {
			payer = p.guardian(c, families, found)
		}
		p.customer(c, read, found, payer, false)
	}
}

// numbersOfFile notes which numbers the file gives and who pays for them, so that a payer may stand below the one paid for.
func (p *planner) numbersOfFile() {
	if _, ok := p.columns[register.CustomerNo]; !ok {
		return
	}
	for _, line := range p.sheet.Rows {
		c := &cells{line: line, columns: p.columns}
		if no := c.text(register.CustomerNo); no != "" && p.numbers[no] == 0 {
			p.numbers[no], p.payers[no] = line.No, c.text(register.Payer)
		}
	}
}

// reading lays what a row holds over what is known of a customer.
type reading func(c *cells, base billing.Customer) billing.Customer

// customer plans one customer of a row; payer is the ID of the row whose customer pays, 0 for none.
func (p *planner) customer(c *cells, read reading, found *people, payer int, guardian bool) *register.Row {
	at, known := p.known[c.text(register.CustomerNo)]
	var base billing.Customer
	if known {
		base = p.have.Customers[at]
	}
	fresh := read(c, base)
	c.checked(fresh)
	p.checkNumber(c, fresh, guardian)
	p.checkPayer(c, fresh)
	row := register.Row{Line: c.line.No, Label: label(fresh.No, fresh.Name), Faults: c.faults, Guardian: guardian, PayerRow: payer, Customer: &fresh}
	switch {
	case row.Faults.Err() != nil:
		row.Customer = nil
		return p.add(row)
	case known:
		p.changed(&row, base, fresh)
		return p.add(row)
	}
	row.Verdict, row.Changes = register.New, append(changes(nil, customerFields(fresh)), p.payerChange(payer, "")...)
	row.Duplicates = found.alike(fresh)
	again := &cells{line: c.line, columns: c.columns, today: c.today} // reads the same cells; what is wrong with them is told already
	p.weigh(&row, func(base billing.Customer) billing.Customer {
		merged := read(again, base)
		merged.No = base.No
		return merged
	})
	added := p.add(row)
	found.add(fresh, added.ID)
	return added
}

// payerChange tells who will pay, when that is not so already.
func (p *planner) payerChange(row int, before string) []register.Change {
	if row == 0 {
		return nil
	}
	payer := p.plan.Rows[row-1]
	if no := Resolved(payer); no != "" && no == before {
		return nil
	}
	return []register.Change{{Field: register.Payer, Before: before, After: payer.Label}}
}

// Resolved is the number of the customer we have that a row is, or is proposed to be; empty: none.
func Resolved(r register.Row) string {
	switch {
	case r.Before != nil:
		return r.Before.No
	case r.Verdict == register.Doubtful && r.Proposal == register.Merge:
		return r.Duplicates[0].No
	}
	return ""
}

// changed makes a row say how a customer we have would change.
func (p *planner) changed(row *register.Row, before, after billing.Customer) {
	row.Before, row.Customer, row.Label = &before, &after, label(before.No, after.Name)
	row.Changes = append(changes(customerFields(before), customerFields(after)), p.payerChange(row.PayerRow, before.Payer)...)
	row.Verdict = register.Changed
	if len(row.Changes) == 0 {
		row.Verdict = register.Same
	}
}

// weigh decides what the resemblances of a new customer mean. A row with a number of its own says that it is one of its own;
// only the same organisation and name speak louder.
func (p *planner) weigh(row *register.Row, over func(billing.Customer) billing.Customer) {
	if p.plan.Mapping.Kind == register.Members {
		row.Duplicates = withoutFamily(*row.Customer, row.Duplicates)
	}
	if len(row.Duplicates) == 0 {
		return
	}
	for i := range row.Duplicates {
		d := &row.Duplicates[i]
		merged := Fill(*d.Before, *row.Customer)
		if d.Row == 0 {
			merged = over(*d.Before)
			merged.Groups, merged.Accounts = union(d.Before.Groups, merged.Groups), union(d.Before.Accounts, merged.Accounts)
		}
		d.Changes = append(changes(customerFields(*d.Before), customerFields(merged)), p.payerChange(row.PayerRow, d.Before.Payer)...)
		d.Merged = &merged
	}
	d := &row.Duplicates[0]
	row.Proposal = proposal(*row.Customer, *d)
	if row.Customer.No != "" && (d.Row > 0 || d.Reason != register.SameOrgNo) {
		row.Proposal = register.AsNew
	}
	switch {
	case row.Proposal == register.AsNew:
	case len(d.Changes) == 0 && d.Row == 0 && row.Customer.No == "":
		before := *d.Before
		row.Verdict, row.Before, row.Customer, row.Changes, row.Label = register.Same, &before, &before, nil, label(before.No, before.Name)
	default:
		row.Verdict = register.Doubtful
	}
}

// withoutFamily leaves out those who only share an address for e-mail, as children share their parents'.
func withoutFamily(c billing.Customer, list []register.Duplicate) []register.Duplicate {
	var out []register.Duplicate
	for _, d := range list {
		if d.Reason != register.SameEmail || near(ordered(fold(c.Name)), ordered(fold(d.Name))) {
			out = append(out, d)
		}
	}
	return out
}

// checkNumber notes a number the file gives to two.
func (p *planner) checkNumber(c *cells, customer billing.Customer, guardian bool) {
	if line := p.numbers[customer.No]; customer.No != "" && line != c.line.No && !guardian && line > 0 {
		c.faults.Add("customer-no-twice", c.place(register.CustomerNo), "value", customer.No)
	}
}

// checkPayer notes a payer nobody has and the file does not bring, and one that lets somebody else pay.
func (p *planner) checkPayer(c *cells, customer billing.Customer) {
	no := customer.Payer
	if no == "" {
		return
	}
	at, known := p.known[no]
	_, coming := p.numbers[no]
	payersPayer := p.payers[no]
	if payersPayer == "" && known {
		payersPayer = p.have.Customers[at].Payer
	}
	switch {
	case !known && !coming:
		c.faults.Add("payer-unknown", c.place(register.Payer), "no", no)
	case payersPayer != "":
		c.faults.Add("payer-has-payer", c.place(register.Payer), "no", no)
	}
}
