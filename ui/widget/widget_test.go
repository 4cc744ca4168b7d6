package widget_test

import (
	"image/color"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fakturist/ui/theme"
	"fakturist/ui/widget"
)

func key(name fyne.KeyName) *fyne.KeyEvent { return &fyne.KeyEvent{Name: name} }

func TestButton_IsPressedByMouseEnterAndSpace(t *testing.T) {
	pressed := 0
	button := widget.NewButton(widget.Primary, "Ny faktura", func() { pressed++ })
	show(t, button, 200, 100)
	test.Tap(button)
	button.TypedKey(key(fyne.KeyReturn))
	button.TypedKey(key(fyne.KeyEnter))
	button.TypedKey(key(fyne.KeySpace))
	button.TypedKey(key(fyne.KeyA))
	if pressed != 4 {
		t.Errorf("pressed %d times, want 4", pressed)
	}
}

func TestButton_ForbiddenSaysWhyAndDoesNothing(t *testing.T) {
	defer widget.TipsAtOnce()()
	pressed := 0
	button := widget.NewButton(widget.Primary, "Utsted", func() { pressed++ })
	stage, window := show(t, widget.Top(button), 300, 200)
	button.Forbid("Kunden mangler adresse.")
	test.Tap(button)
	button.TypedKey(key(fyne.KeyReturn))
	if pressed != 0 {
		t.Error("a forbidden button does what it says")
	}
	test.MoveMouse(window.Canvas(), fyne.NewPos(10, 10))
	if got := stage.Tip(); got != "Kunden mangler adresse." {
		t.Errorf("the tip is %q", got)
	}
	button.Forbid("")
	if test.Tap(button); pressed != 1 {
		t.Error("an allowed button does nothing")
	}
}

func TestButton_IsWideEnoughForItsWords(t *testing.T) {
	button := widget.NewButton(widget.Secondary, "Utsted og send som EHF", nil)
	show(t, button, 400, 100)
	before := button.MinSize().Width
	if words := widget.Strong.Width("Utsted og send som EHF"); before < words {
		t.Errorf("%v wide for words of %v", before, words)
	}
	button.WithKey("Ctrl N").WithGlyph(theme.GlyphDispatch)
	if got := button.MinSize().Width; got < before+widget.Body.Width("Ctrl N")+theme.IconSize {
		t.Errorf("icon and key got no room: %v after %v", got, before)
	}
}

func TestChip_TellsItsReasonUnderThePointer(t *testing.T) {
	defer widget.TipsAtOnce()()
	chip := widget.NewChip("E-post avvist", widget.Bad, "Avvist av mottaker 14:02")
	stage, window := show(t, widget.Top(chip), 400, 200)
	test.MoveMouse(window.Canvas(), fyne.NewPos(10, 10))
	if got := stage.Tip(); got != "Avvist av mottaker 14:02" {
		t.Errorf("the tip is %q", got)
	}
	test.MoveMouse(window.Canvas(), fyne.NewPos(390, 190))
	if got := stage.Tip(); got != "" {
		t.Errorf("the tip %q stays when the pointer has gone", got)
	}
}

func TestTip_StaysInTheWindow(t *testing.T) {
	defer widget.TipsAtOnce()()
	chip := widget.NewChip("Avvist", widget.Bad, "En lang forklaring som ikke får plass til høyre for merket og brytes over flere linjer")
	_, window := show(t, widget.Column(0, widget.Spring(), widget.Row(0, widget.Spring(), chip)), 400, 200)
	test.MoveMouse(window.Canvas(), fyne.NewPos(390, 190))
	found := false
	for _, o := range test.LaidOutObjects(window.Content()) {
		if p, ok := o.(*widget.Paragraph); ok && strings.HasPrefix(p.Text(), "En lang") {
			found = true
			pos := fyne.CurrentApp().Driver().AbsolutePositionForObject(p)
			if end := pos.Add(p.Size()); pos.X < 0 || pos.Y < 0 || end.X > 400 || end.Y > 200 {
				t.Errorf("the tip goes from %v to %v in a window of 400 by 200", pos, end)
			}
		}
	}
	if !found {
		t.Error("no tip")
	}
}

