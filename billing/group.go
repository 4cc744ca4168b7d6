package billing

import (
	"cmp"
	"slices"
	"strings"

	"fakturist/billing/cal"
	"fakturist/billing/money"
)

// GroupOrder is one invoice wanted for every member of a group.
type GroupOrder struct {
	Group    string   `json:"group"`
	Draft    Draft    `json:"draft"`              // lines, dates and texts; its customer is each member in turn
	Excluded []string `json:"excluded,omitempty"` // numbers of members left out
	Together bool     `json:"together,omitempty"` // members with one payer get one invoice, a line for each
}

// GroupRow is what the order gives for one buyer.
type GroupRow struct {
	Members  []string // numbers of the members the draft is for
	Names    []string
	Buyer    string // name of who pays
	Excluded bool
	Draft    Draft
	Payable  money.Amount
	Faults   Faults
}

// GroupDrafts makes the drafts of an order for the members of its group, in the order of their names. Each line says whom
// it is for when somebody else pays.
func GroupDrafts(o GroupOrder, members []Customer) []GroupRow {
	members = slices.Clone(members)
	slices.SortStableFunc(members, func(a, b Customer) int { return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.No, b.No)) })
	var rows []GroupRow
	payers := map[string]int{}
	for _, m := range members {
		excluded := slices.Contains(o.Excluded, m.No)
		pays := m.No
		if m.Payer != "" {
			pays = m.Payer
		}
		if i, known := payers[pays]; known && o.Together && !excluded {
			row := &rows[i]
			row.Members, row.Names = append(row.Members, m.No), append(row.Names, m.Name)
			row.Draft.Lines = append(row.Draft.Lines, linesFor(o.Draft.Lines, m, true)...)
			row.Draft.Customer.No = pays
			continue
		}
		d := o.Draft
		d.ID, d.Kind, d.Customer = 0, KindInvoice, CustomerRef{No: m.No}
		d.Lines = linesFor(o.Draft.Lines, m, m.Payer != "" || o.Together)
		if !excluded {
			payers[pays] = len(rows)
		}
		rows = append(rows, GroupRow{Members: []string{m.No}, Names: []string{m.Name}, Excluded: excluded, Draft: d})
	}
	return rows
}

// linesFor are the lines of one member, with its name where the line is not for the payer itself.
func linesFor(lines []Line, m Customer, named bool) []Line {
	out := slices.Clone(lines)
	for i := range out {
		if named && out[i].For == "" {
			out[i].For = m.Name
		}
	}
	return out
}

// Duplicate makes a new draft like a document: the same buyer, lines and texts, without its dates, papers and sources.
func Duplicate(d Document) Draft {
	out := Draft{Kind: KindInvoice, Customer: CustomerRef{No: d.CustomerNo, Party: d.Buyer}, Currency: d.Currency,
		BuyerReference: d.BuyerReference, OrderReference: d.OrderReference, ContractReference: d.ContractReference,
		ProjectReference: d.ProjectReference, CostCode: d.CostCode, Note: d.Note, Adjustments: d.adjustments(), Payee: d.Payee,
		PricesIncludeVAT: d.PricesIncludeVAT, Rounding: d.Rounding, Advance: d.Advance}
	if d.CustomerNo != "" {
		out.Customer.Party = Party{}
	}
	for _, l := range d.Lines {
		line := l.Line
		line.Source, line.Period = nil, cal.Period{}
		out.Lines = append(out.Lines, line)
	}
	return out
}
