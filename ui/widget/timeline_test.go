package widget_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fakturist/ui/widget"
)

func TestTimeline_ShowsAServersAnswerToItsEnd(t *testing.T) {
	app := test.NewTempApp(t)
	w := app.NewWindow("")
	line := widget.NewTimeline([]widget.Event{{When: "22.11 14:02", Words: "E-post avvist", Detail: "kari@example.no · via smtp.example.no:587", Why: "Se etter skrivefeil.",
		Quote: "550 5.1.1 https://support.example.com/mail/answer/" + strings.Repeat("6596", 12)}})
	w.SetContent(line)
	w.Resize(fyne.NewSize(260, 400))
	markup := test.RenderToMarkup(w.Canvas())
	if strings.Contains(markup, "…") {
		t.Error("something was shortened")
	}
	for _, want := range []string{"E-post avvist", "22.11 14:02 · kari@example.no", "Se etter skrivefeil.", "550 5.1.1"} {
		if !strings.Contains(markup, want) {
			t.Errorf("it does not show %q", want)
		}
	}
	if n := strings.Count(strings.Join(strings.Fields(markup), ""), "6596"); n < 8 {
		t.Errorf("only %d parts of the long word are shown", n)
	}
}
