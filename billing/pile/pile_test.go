package pile_test

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fakturist/assets"
	starter "fakturist/assets/template"
	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/layout"
	"fakturist/billing/pdf"
	"fakturist/billing/pdf/pdftest"
	"fakturist/billing/pile"
	"fakturist/billing/template"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// press lays letters out with the program's own template and fonts.
var press = sync.OnceValues(func() (func(d billing.Document, number string) ([]byte, error), error) {
	fonts, err := pdf.ParseFonts(assets.InterRegular, assets.InterSemiBold, assets.InterBold)
	if err != nil {
		return nil, err
	}
	tpl, err := template.Read(starter.Standard)
	if err != nil {
		return nil, err
	}
	return func(d billing.Document, number string) ([]byte, error) {
		pages, err := layout.Layout(tpl, layout.Input{Document: d, Number: number, KID: "0000412000010"}, fonts)
		if err != nil {
			return nil, err
		}
		var b bytes.Buffer
		err = pdf.NewWriter(fonts).Write(&b, pages, pdf.Meta{Title: number, Language: "nb"})
		return b.Bytes(), err
	}, nil
})

// letter is an invoice of some lines to somebody, as its PDF.
func letter(tb testing.TB, to billing.Party, number string, lines int) []byte {
	tb.Helper()
	seller := billing.Company{Party: billing.Party{Name: "Blåbærlia Barnehage SA", OrgNo: "923609016", Email: "post@blabarlia.example",
		Address: billing.Address{Street: "Skogveien 3", PostCode: "0860", City: "Oslo"}}, Account: "15035035203", Terms: 14, Language: "nb"}
	draft := billing.Draft{Customer: billing.CustomerRef{No: "412"}}
	for i := range lines {
		draft.Lines = append(draft.Lines, billing.Line{Item: fmt.Sprint("Foreldrebetaling ", i+1), Quantity: decimal.New(1, 0), Price: decimal.New(2740, 0)})
	}
	d, faults := billing.Compose(seller, billing.Customer{No: "412", Party: to}, nil, draft, cal.On(2026, 11, 22))
	if err := faults.Err(); err != nil {
		tb.Fatal(err)
	}
	write, err := press()
	if err != nil {
		tb.Fatal(err)
	}
	b, err := write(d, number)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func person(name, street, postCode, city string) billing.Party {
	return billing.Party{Name: name, Type: billing.Person, Address: billing.Address{Street: street, PostCode: postCode, City: city}}
}

var kari = person("Kari Nordmann", "Bjørkeveien 12", "0861", "Oslo")

func merge(tb testing.TB, form pile.Form, letters ...[]byte) ([]byte, int) {
	tb.Helper()
	var b bytes.Buffer
	m := pile.NewMerger(&b, form)
	for _, l := range letters {
		if _, err := m.Add(l); err != nil {
			tb.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes(), m.Pages()
}

func sheet(t *testing.T, b []byte) pile.Sheet {
	t.Helper()
	s, err := pile.Look(b)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestMerger_KeepsEveryPageAndEveryWord(t *testing.T) {
	ola := person("Ola Čáhput-Åsæter", "Fjellgata 1", "9730", "Karasjok")
	b, pages := merge(t, pile.Form{Title: "Brev på løpende bånd", Folds: pile.Folds(billing.EnvelopeC5)},
		letter(t, kari, "10001", 1), letter(t, ola, "10002", 60), letter(t, kari, "10003", 2))
	long := sheet(t, letter(t, ola, "10002", 60)).Pages
	if long < 2 || pages != 2+long || sheet(t, b).Pages != pages {
		t.Fatalf("%d pages, read back %d, want %d", pages, sheet(t, b).Pages, 2+long)
	}
	pdftest.Tool(t, b, "qpdf", "--check", "FILE")
	text := pdftest.Tool(t, b, "pdftotext", "-layout", "FILE", "-")
	for _, want := range []string{"10001", "10002", "10003", "Ola Čáhput-Åsæter", "9730 Karasjok", "Foreldrebetaling 60"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q cannot be found in the merged text", want)
		}
	}
	if info := pdftest.Tool(t, b, "pdfinfo", "FILE"); !strings.Contains(info, "Brev på løpende bånd") {
		t.Errorf("title is lost:\n%s", info)
	}
}

func TestMerger_BeginsEachLetterOnAFrontPage(t *testing.T) {
	long := letter(t, kari, "10002", 25)
	n := sheet(t, long).Pages
	if n%2 == 1 {
		t.Fatalf("the letter meant to be even has %d pages", n)
	}
	b, pages := merge(t, pile.Form{Duplex: true}, letter(t, kari, "10001", 1), long, letter(t, kari, "10003", 1))
	if want := 2 + n + 2; pages != want {
		t.Fatalf("%d pages, want %d", pages, want)
	}
	sheets := strings.Split(pdftest.Tool(t, b, "pdftotext", "FILE", "-"), "\f")
	for page, want := range map[int]string{0: "10001", 2: "10002", 2 + n: "10003"} {
		if !strings.Contains(sheets[page], want) {
			t.Errorf("letter %s does not begin on page %d", want, page+1)
		}
	}
	for _, blank := range []int{1, 2 + n + 1} {
		if strings.TrimSpace(sheets[blank]) != "" {
			t.Errorf("page %d is not blank: %q", blank+1, sheets[blank])
		}
	}
}

// TestMerger_MarksTheFolds finds the marks as ink at the left edge of the first page, and nowhere on the second.
func TestMerger_MarksTheFolds(t *testing.T) {
	for envelope, folds := range map[billing.Envelope][]float64{billing.EnvelopeC5: {148.5}, billing.EnvelopeE65: {99, 198}} {
		b, _ := merge(t, pile.Form{Folds: pile.Folds(envelope)}, letter(t, kari, "10001", 40))
		first := pdftest.Tool(t, b, "pdftoppm", "-r", "254", "-gray", "-f", "1", "-l", "1", "-x", "30", "-y", "0", "-W", "80", "-H", "2970", "FILE")
		second := pdftest.Tool(t, b, "pdftoppm", "-r", "254", "-gray", "-f", "2", "-l", "2", "-x", "30", "-y", "0", "-W", "80", "-H", "2970", "FILE")
		if diff := cmp.Diff(inkAt(t, first), folds); diff != "" {
			t.Errorf("%s: %s", envelope, diff)
		}
		if got := inkAt(t, second); len(got) > 0 {
			t.Errorf("%s: the second page has marks at %v", envelope, got)
		}
	}
}

// inkAt tells at which halves of a millimetre a PGM picture of ten pixels a millimetre has a dark stroke.
func inkAt(t *testing.T, pgm string) []float64 {
	t.Helper()
	var w, h, top int
	if _, err := fmt.Sscanf(pgm, "P5\n%d %d\n%d", &w, &h, &top); err != nil {
		t.Fatal(err)
	}
	pixels := pgm[len(pgm)-w*h:]
	var out []float64
	for y := range h {
		dark := 0
		for x := range w {
			if pixels[y*w+x] < 190 {
				dark++
			}
		}
		at := float64((y+2)/5) / 2
		if dark > 40 && (len(out) == 0 || out[len(out)-1] != at) {
			out = append(out, at)
		}
	}
	return out
}

func TestMerger_WritesWhatLettersShareOnce(t *testing.T) {
	one := letter(t, kari, "10001", 1)
	b, _ := merge(t, pile.Form{}, slices.Repeat([][]byte{one}, 20)...)
	if len(b) > 2*len(one) {
		t.Errorf("20 letters of the same letters: %d bytes, one has %d", len(b), len(one))
	}
}

func TestMerger_GivesTheSameBytesAgain(t *testing.T) {
	one, two := letter(t, kari, "10001", 1), letter(t, kari, "10002", 30)
	first, _ := merge(t, pile.Form{Duplex: true, Folds: []float64{99}}, one, two)
	second, _ := merge(t, pile.Form{Duplex: true, Folds: []float64{99}}, one, two)
	if !bytes.Equal(first, second) {
		t.Error("two runs differ")
	}
}

func TestMerger_RefusesWhatIsNoPDF(t *testing.T) {
	for name, b := range map[string][]byte{"empty": nil, "words": []byte("hei"), "head": []byte("%PDF-1.7\nbrev\n%%EOF\n"),
		"cut": letter(t, kari, "10001", 1)[:4000]} {
		var out bytes.Buffer
		if _, err := pile.NewMerger(&out, pile.Form{}).Add(b); !errors.Is(err, pile.ErrNotReadable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := pile.NewMerger(&bytes.Buffer{}, pile.Form{}).Close(); err == nil {
		t.Error("a pile without letters became a file")
	}
}

func TestOrder_SortsByPostCodeAndSendsAbroadLast(t *testing.T) {
	list := []billing.Party{person("Østby", "Gata 1", "7010", "Trondheim"), person("Å", "Gata 2", "0001", "Oslo"), person("Ås", "Gata 1", "0001", "Oslo"),
		{Name: "Svensson", Address: billing.Address{PostCode: "0001", City: "Uppsala", Country: "SE"}},
		{Name: "Jensen", Address: billing.Address{PostCode: "9999", City: "Hjørring", Country: "DK"}}}
	slices.SortFunc(list, pile.NewOrder(billing.SortByPostCode).Compare)
	if diff := cmp.Diff(names(list), "Ås Å Østby Jensen Svensson"); diff != "" {
		t.Error(diff)
	}
}

func TestOrder_SortsNamesAsNorwegiansDo(t *testing.T) {
	var list []billing.Party
	for _, n := range []string{"Ås", "Zorba", "ærlig", "Ødegård", "Abel", "Östlund", "Évensen"} {
		list = append(list, person(n, "", "0001", "Oslo"))
	}
	slices.SortFunc(list, pile.NewOrder(billing.SortByName).Compare)
	if diff := cmp.Diff(names(list), "Abel Évensen Zorba ærlig Ødegård Östlund Ås"); diff != "" {
		t.Error(diff)
	}
}

func names(list []billing.Party) string {
	var out []string
	for _, p := range list {
		out = append(out, p.Name)
	}
	return strings.Join(out, " ")
}

var envelopes = []billing.Envelope{billing.EnvelopeC5, billing.EnvelopeE65, billing.EnvelopeC65}

// TestThrough_ShowsTheAddressOfOurOwnTemplate holds the starter template to the windows of all three envelopes.
func TestThrough_ShowsTheAddressOfOurOwnTemplate(t *testing.T) {
	long := billing.Party{Name: "Sammenslutningen for nordnorske barnehager og skolefritidsordninger SA", Contact: "Økonomiavdelingen v/Ola Nordmann",
		Type: billing.Business, OrgNo: "974760673", Address: billing.Address{Street: "Postboks 1234 Sentrum", Extra: "Bygg C, 4. etasje", PostCode: "9008", City: "Tromsø"}}
	abroad := billing.Party{Name: "Karin Svensson", Type: billing.Person, Address: billing.Address{Street: "Storgatan 1", PostCode: "75320", City: "Uppsala", Country: "SE"}}
	sami := person("Áile Čáhput-Ŋorgalaš", "Fjellgata 1", "9730", "Karasjok")
	for _, to := range []billing.Party{kari, long, abroad, sami} {
		s := sheet(t, letter(t, to, "10001", 3))
		for _, e := range envelopes {
			if wrong := s.Through(e, to); len(wrong) > 0 {
				t.Errorf("%s in %s: %v", to.Name, e, wrong)
			}
		}
	}
}

func TestThrough_SeesWhatIsWrong(t *testing.T) {
	fine := sheet(t, letter(t, kari, "10001", 1))
	at := func(x, y float64, words string) pile.Text {
		return pile.Text{Box: pile.Box{X: x, Y: y, W: 30, H: 4}, Words: words}
	}
	for name, c := range map[string]struct {
		texts []pile.Text
		to    billing.Party
		want  []string
	}{
		"somebody else's": {fine.Texts, person("Ola Hansen", "Gata 1", "5003", "Bergen"), []string{pile.CodeOutside, pile.CodeCovered}},
		"empty":           {nil, kari, []string{pile.CodeOutside}},
		"too high":        {[]pile.Text{at(20, 42, "Kari Nordmann"), at(20, 50, "0861 Oslo")}, kari, []string{pile.CodeOutside}},
		"half shown":      {[]pile.Text{at(20, 50, "Kari Nordmann"), at(20, 77, "0861 Oslo")}, kari, []string{pile.CodeOutside}},
		"a sum beside it": {append(slices.Clone(fine.Texts), at(70, 60, "2 740,00")), kari, []string{pile.CodeCovered}},
		"right":           {[]pile.Text{at(20, 50, "Kari Nordmann"), at(20, 60, "0861 Oslo"), at(20, 20, "Faktura")}, kari, nil},
	} {
		if diff := cmp.Diff(pile.Sheet{Pages: 1, Texts: c.texts}.Through(billing.EnvelopeC5, c.to), c.want); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// Floor: 1,000 letters of one page in 3 s and 100 MB.
func BenchmarkMergeLetters(b *testing.B) {
	const many = 1000
	letters := make([][]byte, many)
	for i := range letters {
		to := person(fmt.Sprint("Familien Nordmann-", i), fmt.Sprint("Bjørkeveien ", i), fmt.Sprintf("%04d", 100+i*9), "Oslo")
		letters[i] = letter(b, to, fmt.Sprint(10_000+i), 1)
	}
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	var size int
	var peak uint64
	for b.Loop() {
		start := time.Now()
		count := &counter{peak: &peak, base: before.HeapAlloc}
		m := pile.NewMerger(count, pile.Form{Duplex: true, Folds: pile.Folds(billing.EnvelopeC5)})
		for _, l := range letters {
			if _, err := m.Add(l); err != nil {
				b.Fatal(err)
			}
		}
		if err := m.Close(); err != nil {
			b.Fatal(err)
		}
		if m.Pages() != 2*many {
			b.Fatalf("%d pages", m.Pages())
		}
		size = count.n
		if took := time.Since(start); took > 3*time.Second {
			b.Fatalf("%d letters took %v", many, took)
		}
	}
	if peak > 100<<20 {
		b.Fatalf("%d MB in use", peak>>20)
	}
	b.ReportMetric(float64(size)/(1<<20), "MB")
	b.ReportMetric(float64(peak)/(1<<20), "MB-heap")
}

// counter counts what is written and looks at the heap now and then.
type counter struct {
	n    int
	last int
	peak *uint64
	base uint64
}

func (c *counter) Write(b []byte) (int, error) {
	c.n += len(b)
	if c.n-c.last > 1<<20 {
		c.last = c.n
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		*c.peak = max(*c.peak, m.HeapAlloc-min(c.base, m.HeapAlloc))
	}
	return len(b), nil
}

// FuzzLook feeds what a page draws, which this package reads itself; the file around it is pdfcpu's to read.
func FuzzLook(f *testing.F) {
	f.Add([]byte("BT /F1 12 Tf 60 700 Td (Kari \\(N\\) \\101) Tj [(a) -200 <4142>] TJ ET q 1 0 0 1 5 5 cm Q"))
	f.Add([]byte("BT ( unended"))
	f.Add([]byte("BI /W 1 ID \xff\x00 EI q q Q 14 TL T* (x) ' 1 2 (y) \" <4 % note"))
	f.Fuzz(func(t *testing.T, content []byte) {
		b := minimal(string(content))
		s, err := pile.Look(b)
		if err != nil && !errors.Is(err, pile.ErrNotReadable) {
			t.Error(err)
		}
		if err == nil && s.Pages != 1 {
			t.Errorf("%d pages", s.Pages)
		}
		var out bytes.Buffer
		m := pile.NewMerger(&out, pile.Form{Duplex: true, Folds: []float64{99}})
		if _, err := m.Add(b); err == nil {
			if err := m.Close(); err != nil {
				t.Error(err)
			}
		}
	})
}

// minimal is a whole PDF of one page that draws content.
func minimal(content string) []byte {
	var b bytes.Buffer
	var at []int
	b.WriteString("%PDF-1.4\n")
	for i, o := range []string{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
		"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>", fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(content), content),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/FirstChar 32/LastChar 33/Widths[278 500]/Encoding<</Differences[65/uni010C]>>>>"} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, a := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", a)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

func TestLook_ReadsStringsAsTheyAreWritten(t *testing.T) {
	s := sheet(t, minimal(`BT /F1 12 Tf 100 700 Td (B\(\)\056) Tj [(A) -1000 <4142>] TJ ET`))
	var got []string
	for _, x := range s.Texts {
		got = append(got, x.Words)
	}
	if diff := cmp.Diff(got, []string{"B().", "ČČB"}); diff != "" {
		t.Error(diff)
	}
	if x := s.Texts[0]; x.X < 35 || x.X > 36 || x.Y < 46 || x.Y > 49 {
		t.Errorf("%+v, want the left at 35.3 mm and the base line at 50.1 mm", x)
	}
}
