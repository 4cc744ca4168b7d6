package widget_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fakturist/ui/theme"
	"fakturist/ui/widget"
)

func TestFit_CutsOnlyWhatDoesNotFit(t *testing.T) {
	test.NewTempApp(t)
	const text = "Oslo kommune, Bydel Grünerløkka"
	if got := widget.Body.Fit(text, widget.Body.Width(text)); got != text {
		t.Errorf("a text that fits became %q", got)
	}
	for _, width := range []float32{200, 100, 40, 12} {
		got := widget.Body.Fit(text, width)
		if !strings.HasSuffix(got, "…") || !strings.HasPrefix(text, strings.TrimSuffix(got, "…")) {
			t.Errorf("%v: got %q", width, got)
		}
		if wide := widget.Body.Width(got); wide > width && got != "…" {
			t.Errorf("%q is %v wide, want at most %v", got, wide, width)
		}
		longer := text[:len(strings.TrimSuffix(got, "…"))+1] + "…"
		if widget.Body.Width(longer) < width-1 {
			t.Errorf("%v: %q could be longer", width, got)
		}
	}
}

func TestParagraph_BreaksAtWordsAndKeepsThemAll(t *testing.T) {
	const text = "Den første tar tre minutter. Har du fakturaer i et annet program, kan de åpne postene leses inn fra fil."
	p := widget.NewParagraph(text, widget.Body)
	_, window := show(t, widget.Top(p), 200, 400)
	lines := texts(window)
	if got := strings.Join(lines, " "); got != text {
		t.Errorf("lines join to %q", got)
	}
	for _, line := range lines {
		if wide := widget.Body.Width(line); wide > 200 {
			t.Errorf("%q is %v wide in 200", line, wide)
		}
	}
	narrow := len(lines)
	window.Resize(fyne.NewSize(600, 400))
	if wide := len(texts(window)); wide >= narrow {
		t.Errorf("%d lines in 600, %d in 200", wide, narrow)
	}
}

func TestColumn_GivesParagraphsTheirHeightAtOnce(t *testing.T) {
	below := widget.NewText("under", widget.Body)
	column := widget.Column(8, widget.NewParagraph(strings.Repeat("mange ord etter hverandre ", 20), widget.Body), below)
	show(t, widget.Top(widget.NewCard(widget.Inset(4, 4, 4, 4, column))), 300, 600)
	if y := below.Position().Y; y < 100 {
		t.Errorf("what stands below a paragraph of many lines stands at %v", y)
	}
}

func TestRow_SharesByWeightButNeverCutsWhatMustShow(t *testing.T) {
	a, b, c := widget.NewText("a", widget.Body), widget.NewText("b", widget.Body), widget.NewText("en ganske lang tekst her", widget.Body)
	row := widget.Row(10, widget.Grow(2, a), widget.Grow(1, b))
	show(t, row, 310, 50)
	if a.Size().Width != 200 || b.Size().Width != 100 {
		t.Errorf("2 to 1 of 300 became %v and %v", a.Size().Width, b.Size().Width)
	}
	row = widget.Row(10, widget.Grow(5, a), widget.Grow(1, c))
	show(t, row, 250, 50)
	if c.Size().Width < widget.Body.Width("en ganske lang tekst her") {
		t.Errorf("a text that is never cut got %v", c.Size().Width)
	}
}

func TestRow_LeavesNoGapForWhatIsHidden(t *testing.T) {
	a, b, c := widget.NewText("a", widget.Body), widget.NewText("b", widget.Body), widget.NewText("c", widget.Body)
	b.Hide()
	show(t, widget.Row(10, a, b, c), 300, 50)
	if want := a.Size().Width + 10; c.Position().X != want {
		t.Errorf("the third stands at %v, want %v", c.Position().X, want)
	}
}

// texts gives what is drawn, in order.
func texts(window fyne.Window) (out []string) {
	for _, part := range strings.Split(markup(window), "<text")[1:] {
		_, part, _ = strings.Cut(part, ">")
		line, _, _ := strings.Cut(part, "</text>")
		out = append(out, line)
	}
	return out
}

func TestLooks_ComeInTheSizesOfTheDesign(t *testing.T) {
	for look, want := range map[*widget.Look]float32{&widget.Lead: 15, &widget.Title: 20, &widget.Hero: 28} {
		if look.Size != want {
			t.Errorf("got %v, want %v", look.Size, want)
		}
	}
	if theme.TextBody != 13 {
		t.Errorf("body text is %v, want 13", theme.TextBody)
	}
}
