package intake

import (
	"fmt"
	"strconv"

	"fakturist/billing"
	"fakturist/billing/register"
)

// catalogue finds items by number and name.
type catalogue struct {
	no, name map[string]billing.Item
	last     int // highest number so far
}

func newCatalogue(items []billing.Item) *catalogue {
	k := &catalogue{no: map[string]billing.Item{}, name: map[string]billing.Item{}}
	for _, i := range items {
		k.add(i)
	}
	return k
}

func (k *catalogue) add(i billing.Item) {
	k.no[i.No] = i
	if name := fold(i.Name); name != "" {
		k.name[name] = i
	}
	if n, err := strconv.Atoi(i.No); err == nil && n < 1<<31 {
		k.last = max(k.last, n)
	}
}

// items plans a file of items. One without a number is the item of the same name, or a new one with the next number.
func (p *planner) items() {
	have, seen := newCatalogue(p.have.Items), map[string]int{}
	for _, line := range p.sheet.Rows {
		if no := p.cells(line).text(register.ItemNo); no != "" {
			if n, err := strconv.Atoi(no); err == nil && n < 1<<31 {
				have.last = max(have.last, n) // no number given out may be one that comes further down
			}
		}
	}
	for _, line := range p.sheet.Rows {
		p.item(p.cells(line), have, seen)
	}
}

func (p *planner) item(c *cells, have *catalogue, seen map[string]int) {
	name := c.required(register.ItemName)
	before, known := have.no[c.text(register.ItemNo)]
	if !known && c.text(register.ItemNo) == "" {
		before, known = have.name[fold(name)]
	}
	after := before
	if !known {
		after = billing.Item{No: c.text(register.ItemNo), Unit: "EA"}
		if after.No == "" {
			have.last++
			after.No = fmt.Sprint(have.last)
		}
	}
	after.Name = name
	set(&after.Description, c.text(register.Description))
	set(&after.Unit, c.unit())
	if price, ok := c.number(register.Price); ok {
		after.Price = price
	} else if _, mapped := c.columns[register.Price]; mapped && !known {
		c.required(register.Price)
	}
	if v, ok := p.vat(c); ok {
		after.VAT = v
	}
	if line, twice := seen[after.No]; twice {
		c.faults.Add("item-no-twice", c.place(register.ItemNo), "value", after.No, "line", fmt.Sprint(line))
	}
	seen[after.No] = c.line.No
	if after.Price.IsNegative() {
		c.faults.Add("BR-27", c.place(register.Price))
	}
	row := register.Row{Line: c.line.No, Label: label(after.No, after.Name), Verdict: register.New, Faults: c.faults, Item: &after}
	if known {
		row.BeforeItem = &before
		row.Changes, row.Verdict = changes(itemFields(before), itemFields(after)), register.Changed
		if len(row.Changes) == 0 {
			row.Verdict = register.Same
		}
	} else {
		row.Changes = changes(nil, itemFields(after))
	}
	if row.Faults.Err() != nil {
		row.Item = nil
	}
	p.add(row)
}

// unit reads a unit; empty when there is none or nobody knows it, which is noted.
func (c *cells) unit() string {
	s := c.text(register.Unit)
	if s == "" {
		return ""
	}
	code, ok := billing.UnitCode(s)
	if !ok {
		c.faults.Add("unit-unread", c.place(register.Unit), "value", s)
	}
	return code
}