func TestNavItem_ShowsBadgeAndGoesThere(t *testing.T) {
	went := 0
	item := widget.NewNavItem(theme.GlyphPayment, "Innbetalinger", func() { went++ })
	_, window := show(t, item, 184, 40)
	item.SetBadge("7", widget.Bad)
	if got := markup(window); !strings.Contains(got, "Innbetalinger") || !strings.Contains(got, ">7<") {
		t.Error("word or badge is missing")
	}
	item.SetBadge("", widget.Quiet)
	if strings.Contains(markup(window), ">7<") {
		t.Error("the badge stays")
	}
	test.Tap(item)
	item.TypedKey(key(fyne.KeyReturn))
	if went != 2 {
		t.Errorf("went %d times, want 2", went)
	}
}

func TestStat_NeverCutsItsNumber(t *testing.T) {
	stat := widget.NewStat("Utestående", nil)
	_, window := show(t, stat, 170, 110)
	for _, number := range []string{"1,00", "378 400,00", "123 456 789 012,00"} {
		stat.Set(number, "315 fakturaer", widget.Plain)
		if !strings.Contains(markup(window), ">"+number+"<") {
			t.Errorf("%q is not shown whole", number)
		}
	}
}

func TestBars_LeadToTheirLists(t *testing.T) {
	var went []string
	bars := widget.NewBars([]widget.Bar{
		{Label: "Ikke forfalt", Share: 1, Amount: "10,00", Press: func() { went = append(went, "open") }},
		{Label: "1–14 d", Share: 0, Amount: "0,00", Press: func() { went = append(went, "late") }},
		{Label: "over 60 d", Share: 7, Amount: "70,00"},
	})
	_, window := show(t, widget.Top(bars), 400, 200)
	for _, y := range []float32{10, 40, 65} {
		test.TapCanvas(window.Canvas(), fyne.NewPos(100, y))
	}
	if want := []string{"open", "late"}; !slices.Equal(went, want) {
		t.Errorf("went to %q, want %q", went, want)
	}
	for _, o := range test.LaidOutObjects(window.Content()) {
		if end := o.Position().X + o.Size().Width; end > 410 {
			t.Errorf("a share over 1 is drawn to %v of 400", end)
		}
	}
}

func TestColumnBars_TellAmountsAndLeadToTheirLists(t *testing.T) {
	defer widget.TipsAtOnce()()
	went := 0
	columns := widget.NewColumnBars([]widget.ColumnBar{{Label: "u47", Share: 0.4, Tip: "12 000,00"}, {Label: "u48", Share: 1, Tip: "30 000,00", Press: func() { went++ }}})
	stage, window := show(t, columns, 200, 200)
	test.MoveMouse(window.Canvas(), fyne.NewPos(150, 100))
	if got := stage.Tip(); got != "30 000,00" {
		t.Errorf("the tip is %q", got)
	}
	test.TapCanvas(window.Canvas(), fyne.NewPos(150, 100))
	test.TapCanvas(window.Canvas(), fyne.NewPos(50, 100))
	if went != 1 {
		t.Errorf("went %d times, want 1", went)
	}
}

