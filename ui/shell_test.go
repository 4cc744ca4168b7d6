package ui_test

import (
	"context"
	"errors"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"fakturist/assets/translation"
	"fakturist/ui"
	"fakturist/ui/theme"
	"fakturist/ui/widget"
)

// testScreen is a place with a word in it that notes who came and went.
type testScreen struct {
	*ui.Page
	log  *[]string
	name string
	keys []widget.Key
}

func (s *testScreen) Enter(arg any)      { *s.log = append(*s.log, fmt.Sprintf("enter %s %v", s.name, arg)) }
func (s *testScreen) Leave()             { *s.log = append(*s.log, "leave "+s.name) }
func (s *testScreen) Keys() []widget.Key { return s.keys }

func places(log *[]string, build func(id string) fyne.CanvasObject) []ui.Place {
	var out []ui.Place
	for _, p := range []struct {
		id    string
		glyph theme.Glyph
	}{{"overview", theme.GlyphOverview}, {"invoices", theme.GlyphInvoice}, {"customers", theme.GlyphCustomer}, {"items", theme.GlyphItem},
		{"payments", theme.GlyphPayment}, {"dispatch", theme.GlyphDispatch}, {"settings", theme.GlyphSettings}} {
		out = append(out, ui.Place{ID: p.id, Glyph: p.glyph, Word: "shell." + p.id, Low: p.id == "settings", Build: func() ui.Screen {
			*log = append(*log, "build "+p.id)
			page := ui.NewPage("God ettermiddag", "søndag 22. november", build(p.id), widget.NewButton(widget.Primary, "Ny faktura", func() {}).WithKey("Ctrl N"))
			return &testScreen{Page: page, log: log, name: p.id}
		}})
	}
	return out
}

func newShell(t *testing.T, mode theme.Mode, log *[]string) (*ui.Shell, fyne.Window) {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(mode))
	window := test.NewTempWindow(t, widget.NewText("", widget.Body))
	shell := ui.NewShell(window, translation.Open("nb"), "nb")
	shell.RunAtOnce()
	for _, p := range places(log, func(string) fyne.CanvasObject { return overview() }) {
		shell.Register(p)
	}
	window.Resize(fyne.NewSize(1280, 800))
	return shell, window
}

func TestGo_BuildsOnceAndTellsWhoComesAndGoes(t *testing.T) {
	var log []string
	shell, _ := newShell(t, theme.Light, &log)
	shell.Go("invoices", nil)
	shell.Go("customers", "10234")
	shell.Go("invoices", nil)
	shell.Go("nowhere", nil)
	want := []string{"build invoices", "enter invoices <nil>", "build customers", "leave invoices", "enter customers 10234",
		"leave customers", "enter invoices <nil>"}
	if !slices.Equal(log, want) {
		t.Errorf("got %q, want %q", log, want)
	}
	if shell.Here() != "invoices" {
		t.Errorf("we are in %q", shell.Here())
	}
}

func TestRail_ShowsOnlyWhatIsRegistered(t *testing.T) {
	var log []string
	_, window := newShell(t, theme.Light, &log)
	markup := test.RenderToMarkup(window.Canvas())
	for _, word := range []string{"Oversikt", "Fakturaer", "Kunder", "Varer", "Innbetalinger", "Utsending", "Innstillinger"} {
		if !strings.Contains(markup, word) {
			t.Errorf("the rail lacks %s", word)
		}
	}
	for _, word := range []string{"Avtaler", "Purringer", "Maler", "Rapporter"} {
		if strings.Contains(markup, word) {
			t.Errorf("the rail shows %s, which does not work yet", word)
		}
	}
}

func TestPractice_WearsAStripe(t *testing.T) {
	var log []string
	shell, window := newShell(t, theme.Light, &log)
	const words = "Øvingsselskap – ingenting forlater denne maskinen"
	for _, practice := range []bool{true, false} {
		shell.SetCompany("Blåbærlia Barnehage SA", practice)
		if got := strings.Contains(test.RenderToMarkup(window.Canvas()), words); got != practice {
			t.Errorf("practice %v: stripe shown is %v", practice, got)
		}
	}
}

