package intake_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"fakturist/app/intake"
	"fakturist/app/sheet"
	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/register"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func read(t testing.TB, text string) register.Sheet {
	t.Helper()
	s, err := sheet.Read([]byte(text), sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var today = cal.On(2026, 11, 22)

// plan guesses the mapping and plans.
func plan(t testing.TB, kind register.Kind, text string, have intake.Existing) register.Plan {
	t.Helper()
	s := read(t, text)
	have.Today = today
	return intake.Plan(s, intake.Guess(s, kind), have)
}

// told is a plan in short: verdict and label of every row, with the codes of its faults.
func told(p register.Plan) []string {
	var out []string
	for _, f := range p.Faults.Fatal() {
		out = append(out, f.Path+": "+f.Code)
	}
	for _, r := range p.Rows {
		line := string(r.Verdict) + " " + r.Label
		for _, f := range r.Faults.Fatal() {
			line += " [" + f.Path + ": " + f.Code + "]"
		}
		if r.Verdict == register.Doubtful {
			line += fmt.Sprintf(" (%s %s%s: %s)", r.Duplicates[0].Reason, r.Duplicates[0].No, strings.Repeat("#", r.Duplicates[0].Row), r.Proposal)
		}
		out = append(out, line)
	}
	return out
}

func wantTold(t *testing.T, p register.Plan, want ...string) {
	t.Helper()
	if diff := cmp.Diff(told(p), want); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}

func kari() billing.Customer {
	return billing.Customer{No: "1001", Party: billing.Party{Name: "Kari Nordmann", Type: billing.Person, Email: "kari@example.no",
		Address: billing.Address{Street: "Storgata 1", PostCode: "0155", City: "Oslo"}}}
}

func TestGuess_KnowsTheExportsOfOthers(t *testing.T) {
	for name, test := range map[string]struct {
		kind   register.Kind
		header string
		want   string // fields in the order of the columns, "." for none
	}{
		"Fiken contacts":    {register.Customers, "Navn;Kundenummer;Leverandørnummer;Organisasjonsnummer;E-post;Telefonnummer;Adresse;Adresselinje 2;Postnummer;Poststed;Land;Kontonummer", "name customer_no . org_no email phone street extra post_code city country account_numbers"},
		"Tripletex":         {register.Customers, "Kundenr.;Kundenavn;Org.nr.;E-post;E-post for faktura;Tlf.;Mobil;Postadresse adresse 1;Postadresse adresse 2;Postadresse postnr.;Postadresse sted;Postadresse land", "customer_no name org_no . email . phone street extra post_code city country"},
		"Visma eAccounting": {register.Customers, "Kundenr;Kundenavn;Organisasjonsnummer;Kontaktperson;E-postadresse;Mobiltelefon;Fakturaadresse 1;Fakturaadresse 2;Faktura postnr;Faktura poststed;Betalingsbetingelser", "customer_no name org_no contact email phone street extra post_code city terms"},
		"PowerOffice":       {register.Customers, "Kundenr;Firmanavn;Fornavn;Etternavn;Orgnr;E-post faktura;Telefon;Adresse 1;Adresse 2;Postnr;Poststed;Landkode", "customer_no name first_name last_name org_no email phone street extra post_code city country"},
		"Conta":             {register.Customers, "Customer number;Name;Organization number;Email;Phone;Address;Postcode;City", "customer_no name org_no email phone street post_code city"},
		"our own":           {register.Customers, "customer_no;name;type;org_no;email;street;post_code;city;payer;groups;routes;account_numbers;note", "customer_no name type org_no email street post_code city payer groups routes account_numbers note"},
		"Swedish":           {register.Customers, "Kundnr;Kundnamn;Organisationsnummer;E-post;Adress;Postnummer;Ort", "customer_no name org_no email street post_code city"},
		"Danish":            {register.Customers, "Kundenr;Navn;CVR;E-mail;Adresse;Postnr;By", "customer_no name org_no email street post_code city"},
		"one cell":          {register.Customers, "Navn;Adresse;Postnr/sted", "name street post_place"},
		"min idrett":        {register.Members, "PersonId;Fornavn;Etternavn;Fødselsdato;Kjønn;Adresse;Postnummer;Sted;Mobil;E-post;Grener", "customer_no first_name last_name birth . street post_code city phone email groups"},
		"Spond": {register.Members, "Medlem navn;Fødselsdato;Undergruppe;E-post;Telefon;Foresatt 1 navn;Foresatt 1 e-post;Foresatt 1 telefon;Foresatt 2 navn;Foresatt 2 e-post",
			"name birth groups email phone guardian_name guardian_email guardian_phone . ."},
		"StyreWeb":        {register.Members, "Medlemsnr;Fornavn;Etternavn;Født;Kategori;Foresatt fornavn;Foresatt etternavn;E-post foresatt;Mobil foresatt", "customer_no first_name last_name birth groups guardian_first_name guardian_last_name guardian_email guardian_phone"},
		"English club":    {register.Members, "Member name;Year of birth;Team;Parent name;Parent email;Parent phone", "name birth groups guardian_name guardian_email guardian_phone"},
		"Fiken goods":     {register.Items, "Navn;Produktnummer;Enhetspris;Enhet;Mva-sats;Beskrivelse;Aktiv", "item item_no price unit vat description ."},
		"Tripletex goods": {register.Items, "Varenr.;Varenavn;Enhet;Utpris eks. mva;Utpris inkl. mva;Mva-kode", "item_no item unit price . vat"},
		"Swedish goods":   {register.Items, "Artikelnr;Benämning;Enhet;Pris exkl. moms;Moms", "item_no item unit price vat"},
		"drafts":          {register.Drafts, "Fakturanr;Kundenr;Varenr;Tekst;Antall;Enhet;Pris (kr);Mva;Rabatt %;Fakturadato;Forfall;Deres ref", "draft customer_no item_no item quantity unit price vat discount_percent issue_date due_date buyer_reference"},
		"unit in header":  {register.Items, "Varenr *;Varenavn *;Pris i NOK", "item_no item price"},
	} {
		s := read(t, test.header+"\n"+strings.Repeat("x;", strings.Count(test.header, ";"))+"x\n")
		m := intake.Guess(s, test.kind)
		var got []string
		for _, c := range s.Columns {
			f := string(m.Fields[c.Name])
			if f == "" {
				f = "."
			}
			got = append(got, f)
		}
		if diff := cmp.Diff(strings.Join(got, " "), test.want); diff != "" {
			t.Errorf("%s (-got +want):\n%s", name, diff)
		}
	}
}

func TestGuess_LooksAtValuesWhereTheHeaderSaysNothing(t *testing.T) {
	s := read(t, "Bø Bygg AS;923609016;post@bo.no;Storgata 1;0155;Oslo;1503 50 40118\nLi og Co AS;974760673;li@li.no;Gata 2;5003;Bergen;97102427444\n")
	want := map[string]register.Field{"A": register.Name, "B": register.OrgNo, "C": register.Email, "E": register.PostCode, "F": register.City, "G": register.Accounts}
	if diff := cmp.Diff(intake.Guess(s, register.Customers).Fields, want); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}

func TestGuessKind_TellsFilesApart(t *testing.T) {
	for header, want := range map[string]register.Kind{
		"Kundenr;Navn;E-post;Adresse;Postnr;Poststed":       register.Customers,
		"Navn;Født;Lag;Foresatt navn;Foresatt e-post":       register.Members,
		"Varenr;Varenavn;Enhet;Pris;Mva":                    register.Items,
		"Kundenr;Tekst;Antall;Pris;Mva;Fakturadato;Forfall": register.Drafts,
	} {
		if got := intake.GuessKind(read(t, header+"\n"+strings.Repeat("x;", strings.Count(header, ";"))+"x\n")); got != want {
			t.Errorf("%s: %s, want %s", header, got, want)
		}
	}
}

func TestPlan_TellsNewChangedAndSame(t *testing.T) {
	ola := billing.Customer{No: "1002", Party: billing.Party{Name: "Ola Li", Type: billing.Person}}
	p := plan(t, register.Customers, "Kundenr;Navn;E-post;Telefon\n1001;Kari Nordmann;kari@ny.no;99887766\n1002;Ola Li;;\n;Bø Bygg AS;post@bo.no;\n",
		intake.Existing{Customers: []billing.Customer{kari(), ola}})
	wantTold(t, p, "change 1001 Kari Nordmann", "same 1002 Ola Li", "new Bø Bygg AS")
	want := []register.Change{{Field: register.Email, Before: "kari@example.no", After: "kari@ny.no"}, {Field: register.Phone, After: "99887766"}}
	if diff := cmp.Diff(p.Rows[0].Changes, want); diff != "" {
		t.Errorf("changes (-got +want):\n%s", diff)
	}
	if got := p.Rows[0].Customer.Address.Street; got != "Storgata 1" {
		t.Errorf("a column the file has not changed the street to %q", got)
	}
	if got := p.Rows[2].Customer.Type; got != billing.Business {
		t.Errorf("an AS is a %s", got)
	}
}

func TestPlan_NamesEveryFaultWithItsPlace(t *testing.T) {
	p := plan(t, register.Customers, "Kundenr;Navn;Orgnr;E-post;Kontonummer;Betaler;Språk;Betalingsfrist;Land\n"+
		"1;Bø AS;923609017;x;12345678901;77;klingonsk;900;Atlantis\n1;;;;;;;;\n3;Li;;;;4;;14 dager;Norge\n4;Mo;;;;3;;;\n", intake.Existing{})
	wantTold(t, p,
		"faulty 1 Bø AS [line 2, Språk: language-unknown] [line 2, Kontonummer: account-wrong] [line 2, Betalingsfrist: number-out-of-range] [line 2, E-post: email-wrong] [line 2, Land: country-wrong] [line 2, Betaler: payer-unknown]",
		"faulty 1 [line 3, Navn: party-name-missing] [line 3, Kundenr: customer-no-twice]",
		"faulty 3 Li [line 4, Betaler: payer-has-payer]", "faulty 4 Mo [line 5, Betaler: payer-has-payer]")
}

func TestPlan_RefusesMappingsThatCannotBe(t *testing.T) {
	s := read(t, "Navn;Orgnr\nBø;923609016\n")
	for name, test := range map[string]struct {
		m    register.Mapping
		want []string
	}{
		"no name":      {register.Mapping{Kind: register.Customers, Fields: map[string]register.Field{"Orgnr": register.OrgNo}}, []string{"column-missing", "column-unknown"}},
		"no column":    {register.Mapping{Kind: register.Customers, Fields: map[string]register.Field{"Navn": register.Name, "Orgnr": "-", "Tlf": register.Phone}}, []string{"column-missing"}},
		"no field":     {register.Mapping{Kind: register.Items, Fields: map[string]register.Field{"Navn": register.ItemName, "Orgnr": "farge"}}, []string{"field-unknown"}},
		"field twice":  {register.Mapping{Kind: register.Customers, Fields: map[string]register.Field{"Navn": register.Name, "Orgnr": register.Name}}, []string{"column-twice"}},
		"kind unknown": {register.Mapping{Kind: "cars"}, []string{"import-kind-unknown"}},
	} {
		p := intake.Plan(s, test.m, intake.Existing{})
		if diff := cmp.Diff(p.Faults.Codes(), test.want); diff != "" || len(p.Rows) > 0 {
			t.Errorf("%s: %d rows (-got +want):\n%s", name, len(p.Rows), diff)
		}
	}
}

func TestPlan_FindsDuplicates(t *testing.T) {
	bo := billing.Customer{No: "2001", Party: billing.Party{Name: "Bø Bygg AS", Type: billing.Business, OrgNo: "923609016"}}
	have := intake.Existing{Customers: []billing.Customer{kari(), bo}}
	for name, test := range map[string]struct{ rows, want string }{
		"same organisation number":            {";Bø Bygg og Anlegg AS;923 609 016;;;;", "duplicate Bø Bygg og Anlegg AS (same-org-no 2001: merge)"},
		"same name and address":               {";Kari  NORDMANN;;ny@example.no;Storgata 1;0155;Oslo", "duplicate Kari NORDMANN (same-name-address 1001: merge)"},
		"last name first":                     {";Nordmann, Kari;;;Storgata 1;155;Oslo", "duplicate Nordmann, Kari (same-name-address 1001: merge)"},
		"same e-mail, nearly a name":          {";Kari Nordman;;KARI@example.no;Gata 7;5003;Bergen", "duplicate Kari Nordman (same-email 1001: merge)"},
		"a typing error":                      {";Kari Nordmand;;;Annen vei 2;0155;Oslo", "duplicate Kari Nordmand (near-name 1001: merge)"},
		"a family's e-mail":                   {";Per Hansen;;kari@example.no;;;", "new Per Hansen"},
		"everything the same":                 {";Kari Nordmann;;kari@example.no;Storgata 1;0155;Oslo", "same 1001 Kari Nordmann"},
		"a namesake elsewhere":                {";Kari Nordmann;;annen@example.no;Gata 7;5003;Bergen", "new Kari Nordmann"},
		"a number of its own":                 {"77;Kari Nordmann;;;Storgata 1;0155;Oslo", "new 77 Kari Nordmann"},
		"a number, but the same organisation": {"78;Bø Bygg AS;923609016;;;;", "duplicate 78 Bø Bygg AS (same-org-no 2001: merge)"},
	} {
		p := plan(t, register.Customers, "Kundenr;Navn;Orgnr;E-post;Adresse;Postnr;Poststed\n"+test.rows+"\n", have)
		if diff := cmp.Diff(told(p), []string{test.want}); diff != "" {
			t.Errorf("%s (-got +want):\n%s", name, diff)
		}
	}
}

func TestPlan_OfTwoNamesakesTheCloserIsMeant(t *testing.T) {
	other, same := kari(), kari()
	other.No, other.Email, same.No = "1000", "annen@example.no", "1002"
	p := plan(t, register.Customers, "Navn;E-post;Adresse;Postnr;Poststed\nKari Nordmann;kari@example.no;Storgata 1;0155;Oslo\n",
		intake.Existing{Customers: []billing.Customer{other, same}})
	wantTold(t, p, "same 1002 Kari Nordmann")
}

func TestPlan_MergeKeepsTheNumberAndAddsToLists(t *testing.T) {
	have := kari()
	have.Groups = []string{"Foreldre"}
	p := plan(t, register.Customers, "Navn;E-post;Grupper;Poststed\nKari Nordman;kari@example.no;Styret;Bergen\n", intake.Existing{Customers: []billing.Customer{have}})
	d := p.Rows[0].Duplicates[0]
	if d.Merged.No != "1001" || !cmp.Equal(d.Merged.Groups, []string{"Foreldre", "Styret"}) || d.Merged.Address.Street != "Storgata 1" || d.Merged.Address.City != "Bergen" {
		t.Errorf("merged %+v", d.Merged)
	}
}

func TestPlan_FindsEarlierRowsOfTheFile(t *testing.T) {
	p := plan(t, register.Customers, "Navn;E-post;Telefon\nKari Nordmann;kari@example.no;\nKari Nordmann;kari@example.no;99887766\n", intake.Existing{})
	wantTold(t, p, "new Kari Nordmann", "duplicate Kari Nordmann (same-name-address #: merge)")
	if got := p.Rows[1].Duplicates[0].Merged.Phone; got != "99887766" {
		t.Errorf("merged phone %q", got)
	}
}

func TestPlan_SiblingsShareTheirGuardian(t *testing.T) {
	p := plan(t, register.Members, "Navn;Født;Lag;Adresse;Postnr;Poststed;Foresatt navn;Foresatt e-post;Foresatt telefon\n"+
		"Emma Nordmann;2017;G8;Storgata 1;0155;Oslo;Kari Nordmann;kari@example.no;99887766\n"+
		"Jonas Nordmann;01.02.2014;G12;Storgata 1;0155;Oslo;Kari Nordmann;KARI@example.no;\n"+
		"Liv Li;2016;G8;Gata 2;5003;Bergen;Ola Li;;+47 44332211\nPer Li;2018;G8;Gata 2;5003;Bergen;Ola Li;;44 33 22 11\n"+
		"Åse Moe;1980;Trenere;Veien 3;7010;Trondheim;;;\n", intake.Existing{})
	wantTold(t, p, "new Kari Nordmann", "new Emma Nordmann", "new Jonas Nordmann", "new Ola Li", "new Liv Li", "new Per Li", "new Åse Moe")
	payers := []int{}
	for _, r := range p.Rows {
		payers = append(payers, r.PayerRow)
	}
	if diff := cmp.Diff(payers, []int{0, 1, 1, 0, 4, 4, 0}); diff != "" {
		t.Errorf("payers (-got +want):\n%s", diff)
	}
	if g := p.Rows[0]; !g.Guardian || g.Customer.Address.Street != "Storgata 1" || g.Customer.Phone != "99887766" {
		t.Errorf("guardian %+v", g.Customer)
	}
	if m := p.Rows[2].Customer; m.Note != "f. 2014" || !cmp.Equal(m.Groups, []string{"G12"}) || m.Email != "" {
		t.Errorf("member %+v", m)
	}
}

func TestPlan_MembersAgainAreTheSame(t *testing.T) {
	guardian := kari()
	emma := billing.Customer{No: "1002", Payer: "1001", Note: "f. 2017", Party: billing.Party{Name: "Emma Nordmann", Type: billing.Person,
		Address: guardian.Address}, Groups: []string{"G8"}}
	const file = "Navn;Født;Lag;Adresse;Postnr;Poststed;Foresatt navn;Foresatt e-post\nEmma Nordmann;2017;G8;Storgata 1;0155;Oslo;Kari Nordmann;kari@example.no\n"
	have := intake.Existing{Customers: []billing.Customer{guardian, emma}}
	wantTold(t, plan(t, register.Members, file, have), "same 1001 Kari Nordmann", "same 1002 Emma Nordmann")
	have.Customers[1].Payer = ""
	p := plan(t, register.Members, file, have)
	wantTold(t, p, "same 1001 Kari Nordmann", "duplicate Emma Nordmann (same-name-address 1002: merge)")
	want := []register.Change{{Field: register.Payer, After: "1001 Kari Nordmann"}}
	if diff := cmp.Diff(p.Rows[1].Duplicates[0].Changes, want); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}

func TestPlan_GuardiansByNumberAndWithFaults(t *testing.T) {
	p := plan(t, register.Members, "Navn;Foresatt nr;Foresatt navn;Foresatt e-post\nEmma;1001;;\nPer;99;;\nLiv;;Ola Li;ola-li.no\nMo;;;mo@example.no\nSiv Li;;Siv Li;siv@example.no\n",
		intake.Existing{Customers: []billing.Customer{kari()}})
	wantTold(t, p, "same 1001 Kari Nordmann", "new Emma", "faulty Per [line 3, Foresatt nr: payer-unknown]",
		"faulty Ola Li [line 4, Foresatt e-post: email-wrong]", "faulty Liv [line 4, Foresatt navn: guardian-faulty]", "new Mo", "new Siv Li")
	if mo, siv := p.Rows[5], p.Rows[6]; mo.Customer.Email != "mo@example.no" || mo.Faults.Codes()[0] != "guardian-name-missing" || siv.PayerRow != 0 {
		t.Errorf("%+v, %+v", mo, siv)
	}
}

func TestPlan_Items(t *testing.T) {
	have := intake.Existing{Registered: true, Items: []billing.Item{{No: "T1", Name: "Treningsavgift", Unit: "EA", Price: decimal.RequireFromString("500"), VAT: billing.Rate(decimal.NewFromInt(25))}}}
	p := plan(t, register.Items, "Varenr;Varenavn;Enhet;Pris;Mva\nT1;Treningsavgift;stk.;550,00;25 %\n7;Draktleie;mnd;1 234,50;høy\n;Kiosk;kg;10;15\n"+
		"9;Ukjent;bøtter;x;moro\n9;To ganger;;1;\n;Treningsavgift;;;\n", have)
	wantTold(t, p, "change T1 Treningsavgift", "new 7 Draktleie", "new 10 Kiosk",
		"faulty 9 Ukjent [line 5, Enhet: unit-unread] [line 5, Pris: number-unread] [line 5, Mva: vat-unread]",
		"faulty 9 To ganger [line 6, Varenr: item-no-twice]", "faulty T1 Treningsavgift [line 7, Varenr: item-no-twice]")
	if i := p.Rows[1].Item; i.Unit != "MON" || i.Price.String() != "1234.5" || i.VAT.Rate.String() != "25" {
		t.Errorf("item %+v", i)
	}
}

func TestPlan_ReadsVATAsPeopleWriteIt(t *testing.T) {
	for text, want := range map[string]string{
		"25": "S 25", "25 %": "S 25", "25% mva": "S 25", "25,0": "S 25", "høy": "S 25", "Høy sats": "S 25", "HIGH": "S 25", "3": "S 25", "MVA 25%": "S 25",
		"3: Utgående mva, alminnelig sats": "S 25", "31": "S 15", "15 %": "S 15", "middels": "S 15", "33": "S 12", "lav": "S 12", "11,11": "S 11.11", "råfisk": "S 11.11",
		"5": "Z 0", "fritatt": "Z 0", "0": "Z 0", "0 %": "Z 0", "0 % fritatt": "Z 0", "6": "E 0", "unntatt": "E 0", "utenfor": "E 0", "Utenfor mva-loven": "E 0", "0 % unntatt": "E 0",
		"51": "AE 0", "omvendt avgiftsplikt": "AE 0", "52": "G 0", "eksport": "G 0", "EXEMPT_REVERSE": "AE 0", "RAW_FISH": "S 11.11",
		"7": "?", "24 %": "?", "moro": "?", "høy lav": "?", "99": "?", "ingen": "?", "2500": "?",
	} {
		p := plan(t, register.Items, "Varenavn;Pris;Mva\nX;1;"+text+"\n", intake.Existing{Registered: true})
		got := "?"
		if i := p.Rows[0].Item; i != nil {
			got = string(i.VAT.Category) + " " + i.VAT.Rate.String()
		} else if f := p.Rows[0].Faults.Fatal(); f[0].Code != "vat-unread" || f[0].Args["value"] != text {
			t.Errorf("%q: faults %v", text, f)
		}
		if got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestPlan_WhoIsOutsideTheRegisterChargesNoVAT(t *testing.T) {
	p := plan(t, register.Items, "Varenavn;Pris;Mva\nA;1;25\nB;1;ingen\nC;1;0\n", intake.Existing{})
	wantTold(t, p, "faulty 1 A [line 2, Mva: vat-without-register]", "new 2 B", "new 3 C")
	if !p.Rows[1].Item.VAT.IsZero() || !p.Rows[2].Item.VAT.IsZero() {
		t.Error("VAT of a seller outside the register")
	}
}

func TestPlan_DraftsAreOneLineARow(t *testing.T) {
	bo := billing.Customer{No: "2001", Party: billing.Party{Name: "Bø Bygg AS", OrgNo: "923609016", Type: billing.Business}}
	have := intake.Existing{Registered: true, Customers: []billing.Customer{kari(), bo},
		Items: []billing.Item{{No: "T1", Name: "Treningsavgift", Unit: "MON", Price: decimal.RequireFromString("500"), VAT: billing.Rate(decimal.NewFromInt(25))}}}
	p := plan(t, register.Drafts, "Fakturanr;Kundenr;Orgnr;Kunde;Varenr;Tekst;Antall;Enhet;Pris;Mva;Rabatt;Fakturadato;Forfall;Deres ref\n"+
		"A;1001;;;T1;;2;;;;10 %;22.11.2026;06.12.2026;Kari\nA;1001;;;;Drakt;1;stk;399,-;25;;;;\nA;;;;;Sokker;2;par;-50;25;;22.11.2026;;\n"+
		"B;;923 609 016;;;Sponsor;1;;10.000,00;høy;500;;;\nC;;;Kari Nordmann;;Leie;1,5;timer;100;0;;;;\nC;;;Ny Kunde;;Leie;1;;100;0;;;;\n", have)
	wantTold(t, p, "new A 1001 Kari Nordmann", "new B 2001 Bø Bygg AS", "new C 1001 Kari Nordmann", "new C Ny Kunde")
	lines := p.Rows[0].Draft.Lines
	if len(lines) != 3 || lines[0].Item != "Treningsavgift" || lines[0].Price.String() != "500" || lines[0].Discount.Percent.String() != "10" || lines[1].Price.String() != "399" {
		t.Errorf("lines %+v", lines)
	}
	if l := lines[2]; l.Price.String() != "50" || l.Quantity.String() != "-2" || l.Unit != "PR" {
		t.Errorf("a price below nought: %+v", l)
	}
	if d := p.Rows[1].Draft; d.Customer.No != "2001" || d.Lines[0].Price.String() != "10000" || d.Lines[0].Discount.Amount.String() != "500" {
		t.Errorf("draft %+v", d)
	}
	if d := p.Rows[0].Draft; d.IssueDate != today || d.DueDate != cal.On(2026, 12, 6) || d.BuyerReference != "Kari" {
		t.Errorf("head %+v", d)
	}
	if d := p.Rows[3].Draft; d.Customer.Name != "Ny Kunde" || d.Customer.No != "" {
		t.Errorf("stranger %+v", d.Customer)
	}
}

func TestPlan_DraftFaults(t *testing.T) {
	two := []billing.Customer{{No: "1", Party: billing.Party{Name: "Ole Hansen"}}, {No: "2", Party: billing.Party{Name: "Ole Hansen"}}}
	p := plan(t, register.Drafts, "Fakturanr;Kundenr;Kunde;Varenr;Tekst;Antall;Enhet;Pris;Fakturadato;Forfall\n"+
		"A;99;;;X;1;;1;;\nB;;Ole Hansen;;X;1;;1;;\nC;;;;X;1;;1;;\nD;1;;T9;;1;;1;;\nE;1;;;;1;;1;;\nF;1;;;X;1000000000000000000;;1;;\n"+
		"G;1;;;X;1;;;;\nH;1;;;X;1;;1;31.02.2026;\nI;1;;;X;1;;1;22.11.2026;01.11.2026\nJ;1;;;X;1;;1;22.11.2026;\nJ;1;;;X;1;tønner;1;23.11.2026;\n", intake.Existing{Customers: two})
	wantTold(t, p, "faulty A 99 [line 2, Kundenr: customer-unknown]", "faulty B [line 3, Kunde: customer-ambiguous]", "faulty C [line 4, Kundenr: cell-missing]",
		"faulty D 1 Ole Hansen [line 5, Varenr: item-unknown]", "faulty E 1 Ole Hansen [line 6, Tekst: cell-missing]", "faulty F 1 Ole Hansen [line 7, Antall: number-out-of-reach]",
		"faulty G 1 Ole Hansen [line 8, Pris: cell-missing]", "faulty H 1 Ole Hansen [line 9, Fakturadato: date-wrong]", "faulty I 1 Ole Hansen [line 10, Forfall: due-before-issue]",
		"faulty J 1 Ole Hansen [line 12, Fakturadato: draft-lines-differ] [line 12, Enhet: unit-unread]")
}

func TestPlan_TellsColumnsReadOnAGuess(t *testing.T) {
	p := plan(t, register.Drafts, "Kunde;Tekst;Pris;Fakturadato;Farge\nNy;X;1.234;03/04/2026;rød\n", intake.Existing{})
	var got []string
	for _, f := range p.Faults.Warnings() {
		got = append(got, f.Path+": "+f.Code)
	}
	want := []string{"line 1, Farge: column-unknown", "line 1, Pris: numbers-ambiguous", "line 1, Fakturadato: dates-ambiguous"}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
	s := read(t, "Kunde;Tekst;Pris;Fakturadato\nNy;X;1.234;03/04/2026\n")
	m := intake.Guess(s, register.Drafts)
	m.Dates, m.Numbers = map[string]register.DateOrder{"Fakturadato": "mdy"}, map[string]register.NumberForm{"Pris": "."}
	p = intake.Plan(s, m, intake.Existing{})
	if d := p.Rows[0].Draft; d.IssueDate != cal.On(2026, 3, 4) || d.Lines[0].Price.String() != "1.234" {
		t.Errorf("a person's answer was not taken: %+v", d)
	}
}

// written is customers as a CSV of ours.
func written(customers []billing.Customer) string {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = ';'
	w.Write([]string{"customer_no", "name", "type", "org_no", "vat_no", "email", "phone", "contact", "street", "extra", "post_code", "city", "country", "payer", "groups", "routes", "language", "terms", "account_numbers", "note"})
	for _, c := range customers {
		var routes []string
		for _, r := range c.Routes {
			routes = append(routes, string(r))
		}
		w.Write([]string{c.No, c.Name, string(c.Type), c.OrgNo, c.VATNo, c.Email, c.Phone, c.Contact, c.Address.Street, c.Address.Extra, c.Address.PostCode,
			c.Address.City, c.Address.Country, c.Payer, strings.Join(c.Groups, ","), strings.Join(routes, ","), c.Language, fmt.Sprint(c.Terms), strings.Join(c.Accounts, " "), c.Note})
	}
	w.Flush()
	return b.String()
}

func TestPlan_WhatWasExportedIsTheSame(t *testing.T) {
	text := rapid.StringMatching(`([A-ZÆØÅ][a-zæøåéü"';,&.-]{0,8}( [A-ZÆØÅ][a-zæøå]{1,8})?)?`)
	rapid.Check(t, func(r *rapid.T) {
		var customers []billing.Customer
		for i := range rapid.IntRange(1, 5).Draw(r, "customers") {
			c := billing.Customer{No: fmt.Sprint(1000 + i), Party: billing.Party{Name: "N" + strings.TrimSpace(text.Draw(r, "name")), Type: rapid.SampledFrom([]billing.PartyType{billing.Person, billing.Business, billing.Public}).Draw(r, "type"),
				OrgNo: rapid.SampledFrom([]string{"", "923609016", "974760673"}).Draw(r, "org"), Email: rapid.SampledFrom([]string{"", "a@b.no"}).Draw(r, "mail"), Phone: rapid.SampledFrom([]string{"", "+47 99 88 77 66", "99887766"}).Draw(r, "phone"),
				Contact: text.Draw(r, "contact"), Address: billing.Address{Street: text.Draw(r, "street"), PostCode: rapid.SampledFrom([]string{"", "0155", "9990"}).Draw(r, "post"), City: text.Draw(r, "city"), Country: rapid.SampledFrom([]string{"", "NO"}).Draw(r, "country")}},
				Groups: rapid.SampledFrom([][]string{nil, {"G8"}, {"A", "B"}}).Draw(r, "groups"), Routes: rapid.SampledFrom([][]billing.ChannelName{nil, {billing.EHF, billing.Email}, {billing.Letter}}).Draw(r, "routes"),
				Language: rapid.SampledFrom([]string{"", "nn", "en"}).Draw(r, "language"), Terms: rapid.IntRange(0, 60).Draw(r, "terms"),
				Accounts: rapid.SampledFrom([][]string{nil, {"15035040118"}, {"15035040118", "97102427444"}}).Draw(r, "accounts"), Note: text.Draw(r, "note")}
			if i > 0 && rapid.Bool().Draw(r, "paid for") {
				c.Payer = "1000"
			}
			customers = append(customers, c)
		}
		p := plan(t, register.Customers, written(customers), intake.Existing{Customers: customers})
		for _, row := range p.Rows {
			if row.Verdict != register.Same {
				r.Fatalf("%s %s: %v %v", row.Label, row.Verdict, row.Changes, row.Faults)
			}
		}
		if fresh := plan(t, register.Customers, written(customers), intake.Existing{}); len(fresh.Rows) == len(customers) {
			for i, row := range fresh.Rows {
				if row.Customer == nil || cmp.Diff(*row.Customer, customers[i]) != "" {
					r.Fatalf("%s: %v %s", row.Verdict, row.Faults, cmp.Diff(row.Customer, &customers[i]))
				}
			}
		}
	})
}

func FuzzPlan(f *testing.F) {
	f.Add([]byte("Kundenr;Navn;E-post\n1;Kari;kari@example.no\n"), 0)
	f.Add([]byte("Navn;Født;Foresatt navn;Foresatt e-post\nEmma;2017;Kari;k@b.no\n"), 1)
	f.Add([]byte("Varenavn;Pris;Mva;Enhet\nX;1.234,5;høy;stk\n"), 2)
	f.Add([]byte("Kunde;Tekst;Antall;Pris;Fakturadato\nNy;X;1e9;-5;31/12/26\n"), 3)
	f.Fuzz(func(t *testing.T, b []byte, kind int) {
		s, err := sheet.Read(b, sheet.Options{})
		if err != nil {
			return
		}
		k := register.Kinds()[uint(kind)%4]
		p := intake.Plan(s, intake.Guess(s, k), intake.Existing{Registered: kind%2 == 0, Customers: []billing.Customer{kari()}, Today: today})
		for i, r := range p.Rows {
			if r.ID != i+1 || r.PayerRow >= r.ID {
				t.Errorf("row %d has id %d, payer %d", i, r.ID, r.PayerRow)
			}
			stores := r.Customer != nil || r.Item != nil || r.Draft != nil
			if stores == (r.Verdict == register.Faulty) || (r.Verdict == register.Faulty) != (r.Faults.Err() != nil) {
				t.Errorf("row %d is %s with %v", i, r.Verdict, r.Faults)
			}
			for _, f := range r.Faults {
				if line, _ := register.Where(f.Path); line == 0 {
					t.Errorf("fault without a place: %v", f)
				}
			}
		}
	})
}

// members10000 is a file of ten thousand members with their guardians.
func members10000() string {
	var b strings.Builder
	b.WriteString("Medlemsnr;Navn;Født;Lag;Adresse;Postnr;Poststed;Foresatt navn;Foresatt e-post\n")
	for i := range 10_000 {
		fmt.Fprintf(&b, "%d;Barn%d Etternavn%d;20%02d;G%d;Gata %d;%04d;Sted;Voksen%d Etternavn%d;v%d@example.no\n", 20000+i, i, i/3, i%20, i%15, i/3, 1000+i%50, i/3, i/3, i/3)
	}
	return b.String()
}

func BenchmarkPlan_10000Members(b *testing.B) {
	s := read(b, members10000())
	m := intake.Guess(s, register.Members)
	var have []billing.Customer
	for i := range 5_000 {
		c := kari()
		c.No, c.Name, c.Email, c.Address.PostCode = fmt.Sprint(1000+i), fmt.Sprintf("Voksen%d Etternavn%d", i, i), fmt.Sprintf("v%d@example.no", i), fmt.Sprintf("%04d", 1000+i%50)
		have = append(have, c)
	}
	for b.Loop() {
		if p := intake.Plan(s, m, intake.Existing{Customers: have}); len(p.Rows) < 10_000 {
			b.Fatal(p.Faults)
		}
	}
}

func TestFields_AreKnownByTheirOwnNames(t *testing.T) {
	for _, kind := range register.Kinds() {
		for _, f := range register.Fields(kind) {
			s := read(t, string(f)+";zzz\nx;y\n")
			if got := intake.Guess(s, kind).Fields[string(f)]; got != f {
				t.Errorf("%s: column %q is guessed as %q", kind, f, got)
			}
		}
	}
}

func TestWith_MapsForeignColumns(t *testing.T) {
	s := read(t, "Medlem;Navn;Epost;Tlf;Konti\n17;Kari Nordmann;kari@example.no;99887766;9710.24.27444 15034357169\n")
	m := intake.With(intake.Guess(s, register.Customers), s, map[string]register.Field{"medlem": register.CustomerNo, "Konti": register.Accounts})
	p := intake.Plan(s, m, intake.Existing{})
	want := billing.Customer{No: "17", Party: billing.Party{Name: "Kari Nordmann", Type: billing.Person, Email: "kari@example.no", Phone: "99887766"},
		Accounts: []string{"97102427444", "15034357169"}}
	if p.AllFaults().Err() != nil || cmp.Diff(*p.Rows[0].Customer, want) != "" {
		t.Errorf("faults %v (-got +want):\n%s", p.AllFaults(), cmp.Diff(*p.Rows[0].Customer, want))
	}
}

func TestPlan_RefusesWrongNumbers(t *testing.T) {
	p := plan(t, register.Customers, "customer_no,name,type,org_no,account_numbers\n1,Bø AS,business,923609017,\n2,,person,,12345678901\n", intake.Existing{})
	if diff := cmp.Diff(p.AllFaults().Codes(), []string{"orgno-wrong", "account-wrong", "party-name-missing"}); diff != "" {
		t.Error(diff)
	}
}

func TestPlan_BirthYearsLieInThePast(t *testing.T) {
	p := plan(t, register.Members, "Navn;Født\nA;01.02.55\nB;01.02.14\nC;2031\nD;1955\n", intake.Existing{})
	wantTold(t, p, "new A", "new B", "faulty C [line 4, Født: date-wrong]", "new D")
	if a, b := p.Rows[0].Customer.Note, p.Rows[1].Customer.Note; a != "f. 1955" || b != "f. 2014" {
		t.Errorf("born %q and %q", a, b)
	}
}
