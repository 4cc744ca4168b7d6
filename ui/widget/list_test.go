package widget_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"fakturist/ui/theme"
	"fakturist/ui/widget"
)

var numberAndName = []widget.ListColumn{{Title: "Nummer", Width: 80, Sort: "number"}, {Title: "Kunde", Sort: "name"}}

// show puts an object on a stage in a window of its own.
func show(t testing.TB, o fyne.CanvasObject, width, height float32) (*widget.Stage, fyne.Window) {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(theme.Light))
	stage := widget.NewStage(o)
	window := test.NewTempWindow(t, stage)
	window.SetPadded(false)
	window.Resize(fyne.NewSize(width, height))
	stage.Attach(window.Canvas())
	return stage, window
}

func markup(w fyne.Window) string { return test.RenderToMarkup(w.Canvas()) }

func rows(from, to int) []widget.ListRow {
	out := make([]widget.ListRow, 0, to-from)
	for i := from; i < to; i++ {
		out = append(out, widget.ListRow{ID: fmt.Sprint(i), Cells: []widget.ListCell{{Text: fmt.Sprint(10000 + i), Strong: true}, {Text: fmt.Sprintf("Kunde %d", i)}}})
	}
	return out
}

func press(l *widget.List, keys ...fyne.KeyName) {
	for _, k := range keys {
		l.TypeKey(k)
	}
}

func TestList_IsDrivenByTheKeyboard(t *testing.T) {
	list := widget.NewList(numberAndName)
	var selected, opened []string
	list.OnSelect = func(_ int, r widget.ListRow) { selected = append(selected, r.ID) }
	list.OnOpen = func(_ int, r widget.ListRow) { opened = append(opened, r.ID) }
	show(t, list, 600, 400) // nine rows
	list.SetAll(rows(0, 50))
	press(list, fyne.KeyDown, fyne.KeyDown, fyne.KeyUp, fyne.KeyEnd, fyne.KeyReturn, fyne.KeyHome, fyne.KeyPageDown, fyne.KeyEnter, fyne.KeyPageUp, fyne.KeyUp)
	if want := []string{"0", "1", "0", "49", "0", "8", "0", "0"}; !slices.Equal(selected, want) {
		t.Errorf("selected %q, want %q", selected, want)
	}
	if want := []string{"49", "8"}; !slices.Equal(opened, want) {
		t.Errorf("opened %q, want %q", opened, want)
	}
}

func TestList_KeepsTheCursorInSight(t *testing.T) {
	list := widget.NewList(numberAndName)
	_, window := show(t, list, 600, 400)
	list.SetAll(rows(0, 1000))
	press(list, fyne.KeyEnd)
	if got := markup(window); !strings.Contains(got, "Kunde 999<") || strings.Contains(got, "Kunde 900<") {
		t.Error("the last row is not in sight after End")
	}
	press(list, fyne.KeyHome)
	if got := markup(window); !strings.Contains(got, "Kunde 0<") || list.Offset() != 0 {
		t.Error("the first row is not in sight after Home")
	}
}

func TestList_MarksWithSpaceShiftAndControl(t *testing.T) {
	list := widget.NewList(numberAndName)
	var marks []string
	list.OnMarks = func(ids []string) { marks = ids }
	show(t, list, 600, 400)
	list.SetAll(rows(0, 20))
	expect := func(what string, want ...string) {
		t.Helper()
		if !slices.Equal(marks, want) {
			t.Errorf("%s: marked %q, want %q", what, marks, want)
		}
	}
	press(list, fyne.KeyHome, fyne.KeySpace, fyne.KeyDown, fyne.KeySpace)
	expect("space", "0", "1")
	press(list, fyne.KeySpace)
	expect("space again", "0")
	body := list.Body()
	body.(desktop.Keyable).KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	press(list, fyne.KeyDown, fyne.KeyDown)
	body.(desktop.Keyable).KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	expect("Shift and arrows", "0", "1", "2", "3")
	click(list, 5, widget.Ctrl)
	expect("Control and click", "0", "1", "2", "3", "5")
	click(list, 7, fyne.KeyModifierShift)
	expect("Shift and click", "0", "1", "2", "3", "5", "6", "7")
	list.ClearMarks()
	expect("cleared")
}

// click goes to the middle of a row in sight, beside the square that marks.
func click(list *widget.List, row int, held fyne.KeyModifier) {
	at := fyne.NewPos(200, float32(row)*38+10)
	list.Body().(desktop.Mouseable).MouseDown(&desktop.MouseEvent{Modifier: held, PointEvent: fyne.PointEvent{Position: at}})
	list.Body().Tapped(&fyne.PointEvent{Position: at})
}