func TestWindow_FitsASmallScreenWhateverItIsCalled(t *testing.T) {
	var log []string
	shell, _ := newShell(t, theme.Light, &log)
	shell.SetCompany("Sameiet Øvre og Nedre Bjørnstjerne Bjørnsons gate 112–148 med garasjelag", true)
	shell.SetStatus("12 på vei ut · sist lest innboks 14:02 · 3 venter på svar fra aksesspunktet", widget.Quiet)
	shell.Go("overview", nil)
	if got := shell.Stage().MinSize(); got.Width > 1280 || got.Height > 720 {
		t.Errorf("the window needs %v by %v", got.Width, got.Height)
	}
}

func TestKeys_ReachTheShellFromWhereverTheFocusIs(t *testing.T) {
	var log []string
	shell, window := newShell(t, theme.Light, &log)
	created := 0
	shell.OnNew(func() { created++ })
	shell.SetSearch(func(context.Context, string) ([]ui.Hit, error) { return nil, nil })
	entry := widget.NewEntry("")
	shell.Register(ui.Place{ID: "form", Word: "shell.items", Build: func() ui.Screen {
		return &testScreen{Page: ui.NewPage("Skjema", "", entry), log: &log, name: "form"}
	}})
	shell.Go("form", nil)
	window.Canvas().Focus(entry)
	entry.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyN, Modifier: widget.Ctrl})
	if created != 1 {
		t.Errorf("Ctrl+N in a field made %d invoices, want 1", created)
	}
	entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyF1})
	if top := window.Canvas().Overlays().Top(); top == nil {
		t.Error("F1 in a field does not show the keys")
	}
	entry.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyN, Modifier: widget.Ctrl})
	if created != 1 {
		t.Error("Ctrl+N went through the sheet of keys")
	}
}

func TestKeySheet_ListsWhatHoldsHere(t *testing.T) {
	var log []string
	shell, window := newShell(t, theme.Light, &log)
	shell.Register(ui.Place{ID: "form", Word: "shell.items", Build: func() ui.Screen {
		return &testScreen{Page: ui.NewPage("Skjema", "", widget.NewText("", widget.Body)), log: &log, name: "form",
			keys: []widget.Key{{Name: fyne.KeyReturn, Mod: widget.Ctrl, Words: "utsted og send", Do: func() {}}}}
	}})
	shell.Go("form", nil)
	shell.OpenKeys()
	markup := test.RenderToMarkup(window.Canvas())
	for _, want := range []string{"Ctrl Enter", "utsted og send", "Ctrl K", "ny faktura", "Alt 2", "gå til Fakturaer"} {
		if !strings.Contains(markup, want) {
			t.Errorf("the sheet of keys lacks %q", want)
		}
	}
}

func TestSearch_OpensWhatIsChosen(t *testing.T) {
	var log []string
	shell, window := newShell(t, theme.Light, &log)
	opened := ""
	shell.SetSearch(func(_ context.Context, text string) ([]ui.Hit, error) {
		return []ui.Hit{hit("10261", &opened), hit("10234", &opened)}, nil
	})
	shell.OpenSearch()
	field, ok := window.Canvas().Focused().(*widget.Entry)
	if !ok {
		t.Fatalf("the focus is on %T, want the search field", window.Canvas().Focused())
	}
	test.Type(field, "102")
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if opened != "10234" {
		t.Errorf("opened %q, want 10234", opened)
	}
	if window.Canvas().Overlays().Top() != nil {
		t.Error("the search stays open")
	}
}

func TestSearch_DropsALateAnswer(t *testing.T) {
	var log []string
	shell, window := newShell(t, theme.Light, &log)
	answer := shell.RunLater()
	cancelled := []bool{}
	shell.SetSearch(func(ctx context.Context, text string) ([]ui.Hit, error) {
		cancelled = append(cancelled, ctx.Err() != nil)
		return []ui.Hit{{Choice: widget.Choice{Title: "svar på " + text}}}, nil
	})
	shell.OpenSearch()
	field := window.Canvas().Focused().(*widget.Entry)
	test.Type(field, "ka")
	answer() // to "k", which is no longer what is asked
	if markup := test.RenderToMarkup(window.Canvas()); strings.Contains(markup, "svar på") {
		t.Error("an answer to an older question is shown")
	}
	answer()
	if markup := test.RenderToMarkup(window.Canvas()); !strings.Contains(markup, "svar på ka") {
		t.Error("the answer is not shown")
	}
	if want := []bool{true, false}; !slices.Equal(cancelled, want) {
		t.Errorf("cancelled %v, want %v", cancelled, want)
	}
}