func TestFilterChips_ChooseByMouseAndArrows(t *testing.T) {
	var chosen []string
	chips := widget.NewFilterChips([]widget.Filter{{ID: "open", Words: "Åpne", Count: "315"}, {ID: "late", Words: "Forfalt"}, {ID: "all", Words: "Alle"}}, "open",
		func(id string) { chosen = append(chosen, id) })
	_, window := show(t, widget.Top(chips), 400, 100)
	if !strings.Contains(markup(window), "Åpne 315") {
		t.Error("the count is not shown")
	}
	test.TapCanvas(window.Canvas(), fyne.NewPos(110, 10))
	window.Canvas().FocusNext()
	focused := window.Canvas().Focused()
	focused.TypedKey(key(fyne.KeyRight))
	window.Canvas().Focused().TypedKey(key(fyne.KeyRight))
	window.Canvas().Focused().TypedKey(key(fyne.KeyRight)) // there is none beyond
	if want := []string{"late", "late", "all"}; !slices.Equal(chosen, want) {
		t.Errorf("chose %q, want %q", chosen, want)
	}
	chips.Set([]widget.Filter{{ID: "open", Words: "Åpne", Count: "314"}})
	if got := markup(window); !strings.Contains(got, "Åpne 314") || strings.Contains(got, "Forfalt") {
		t.Error("the filters are not replaced")
	}
}

func TestField_SaysWhatIsWrongAndWhatHelps(t *testing.T) {
	entry := widget.NewEntry("")
	field := widget.NewField("Organisasjonsnummer", entry).WithHint("Ni sifre")
	_, window := show(t, widget.Top(field), 400, 200)
	field.SetFault("Kontrollsifferet stemmer ikke.")
	if got := markup(window); !strings.Contains(got, "Kontrollsifferet stemmer ikke.") || strings.Contains(got, "Ni sifre") || !entry.Wrong() {
		t.Error("the fault is not shown in place of the hint")
	}
	field.SetFault("")
	if got := markup(window); !strings.Contains(got, "Ni sifre") || entry.Wrong() {
		t.Error("the hint does not come back")
	}
}

func TestToast_StacksActsAndGoes(t *testing.T) {
	stage, window := show(t, widget.NewText("", widget.Body), 600, 400)
	undone := 0
	first := stage.Toast(theme.GlyphDispatch, widget.Accent, "12 fakturaer sendes om 30 s", "Angre", func() { undone++ }, 0)
	second := stage.Toast(theme.GlyphAlert, widget.Bad, "Fikk ikke kontakt", "", nil, 0)
	if first.Position().Y >= second.Position().Y {
		t.Error("the newest does not stand lowest")
	}
	first.SetText("12 fakturaer sendes om 29 s")
	if !strings.Contains(markup(window), "om 29 s") {
		t.Error("the countdown stands still")
	}
	test.Tap(first.Button())
	if undone != 1 || len(stage.Toasts()) != 1 || strings.Contains(markup(window), "om 29 s") {
		t.Errorf("undone %d times, %d toasts left", undone, len(stage.Toasts()))
	}
	second.Close()
	second.Close()
	if len(stage.Toasts()) != 0 {
		t.Error("a closed toast stays")
	}
}

func TestSheet_ClosesByEscapeAndBesideButNotInside(t *testing.T) {
	_, window := show(t, widget.NewText("", widget.Body), 600, 400)
	closed := 0
	open := func() *widget.Sheet {
		return widget.ShowSheet(window.Canvas(), widget.NewText("Innhold", widget.Body), fyne.NewSize(200, 100), -1, func() { closed++ })
	}
	sheet := open()
	sheet.Tapped(&fyne.PointEvent{Position: fyne.NewPos(300, 200)})
	if closed != 0 {
		t.Error("a click inside closes the sheet")
	}
	sheet.Tapped(&fyne.PointEvent{Position: fyne.NewPos(10, 10)})
	sheet.Close()
	if closed != 1 {
		t.Errorf("closed %d times, want 1", closed)
	}
	open()
	window.Canvas().OnTypedKey()(key(fyne.KeyEscape))
	if closed != 2 || window.Canvas().Overlays().Top() != nil {
		t.Error("Escape does not close the sheet")
	}
}

