package widget_test

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"fakturist/ui/widget"
)

var sunday = time.Date(2026, time.November, 22, 0, 0, 0, 0, time.UTC)

func TestEntry_ReachedByKeyboardIsReplacedByTyping(t *testing.T) {
	entry := widget.NewEntry("")
	_, window := show(t, entry, 300, 60)
	entry.SetText("1 200,00")
	window.Canvas().Focus(entry)
	entry.TypedRune('5')
	if entry.Text != "5" {
		t.Errorf("got %q, want 5", entry.Text)
	}
}

func TestEntry_HandsChordsAndFunctionKeysToTheStage(t *testing.T) {
	entry := widget.NewEntry("")
	stage, window := show(t, entry, 300, 60)
	did := ""
	stage.Bind(widget.Key{Name: fyne.KeyReturn, Mod: widget.Ctrl, Do: func() { did += "send " }}, widget.Key{Name: fyne.KeyF1, Do: func() { did += "help" }})
	window.Canvas().Focus(entry)
	entry.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyEnter, Modifier: widget.Ctrl})
	entry.TypedKey(key(fyne.KeyF1))
	if did != "send help" {
		t.Errorf("did %q", did)
	}
	test.Type(entry, "ab")
	entry.TypedShortcut(&fyne.ShortcutUndo{})
	if entry.Text == "ab" {
		t.Error("Ctrl+Z in a field does not take back what was typed")
	}
}

func TestStage_LocalKeysGoBeforeThoseThatAlwaysHold(t *testing.T) {
	stage, _ := show(t, widget.NewText("", widget.Body), 300, 60)
	did := ""
	stage.Bind(widget.Key{Name: fyne.KeyS, Mod: widget.Ctrl, Do: func() { did += "always " }})
	stage.BindLocal(widget.Key{Name: fyne.KeyS, Mod: widget.Ctrl, Do: func() { did += "here " }})
	chord := &desktop.CustomShortcut{KeyName: fyne.KeyS, Modifier: widget.Ctrl}
	stage.Shortcut(chord)
	stage.BindLocal()
	stage.Shortcut(chord)
	if did != "here always " {
		t.Errorf("did %q", did)
	}
	if stage.Shortcut(&desktop.CustomShortcut{KeyName: fyne.KeyQ, Modifier: widget.Ctrl}) {
		t.Error("a chord nobody bound is said to be done")
	}
}

func TestFormattedEntry_WritesItsProperFormWhenLeft(t *testing.T) {
	entry := widget.NewFormattedEntry("", func(text string) (string, bool) {
		if strings.Trim(text, "0123456789") != "" {
			return "", false
		}
		return text + ",00", true
	})
	var committed []string
	entry.OnCommit = func(text string) { committed = append(committed, text) }
	_, window := show(t, entry, 300, 60)
	type_ := func(text string) {
		window.Canvas().Focus(entry)
		entry.SetText(text)
		window.Canvas().Unfocus()
	}
	if type_("1200"); entry.Text != "1200,00" || entry.Wrong() {
		t.Errorf("got %q, wrong %v", entry.Text, entry.Wrong())
	}
	if type_("tolv"); entry.Text != "tolv" || !entry.Wrong() {
		t.Errorf("got %q, wrong %v", entry.Text, entry.Wrong())
	}
	if type_(""); entry.Wrong() {
		t.Error("an empty field is said to be wrong")
	}
	window.Canvas().Focus(entry)
	window.Canvas().Unfocus()
	if want := "1200|tolv|"; strings.Join(committed, "|") != want {
		t.Errorf("committed %q, want %q", committed, want)
	}
}

