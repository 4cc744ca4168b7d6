package ubl_test

import (
	"fmt"
	"math/rand/v2"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"

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
	}
}

// generator makes random drafts that should be valid.
type generator struct {
	*rand.Rand
	registered bool
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
	switch g.IntN(14) {
	case 0:
		return billing.VAT{Category: billing.Exempt, Reason: pick(g, "Unntatt fra merverdiavgift (mval. kap. 3)", "mval. § 3-8")}
	case 1:
		return billing.VAT{Category: billing.ReverseCharge}
	case 2:
		return billing.VAT{Category: billing.Export, Reason: "Utførsel av varer og tjenester"}
	}
	return rate(pick(g, "25", "25", "25", "15", "15", "12", "11.11", "0"))
}

// draft is a random draft. Foreign buyers may be invoiced in their currency.
func (g *generator) draft() billing.Draft {
	d := billing.Draft{Customer: billing.CustomerRef{No: pick(g, "1001", "1002", "1003")}}
	if d.Customer.No == "1003" && g.one(2) {
		d.Currency, d.ExchangeRate = pick[money.Currency](g, "EUR", "SEK", "DKK"), g.number(1, 12, 4)
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
	for range g.IntN(3) {
		d.Adjustments = append(d.Adjustments, g.adjustment(d.Lines))
	}
	if g.one(4) {
		d.Prepaid = g.number(0, 40, 2)
	}
	if g.one(4) {
		d.Attachments = append(d.Attachments, billing.Attachment{Name: pick(g, "timeliste.pdf", "vedlegg æøå & co.csv"),
			MIME: pick(g, "application/pdf", "text/csv", "image/png"), Description: g.text(), Content: []byte(fmt.Sprint("innhold ", g.Uint64()))})
	}
	if g.one(5) {
		d.Payee = &billing.Payee{Name: "Factoring AS", OrgNo: pick(g, "", "974760673"), Account: "15035035211"}
		d.Note = "Fordringen er overdratt til Factoring AS"
	}
	return d
}

func (g *generator) references(d *billing.Draft) {
	for _, at := range []*string{&d.BuyerReference, &d.OrderReference, &d.ContractReference, &d.ProjectReference, &d.Note} {
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
	l := billing.Line{Item: g.text(), Quantity: g.number(1, 40, 3), Unit: pick(g, "", "EA", "HUR", "KGM", "C62", "MTR", "MON"),
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
		if l.Quantity.IsPositive() {
			l.Discount = &billing.Discount{Amount: g.number(0, 3, 2), Reason: pick(g, "", "Feil <vare>")}
		}
	}
	if !whole.IsZero() && g.one(2) {
		l.Period = cal.Period{From: whole.From, To: whole.From.AddDays(g.IntN(whole.To.DaysSince(whole.From) + 1))}
	}
	return l
}

// adjustment is an allowance or charge with the VAT of one of the lines.
func (g *generator) adjustment(lines []billing.Line) billing.Adjustment {
	a := billing.Adjustment{Charge: g.one(2), Reason: pick(g, "Rabatt", "Frakt & ekspedisjon", "Miljøgebyr"), VAT: lines[g.IntN(len(lines))].VAT}
	if g.one(2) {
		a.Percent = g.number(1, 30, 2)
	} else {
		a.Amount = g.number(0, 20, 2)
	}
	return a
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
		for _, l := range d.Lines {
			n["lines"]++
			count("line discounts", l.Discount != nil)
			count("price base", !l.PriceBase.IsZero())
			count("fractional", !l.Quantity.IsInteger())
		}
	}
	return n
}
