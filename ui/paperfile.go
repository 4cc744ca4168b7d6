package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"fakturist/billing"
	"fakturist/ui/theme"
	"fakturist/ui/widget"
)

// paperEndings are the kinds of file that can be kept with a document.
var paperEndings = []string{".pdf", ".png", ".jpg", ".jpeg", ".csv", ".xlsx", ".ods"}

// readPaper reads a file to be kept with a document. One byte more than is allowed is enough to know that it is too large.
func readPaper(files fileDialogs, path string) (billing.Attachment, error) {
	name, content, err := files.Read(path, billing.MaxAttachment+1)
	if err != nil {
		return billing.Attachment{}, unreadable(path)
	}
	a := billing.Attachment{Name: name, MIME: billing.AttachmentMIME(name), Content: content}
	return a, billing.CheckAttachment(a, "papers").Err()
}

// paperField holds files with a thing: the names of those there are, and a button for more.
type paperField struct {
	desk    *desk
	content *fyne.Container
	papers  []billing.Attachment
	most    int    // 0: any number
	words   string // of the button
	changed func()
}

func newPaperField(d *desk, words string, most int, changed func()) *paperField {
	f := &paperField{desk: d, content: widget.Row(theme.Grid), most: most, words: words, changed: changed}
	f.show()
	return f
}

// set shows other files.
func (f *paperField) set(papers []billing.Attachment) {
	f.papers = papers
	f.show()
}

func (f *paperField) show() {
	f.content.Objects = nil
	for i, p := range f.papers {
		name := widget.NewCappedText(p.Name, widget.Body, 180)
		f.content.Add(widget.Row(4, widget.NewIcon(theme.GlyphPaper, widget.Quiet), name,
			widget.NewSmallButton(widget.Ghost, f.desk.T("basis.paper.remove"), func() { f.remove(i) })))
	}
	if f.most == 0 || len(f.papers) < f.most {
		f.content.Add(widget.NewButton(widget.Secondary, f.words, f.choose).WithGlyph(theme.GlyphPaper))
		if len(f.papers) == 0 {
			f.content.Add(widget.NewText(f.desk.T("basis.paper.drop"), widget.Muted))
		}
	}
	f.content.Refresh()
}

func (f *paperField) remove(i int) {
	f.papers = append(append([]billing.Attachment{}, f.papers[:i]...), f.papers[i+1:]...)
	f.show()
	if f.changed != nil {
		f.changed()
	}
}

func (f *paperField) choose() {
	f.desk.files.Open(paperEndings, func(path string) { f.take([]string{path}) })
}

// take reads files off the goroutine that draws; one that cannot be kept is refused with its reason.
func (f *paperField) take(paths []string) {
	files := f.desk.files
	for _, path := range paths {
		ask(f.desk, func(context.Context) (billing.Attachment, error) { return readPaper(files, path) }, func(a billing.Attachment, err error) {
			if err != nil {
				f.desk.complain(err)
				return
			}
			if f.most == 1 {
				f.papers = nil
			}
			if f.most == 0 || len(f.papers) < f.most {
				f.papers = append(f.papers, a)
			}
			f.show()
			if f.changed != nil {
				f.changed()
			}
		})
	}
}
