package widget_test

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fakturist/ui/theme"
	"fakturist/ui/widget"
)

// TestGallery draws every widget, light and dark. With FAKTURIST_PICTURES set to a folder the pictures are written there to be
// looked at; without, it only proves that all of them can be drawn.
func TestGallery(t *testing.T) {
	for _, mode := range []theme.Mode{theme.Light, theme.Dark} {
		for name, page := range map[string]func() fyne.CanvasObject{
			"parts": partsPage, "list": listPage, "form": formPage, "date": formPage, "numbers": numbersPage,
		} {
			app := test.NewTempApp(t)
			app.Settings().SetTheme(theme.New(mode))
			stage := widget.NewStage(widget.Inset(24, 24, 24, 24, page()))
			window := test.NewTempWindow(t, stage)
			window.SetPadded(false)
			window.Resize(fyne.NewSize(1280, 800))
			window.Resize(fyne.NewSize(1280, 801)) // paragraphs know their width now
			window.Resize(fyne.NewSize(1280, 800))
			after(name, stage)
			picture(t, window.Canvas(), fmt.Sprintf("widget-%s-%s", name, mode))
		}
	}
}

// after brings a page into the state worth looking at.
func after(name string, stage *widget.Stage) {
	switch name {
	case "form":
		openForm(fyne.CurrentApp().Driver().CanvasForObject(stage))
	case "date":
		day.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	}
	if name == "parts" {
		stage.Toast(theme.GlyphDispatch, widget.Accent, "12 fakturaer sendes om 27 s", "Angre", func() {}, 0)
		stage.Toast(theme.GlyphAlert, widget.Bad, "Fikk ikke kontakt med e-posttjeneren. Prøver igjen 14:32.", "", nil, 0)
	}
}