func TestSearch_SaysWhyItIsEmpty(t *testing.T) {
	var log []string
	shell, window := newShell(t, theme.Light, &log)
	var fail error
	shell.SetSearch(func(context.Context, string) ([]ui.Hit, error) { return nil, fail })
	shell.OpenSearch()
	field := window.Canvas().Focused().(*widget.Entry)
	test.Type(field, "x")
	if markup := test.RenderToMarkup(window.Canvas()); !strings.Contains(markup, "Ingenting funnet for «x»") {
		t.Error("an empty answer is not explained")
	}
	fail = errors.New("database is locked")
	test.Type(field, "y")
	if markup := test.RenderToMarkup(window.Canvas()); !strings.Contains(markup, "Søket gikk ikke") {
		t.Error("a failed search is not told")
	}
}

func hit(number string, opened *string) ui.Hit {
	return ui.Hit{Choice: widget.Choice{Glyph: theme.GlyphInvoice, Title: number, Detail: "Kari Nordmann · 22.11.2026", Amount: "2 740,00"},
		Open: func() { *opened = number }}
}

// TestGallery draws the window, light and dark; with FAKTURIST_PICTURES set to a folder the pictures are written there.
func TestGallery(t *testing.T) {
	for _, mode := range []theme.Mode{theme.Light, theme.Dark} {
		for _, name := range []string{"overview", "search", "keys", "practice"} {
			var log []string
			shell, window := newShell(t, mode, &log)
			shell.SetCompany("Blåbærlia Barnehage SA", name == "practice")
			shell.SetStatus("3 på vei ut · sist lest innboks 14:02", widget.Quiet)
			shell.SetBadge("customers", "412", widget.Quiet)
			shell.SetBadge("payments", "7", widget.Bad)
			shell.Go("overview", nil)
			switch name {
			case "search":
				openSearch(shell, window)
			case "keys":
				shell.OpenKeys()
			case "practice":
				shell.SetStripe("Øvingsselskap – ingenting forlater denne maskinen", widget.NewSmallButton(widget.Ghost, "Start med eget selskap", func() {}))
			}
			picture(t, window.Canvas(), fmt.Sprintf("shell-%s-%s", name, mode))
		}
	}
}

func openSearch(shell *ui.Shell, window fyne.Window) {
	shell.SetSearch(func(context.Context, string) ([]ui.Hit, error) {
		none := ""
		return []ui.Hit{hit("10261", &none), hit("10234", &none),
			{Choice: widget.Choice{Glyph: theme.GlyphPerson, Title: "Kari Nordmann", Detail: "kunde 412 · Oslo", Chip: "Forfalt 2 400,00", Tone: widget.Bad}},
			{Choice: widget.Choice{Glyph: theme.GlyphBank, Title: "NORDMANN KARI", Detail: "innbetaling 20.11.2026 · KID 0412 10261 8", Amount: "2 740,00"}}}, nil
	})
	shell.OpenSearch()
	test.Type(window.Canvas().Focused(), "kari")
}

func overview() fyne.CanvasObject {
	stats := widget.Row(16)
	for _, s := range []struct {
		label, number, detail string
		tone                  widget.Tone
	}{{"Utestående", "378 400,00", "315 fakturaer", widget.Plain}, {"Forfalt", "160 000,00", "133 fakturaer", widget.Bad},
		{"Forfaller innen 7 dager", "96 000,00", "80 fakturaer", widget.Plain}, {"Innbetalt i november", "412 800,00", "97 % med KID", widget.Good}} {
		stat := widget.NewStat(s.label, func() {})
		stat.Set(s.number, s.detail, s.tone)
		stats.Add(widget.Grow(1, stat))
	}
	bars := widget.NewBars([]widget.Bar{{Label: "Ikke forfalt", Share: 1, Amount: "218 400,00", Tone: widget.Accent},
		{Label: "1–14 d", Share: 0.35, Amount: "77 200,00", Tone: widget.Warn}, {Label: "over 60 d", Share: 0.05, Amount: "10 800,00", Tone: widget.Bad}})
	return widget.Column(16, stats, widget.NewTitledCard("Alder på utestående", bars), widget.Spring())
}

func picture(t *testing.T, c fyne.Canvas, name string) {
	t.Helper()
	if need := c.Content().MinSize(); need.Width > 1280 || need.Height > 720 {
		t.Errorf("%s needs %v: it must do with 1280 × 720", name, need)
	}
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
