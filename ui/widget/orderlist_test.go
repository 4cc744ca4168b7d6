package widget_test

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"fakturist/ui/widget"
)

func orderOf(l *widget.OrderList) string {
	var out []string
	for _, item := range l.Items() {
		if item.On {
			out = append(out, item.ID)
		} else {
			out = append(out, "-"+item.ID)
		}
	}
	return strings.Join(out, " ")
}

func threeWays() *widget.OrderList {
	l := widget.NewOrderList("Bare denne")
	l.Set([]widget.OrderItem{{ID: "ehf", Title: "EHF", On: true}, {ID: "email", Title: "E-post", On: true}, {ID: "letter", Title: "Brev"}})
	return l
}

func TestOrderList_MovesAndSwitchesByKeys(t *testing.T) {
	l := threeWays()
	var told [][]widget.OrderItem
	l.OnChanged = func(items []widget.OrderItem) { told = append(told, items) }
	only := ""
	l.OnOnly = func(id string) { only = id }
	show(t, l, 400, 200)
	alt := func(name fyne.KeyName) {
		l.TypedShortcut(&desktop.CustomShortcut{KeyName: name, Modifier: fyne.KeyModifierAlt})
	}
	l.TypedKey(key(fyne.KeyDown))
	alt(fyne.KeyUp)
	if got := orderOf(l); got != "email ehf -letter" || l.Current() != 0 {
		t.Errorf("moved up: %s, at %d", got, l.Current())
	}
	alt(fyne.KeyUp) // already first
	l.TypedKey(key(fyne.KeyEnd))
	l.TypedKey(key(fyne.KeySpace))
	if got := orderOf(l); got != "email ehf letter" {
		t.Errorf("switched on: %s", got)
	}
	alt(fyne.KeyUp)
	if got := orderOf(l); got != "email letter ehf" || len(told) != 3 {
		t.Errorf("%s after %d changes told", got, len(told))
	}
	l.TypedKey(key(fyne.KeyReturn))
	if only != "letter" {
		t.Errorf("only %q", only)
	}
}

func TestOrderList_MovesAndSwitchesByMouse(t *testing.T) {
	l := threeWays()
	only := ""
	l.OnOnly = func(id string) { only = id }
	show(t, l, 400, 200)
	row := l.MinSize().Height / 3
	test.TapAt(l, fyne.NewPos(45, row/2)) // the box of the first
	if got := orderOf(l); got != "-ehf email -letter" {
		t.Errorf("switched off: %s", got)
	}
	test.TapAt(l, fyne.NewPos(l.Size().Width-10, row/2)) // its arrow down
	if got := orderOf(l); got != "email -ehf -letter" {
		t.Errorf("moved down: %s", got)
	}
	l.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(100, row*2.5)}, Dragged: fyne.NewDelta(0, -1)})
	l.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(100, row)}, Dragged: fyne.NewDelta(0, -row)})
	l.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(100, 0)}, Dragged: fyne.NewDelta(0, -row)})
	l.DragEnd()
	if got := orderOf(l); got != "-letter email -ehf" {
		t.Errorf("dragged to the top: %s", got)
	}
	at := slices.IndexFunc(l.Items(), func(i widget.OrderItem) bool { return i.ID == "email" })
	test.TapAt(l, fyne.NewPos(l.Size().Width-90, row*(float32(at)+0.5)))
	if only != "email" {
		t.Errorf("only %q", only)
	}
}
