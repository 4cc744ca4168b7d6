package layout_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/layout"
	"fakturist/billing/pdf"
	"fakturist/billing/template"

	"github.com/shopspring/decimal"
)

var update = flag.Bool("update", false, "write the golden files anew")

func fonts(tb testing.TB) *pdf.Fonts {
	tb.Helper()
	var files [3][]byte
	for i, name := range []string{"Inter-Regular.ttf", "Inter-SemiBold.ttf", "Inter-Bold.ttf"} {
		files[i] = read(tb, "..", "..", "assets", "font", name)
	}
	f, err := pdf.ParseFonts(files[0], files[1], files[2])
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

func read(tb testing.TB, path ...string) []byte {
	tb.Helper()
	b, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func standard(tb testing.TB) *template.Template {
	tb.Helper()
	t, err := template.Read(read(tb, "..", "..", "assets", "template", "standard.json"))
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// kindergarten is a seller outside the VAT register, firm one inside it.
func kindergarten() billing.Company {
	return billing.Company{
		Party: billing.Party{
			Name: "Blåbærlia Barnehage SA", OrgNo: "923609016", Email: "post@blabarlia.example", Phone: "22 33 44 55", Register: true,
			Address: billing.Address{Street: "Skogveien 3", PostCode: "0860", City: "Oslo"},
		},
		Account: "15035035203", Terms: 14, Language: "nb",
	}
}

func firm() billing.Company {
	c := kindergarten()
	c.Name, c.Email, c.Contact = "Fjordlys Elektro AS", "faktura@fjordlys.example", "Ragnhild Sæther"
	c.VATRegistered, c.VATNo, c.BIC = true, "NO923609016MVA", "DNBANOKKXXX"
	return c
}

func parent() billing.Customer {
	return billing.Customer{No: "412", Party: billing.Party{
		Name: "Kari Nordmann", Type: billing.Person, Address: billing.Address{Street: "Bjørkeveien 12", PostCode: "0861", City: "Oslo"},
	}}
}

func business() billing.Customer {
	return billing.Customer{No: "1007", Party: billing.Party{
		Name: "Nordlys Kontorfellesskap AS", Type: billing.Business, OrgNo: "974760673",
		Address: billing.Address{Street: "Havnegata 48", PostCode: "7010", City: "Trondheim"},
	}}
}

func line(item, quantity, price string) billing.Line {
	return billing.Line{Item: item, Quantity: dec(quantity), Price: dec(price)}
}

func taxed(item, quantity, price, rate string) billing.Line {
	l := line(item, quantity, price)
	l.VAT = billing.Rate(dec(rate))
	return l
}

// compose makes a document; faults that stop fail the test.
func compose(tb testing.TB, c billing.Company, buyer billing.Customer, original *billing.Invoice, d billing.Draft) billing.Document {
	tb.Helper()
	d.Customer.No = buyer.No
	doc, faults := billing.Compose(c, buyer, original, d, cal.MustParse("2026-11-22"))
	if err := faults.Err(); err != nil {
		tb.Fatal(err)
	}
	return doc
}

// cases are the documents every change of the layout is looked at with.
func cases(tb testing.TB) map[string]layout.Input {
	tb.Helper()
	november := cal.Period{From: cal.MustParse("2026-11-01"), To: cal.MustParse("2026-11-30")}
	out := map[string]layout.Input{}

	out["one-line"] = layout.Input{Number: "10260", KID: "0412102600", Document: compose(tb, kindergarten(), parent(), nil, billing.Draft{
		Lines: []billing.Line{line("Kopper og kar", "1", "129")},
	})}

	ella, jonas, food := line("Oppholdsbetaling november", "1", "1200"), line("Oppholdsbetaling november", "1", "1200"), line("Kostpenger", "2", "350")
	ella.For, jonas.For, food.For = "Ella (4)", "Jonas (2)", "2 barn"
	jonas.Discount = &billing.Discount{Percent: dec("30"), Reason: "Søskenmoderasjon"}
	out["kindergarten"] = layout.Input{Number: "10261", KID: "0412102618", Document: compose(tb, kindergarten(), parent(), nil, billing.Draft{
		Period: november, Lines: []billing.Line{ella, jonas, food}, Note: "Husk at barnehagen er stengt på planleggingsdagen 2. januar.",
	})}

	four := []billing.Line{
		taxed("Sikringsskap med montering", "1", "18450", "25"), taxed("Overtidsmat", "3", "189.50", "15"),
		taxed("Reise Trondheim–Stjørdal t/r", "2", "112.50", "12"), taxed("Fagbok «Elektriske installasjoner»", "1", "649", "0"),
		taxed("Elektriker", "7.5", "890", "25"),
	}
	four[0].Description = "Type KV-PC 36 moduler, IP54, med overspenningsvern og jordfeilautomater på alle kurser"
	four[4].Unit, four[4].Discount = "HUR", &billing.Discount{Percent: dec("10")}
	out["four-rates"] = layout.Input{Number: "20417", KID: "1007204178", Document: compose(tb, firm(), business(), nil, billing.Draft{
		Lines: four, BuyerReference: "Ola Hansen", OrderReference: "PO-4711", ProjectReference: "Havnegata 48", Period: november,
		Adjustments: []billing.Adjustment{{Reason: "Prosjektrabatt", Percent: dec("5"), VAT: billing.Rate(dec("25"))}},
		Prepaid:     dec("5000"), Note: "Takk for oppdraget!",
	})}

	var many []billing.Line
	for i := range 40 {
		l := taxed(fmt.Sprintf("Armatur nr. %d", i+1), "2", "349.90", "25")
		if i%7 == 3 {
			l.Description = "Innfelt LED-armatur med dimbar driver, levert og montert etter avtale med byggeleder på stedet"
		}
		many = append(many, l)
	}
	out["forty-lines"] = layout.Input{Number: "20418", KID: "1007204186", Document: compose(tb, firm(), business(), nil, billing.Draft{Lines: many})}

	issued := billing.RestoreInvoice(1, "20417", "1007204178", cal.MustParse("2026-11-22").Time(), out["four-rates"].Document)
	back := four[4]
	out["credit-note"] = layout.Input{Number: "20419", Document: compose(tb, firm(), business(), &issued, billing.Draft{
		Kind: billing.KindCreditNote, Credits: "20417", Reason: "Timene var ført på feil prosjekt", Lines: []billing.Line{back}, BuyerReference: "Ola Hansen",
	})}

	long := business()
	long.Name = "Interkommunalt samarbeidsutvalg for vedlikehold av kulturhistoriske fyrstasjoner på Nordmørskysten og i Trøndelag SA"
	long.Contact = "v/ økonomi- og administrasjonsavdelingen, mottak av inngående fakturaer"
	long.Address.Extra = "Postmottak sentraladministrasjonen, Rådhusets bakgård, inngang C"
	seller := firm()
	seller.Name = "Sør-Gudbrandsdalens og Hadelands Elektrikerforretning, Prosjektering og Installasjon AS"
	wide := taxed("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft", "1234567.125", "98765.4321", "25")
	wide.For, wide.Discount, wide.Unit = "Anne-Margrethe Čáhcesuolu-Łódź", &billing.Discount{Percent: dec("11.11")}, "XCT"
	out["long-names"] = layout.Input{Number: "20420-LANG-SERIE-2026", KID: "1234567890123456789012345", Document: compose(tb, seller, long, nil, billing.Draft{
		Lines: []billing.Line{wide, taxed("Vanlig linje", "1", "100", "25")}, BuyerReference: "Avdelingsleder Kristoffer Bjørnstjerne Wergeland-Aasen",
		OrderReference: "BEST-2026-000000000123456789", Note: strings.Repeat("En lang merknad som går over flere linjer og forteller om alt og ingenting. ", 4),
	})}

	abroad := business()
	abroad.Name, abroad.OrgNo, abroad.Language = "Skåne Ljus AB", "", "en"
	abroad.Address = billing.Address{Street: "Storgatan 5", PostCode: "211 42", City: "Malmö", Country: "SE"}
	export := taxed("Lighting design", "12", "95", "0")
	export.Unit, export.VAT = "HUR", billing.VAT{Category: billing.Export, Reason: "Export of services"}
	out["abroad"] = layout.Input{Number: "20421", KID: "1007204210", Document: compose(tb, firm(), abroad, nil, billing.Draft{
		Currency: "EUR", ExchangeRate: dec("11.6235"), Lines: []billing.Line{export, taxed("Travel", "1", "240", "25")},
	})}
	maps.Copy(out, kindCases(tb))
	return out
}

func lay(tb testing.TB, in layout.Input, m layout.Measurer) []layout.Page {
	tb.Helper()
	pages, err := layout.Layout(standard(tb), in, m)
	if err != nil {
		tb.Fatal(err)
	}
	return pages
}
