package view

import (
	"strings"

	"fakturist/billing"
	"fakturist/billing/cal"

	"github.com/shopspring/decimal"
)

// WorkForm is the line hours and expenses are entered in. It holds text and makes work of it whenever asked.
type WorkForm struct {
	tongue  Tongue
	company billing.Company
	base    billing.Work

	Kind     billing.WorkKind
	Customer billing.Customer
	Project  string
	Date     cal.Date
	Text     string
	Person   string
	Quantity string
	Price    string
	VAT      string
	Receipt  *billing.Attachment
}

// NewWorkForm opens work; the zero one is new and starts as hours of today.
func NewWorkForm(t Tongue, c billing.Company, w billing.Work, customer billing.Customer) *WorkForm {
	f := &WorkForm{tongue: t, company: c, base: w, Kind: w.Kind, Customer: customer, Project: w.Project, Date: w.Date, Text: w.Text,
		Person: w.Person, VAT: t.VAT(w.VAT), Receipt: w.Receipt}
	if w.ID == 0 {
		f.SetKind(billing.WorkHours)
		f.Date = t.Today()
		if c.VATRegistered {
			f.VAT = t.VAT(billing.Rate(decimal.NewFromInt(25)))
		}
		return f
	}
	f.Quantity, f.Price = t.Number(w.Quantity), t.Price(w.Price)
	return f
}

// ID of the work; 0 for new work.
func (f *WorkForm) ID() int64 { return f.base.ID }

// SetKind turns hours into an expense or kilometres. What an item said of the former kind is dropped.
func (f *WorkForm) SetKind(k billing.WorkKind) {
	if f.Kind != k {
		f.base.ItemNo, f.base.Unit, f.Price = "", "", ""
	}
	f.Kind = k
	switch {
	case k == billing.WorkExpense && strings.TrimSpace(f.Quantity) == "":
		f.Quantity = "1"
	case k != billing.WorkExpense && f.Quantity == "1":
		f.Quantity = ""
	}
}

// SetItem takes price, unit and VAT of an item, and its name where nothing was written.
func (f *WorkForm) SetItem(i billing.Item) {
	f.base.ItemNo, f.base.Unit, f.Price = i.No, i.Unit, f.tongue.Price(i.Price)
	if f.company.VATRegistered && !i.VAT.IsZero() {
		f.VAT = f.tongue.VAT(i.VAT)
	}
	if strings.TrimSpace(f.Text) == "" {
		f.Text = i.Name
	}
}

// QuantityLabel is what the quantity counts: "Timer", "Km", or the unit of the item.
func (f *WorkForm) QuantityLabel() string {
	if f.unit() == (billing.Work{Kind: f.Kind}).UnitCode() {
		return f.tongue.T("work.quantity." + string(f.Kind))
	}
	return capital(f.tongue.Unit(f.unit()))
}

func (f *WorkForm) unit() string { return billing.Work{Kind: f.Kind, Unit: f.base.Unit}.UnitCode() }

// Work is what the form says, with everything wrong with it.
func (f *WorkForm) Work() (billing.Work, billing.Faults) {
	var faults billing.Faults
	w := f.base
	w.Kind, w.CustomerNo, w.Project, w.Date = f.Kind, f.Customer.No, strings.TrimSpace(f.Project), f.Date
	w.Text, w.Person, w.Receipt = strings.TrimSpace(f.Text), strings.TrimSpace(f.Person), f.Receipt
	read := func(text, path string, parse func(string) (decimal.Decimal, bool)) decimal.Decimal {
		if strings.TrimSpace(text) == "" {
			return decimal.Zero
		}
		d, ok := parse(text)
		if !ok {
			faults.Add("number-unread", path, "value", text)
		}
		return d
	}
	w.Quantity = read(f.Quantity, "quantity", func(s string) (decimal.Decimal, bool) { return ParseQuantity(s, f.unit()) })
	w.Price = read(f.Price, "price", ParsePrice)
	var ok bool
	if w.VAT, ok = f.tongue.ParseVAT(f.VAT, f.base.VAT); !ok {
		faults.Add("vat-unread", "vat", "value", f.VAT)
	}
	if strings.TrimSpace(f.Price) == "" {
		faults.Add("work-price-missing", "price")
	}
	unread := map[string]bool{}
	for _, fault := range faults {
		unread[fault.Path] = true
	}
	checked := w
	if checked.Receipt != nil && w.ID != 0 && len(checked.Receipt.Content) == 0 {
		checked.Receipt = nil // it is stored already
	}
	for _, fault := range checked.Check() {
		if !unread[fault.Path] {
			faults = append(faults, fault)
		}
	}
	return w, faults
}

// Tidy writes quantity and price as the language does.
func (f *WorkForm) Tidy() {
	if d, ok := ParseQuantity(f.Quantity, f.unit()); ok {
		f.Quantity = f.tongue.Number(d)
	}
	if d, ok := ParsePrice(f.Price); ok {
		f.Price = f.tongue.Price(d)
	}
}

// Sum is what the work comes to: "1,5 t · 1 875,00"; empty while something is missing.
func (f *WorkForm) Sum() string {
	w, _ := f.Work()
	if w.Quantity.IsZero() || w.Price.IsZero() {
		return ""
	}
	return join(f.tongue.quantityOf(w), f.tongue.Amount(workSum(w)))
}

func (t Tongue) quantityOf(w billing.Work) string { return t.workQuantity(w) }

// Next is the form for the next line, after one was stored: the same customer, project, day, person and price.
func (f *WorkForm) Next() *WorkForm {
	next := *f
	next.base = billing.Work{ItemNo: f.base.ItemNo, Unit: f.base.Unit, VAT: f.base.VAT}
	next.Text, next.Quantity, next.Receipt = "", "", nil
	if f.Kind == billing.WorkExpense {
		next.Price = ""
	}
	next.SetKind(f.Kind)
	return &next
}

// Attach adds a receipt, or says why it cannot be one.
func (f *WorkForm) Attach(a billing.Attachment) billing.Faults {
	faults := billing.CheckAttachment(a, "receipt")
	if len(faults) == 0 {
		f.Receipt = &a
	}
	return faults
}
