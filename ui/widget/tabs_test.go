package widget_test

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fakturist/ui/widget"
)

func TestTabs_ChooseByMouseAndArrows(t *testing.T) {
	var chosen []int
	tabs := widget.NewTabs([]string{"Tilbud", "Timer", "Gruppe"}, func(i int) { chosen = append(chosen, i) })
	_, window := show(t, widget.Top(widget.Row(0, tabs)), 400, 100)
	test.TapCanvas(window.Canvas(), fyne.NewPos(20, 10)) // it is shown already
	test.TapCanvas(window.Canvas(), fyne.NewPos(100, 10))
	window.Canvas().FocusNext()
	window.Canvas().Focused().TypedKey(key(fyne.KeyRight)) // from the first, which the keyboard reaches first: no change
	window.Canvas().Focused().TypedKey(key(fyne.KeyRight))
	window.Canvas().Focused().TypedKey(key(fyne.KeyRight)) // there is none beyond
	if want := []int{1, 2}; !slices.Equal(chosen, want) {
		t.Errorf("chose %v, want %v", chosen, want)
	}
	tabs.Choose(0)
	if tabs.Chosen() != 0 || len(chosen) != 2 {
		t.Errorf("setting the choice called back: %v", chosen)
	}
}

func TestList_MarksAreSetWithoutCallingBack(t *testing.T) {
	list := widget.NewList(numberAndName).PlainMarks()
	called := 0
	list.OnMarks = func([]string) { called++ }
	show(t, list, 600, 400)
	list.SetAll(rows(0, 5))
	list.SetMarks([]string{"1", "3"})
	if got := list.Marks(); called != 0 || !slices.Equal(got, []string{"1", "3"}) {
		t.Errorf("marked %q, called back %d times", got, called)
	}
	press(list, fyne.KeyHome, fyne.KeyDown, fyne.KeySpace)
	if got := list.Marks(); called != 1 || !slices.Equal(got, []string{"3"}) {
		t.Errorf("after space: marked %q, called back %d times", got, called)
	}
}
