package widget

// FormattedEntry is a field that writes what was typed in its proper form when it is left, such as an amount or a rate.
type FormattedEntry struct {
	Entry
	// OnCommit is called when the field is left with something new, before it is written anew.
	OnCommit func(text string)

	format func(text string) (shown string, ok bool)
	before string
}

// NewFormattedEntry gives a field; format gives the proper form of what was typed, or not ok when it is none. What is not is
// left standing as typed, and drawn as wrong.
func NewFormattedEntry(placeholder string, format func(text string) (shown string, ok bool)) *FormattedEntry {
	f := &FormattedEntry{format: format}
	f.Entry.extend(f, placeholder)
	f.OnFocus = func() { f.before = f.Text }
	f.OnBlur = f.commit
	f.OnSubmitted = func(string) { f.commit() }
	return f
}

func (f *FormattedEntry) commit() {
	text := f.Value()
	if f.OnCommit != nil && f.Text != f.before {
		f.before = f.Text
		f.OnCommit(text)
	}
	if text == "" {
		f.SetWrong(false)
		return
	}
	shown, ok := f.format(text)
	f.SetWrong(!ok)
	if ok && shown != f.Text {
		f.SetText(shown)
		f.before = shown
	}
}