func TestList_WithoutMarksCannotBeMarked(t *testing.T) {
	list := widget.NewList(numberAndName)
	show(t, list, 600, 400)
	list.SetAll(rows(0, 5))
	press(list, fyne.KeyHome, fyne.KeySpace)
	if got := list.Marks(); len(got) != 0 {
		t.Errorf("marked %q", got)
	}
}

func TestList_ClickSelectsAndASecondClickOpens(t *testing.T) {
	list := widget.NewList(numberAndName)
	opened := 0
	list.OnOpen = func(int, widget.ListRow) { opened++ }
	show(t, list, 600, 400)
	list.SetAll(rows(0, 5))
	click(list, 2, 0)
	if row, _ := list.Selected(); row.ID != "2" || opened != 0 {
		t.Errorf("after one click row %q is selected and %d opened", row.ID, opened)
	}
	if click(list, 2, 0); opened != 1 {
		t.Errorf("after two clicks %d opened, want 1", opened)
	}
	click(list, 30, 0) // below the rows
	if row, _ := list.Selected(); row.ID != "2" {
		t.Errorf("a click below the rows selects %q", row.ID)
	}
}

func TestList_AsksForWhatIsInSightOnce(t *testing.T) {
	list := widget.NewList(numberAndName)
	var asked []string
	list.OnFetch = func(_, from, to int) { asked = append(asked, fmt.Sprintf("%d-%d", from, to)) }
	_, window := show(t, list, 600, 400)
	generation := list.Reset(100_000)
	list.Body().Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -20)})
	if want := []string{"0-100"}; !slices.Equal(asked, want) {
		t.Fatalf("asked for %q, want %q", asked, want)
	}
	list.SetRows(generation, 0, rows(0, 100))
	if !strings.Contains(markup(window), "Kunde 3<") {
		t.Error("the answer is not shown")
	}
	press(list, fyne.KeyEnd)
	if want := []string{"0-100", "99900-100000"}; !slices.Equal(asked, want) {
		t.Errorf("asked for %q, want %q", asked, want)
	}
	if got := markup(window); !strings.Contains(got, "…") {
		t.Error("rows on their way are not shown as such")
	}
}

func TestList_DropsAnAnswerToAnOlderQuestion(t *testing.T) {
	list := widget.NewList(numberAndName)
	list.OnFetch = func(int, int, int) {}
	_, window := show(t, list, 600, 400)
	old := list.Reset(10)
	list.Reset(3)
	list.SetRows(old, 0, rows(0, 10))
	if strings.Contains(markup(window), "Kunde 1") {
		t.Error("rows of an older question are shown")
	}
}

func TestList_RenewKeepsOldRowsUntilNewOnesCome(t *testing.T) {
	list := widget.NewList(numberAndName)
	asked := 0
	list.OnFetch = func(int, int, int) { asked++ }
	_, window := show(t, list, 600, 400)
	list.SetRows(list.Reset(50), 0, rows(0, 50))
	list.Select(4)
	generation := list.Renew(51)
	if got := markup(window); !strings.Contains(got, "Kunde 4<") || asked != 2 {
		t.Errorf("old rows are gone, or asked %d times, want 2", asked)
	}
	list.SetRows(generation, 0, rows(100, 151))
	if got := markup(window); !strings.Contains(got, "Kunde 104<") || strings.Contains(got, "Kunde 4<") {
		t.Error("new rows are not shown")
	}
	if list.Cursor() != 4 {
		t.Errorf("the cursor went to %d", list.Cursor())
	}
}

func TestList_HoldsOnlySomeOfManyPages(t *testing.T) {
	list := widget.NewList(numberAndName)
	list.OnFetch = func(generation, from, to int) { list.SetRows(generation, from, rows(from, to)) }
	show(t, list, 600, 400)
	list.Reset(100_000)
	for at := 0; at < 100_000; at += 100 {
		list.Select(at)
	}
	if got := list.PagesHeld(); got > 61 {
		t.Errorf("holds %d pages after a walk over all rows", got)
	}
	if row, ok := list.Selected(); !ok || row.ID != "99900" {
		t.Errorf("the row under the cursor is %q, %v", row.ID, ok)
	}
}

func TestList_KeepsCursorAndMarksByID(t *testing.T) {
	list := widget.NewList(numberAndName)
	list.OnMarks = func([]string) {}
	show(t, list, 600, 400)
	list.SetAll(rows(0, 10))
	list.Select(5)
	press(list, fyne.KeySpace, fyne.KeyDown, fyne.KeySpace)
	list.SetAll(rows(5, 15)[1:]) // 5 is gone, 6 stands first
	if row, _ := list.Selected(); list.Cursor() != 0 || row.ID != "6" {
		t.Errorf("the cursor stands on %q", row.ID)
	}
	if want := []string{"6"}; !slices.Equal(list.Marks(), want) {
		t.Errorf("marked %q, want %q", list.Marks(), want)
	}
}

