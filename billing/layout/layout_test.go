package layout_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/layout"
	"fakturist/billing/template"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func golden(pages []layout.Page) string {
	var b strings.Builder
	for i, p := range pages {
		fmt.Fprintf(&b, "page %d of %d, %g x %g\n", i+1, len(pages), p.Width, p.Height)
		for _, op := range p.Ops {
			b.WriteString(op.Golden() + "\n")
		}
	}
	return b.String()
}

func TestLayout_DrawsTheSameOperations(t *testing.T) {
	f := fonts(t)
	for name, in := range cases(t) {
		t.Run(name, func(t *testing.T) {
			got := golden(lay(t, in, f))
			path := filepath.Join("testdata", name+".golden")
			if *update {
				if err := os.MkdirAll("testdata", 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(read(t, path)), got); diff != "" {
				t.Errorf("operations changed; look at them, then run with -update:\n%s", diff)
			}
		})
	}
}

// texts lists the texts of a page from top to bottom.
func texts(p layout.Page) []layout.Text {
	var out []layout.Text
	for _, op := range p.Ops {
		if t, ok := op.(layout.Text); ok {
			out = append(out, t)
		}
	}
	return out
}

func has(p layout.Page, want string) bool {
	return slices.ContainsFunc(texts(p), func(t layout.Text) bool {
		return strings.Contains(strings.ReplaceAll(t.Text, "\u00A0", " "), want)
	})
}

func TestLayout_PrintsWhatTheLawAsksFor(t *testing.T) {
	f, all := fonts(t), cases(t)
	for name, want := range map[string][]string{
		"kindergarten": {
			"Faktura", "10261", "22.11.2026", "01.–30.11.2026", "06.12.2026", "Kari Nordmann", "0861 Oslo", "Org.nr. 923 609 016 Foretaksregisteret",
			"1503 50 35203", "0412 1026 18", "2 740,00 kr", "Selger er ikke registrert i Merverdiavgiftsregisteret.", "Ella (4)", "30 %", "Søskenmoderasjon",
		},
		"four-rates": {
			"Org.nr. 923 609 016 MVA Foretaksregisteret", "25 %", "15 %", "12 %", "Fritatt (0 %)", "23 234,62", "5 808,66", "25 598,06 kr",
			"−5 000,00", "Prosjektrabatt 5 %", "PO-4711", "Ola Hansen", "974 760 673",
		},
		"credit-note": {"Kreditnota", "20419", "20417 av 22.11.2026", "Årsak: Timene var ført på feil prosjekt", "Til gode"},
		"abroad":      {"Invoice", "22 Nov 2026", "EUR 1,440.00", "NOK 697.41", "NO35 1503 5035 203", "DNBANOKKXXX", "Sweden", "Export of services"},
	} {
		pages := lay(t, all[name], f)
		for _, w := range want {
			if !slices.ContainsFunc(pages, func(p layout.Page) bool { return has(p, w) }) {
				t.Errorf("%s: %q is not printed", name, w)
			}
		}
	}
}

func TestLayout_CreditNoteAsksForNoMoney(t *testing.T) {
	in := cases(t)["credit-note"]
	in.KID = "1007204178"
	for _, p := range lay(t, in, fonts(t)) {
		for _, unwanted := range []string{"Forfall", "Kontonummer", "KID", "Å betale"} {
			if has(p, unwanted) {
				t.Errorf("%q is printed", unwanted)
			}
		}
	}
}

// TestLayout_KeepsTheEnvelopeWindowFree holds the quiet zone of C5 and E65 windows: the recipient and nothing else.
func TestLayout_KeepsTheEnvelopeWindowFree(t *testing.T) {
	f := fonts(t)
	for name, in := range cases(t) {
		for _, op := range texts(lay(t, in, f)[0]) {
			inZone := op.X < 118 && op.X+op.Width > 12 && op.Y > 36 && op.Y < 82
			inWindow := op.X >= 20 && op.X+op.Width <= 110 && op.Y > 47 && op.Y <= 67
			if inZone && !inWindow {
				t.Errorf("%s: %q stands in the window at %.1f, %.1f", name, op.Text, op.X, op.Y)
			}
		}
		if !has(lay(t, in, f)[0], in.Document.Buyer.Address.City) {
			t.Errorf("%s: the recipient's place is missing", name)
		}
	}
}

// TestLayout_MarksTheFoldsATemplateAsksFor draws them on the first page alone. The starter template asks for none: letters get
// theirs when they are printed, by the envelope.
func TestLayout_MarksTheFoldsATemplateAsksFor(t *testing.T) {
	tpl := standard(t)
	tpl.Page.Folds = []float64{148.5}
	pages, err := layout.Layout(tpl, manyLines(t, 60, 0, 0), fonts(t))
	if err != nil || len(pages) < 2 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	for i, p := range pages {
		marked := slices.ContainsFunc(p.Ops, func(op layout.Op) bool { l, ok := op.(layout.Line); return ok && l.X1 < 10 && l.Y1 == 148.5 })
		if marked != (i == 0) {
			t.Errorf("page %d: marked %v", i+1, marked)
		}
	}
}

// manyLines is a document of n lines, some with long descriptions and a note.
func manyLines(tb testing.TB, n, descriptions, note int) layout.Input {
	tb.Helper()
	var lines []billing.Line
	for i := range n {
		l := taxed(fmt.Sprintf("Vare nr %d.", i+1), "1", "10", "25")
		if descriptions > 0 && i%descriptions == 0 {
			l.Description = strings.Repeat("lang omtale av varen ", 3*descriptions)
		}
		lines = append(lines, l)
	}
	return layout.Input{Number: "1", KID: "18", Document: compose(tb, firm(), business(), nil, billing.Draft{
		Lines: lines, Note: strings.Repeat("En merknad. ", note),
	})}
}

func TestLayout_BreaksPagesWell(t *testing.T) {
	f, tpl := fonts(t), standard(t)
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 130).Draw(rt, "lines")
		in := manyLines(t, n, rapid.IntRange(0, 9).Draw(rt, "descriptions"), rapid.IntRange(0, 150).Draw(rt, "note"))
		pages, err := layout.Layout(tpl, in, f)
		if err != nil {
			rt.Fatal(err)
		}
		seen := 0
		for i, p := range pages {
			rows := rowsOf(p)
			seen += rows
			last := i == len(pages)-1
			if rows > 0 && !has(p, "Beskrivelse") {
				rt.Errorf("page %d of %d has rows without heading", i+1, len(pages))
			}
			if len(pages) > 1 && !has(p, fmt.Sprintf("Side %d av %d", i+1, len(pages))) {
				rt.Errorf("page %d of %d has no number", i+1, len(pages))
			}
			if paysAt := has(p, "Kontonummer"); paysAt != last {
				rt.Errorf("payment box on page %d of %d: %v", i+1, len(pages), paysAt)
			}
			if has(p, "Sum uten mva") && rows < min(n, 2) {
				rt.Errorf("the sums stand with %d rows of %d", rows, n)
			}
			if empty := rows == 0 && !has(p, "merknad"); empty {
				rt.Errorf("page %d of %d is blank", i+1, len(pages))
			}
			inside(rt, p, last)
		}
		if seen != n {
			rt.Errorf("%d rows printed of %d", seen, n)
		}
	})
}

