package ubl_test

import (
	"fmt"
	"math/rand/v2"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// sellers are the kinds of seller: a firm in both registers with KIDs of either modulus, a firm outside
// Foretaksregisteret, a club outside the VAT register, and a seller without KID agreement.
func sellers() []billing.Settings {
	base := billing.Settings{"name": "Snekker & Sønn <Ås> AS", "orgNo": "991825827", "account": "15035035203", "bic": "DNBANOKK", "email": "post@snekker.example",
		"phone": "+47 22 00 00 00", "contact": "Åse \"Ås\" Aas", "address.street": "Verkstedveien 1", "address.extra": "Bygg C",
		"address.postCode": "1430", "address.city": "Ås", "foretaksregisteret": "true", "vat": "true", "kid.modulus": "10", "kid.length": "12"}
	with := func(pairs ...string) billing.Settings {
		s := billing.Settings{}
		for k, v := range base {
			s[k] = v
		}
		for i := 0; i < len(pairs); i += 2 {
			s[pairs[i]] = pairs[i+1]
		}
		return s
	}
	return []billing.Settings{
		base,
		with("kid.modulus", "11", "kid.length", "15"),
		with("foretaksregisteret", "false", "name", "Åse Ås ENK", "orgNo", "923609016"),
		with("vat", "false", "foretaksregisteret", "false", "name", "Bjørnåsen Idrettslag", "orgNo", "974760673", "kid.length", "8"),
		with("vat", "false", "foretaksregisteret", "true", "name", "Utenfor AS", "kid.modulus", "", "kid.length", ""),
	}
}

func customers() []billing.Customer {
	home := billing.Address{Street: "Storgata 1", PostCode: "0155", City: "Oslo"}
	return []billing.Customer{
		{No: "1001", Party: billing.Party{Name: "Storevik kommune", Type: billing.Public, OrgNo: "923609016", VATNo: "NO923609016MVA", Address: home,
			Contact: "Øk. avd.", Email: "faktura@storevik.example"}},
		{No: "1002", Party: billing.Party{Name: "Lillevik Korps", Type: billing.Business, OrgNo: "974760673", Address: home}},
		{No: "1003", Party: billing.Party{Name: "Göteborgs Kör", Type: billing.Business, OrgNo: "5560360793", VATNo: "SE556036079301",
			Endpoint: billing.Endpoint{Scheme: "0007", ID: "5560360793"}, Address: billing.Address{Street: "Kungsgatan 1", PostCode: "411 19", City: "Göteborg", Country: "SE"}}},
		{No: "1004", Language: "da", Party: billing.Party{Name: "Ålborg Teater", Type: billing.Business, OrgNo: "13585628", VATNo: "DK13585628",
			Endpoint: billing.Endpoint{Scheme: "0184", ID: "13585628"}, Address: billing.Address{Street: "Nytorv 3", PostCode: "9000", City: "Aalborg", Country: "DK"}}},
	}
}

// generator makes random drafts that should be valid.
type generator struct {
	*rand.Rand
	registered bool
	buyer      billing.Customer
}

func (g *generator) one(n int) bool { return g.IntN(n) == 0 }

func pick[T any](g *generator, from ...T) T { return from[g.IntN(len(from))] }

// number is a decimal from low to high (in the last of its decimals) with up to the given decimals.
func (g *generator) number(low, high int64, decimals int32) decimal.Decimal {
	places := int32(g.IntN(int(decimals) + 1))
	scale := int64(1)
	for range places {
		scale *= 10
	}
	return decimal.New(low*scale+g.Int64N((high-low)*scale+1), -places)
}

func (g *generator) text() string {
	return pick(g, "Treningsavgift", "Konsert \"Jul\" & <fest>", "Øl på Ås", "Zażółć 你好 🎺", "linje én\nlinje to", "tab\tog\x0bstyretegn", " mellomrom ")
}

func (g *generator) vat() billing.VAT {
	if !g.registered {
		return billing.VAT{}
	}
	switch g.IntN(15) {
	case 0:
		return billing.VAT{Category: billing.Exempt, Reason: pick(g, "Unntatt fra merverdiavgift (mval. kap. 3)", "mval. § 3-8")}
	case 3:
		if g.buyer.VATNo != "" { // the buyer of emission allowances is known by it (BR-IC-02)
			return billing.VAT{Category: billing.IntraCommunity, Reason: "Kjøper beregner merverdiavgift av klimakvoter"}
		}
	case 1:
		return billing.VAT{Category: billing.ReverseCharge}
	case 2:
		return billing.VAT{Category: billing.Export, Reason: "Utførsel av varer og tjenester"}
	}
	return rate(pick(g, "25", "25", "25", "15", "15", "12", "11.11", "0"))
}

// draft is a random draft. Foreign buyers may be invoiced in their currency.
func (g *generator) draft() billing.Draft {
	g.buyer = pick(g, customers()...)
	d := billing.Draft{Customer: billing.CustomerRef{No: g.buyer.No}, PricesIncludeVAT: g.one(3)}
	if g.buyer.Address.CountryCode() != "NO" && g.one(2) || g.one(20) {
		d.Currency, d.ExchangeRate = pick[money.Currency](g, "EUR", "SEK", "DKK"), g.number(1, 12, 4)
		d.RateDate, d.RateSource = cal.Of(moment), "Norges Bank"
	}
	if g.one(4) {
		d.Rounding = billing.RoundKrone
	}
	g.references(&d)
	g.days(&d)
	base := g.vat()
	for range 1 + g.IntN(pick(g, 3, 12, 60)) {
		v := base
		if g.one(2) {
			v = g.vat()
		}
		d.Lines = append(d.Lines, g.line(v, d.Period))
	}
	for range g.IntN(4) {
		d.Adjustments = append(d.Adjustments, g.adjustment(d.Lines))
	}
	if g.one(4) {
		d.Prepaid = g.number(0, 40, 2)
	}
	d.Attachments = g.papers()
	if g.one(5) {
		d.Payee = &billing.Payee{Name: "Factoring AS", OrgNo: pick(g, "", "974760673"), Account: "15035035211",
			Notice: pick(g, "", "Fordringen er overdratt til Factoring AS.\nBare betaling dit frigjør.")}
	}
	return d
}

// kinds are the files an invoice may carry, with what they begin with.
var kinds = []struct{ name, mime, content string }{
	{"timeliste.pdf", "application/pdf", "%PDF-1.7\n"},
	{"bilde.png", "image/png", "\x89PNG\r\n\x1a\n"},
	{"foto.JPG", "image/jpeg", "\xff\xd8\xff\xe0"},
	{"vedlegg æøå & co.csv", "text/csv", "dato;timer\n"},
	{"ark.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "PK\x03\x04"},
	{"ark.ods", "application/vnd.oasis.opendocument.spreadsheet", "PK\x03\x04"},
}

func (g *generator) papers() []billing.Attachment {
	var out []billing.Attachment
	if !g.one(4) {
		return nil
	}
	for _, k := range g.Perm(len(kinds))[:1+g.IntN(2)] {
		out = append(out, billing.Attachment{Name: kinds[k].name, MIME: kinds[k].mime, Description: g.text(),
			Content: []byte(kinds[k].content + fmt.Sprint("innhold ", g.Uint64()))})
	}
	return out
}

func (g *generator) references(d *billing.Draft) {
	for _, at := range []*string{&d.BuyerReference, &d.OrderReference, &d.ContractReference, &d.ProjectReference, &d.Note, &d.SalesOrder, &d.CostCode} {
		if g.one(3) {
			*at = g.text()
		}
	}
}

func (g *generator) days(d *billing.Draft) {
	today := cal.Of(moment)
	if g.one(3) {
		d.Period = cal.Period{From: today.AddDays(-g.IntN(20) - 1), To: today.AddDays(g.IntN(20))}
	}
	if g.one(3) {
		d.Delivery = &billing.DeliveryPlace{Date: today.AddDays(-g.IntN(20))}
		if g.one(2) {
			d.Delivery.Address = billing.Address{Street: g.text(), PostCode: "4006", City: "Stavanger"}
		}
	}
	if g.one(4) {
		d.DueDate = today.AddDays(g.IntN(60))
	}
}

func (g *generator) line(v billing.VAT, whole cal.Period) billing.Line {
	l := billing.Line{Item: g.text(), Quantity: g.number(1, 40, 3), Unit: pick(g, "", "EA", "HUR", "KGM", "C62", "MTR", "MON", "stk", "Timer", "pr. mnd", "m²", "kg"),
		Price: g.number(0, pick[int64](g, 2, 90, 5000), 4), VAT: v}
	if g.one(8) {
		l.PriceBase = pick(g, dec("100"), dec("1000"), dec("12"), dec("7"), dec("0.5"))
	}
	if g.one(12) {
		l.Quantity = l.Quantity.Neg()
		l.Price = g.number(0, 20, 2)
	}
	if g.one(3) {
		l.Description, l.SellerItemNo, l.For = g.text(), "V-1", "Kari (5)"
	}
	switch g.IntN(5) {
	case 0:
		l.Discount = &billing.Discount{Percent: g.number(1, 100, 2), Reason: pick(g, "", "Søsken")}
	case 1:
		if l.Quantity.Mul(l.Price).GreaterThan(dec("3")) {
			l.Discount = &billing.Discount{Amount: g.number(0, 3, 2), Reason: pick(g, "", "Feil <vare>")}
		}
	}
	if !whole.IsZero() && g.one(2) {
		l.Period = cal.Period{From: whole.From, To: whole.From.AddDays(g.IntN(whole.To.DaysSince(whole.From) + 1))}
	}
	return l
}

// adjustment is an allowance or charge with the VAT of one of the lines, or shared among them all.
func (g *generator) adjustment(lines []billing.Line) billing.Adjustment {
	a := billing.Adjustment{Charge: g.one(2), Reason: pick(g, "Rabatt", "Frakt & ekspedisjon", "Miljøgebyr")}
	if g.one(2) {
		a.VAT = lines[g.IntN(len(lines))].VAT
	}
	if g.one(2) {
		a.Percent = g.number(1, 30, 2)
	} else {
		a.Amount = g.number(0, 20, 2)
	}
	switch {
	case a.Charge:
		a.Code = pick(g, "", billing.FreightCode, "ABK", "ZZZ")
	case g.one(2):
		a.Code = pick(g, "95", "100", "104")
	}
	return a
}

// credit is a credit note draft of an invoice: the whole of it, a part of a line, or an amount.
func (g *generator) credit(inv billing.Invoice) (billing.Draft, string, error) {
	doc := inv.Document()
	switch l := doc.Lines[g.IntN(len(doc.Lines))]; {
	case g.one(3) && l.Net.Sign() > 0:
		d, err := billing.CreditDraft(inv, []billing.CreditLine{{ID: l.ID, Quantity: l.Quantity.Div(dec("2")).Round(3)}}, g.text())
		return d, "line", err
	case g.one(2) && doc.Totals.Gross.Sign() > 0:
		amount := money.New(1+g.Int64N(doc.Totals.Gross.Minor), doc.Currency)
		d, err := billing.CreditAmount(inv, amount, "Prisavslag", g.text())
		return d, "amount", err
	}
	d, err := billing.CreditDraft(inv, nil, g.text())
	return d, "whole", err
}

// broken are the promises of a document that its own arithmetic must hold, whatever the rules say.
func broken(inv billing.Invoice) []string {
	var out []string
	d := inv.Document()
	hold := func(what string, ok bool) {
		if !ok {
			out = append(out, what)
		}
	}
	asked := int64(0)
	for _, l := range d.Lines {
		asked += l.Asked.Minor
	}
	for _, a := range d.Adjustments {
		if a.Charge {
			asked += a.Asked.Minor
		} else {
			asked -= a.Asked.Minor
		}
	}
	topay := d.Totals.Payable.Minor + d.Totals.Prepaid.Minor
	switch {
	case d.Rounding == billing.RoundKrone:
		hold("whole kroner to pay", d.Totals.Payable.Minor%100 == 0)
	case d.PricesIncludeVAT:
		hold(fmt.Sprintf("%d asked for, %d to pay", asked, topay), asked == topay)
	}
	if !d.PricesIncludeVAT && d.Rounding != billing.RoundKrone {
		hold("nothing is rounded", d.Totals.Rounding.IsZero())
	}
	return out
}

// mirrored tells what of an invoice its whole credit note does not take back.
func mirrored(inv, credit billing.Document) string {
	if diff := cmp.Diff(credit.Taxes, inv.Taxes); diff != "" {
		return diff
	}
	a, b := inv.Totals, credit.Totals
	a.Prepaid, a.Payable, b.Prepaid, b.Payable = money.Amount{}, money.Amount{}, money.Amount{}, money.Amount{}
	if inv.Rounding == billing.RoundKrone {
		a.Rounding, b.Rounding = money.Amount{}, money.Amount{} // what was prepaid is rounded on the invoice only
	}
	return cmp.Diff(b, a)
}

// census tells what the documents between them hold, so that a generator that went lame is seen.
func census(docs []issued) map[string]int {
	n := map[string]int{}
	count := func(name string, on bool) {
		if on {
			n[name]++
		}
	}
	for _, inv := range docs {
		d := inv.Document()
		count("credit notes", d.Kind == billing.KindCreditNote)
		count("outside VAT", !d.VATRegistered())
		count("foreign currency", d.Currency != money.NOK)
		count("several rates", len(d.Taxes) > 1)
		count("adjusted", len(d.Adjustments) > 0)
		count("prepaid", !d.Totals.Prepaid.IsZero())
		count("payee", d.Payee != nil)
		count("attachments", len(d.Attachments) > 0)
		count("period", !d.Period.IsZero())
		count("KID", inv.KID() != "")
		count("prices with VAT", d.PricesIncludeVAT)
		count("whole kroner", d.Rounding == billing.RoundKrone)
		count("rounded", !d.Totals.Rounding.IsZero())
		count("nothing to pay", d.Totals.Payable.IsZero())
		count("notice", d.Payee != nil && d.Payee.Notice != "")
		count("sales order", d.SalesOrder != "")
		count("cost code", d.CostCode != "")
		count("credits by amount", d.Kind == billing.KindCreditNote && d.Lines[0].Item == "Prisavslag")
		count("credits by line", d.Kind == billing.KindCreditNote && len(d.Lines) == 1 && d.Lines[0].Source != nil && len(d.Adjustments) == 0)
		for _, a := range d.Attachments {
			count(a.MIME, true)
		}
		for _, x := range d.Taxes {
			count("category "+string(x.Category)+" "+x.Rate.String(), true)
		}
		for _, a := range d.Adjustments {
			count("freight", a.Code == billing.FreightCode)
			count("reason codes", a.Code != "")
		}
		for _, l := range d.Lines {
			n["lines"]++
			count("line discounts", l.Discount != nil)
			count("price base", !l.PriceBase.IsZero())
			count("fractional", !l.Quantity.IsInteger())
			count("negative lines", l.Quantity.IsNegative())
			count("line periods", !l.Period.IsZero())
		}
	}
	return n
}