func TestComplete_AsksFromThreeLettersAndEnterPicks(t *testing.T) {
	field := widget.NewComplete("Kunde", 3)
	asked, picked := "", -1
	field.OnQuery = func(text string) { asked += text + "|" }
	field.OnPick = func(i int) { picked = i; field.SetText("Nordlys Regnskap AS") }
	_, window := show(t, widget.Top(field), 600, 400)
	window.Canvas().Focus(field)
	test.Type(field, "nord")
	if asked != "nor|nord|" {
		t.Errorf("asked for %q", asked)
	}
	field.Answer("nor", []widget.Choice{{Title: "for gammelt svar"}})
	if field.Open() {
		t.Error("an answer to what is no longer there is shown")
	}
	field.Answer("nord", []widget.Choice{{Title: "Kari Nordmann"}, {Title: "Nordlys Regnskap AS"}})
	if !field.Open() || !strings.Contains(markup(window), "Kari Nordmann") {
		t.Fatal("the answer is not shown")
	}
	field.TypedKey(key(fyne.KeyDown))
	field.TypedKey(key(fyne.KeyReturn))
	if picked != 1 || field.Open() || field.Text != "Nordlys Regnskap AS" {
		t.Errorf("picked %d, open %v, text %q", picked, field.Open(), field.Text)
	}
	if asked != "nor|nord|" {
		t.Errorf("writing the choice asked again: %q", asked)
	}
}

func TestComplete_ClosesByEscapeAndWhenLeft(t *testing.T) {
	field, other := widget.NewComplete("Kunde", 1), widget.NewEntry("")
	_, window := show(t, widget.Column(8, field, other), 600, 400)
	answers := []widget.Choice{{Title: "Kari"}}
	window.Canvas().Focus(field)
	test.Type(field, "k")
	field.Answer("k", answers)
	field.TypedKey(key(fyne.KeyEscape))
	if field.Open() {
		t.Error("Escape does not close the answers")
	}
	field.TypedKey(key(fyne.KeyDown))
	field.Answer("k", answers)
	window.Canvas().Focus(other)
	if field.Open() || strings.Contains(markup(window), "Kari") {
		t.Error("the answers stay when the field is left")
	}
	field.Answer("k", answers)
	if field.Open() {
		t.Error("an answer opens a list under a field that was left")
	}
}

func TestComplete_PicksByMouse(t *testing.T) {
	field := widget.NewComplete("Kunde", 1)
	picked := -1
	field.OnPick = func(i int) { picked = i }
	_, window := show(t, widget.Top(field), 600, 400)
	window.Canvas().Focus(field)
	test.Type(field, "k")
	field.Answer("k", []widget.Choice{{Title: "Kari"}, {Title: "Knut"}})
	at := fyne.NewPos(50, 36+4+36+10)
	test.MoveMouse(window.Canvas(), at)
	test.TapCanvas(window.Canvas(), at)
	if picked != 1 {
		t.Errorf("picked %d, want 1", picked)
	}
}

func TestSelect_ChoosesByKeysAndLetters(t *testing.T) {
	chosen := []int{}
	field := widget.NewSelect([]widget.Choice{{Title: "25 %"}, {Title: "15 %"}, {Title: "Utenfor"}}, 0, func(i int) { chosen = append(chosen, i) })
	_, window := show(t, widget.Top(field), 300, 300)
	window.Canvas().Focus(field)
	field.TypedKey(key(fyne.KeyDown)) // without opening
	field.TypedRune('u')
	field.TypedKey(key(fyne.KeyReturn))
	if !field.Open() {
		t.Fatal("Enter does not open the choices")
	}
	field.TypedKey(key(fyne.KeyUp))
	field.TypedKey(key(fyne.KeyUp))
	field.TypedKey(key(fyne.KeyEnter))
	if want := []int{1, 2, 0}; len(chosen) != 3 || chosen[0] != want[0] || chosen[1] != want[1] || chosen[2] != want[2] {
		t.Errorf("chose %v, want %v", chosen, want)
	}
	if field.Open() {
		t.Error("the choices stay")
	}
}