func picture(t *testing.T, c fyne.Canvas, name string) {
	t.Helper()
	image := c.Capture()
	folder := os.Getenv("FAKTURIST_PICTURES")
	if folder == "" {
		return
	}
	file, err := os.Create(filepath.Join(folder, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := png.Encode(file, image); err != nil {
		t.Fatal(err)
	}
}

func partsPage() fyne.CanvasObject {
	forbidden := widget.NewButton(widget.Primary, "Utsted", nil)
	forbidden.Forbid("Kunden mangler adresse.")
	nav := widget.Column(2)
	for i, word := range []string{"Oversikt", "Fakturaer", "Kunder", "Innbetalinger", "Utsending"} {
		glyphs := []theme.Glyph{theme.GlyphOverview, theme.GlyphInvoice, theme.GlyphCustomer, theme.GlyphPayment, theme.GlyphDispatch}
		item := widget.NewNavItem(glyphs[i], word, func() {})
		item.Select(i == 1)
		nav.Add(item)
		switch i {
		case 2:
			item.SetBadge("412", widget.Quiet)
		case 3:
			item.SetBadge("7", widget.Bad)
		}
	}
	chips := widget.Row(8,
		widget.NewChip("Utkast", widget.Plain, ""), widget.NewChip("Sendt · e-post", widget.Accent, ""),
		widget.NewChip("Levert · EHF", widget.Good, ""), widget.NewChip("Skriv ut brev", widget.Warn, ""),
		widget.NewChip("E-post avvist", widget.Bad, "Avvist av mottaker 14:02"), widget.Spring())
	buttons := widget.Row(12,
		widget.NewButton(widget.Primary, "Ny faktura", func() {}).WithKey("Ctrl N"),
		widget.NewButton(widget.Primary, "Utsted og send som EHF", func() {}).WithGlyph(theme.GlyphDispatch),
		widget.NewButton(widget.Secondary, "Lagre utkast", func() {}),
		widget.NewButton(widget.Danger, "Krediter 10234", func() {}),
		widget.NewButton(widget.Ghost, "Avbryt", func() {}),
		forbidden,
		widget.NewSmallButton(widget.Secondary, "Send brev", func() {}),
		widget.NewButton(widget.Secondary, "", func() {}).WithGlyph(theme.GlyphMore),
		widget.Spring())
	glyphs := widget.Row(10)
	for _, g := range []theme.Glyph{theme.GlyphSettings, theme.GlyphItem, theme.GlyphBank, theme.GlyphMail, theme.GlyphPrinter,
		theme.GlyphNetwork, theme.GlyphUndo, theme.GlyphUpload, theme.GlyphDelete, theme.GlyphCalendar, theme.GlyphClock,
		theme.GlyphDone, theme.GlyphWarning, theme.GlyphReminder, theme.GlyphPractice, theme.GlyphPublic} {
		glyphs.Add(widget.NewIcon(g, widget.Plain))
	}
	timeline := widget.NewTimeline([]widget.Event{
		{When: "01.11 09:12", Words: "Utstedt", Detail: "Nummer 10234, KID 0412 10234 4", Tone: widget.Accent},
		{When: "01.11 09:13", Words: "Sendt på e-post til kari@example.no", Tone: widget.Accent},
		{When: "01.11 09:14", Words: "Avvist av mottaker", Detail: "550 5.1.1 Ukjent postboks. Send på nytt eller som brev.", Tone: widget.Bad},
		{When: "15.11", Words: "Forfaller", Ahead: true},
	})
	left := widget.Column(16, nav, widget.NewCard(timeline))
	right := widget.Column(16,
		widget.NewStripe(theme.GlyphPractice, widget.Warn, "Øvingsselskap: ingenting forlater denne maskinen",
			widget.NewSmallButton(widget.Ghost, "Avslutt øving", func() {})),
		widget.NewSearchField("Søk etter faktura, KID, navn, beløp …", "Ctrl K", func() {}),
		chips, buttons, glyphs,
		widget.NewFilterChips([]widget.Filter{{ID: "open", Words: "Åpne", Count: "315"}, {ID: "late", Words: "Forfalt", Count: "133"},
			{ID: "need", Words: "Trenger deg", Count: "2", Tone: widget.Bad}, {ID: "all", Words: "Alle"}}, "open", nil),
		widget.NewHints(widget.Hint{Key: "Enter", Words: "ny linje"}, widget.Hint{Key: "Ctrl Enter", Words: "utsted og send"}, widget.Hint{Key: "F1", Words: "alle taster"}),
		widget.Grow(1, widget.NewCard(widget.NewEmptyState(theme.GlyphInvoice, "Ingen fakturaer ennå",
			"Den første tar tre minutter. Har du fakturaer i et annet program, kan de åpne postene leses inn fra fil.",
			widget.NewButton(widget.Primary, "Ny faktura", func() {}), widget.NewButton(widget.Secondary, "Les inn åpne poster …", func() {}),
			widget.NewButton(widget.Ghost, "Prøv med et øvingsselskap", func() {})))),
	)
	return widget.Row(24, widget.Sized(300, 0, left), widget.Grow(1, right))
}

func numbersPage() fyne.CanvasObject {
	stats := widget.Row(16)
	for _, s := range []struct {
		label, number, detail string
		tone                  widget.Tone
	}{
		{"Utestående", "378 400,00", "315 fakturaer", widget.Plain},
		{"Forfalt", "160 000,00", "133 fakturaer", widget.Bad},
		{"Forfaller innen 7 dager", "96 000,00", "80 fakturaer", widget.Plain},
		{"Innbetalt i november", "412 800,00", "97 % med KID", widget.Good},
	} {
		stat := widget.NewStat(s.label, func() {})
		stat.Set(s.number, s.detail, s.tone)
		stats.Add(widget.Grow(1, stat))
	}
	bars := widget.NewBars([]widget.Bar{
		{Label: "Ikke forfalt", Share: 1, Amount: "218 400,00", Tone: widget.Accent},
		{Label: "1–14 d", Share: 0.35, Amount: "77 200,00", Tone: widget.Warn},
		{Label: "15–30 d", Share: 0.21, Amount: "45 600,00", Tone: widget.Warn},
		{Label: "31–60 d", Share: 0.12, Amount: "26 400,00", Tone: widget.Bad},
		{Label: "over 60 d", Share: 0.05, Amount: "10 800,00", Tone: widget.Bad},
	})
	var weeks []widget.ColumnBar
	for i, share := range []float32{0.4, 0.52, 0.18, 0.97, 0.3, 0.22, 0.9, 0.26, 0.14, 0.2, 0.93, 0.18} {
		weeks = append(weeks, widget.ColumnBar{Label: fmt.Sprintf("u%d", (46+i)%52+1), Share: share, Sure: i < 4, Tip: "12 000,00"})
	}
	needs := widget.Column(0)
	for i, n := range []struct {
		chip, words, do string
		tone            widget.Tone
	}{
		{"E-post avvist", "Kari Nordmann · faktura 10234 · sendes som brev?", "Send brev", widget.Bad},
		{"KID nesten lik", "2 400,00 fra Ola Hansen · ett siffer feil, faktura 10198", "Godta", widget.Warn},
		{"3 purringer klare", "Frist 14 dager · 38 kr i gebyr hver · til godkjenning", "Se over", widget.Warn},
		{"Desemberkjøring klar", "61 fakturaer · 73 200,00 · 2 endringer siden november", "Åpne", widget.Accent},
	} {
		needs.Add(widget.NewTask(widget.NewChip(n.chip, n.tone, ""), n.words, widget.NewSmallButton(widget.Secondary, n.do, func() {}), i == 3))
	}
	return widget.Column(16, stats,
		widget.Row(16, widget.Grow(1.25, widget.NewTitledCard("Alder på utestående", bars)),
			widget.Grow(1, widget.NewTitledCard("Ventet inn, neste 12 uker", widget.Sized(0, 200, widget.NewColumnBars(weeks))))),
		widget.NewTitledCard("Trenger deg", needs))
}

func listPage() fyne.CanvasObject {
	list := widget.NewList([]widget.ListColumn{
		{Title: "Nummer", Width: 74, Sort: "number"}, {Title: "Kunde", Sort: "customer"},
		{Title: "Dato", Width: 64, Sort: "date"}, {Title: "Forfall", Width: 64, Sort: "due"},
		{Title: "Beløp", Width: 96, Right: true}, {Title: "Rest", Width: 96, Right: true}, {Title: "Status", Width: 132},
	})
	list.OnMarks = func([]string) {}
	list.OnSort = func(string, bool) {}
	list.SetSort("date", true)
	var rows []widget.ListRow
	for i, r := range [][7]string{
		{"10261", "Kari Nordmann", "22.11", "06.12", "2 740,00", "2 740,00", "Sendt · e-post"},
		{"10260", "Oslo kommune, Bydel Grünerløkka, enhet for oppvekst, barnehage og kultur, seksjon for innkjøp", "22.11", "22.12", "18 600,00", "18 600,00", "Levert · EHF"},
		{"10259", "Åse Bråten", "22.11", "06.12", "1 200,00", "1 200,00", "Skriv ut brev"},
		{"10258", "Per Lunde", "21.11", "05.12", "1 200,00", "0,00", "Betalt 21.11"},
		{"10234", "Ola Hansen", "01.11", "15.11", "2 400,00", "2 400,00", "E-post avvist"},
		{"10231", "Ingrid Ødegård", "01.11", "15.11", "1 200,00", "1 200,00", "Forfalt 7 d"},
		{"10230", "Fjell & Fjord AS", "01.11", "30.11", "14 500,00", "9 500,00", "Delbetalt"},
		{"10219", "Małgorzata Kowalski", "18.10", "01.11", "1 200,00", "1 238,00", "Purret 16.11"},
		{"10218", "Jan-Erik Næss", "18.10", "01.11", "1 200,00", "0,00", "Kreditert"},
		{"10214", "Solveig Kjærstad", "18.10", "01.11", "840,00", "840,00", "Omtvistet"},
	} {
		tones := []widget.Tone{widget.Accent, widget.Good, widget.Warn, widget.Good, widget.Bad, widget.Bad, widget.Warn, widget.Warn, widget.Plain, widget.Plain}
		row := widget.ListRow{ID: r[0]}
		for j, text := range r {
			row.Cells = append(row.Cells, widget.ListCell{Text: text, Strong: j == 0, Chip: j == 6, Tone: map[bool]widget.Tone{true: tones[i]}[j == 6]})
		}
		rows = append(rows, row)
	}
	list.SetAll(rows)
	list.SetFooter([]widget.ListCell{{Text: "10 fakturaer"}, {}, {}, {}, {Text: "45 080,00"}, {Text: "37 918,00"}})
	list.Select(4)
	test.WidgetRenderer(list)
	markRows(list, 4, 5)
	bar := widget.NewActionBar(widget.NewSmallButton(widget.Secondary, "Send på nytt", func() {}), widget.NewSmallButton(widget.Secondary, "Skriv ut", func() {}))
	bar.SetText("2 merket · 3 600,00")
	tall := widget.NewList([]widget.ListColumn{{Title: "Fra", Width: 160}, {Title: "Beløp", Width: 90, Right: true}, {Title: "Forklaring"}}).Tall()
	tall.SetAll([]widget.ListRow{
		{ID: "a", Cells: []widget.ListCell{{Text: "Ola Hansen", Detail: "20.11.2026"}, {Text: "2 400,00", Strong: true}, {Text: "Ett siffer feil i KID", Tone: widget.Warn, Chip: true, Detail: "Faktura 10198 · samme beløp · 0388 10198 2, betalt med 0388 10798 2"}}},
		{ID: "b", Cells: []widget.ListCell{{Text: "Fjell og Fjord AS", Detail: "20.11.2026"}, {Text: "14 500,00", Strong: true}, {Text: "10177 + 10203 = 14 500,00", Detail: "begge nevnt i teksten"}}},
	})
	return widget.Column(16, widget.Grow(1, widget.NewBareCard(list)), bar, widget.Sized(0, 190, widget.NewBareCard(tall)))
}

func formPage() fyne.CanvasObject {
	name, mail, org := widget.NewEntry("Navn"), widget.NewEntry("navn@eksempel.no"), widget.NewEntry("")
	name.SetText("Blåbærlia Barnehage SA")
	org.SetText("923 609 017")
	wrong := widget.NewField("Organisasjonsnummer", org)
	wrong.SetFault("Kontrollsifferet stemmer ikke. Sjekk de ni sifrene mot Brønnøysundregistrene.")
	text := widget.NewTextArea("Vises på fakturaen", 4)
	day = widget.NewDateEntry("02.01.2006", func() time.Time { return time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC) }, calendarWords)
	day.SetDay(time.Date(2026, 12, 6, 0, 0, 0, 0, time.UTC))
	vat := widget.NewSelect([]widget.Choice{{Title: "25 %"}, {Title: "15 %"}, {Title: "Utenfor mva"}}, 0, nil)
	customer = widget.NewComplete("Kunde", 3)
	return widget.Column(16,
		widget.NewTitledCard("Selger", widget.Row(16, widget.Grow(2, widget.NewField("Navn", name)), widget.Grow(2, widget.NewField("E-post", mail).WithHint("Svar fra kunder kommer hit.")), widget.Grow(1, wrong))),
		widget.NewCard(widget.Row(16, widget.Grow(3, widget.NewField("Kunde", customer)), widget.Grow(1, widget.NewField("Forfall", day)), widget.Grow(1, widget.NewField("Mva", vat)))),
		widget.NewTitledCard("Melding", widget.NewField("Tekst", text)),
		widget.NewCard(widget.NewFacts([]widget.Fact{{Name: "Fakturanummer", Value: "10 234"}, {Name: "Forfall", Value: "15.11.2026, 7 dager siden", Tone: widget.Bad}, {Name: "Merknad", Value: "Delt faktura: mor betaler halvparten, far resten, etter avtale av 1. august."}})),
		widget.Spring())
}

// What the form page opens after it is laid out.
var (
	day      *widget.DateEntry
	customer *widget.Complete
)

var calendarWords = widget.CalendarWords{
	Months:   [12]string{"januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"},
	Weekdays: [7]string{"sø", "ma", "ti", "on", "to", "fr", "lø"},
}

func openForm(c fyne.Canvas) {
	c.Focus(customer)
	test.Type(customer, "nor")
	customer.Answer("nor", []widget.Choice{
		{Glyph: theme.GlyphPerson, Title: "Kari Nordmann", Detail: "412 · Bjørkeveien 12, Oslo", Chip: "E-post"},
		{Glyph: theme.GlyphBusiness, Title: "Nordlys Regnskap AS", Detail: "ny, fra Enhetsregisteret · 914 778 271", Chip: "EHF", Tone: widget.Accent},
	})
}

// markRows marks rows with the space bar, as a user does.
func markRows(list *widget.List, rows ...int) {
	for _, i := range rows {
		list.Select(i)
		list.TypeKey(fyne.KeySpace)
	}
}