func TestMessage_LastButtonIsTheOneEnterPresses(t *testing.T) {
	_, window := show(t, widget.NewText("", widget.Body), 800, 600)
	var pressed []string
	button := func(kind widget.Kind, words string) *widget.Button {
		return widget.NewButton(kind, words, func() {
			if window.Canvas().Overlays().Top() != nil {
				t.Error("a button acts while its message still stands")
			}
			pressed = append(pressed, words)
		})
	}
	ask := func() {
		widget.ShowMessage(window.Canvas(), widget.Message{Glyph: theme.GlyphWarning, Tone: widget.Warn, Title: "Kreditere faktura 10234?",
			Sentences: []string{"Kunden får en kreditnota på 2 400,00."}, Details: "invoice=10234", CopyWords: "Kopier detaljer",
			Buttons: []*widget.Button{button(widget.Ghost, "Behold"), button(widget.Danger, "Krediter 10234")}})
	}
	ask()
	if got := markup(window); !strings.Contains(got, "Kreditere faktura 10234?") || !strings.Contains(got, "Kunden får en kreditnota") {
		t.Error("the message does not say what happens")
	}
	window.Canvas().Focused().TypedKey(key(fyne.KeyReturn))
	ask()
	window.Canvas().Focused().TypedKey(key(fyne.KeyEscape))
	if want := []string{"Krediter 10234"}; !slices.Equal(pressed, want) {
		t.Errorf("pressed %q, want %q", pressed, want)
	}
}

func TestTimeline_TellsAllInOrder(t *testing.T) {
	_, window := show(t, widget.Top(widget.NewTimeline([]widget.Event{{When: "01.11", Words: "Utstedt", Tone: widget.Accent},
		{When: "01.11", Words: "Sendt", Detail: "kari@example.no"}, {When: "15.11", Words: "Forfaller", Ahead: true}})), 300, 300)
	got := markup(window)
	at := -1
	for _, want := range []string{"Utstedt", "Sendt", "kari@example.no", "Forfaller"} {
		next := strings.Index(got, want)
		if next < at {
			t.Errorf("%q is missing or stands too early", want)
		}
		at = next
	}
}

func TestTask_DoesWhatItsButtonSays(t *testing.T) {
	done := 0
	task := widget.NewTask(widget.NewChip("E-post avvist", widget.Bad, ""), "Kari Nordmann · faktura 10234", widget.NewSmallButton(widget.Secondary, "Send brev", func() { done++ }), true)
	_, window := show(t, widget.Top(task), 700, 100)
	test.TapCanvas(window.Canvas(), fyne.NewPos(680, 24))
	if done != 1 {
		t.Error("the button at the right edge was not pressed")
	}
}

func TestTheme_ChangeReachesEveryPart(t *testing.T) {
	list := widget.NewList(numberAndName)
	page := widget.Column(8, widget.NewText("Tittel", widget.Title), widget.NewButton(widget.Primary, "Ny", nil), widget.NewChip("Betalt", widget.Good, ""),
		widget.NewParagraph("Avsnitt", widget.Muted), widget.NewEntry("x"), widget.Grow(1, widget.NewBareCard(list)))
	_, window := show(t, page, 600, 400)
	list.SetAll(rows(0, 5))
	light := colours(window)
	test.ApplyTheme(t, theme.New(theme.Dark))
	dark := colours(window)
	for name, c := range map[string]color.NRGBA{"ink": {0x14, 0x23, 0x2B, 0xFF}, "fjord": {0x0B, 0x55, 0x63, 0xFF}, "card": {0xFF, 0xFF, 0xFF, 0xFF},
		"line": {0xE2, 0xE6, 0xE4, 0xFF}, "moss soft": {0xE4, 0xF1, 0xE8, 0xFF}} {
		if light[c] == 0 {
			t.Errorf("%s is not in the light window, so this test sees nothing", name)
		}
		if n := dark[c]; n > 0 {
			t.Errorf("%d points of the light theme's %s are in the dark window", n, name)
		}
	}
}

// colours counts the points of each colour.
func colours(window fyne.Window) map[color.NRGBA]int {
	out := map[color.NRGBA]int{}
	image := window.Canvas().Capture()
	for y := range image.Bounds().Dy() {
		for x := range image.Bounds().Dx() {
			out[color.NRGBAModel.Convert(image.At(x, y)).(color.NRGBA)]++
		}
	}
	return out
}
