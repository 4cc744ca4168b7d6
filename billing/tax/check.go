package tax

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"fakturist/billing"
	"fakturist/billing/cal"

	"github.com/shopspring/decimal"
)

// Check notes rates the seller's country did not have on the day of supply, rates that do not go with their category, and
// what categories ask of the document as a whole. It is a billing.Checks. Lines of the wrong category for the seller are
// noted by Document.Check already.
func Check(d billing.Document) billing.Faults {
	var faults billing.Faults
	for i, l := range d.Lines {
		path := fmt.Sprintf("lines[%d].vat", i)
		checkRate(d, l.VAT, l.Period, path, &faults)
	}
	for _, a := range d.Adjustments {
		path := fmt.Sprintf("adjustments[%d].vat", a.Of())
		checkRate(d, a.VAT, cal.Period{}, path, &faults)
		checkAdjustment(d, a.VAT, path, &faults)
	}
	checkSupply(d, &faults)
	checkBorder(d, &faults)
	return once(faults)
}

// once drops what was noted of several parts of one adjustment.
func once(faults billing.Faults) billing.Faults {
	var out billing.Faults
	for _, f := range faults {
		if !slices.ContainsFunc(out, func(o billing.Fault) bool {
			return o.Code == f.Code && o.Path == f.Path && maps.Equal(o.Args, f.Args)
		}) {
			out = append(out, f)
		}
	}
	return out
}

// categories are the codes of UNCL5305 we know what to do with.
var categories = []billing.VATCategory{billing.Standard, billing.Exempt, billing.ZeroRated, billing.ReverseCharge, billing.Export,
	billing.IntraCommunity, billing.OutOfScope}

// checkRate judges one rate. A rate of category S must be above nought (BR-S-05) and the country's own on the day; every
// other category goes with nought (BR-Z-05 and its likes).
func checkRate(d billing.Document, v billing.VAT, period cal.Period, path string, faults *billing.Faults) {
	if v.IsZero() {
		return
	}
	if !slices.Contains(categories, v.Category) {
		faults.Add("BR-CL-18", path, "code", string(v.Category))
		return
	}
	if v.Category != billing.Standard {
		if !v.Rate.IsZero() {
			faults.Add("BR-"+v.Category.Rule()+"-05", path, "rate", v.Rate.String())
		}
		return
	}
	if v.Rate.Sign() <= 0 {
		faults.Add("BR-S-05", path, "rate", v.Rate.String())
		return
	}
	country, days := d.Seller.Address.CountryCode(), supplyDays(d, period)
	if Judge(country, v.Rate, days[0]) != Wrong {
		return
	}
	note := faults.Add
	for _, day := range days[1:] {
		if Judge(country, v.Rate, day) == Right {
			note = faults.Warn // right for another day of the document: a turn of rates, which a person must look at
		}
	}
	note("vat-rate-wrong", path, "rate", v.Rate.String(), "date", days[0].String(), "rates", list(Rates(country, days[0])))
}

// supplyDays are the days whose rate may be meant, the one that decides first: the end of the line's or document's period,
// else delivery, else issue. A credit note takes the rate of the invoice it reverses.
func supplyDays(d billing.Document, line cal.Period) []cal.Date {
	var days []cal.Date
	candidates := []cal.Date{line.To, d.Period.To, d.Delivery.Date}
	if d.Original != nil {
		candidates = append(candidates, d.Original.IssueDate)
	}
	for _, day := range append(candidates, line.From, d.Period.From, d.IssueDate) {
		if !day.IsZero() {
			days = append(days, day)
		}
	}
	if len(days) == 0 {
		return []cal.Date{{}}
	}
	return days
}

func list(rates []decimal.Decimal) string {
	parts := make([]string, len(rates))
	for i, r := range rates {
		parts[i] = r.String()
	}
	return strings.Join(parts, ", ")
}

// checkAdjustment notes an allowance or charge whose category does not go with the seller or lacks its reason.
func checkAdjustment(d billing.Document, v billing.VAT, path string, faults *billing.Faults) {
	switch {
	case v.IsZero():
		faults.Add("line-vat-missing", path)
	case !d.VATRegistered() && v.Category != billing.OutOfScope:
		faults.Add("vat-without-register", path)
	case d.VATRegistered() && v.Category == billing.OutOfScope:
		faults.Add("BR-O-02", path)
	}
}

// checkSupply notes what a category asks of the document as a whole: a reason in its breakdown, and for K the buyer's VAT
// number and when it was delivered.
func checkSupply(d billing.Document, faults *billing.Faults) {
	for _, t := range d.Taxes {
		switch t.Category {
		case billing.Exempt, billing.ReverseCharge, billing.Export, billing.OutOfScope:
			if t.Reason == "" && !onLine(d, t.Category) {
				faults.Add("BR-"+t.Category.Rule()+"-10", "adjustments")
			}
			if t.Category == billing.ReverseCharge && d.Buyer.OrgNo == "" && d.Buyer.VATNo == "" && !onLine(d, t.Category) {
				faults.Add("BR-AE-02", "customer.orgNo")
			}
		case billing.IntraCommunity:
			if d.Buyer.VATNo == "" {
				faults.Add("BR-IC-02", "customer.vatNo")
			}
			if d.Delivery.Date.IsZero() && d.Period.IsZero() {
				faults.Add("BR-IC-11", "delivery.date")
			}
		}
	}
}

// checkBorder warns of treatments that do not go with where the buyer is: export to a buyer in the seller's country when
// nothing leaves it, and reverse charge, which is for buyers in the country (merverdiavgiftsloven §§ 6-21, 6-22 and 11-1, the
// sections not verified). Goods may be fetched and carried abroad all the same, so neither is refused.
func checkBorder(d billing.Document, faults *billing.Faults) {
	home := d.Seller.Address.CountryCode()
	abroad := d.Buyer.Address.CountryCode() != home || !d.Delivery.Address.IsZero() && d.Delivery.Address.CountryCode() != home
	for i, l := range d.Lines {
		path := fmt.Sprintf("lines[%d].vat", i)
		switch {
		case l.VAT.Category == billing.Export && !abroad:
			faults.Warn("export-at-home", path, "customer", d.Buyer.Name)
			return
		case l.VAT.Category == billing.ReverseCharge && d.Buyer.Address.CountryCode() != home:
			faults.Warn("reverse-charge-abroad", path, "country", d.Buyer.Address.CountryCode())
			return
		}
	}
}

// onLine tells whether a category stands on a line, where Document.Check asks for its reason.
func onLine(d billing.Document, c billing.VATCategory) bool {
	for _, l := range d.Lines {
		if l.VAT.Category == c {
			return true
		}
	}
	return false
}
