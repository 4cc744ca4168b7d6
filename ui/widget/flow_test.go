package widget_test

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"fakturist/ui/widget"
)

func TestFlow_BeginsANewLineWhereTheWidthEnds(t *testing.T) {
	test.NewTempApp(t)
	var objects []fyne.CanvasObject
	for range 3 {
		r := canvas.NewRectangle(color.Black)
		r.SetMinSize(fyne.NewSize(40, 10))
		objects = append(objects, r)
	}
	flow := widget.Flow(5, objects...)
	flow.Resize(fyne.NewSize(90, 100))
	if got, want := objects[1].Position(), fyne.NewPos(45, 0); got != want {
		t.Errorf("second: got %v, want %v", got, want)
	}
	if got, want := objects[2].Position(), fyne.NewPos(0, 15); got != want {
		t.Errorf("third: got %v, want %v", got, want)
	}
	if got := flow.MinSize().Height; got != 25 {
		t.Errorf("it is %v high, want 25", got)
	}
}
