package view

import (
	"strconv"
	"strings"
)

// Field is a place in the editor a fault speaks of.
type Field struct {
	Line   int         // of the form, when Cell is meant
	Cell   Cell        // in Line
	Name   string      // of a field of the head or an option, as FieldOf names it; empty: a cell
	Group  OptionGroup // the option stands in; empty: in the head
	Known  bool        // false: the fault speaks of nothing that is typed here
	Seller bool        // it stands in the settings
}

// groupOf tells where the options stand, by the beginnings of the paths of a draft.
var groupOf = map[string]OptionGroup{
	"note": GroupReferences, "buyerReference": GroupReferences, "orderReference": GroupReferences, "salesOrder": GroupReferences,
	"contractReference": GroupReferences, "projectReference": GroupReferences, "costCode": GroupReferences,
	"prepaid": GroupAmounts, "rounding": GroupAmounts, "discount": GroupAmounts, "freight": GroupAmounts, "pricesIncludeVAT": GroupAmounts,
	"delivery": GroupDelivery, "period": GroupDelivery, "advance": GroupDelivery,
	"currency": GroupCurrency, "exchangeRate": GroupCurrency, "rateDate": GroupCurrency, "rateSource": GroupCurrency,
	"attachments": GroupPapers, "payee": GroupPayee,
}

// FieldOf finds the field of a fault's path.
func (e *Editor) FieldOf(path string) Field {
	head, rest, _ := strings.Cut(path, ".")
	list, index, isList := strings.Cut(head, "[")
	n, _ := strconv.Atoi(strings.TrimSuffix(index, "]"))
	switch {
	case list == "lines" && isList:
		return Field{Line: e.formLine(n), Cell: cellOf(rest), Known: true}
	case list == "lines":
		return Field{Name: "lines", Known: true}
	case list == "adjustments" && isList:
		return e.adjustmentField(n)
	case list == "company", list == "kid":
		return Field{Name: "company", Known: true, Seller: true}
	case list == "customer", list == "issueDate", list == "dueDate":
		return Field{Name: list, Known: true}
	}
	if group, ok := groupOf[list]; ok {
		name := list
		if rest != "" && (list == "delivery" || list == "payee") {
			name = list + "." + rest
		}
		return Field{Name: name, Group: group, Known: true}
	}
	return Field{}
}

func cellOf(name string) Cell {
	name, _, _ = strings.Cut(name, ".")
	for c := range AllCells {
		if cellPath[c] == name {
			return c
		}
	}
	switch name {
	case "period":
		return CellDescription
	case "sellerItemNo", "source":
		return CellItem
	}
	return CellItem
}

// adjustmentField is the form's discount or freight; other adjustments came from elsewhere and have no field.
func (e *Editor) adjustmentField(n int) Field {
	d, _ := e.Draft()
	switch n {
	case discountAt(d.Adjustments):
		return Field{Name: "discount", Group: GroupAmounts, Known: true}
	case freightAt(d.Adjustments):
		return Field{Name: "freight", Group: GroupAmounts, Known: true}
	}
	return Field{Group: GroupAmounts, Known: true, Name: "discount"}
}

// NextFault is the index of the check after one that speaks of a field that can be gone to, round and round; -1: none does.
func (e *Editor) NextFault(checks []Check, after int) int {
	for step := 1; step <= len(checks); step++ {
		i := (after + step + len(checks)) % len(checks)
		if c := checks[i]; c.Fault && e.FieldOf(c.Path).Known {
			return i
		}
	}
	return -1
}