func rowsOf(p layout.Page) int {
	n := 0
	for _, op := range texts(p) {
		if strings.HasPrefix(op.Text, "Vare nr ") {
			n++
		}
	}
	return n
}

// inside fails when flowing text runs into the foot or off the sheet.
func inside(t interface{ Errorf(string, ...any) }, p layout.Page, last bool) {
	foot := 297 - 18.0
	if last {
		foot = 297 - 27 - 20
	}
	for _, op := range texts(p) {
		if op.X < 0 || op.X+op.Width > 210 || op.Y > 297-5 {
			t.Errorf("%q runs off the sheet at %.1f, %.1f", op.Text, op.X, op.Y)
		}
		flowing := strings.HasPrefix(op.Text, "Vare nr ") || strings.HasPrefix(op.Text, "lang omtale") || strings.HasPrefix(op.Text, "En merknad")
		if flowing && op.Y > foot {
			t.Errorf("%q runs into the foot at %.1f", op.Text, op.Y)
		}
	}
}

func TestLayout_CarriesTheSumForward(t *testing.T) {
	pages := lay(t, manyLines(t, 60, 0, 0), fonts(t))
	if len(pages) < 2 {
		t.Fatalf("%d pages", len(pages))
	}
	sum := 10 * rowsOf(pages[0])
	want := fmt.Sprintf("%d,00", sum)
	for i, word := range []string{"Overføres til neste side", "Overført fra forrige side"} {
		if !has(pages[i], word) || !has(pages[i], want) {
			t.Errorf("page %d lacks %q %s", i+1, word, want)
		}
	}
}

func TestLayout_SplitsARowTallerThanAPage(t *testing.T) {
	in := manyLines(t, 2, 0, 0)
	in.Document.Lines[0].Description = strings.Repeat("ord ", 6000)
	pages := lay(t, in, fonts(t))
	if len(pages) < 3 {
		t.Fatalf("6000 words on %d pages", len(pages))
	}
	words := 0
	for _, p := range pages {
		for _, op := range texts(p) {
			words += strings.Count(op.Text, "ord")
		}
		inside(t, p, false)
	}
	if words < 6000 {
		t.Errorf("%d words of 6000 are printed", words)
	}
}

func TestLayout_ColumnsWithoutContentFallAway(t *testing.T) {
	p := lay(t, cases(t)["one-line"], fonts(t))[0]
	for _, title := range []string{"Rabatt", "Mva", "For"} {
		if slices.ContainsFunc(texts(p), func(op layout.Text) bool { return op.Text == title }) {
			t.Errorf("column %q is printed though it is empty", title)
		}
	}
}

