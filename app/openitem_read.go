package app

import (
	"strings"

	"fakturist/billing"
	"fakturist/billing/money"
	"fakturist/billing/payref"
)

// openItemColumns are the columns an open-items file must have; see ReadOpenItems.
var openItemColumns = []string{"number", "customer_no", "customer_name", "issued", "due", "amount", "outstanding"}

// ReadOpenItems reads unpaid invoices of a former system:
// number;customer_no;customer_name;issued;due;amount;outstanding;currency;kid;credited. Currency, kid and credited may be
// missing. Every fault of every row is noted with its line; with a fatal one nothing may be imported. KIDs are text and
// keep their zeros; agreement, when there is one, says by which modulus they are checked.
func ReadOpenItems(b []byte, agreement payref.Agreement) ([]billing.Import, billing.Faults) {
	t, faults := readTable(b)
	if faults.Err() != nil {
		return nil, faults
	}
	t.require(&faults, openItemColumns...)
	if faults.Err() != nil {
		return nil, faults
	}
	numbers, kids := map[string]bool{}, map[string]bool{}
	items := make([]billing.Import, 0, len(t.rows))
	for _, row := range t.rows {
		item := row.openItem(agreement, &faults)
		once(numbers, item.Number, "number-twice", row.place("number"), &faults)
		once(kids, item.KID, "kid-twice", row.place("kid"), &faults)
		items = append(items, item)
	}
	if len(items) == 0 {
		faults.Add("table-empty", "")
	}
	return items, faults
}

func once(seen map[string]bool, value, code, place string, faults *billing.Faults) {
	if value != "" && seen[value] {
		faults.Add(code, place, "value", value)
	}
	seen[value] = true
}

func (r tableRow) openItem(agreement payref.Agreement, faults *billing.Faults) billing.Import {
	c := money.Currency(strings.ToUpper(r.get("currency")))
	if c == "" {
		c = money.NOK
	}
	if !c.Valid() {
		faults.Add("currency-wrong", r.place("currency"), "value", string(c))
	}
	i := billing.Import{
		Number: r.get("number"), CustomerNo: r.get("customer_no"), CustomerName: r.get("customer_name"),
		IssueDate: r.date("issued", faults), DueDate: r.date("due", faults),
		Amount: r.amount("amount", c, faults), Outstanding: r.amount("outstanding", c, faults),
		KID: strings.ReplaceAll(r.get("kid"), " ", ""), Credited: r.yes("credited", faults),
	}
	if i.Number == "" {
		faults.Add("cell-missing", r.place("number"), "column", "number")
	}
	r.checkKID(i.KID, agreement, faults)
	if i.Amount.Sign() < 0 {
		faults.Add("amount-negative", r.place("amount"), "value", r.get("amount"))
	}
	if i.Outstanding.Sign() < 0 || i.Outstanding.Minor > i.Amount.Minor {
		faults.Add("outstanding-out-of-range", r.place("outstanding"), "value", r.get("outstanding"), "amount", r.get("amount"))
	}
	if !i.DueDate.IsZero() && i.DueDate.Before(i.IssueDate) {
		faults.Add("due-before-issue", r.place("due"), "date", i.DueDate.String(), "issued", i.IssueDate.String())
	}
	return i
}

// checkKID refuses a KID whose check digit is wrong: by the agreement's modulus, or by both when there is no agreement.
// Lengths are not checked, since a former system may have had others.
func (r tableRow) checkKID(kid string, agreement payref.Agreement, faults *billing.Faults) {
	if kid == "" {
		return
	}
	ok := payref.Modulus10.Valid(kid) || payref.Modulus11.Valid(kid)
	if !agreement.IsZero() {
		ok = agreement.Modulus.Valid(kid)
	}
	if !ok {
		faults.Add("kid-wrong", r.place("kid"), "value", kid)
	}
}

// yes reads a yes or no; empty is no.
func (r tableRow) yes(column string, faults *billing.Faults) bool {
	switch strings.ToLower(r.get(column)) {
	case "", "no", "nei", "false", "0", "n":
		return false
	case "yes", "ja", "true", "1", "y", "j":
		return true
	}
	faults.Add("cell-not-yes-no", r.place(column), "value", r.get(column))
	return false
}