func TestList_HeadSortsAndTurns(t *testing.T) {
	list := widget.NewList(numberAndName)
	var sorted []string
	list.OnSort = func(key string, descending bool) { sorted = append(sorted, fmt.Sprint(key, descending)) }
	_, window := show(t, list, 600, 400)
	for _, x := range []float32{30, 30, 300} {
		test.TapCanvas(window.Canvas(), fyne.NewPos(x, 15))
	}
	if want := []string{"numberfalse", "numbertrue", "namefalse"}; !slices.Equal(sorted, want) {
		t.Errorf("sorted by %q, want %q", sorted, want)
	}
	if !strings.Contains(markup(window), "Kunde ↑") {
		t.Error("the head does not show the order")
	}
}

func TestList_HeadMarksAllThatIsHeld(t *testing.T) {
	list := widget.NewList(numberAndName)
	list.OnMarks = func([]string) {}
	_, window := show(t, list, 600, 400)
	list.SetAll(rows(0, 30))
	corner := fyne.NewPos(27, 19)
	test.TapCanvas(window.Canvas(), corner)
	if got := len(list.Marks()); got != 30 {
		t.Errorf("marked %d of 30", got)
	}
	test.TapCanvas(window.Canvas(), corner)
	if got := len(list.Marks()); got != 0 {
		t.Errorf("%d are still marked", got)
	}
	list.OnFetch = func(int, int, int) {}
	list.SetRows(list.Reset(1000), 0, rows(0, 100))
	test.TapCanvas(window.Canvas(), corner)
	if got := len(list.Marks()); got != 0 {
		t.Errorf("marked %d although most rows are not even held", got)
	}
}

func TestList_ShowsWhatStandsForNothing(t *testing.T) {
	list := widget.NewList(numberAndName)
	list.SetEmpty(widget.NewEmptyState(theme.GlyphInvoice, "Ingen fakturaer ennå", "Den første tar tre minutter.", widget.NewButton(widget.Primary, "Ny faktura", nil)))
	_, window := show(t, list, 600, 400)
	list.SetAll(nil)
	if !strings.Contains(markup(window), "Ingen fakturaer ennå") {
		t.Error("an empty list says nothing")
	}
	list.SetAll(rows(0, 1))
	if strings.Contains(markup(window), "Ingen fakturaer ennå") {
		t.Error("a list with a row says it is empty")
	}
}

func TestList_TellsTheReasonUnderThePointer(t *testing.T) {
	defer widget.TipsAtOnce()()
	list := widget.NewList(numberAndName)
	stage, window := show(t, list, 600, 400)
	all := rows(0, 3)
	all[1].Cells[1].Tip = "Avvist av mottaker 14:02"
	list.SetAll(all)
	test.MoveMouse(window.Canvas(), fyne.NewPos(200, 38+38+10))
	if got := stage.Tip(); got != "Avvist av mottaker 14:02" {
		t.Errorf("the tip is %q", got)
	}
	test.MoveMouse(window.Canvas(), fyne.NewPos(200, 38+10))
	if got := stage.Tip(); got != "" {
		t.Errorf("the tip %q stays", got)
	}
}

// BenchmarkListScroll scrolls 100,000 rows by one row a time, at 1280 by 800. A frame has 16 ms.
func BenchmarkListScroll(b *testing.B) {
	list := widget.NewList([]widget.ListColumn{{Title: "Nummer", Width: 74}, {Title: "Kunde"}, {Title: "Dato", Width: 64},
		{Title: "Beløp", Width: 96, Right: true}, {Title: "Rest", Width: 96, Right: true}, {Title: "Status", Width: 132}})
	list.OnMarks = func([]string) {}
	list.OnFetch = func(generation, from, to int) {
		answer := make([]widget.ListRow, 0, to-from)
		for i := from; i < to; i++ {
			answer = append(answer, widget.ListRow{ID: fmt.Sprint(i), Cells: []widget.ListCell{{Text: fmt.Sprint(10000 + i), Strong: true},
				{Text: fmt.Sprintf("Kunde nummer %d med et langt navn", i)}, {Text: "22.11"}, {Text: "2 740,00"}, {Text: "0,00"}, {Text: "Betalt 21.11", Chip: true, Tone: widget.Good}}})
		}
		list.SetRows(generation, from, answer)
	}
	show(b, list, 1280, 800)
	list.Reset(100_000)
	b.ReportAllocs()
	for b.Loop() {
		list.Body().Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -38)})
		if list.Offset() > 3_700_000 {
			list.Select(0)
		}
	}
}