func TestParseDay_ReadsWhatPeopleType(t *testing.T) {
	for text, want := range map[string]string{
		"24": "2026-11-24", "1": "2026-11-01", "24.": "2026-11-24", "24.12": "2026-12-24", "24.12.": "2026-12-24", "24/12": "2026-12-24",
		"2412": "2026-12-24", "5.1": "2027-01-05", "0501": "2027-01-05", "30.6": "2026-06-30", "24.12.26": "2026-12-24", "241226": "2026-12-24",
		"24.12.2026": "2026-12-24", "24122026": "2026-12-24", "2026-12-24": "2026-12-24", " 24. 12. 2026 ": "2026-12-24",
		"+14": "2026-12-06", "-22": "2026-10-31", "+0": "2026-11-22", "29.2.28": "2028-02-29", "29.2.2024": "2024-02-29",
		"31": "", "31.11": "", "0": "", "32.1": "", "24.13": "", "29.2.27": "", "": "", "i morgen": "", "24.12.026": "", "24.12.20266": "", "1.2.3.4": "",
		"+99999": "", "+": "", "--3": "", "99999999999999999999": "",
	} {
		got := ""
		if day, ok := widget.ParseDay(text, sunday); ok {
			got = day.Format("2006-01-02")
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func FuzzParseDay(f *testing.F) {
	for _, seed := range []string{"24", "24.12", "+14", "241226", "2026-12-24", "31.11", "..", "-", "0"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		day, ok := widget.ParseDay(text, sunday)
		if !ok {
			return
		}
		if again, ok := widget.ParseDay(day.Format("02.01.2006"), sunday); !ok || !again.Equal(day) {
			t.Errorf("%q gives %v, which reads back as %v", text, day, again)
		}
	})
}

func newDateEntry() (*widget.DateEntry, *[]string) {
	var days []string
	entry := widget.NewDateEntry("02.01.2006", func() time.Time { return sunday }, calendarWords)
	entry.OnDay = func(d time.Time) { days = append(days, d.Format("2006-01-02")) }
	return entry, &days
}

func TestDateEntry_WritesTheWholeDayWhenLeft(t *testing.T) {
	entry, days := newDateEntry()
	_, window := show(t, widget.Top(entry), 300, 400)
	for _, step := range []struct {
		typed, shown string
		wrong        bool
	}{{"24", "24.11.2026", false}, {"+14", "06.12.2026", false}, {"31.11", "31.11", true}, {"6.12", "06.12.2026", false}, {"", "", false}} {
		window.Canvas().Focus(entry)
		entry.SetText(step.typed)
		window.Canvas().Unfocus()
		if entry.Text != step.shown || entry.Wrong() != step.wrong {
			t.Errorf("%q became %q, wrong %v", step.typed, entry.Text, entry.Wrong())
		}
	}
	if want := "2026-11-24 2026-12-06 0001-01-01"; strings.Join(*days, " ") != want {
		t.Errorf("days %q, want %q", *days, want)
	}
}

func TestDateEntry_CalendarIsDrivenByKeysAndMouse(t *testing.T) {
	entry, _ := newDateEntry()
	_, window := show(t, widget.Top(entry), 400, 500)
	window.Canvas().Focus(entry)
	entry.TypedKey(key(fyne.KeyDown))
	if !entry.Calendar() || !strings.Contains(markup(window), "november 2026") {
		t.Fatal("the month of today is not shown")
	}
	for _, k := range []fyne.KeyName{fyne.KeyPageDown, fyne.KeyDown, fyne.KeyLeft, fyne.KeyReturn} { // 22.12, 29.12, 28.12
		entry.TypedKey(key(k))
	}
	if entry.Text != "28.12.2026" || entry.Calendar() {
		t.Errorf("got %q, open %v", entry.Text, entry.Calendar())
	}
	entry.TypedKey(key(fyne.KeyDown))
	// December 2026 begins on a Tuesday, the second place of the first line.
	at := fyne.NewPos(8+32+16, 32+4+8+40+24+16)
	test.MoveMouse(window.Canvas(), at)
	test.TapCanvas(window.Canvas(), at)
	if entry.Text != "01.12.2026" {
		t.Errorf("a click on the first gives %q", entry.Text)
	}
}

func TestDateEntry_TurningTheMonthStaysWithinIt(t *testing.T) {
	entry, _ := newDateEntry()
	_, window := show(t, widget.Top(entry), 400, 500)
	entry.SetDay(time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC))
	window.Canvas().Focus(entry)
	for _, k := range []fyne.KeyName{fyne.KeyDown, fyne.KeyPageDown, fyne.KeyReturn} {
		entry.TypedKey(key(k))
	}
	if entry.Text != "28.02.2027" {
		t.Errorf("a month after 31.01.2027 is %q", entry.Text)
	}
}