func TestLayout_AmountsLineUp(t *testing.T) {
	for _, op := range texts(lay(t, cases(t)["forty-lines"], fonts(t))[0]) {
		if op.Text == "699,80" && (op.X+op.Width < 189.99 || op.X+op.Width > 190.01) {
			t.Errorf("amount ends at %.2f, want 190", op.X+op.Width)
		}
	}
}

func TestLayout_PracticeMarksEveryPage(t *testing.T) {
	for language, word := range map[string]string{"nb": "ØVELSE", "en": "PRACTICE"} {
		in := cases(t)["forty-lines"]
		in.Practice, in.Language = true, language
		for i, p := range lay(t, in, fonts(t)) {
			first, ok := p.Ops[0].(layout.Text)
			if !ok || first.Text != word || first.Turn == 0 {
				t.Errorf("%s page %d begins with %s", language, i+1, p.Ops[0].Golden())
			}
		}
	}
}

func TestLayout_DraftSaysSo(t *testing.T) {
	in := cases(t)["kindergarten"]
	in.Number, in.KID = "", ""
	if p := lay(t, in, fonts(t))[0]; !has(p, "utkast") || has(p, "Merk betalingen") {
		t.Error("a draft has no number to show and none to pay with")
	}
}

func TestLayout_ReadsDecomposedLetters(t *testing.T) {
	in := cases(t)["kindergarten"]
	in.Document.Buyer.Name = "Åse Løvås" // A and a with a combining ring
	if !has(lay(t, in, fonts(t))[0], "Åse Løvås") {
		t.Error("the name is not composed")
	}
}

func TestMissing_NamesLettersWithoutGlyph(t *testing.T) {
	f, in := fonts(t), cases(t)["kindergarten"]
	if got := layout.Missing(lay(t, in, f), f); len(got) > 0 {
		t.Errorf("got %q", got)
	}
	in.Document.Buyer.Name = "王小明"
	if diff := cmp.Diff([]rune("王小明"), layout.Missing(lay(t, in, f), f)); diff != "" {
		t.Error(diff)
	}
}

// TestFields_AllHaveAnAnswer sets every field of the tree in documents that together have everything.
func TestFields_AllHaveAnAnswer(t *testing.T) {
	f, all := fonts(t), cases(t)
	full := all["four-rates"]
	d := &full.Document
	d.Delivery.Address = billing.Address{Street: "Kaia 1", PostCode: "7010", City: "Trondheim"}
	d.ContractReference, d.Attachments = "AV-1", []billing.Attachment{{Name: "timeliste.pdf"}}
	d.Payee = &billing.Payee{Name: "Factoring AS", OrgNo: "974760673", Account: "15035035203"}
	d.Buyer.VATNo, d.Buyer.Contact, d.Buyer.Email = "NO974760673MVA", "Ola", "ola@example.no"
	d.Taxes[0].Reason, d.Lines[0].SellerItemNo, d.Lines[0].For = "grunn", "A-1", "bygg"
	d.Lines[0].Period = cal.Period{From: cal.MustParse("2026-11-01"), To: cal.MustParse("2026-11-02")}
	d.Lines[0].Discount = &billing.Discount{Reason: "grunn"}
	d.Original = all["credit-note"].Document.Original
	abroad := all["abroad"]
	charged := all["four-rates"]
	charged.KID = ""
	charged.Document.Totals.Charges = charged.Document.Totals.Net
	full.Practice = true
	offer, told := all["offer"], all["prices-with-vat"]
	sheet := timesheets()["timesheet"]
	sheet.Rows[0].Project, sheet.Rows[1].Unit = "Kaia", "DAY"

	for _, field := range template.Fields() {
		if field.Type == template.TypeImage || field.Name == "page.several" {
			continue
		}
		tpl := standard(t)
		tpl.Elements = []template.Element{{ID: "x", Kind: template.KindText, X: 10, Y: 10, W: 180, Style: "cell", Text: "{{" + field.Name + "}}"}}
		if field.Row != "" {
			tpl.Elements[0] = template.Element{ID: "x", Kind: template.KindTable, X: 10, Y: 10, W: 180, Table: &template.Table{
				Source: field.Row, Row: "cell", Columns: []template.Column{{Value: "{{" + field.Name + "}}"}},
			}}
		}
		answered := false
		for _, in := range []layout.Input{full, abroad, charged, offer, told, all["everything"], all["foreign-currency"], all["factoring"]} {
			pages, err := layout.Layout(tpl, in, f)
			if err != nil {
				t.Fatal(err)
			}
			answered = answered || len(texts(pages[0])) > 1 || (len(texts(pages[0])) == 1 && !in.Practice)
		}
		sheet.Template = tpl
		pages, err := layout.Timesheet(sheet, f)
		if err != nil {
			t.Fatal(err)
		}
		answered = answered || len(texts(pages[0])) > 0
		if !answered {
			t.Errorf("field %s answers nothing", field.Name)
		}
	}
}
