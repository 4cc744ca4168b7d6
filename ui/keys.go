package ui

import (
	"strings"

	"fyne.io/fyne/v2"

	"fakturist/ui/theme"
	"fakturist/ui/widget"
)

// OpenKeys shows every key that holds just now.
func (s *Shell) OpenKeys() {
	local, always := s.stage.Keys()
	columns := widget.Row(40)
	for _, group := range []struct {
		title string
		keys  []widget.Key
	}{{"keys.here", local}, {"keys.always", always}} {
		if list := keyList(group.keys); list != nil {
			columns.Add(widget.Grow(1, widget.Top(widget.Column(12, widget.NewText(s.words.T(group.title), widget.Strong), list))))
		}
	}
	content := widget.Column(theme.Gap, widget.NewText(s.words.T("keys.title"), widget.Title), columns)
	widget.ShowSheet(s.window.Canvas(), widget.Inset(24, 24, 24, 24, content), fyne.NewSize(680, 0), -1, nil)
}

func keyList(keys []widget.Key) *fyne.Container {
	list := widget.Column(theme.Grid)
	for _, k := range keys {
		if k.Words != "" {
			list.Add(widget.Row(12, widget.Sized(104, 0, widget.Row(0, widget.NewKeyCap(keyName(k)), widget.Spring())),
				widget.Grow(1, widget.NewShortText(k.Words, widget.Body))))
		}
	}
	if len(list.Objects) == 0 {
		return nil
	}
	return list
}

// keyName writes a chord as it stands on the keyboard.
func keyName(k widget.Key) string {
	var parts []string
	if k.Mod&widget.Ctrl != 0 {
		parts = append(parts, "Ctrl")
	}
	if k.Mod&fyne.KeyModifierAlt != 0 {
		parts = append(parts, "Alt")
	}
	if k.Mod&fyne.KeyModifierShift != 0 {
		parts = append(parts, "Shift")
	}
	name := string(k.Name)
	switch k.Name {
	case fyne.KeyReturn:
		name = "Enter"
	case fyne.KeyEscape:
		name = "Esc"
	case fyne.KeyBackspace:
		name = "Backspace"
	case fyne.KeyUp:
		name = "↑"
	case fyne.KeyDown:
		name = "↓"
	case fyne.KeyPageUp:
		name = "PgUp"
	case fyne.KeyPageDown:
		name = "PgDn"
	case fyne.KeyDelete:
		name = "Del"
	}
	return strings.Join(append(parts, name), " ")
}
