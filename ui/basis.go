package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"fakturist/billing"
	"fakturist/ui/widget"
)

// What callers of Go may want to see in the room of what invoices are made from.
type (
	showBasis int64    // an offer, order or payment request by id
	showWork  struct{} // hours and expenses
	showGroup string   // one invoice for each member of a group
)

// basisPart is a tab of the room.
type basisPart interface {
	content() fyne.CanvasObject
	enter(arg any)
	leave()
	changed()
	keys() []widget.Key
	keyboard() fyne.Focusable // nil: nothing takes it at once
	actions() []fyne.CanvasObject
}

// The tabs of the room.
const (
	tabBases = iota
	tabWork
	tabGroup
)

// basisRoom is what invoices are made from: offers and orders, hours and expenses, and one invoice for a whole group.
type basisRoom struct {
	*Page
	desk  *desk
	root  *fyne.Container // the page, or what covers it, such as the form of an offer
	body  *fyne.Container
	tabs  *widget.Tabs
	parts [3]basisPart
	here  int
	cover fyne.CanvasObject
	drop  func(paths []string) // takes files let go over the window; nil: they are not wanted
}

func newBasisRoom(d *desk) *basisRoom {
	r := &basisRoom{desk: d, body: container.NewStack()}
	r.tabs = widget.NewTabs([]string{d.T("basis.tab.papers"), d.T("basis.tab.work"), d.T("basis.tab.group")}, func(i int) { r.goTo(i, nil) })
	r.Page = NewPage(d.T("shell.basis"), "", r.body)
	r.SetBeside(r.tabs)
	r.root = container.NewStack(r.Page.Content())
	return r
}

// part builds a tab when it is first gone to.
func (r *basisRoom) part() basisPart {
	if r.parts[r.here] == nil {
		switch r.here {
		case tabBases:
			r.parts[r.here] = newBasesPart(r)
		case tabWork:
			r.parts[r.here] = newWorkPart(r)
		default:
			r.parts[r.here] = newGroupPart(r)
		}
	}
	return r.parts[r.here]
}

// Content implements Screen.
func (r *basisRoom) Content() fyne.CanvasObject { return r.root }

// Enter implements Screen.
func (r *basisRoom) Enter(arg any) {
	switch arg.(type) {
	case showBasis, newBasis:
		r.goTo(tabBases, arg)
	case showWork:
		r.goTo(tabWork, arg)
	case showGroup:
		r.goTo(tabGroup, arg)
	default:
		r.goTo(r.here, nil)
	}
}

// Leave implements Leaver.
func (r *basisRoom) Leave() { r.part().leave() }

// Changed implements listener.
func (r *basisRoom) Changed([]billing.Signal) { r.part().changed() }

// Keyboard implements Typist.
func (r *basisRoom) Keyboard() fyne.Focusable { return r.part().keyboard() }

// Keys implements Screen.
func (r *basisRoom) Keys() []widget.Key {
	keys := r.part().keys()
	if r.cover == nil {
		keys = append(keys,
			widget.Key{Name: fyne.KeyPageDown, Mod: widget.Ctrl, Words: r.desk.T("key.next-tab"), Do: func() { r.step(1) }},
			widget.Key{Name: fyne.KeyPageUp, Mod: widget.Ctrl, Words: r.desk.T("key.previous-tab"), Do: func() { r.step(-1) }})
	}
	return keys
}

func (r *basisRoom) step(by int) {
	next := (r.here + by + len(r.parts)) % len(r.parts)
	r.tabs.Choose(next)
	r.goTo(next, nil)
}

// goTo shows a tab.
func (r *basisRoom) goTo(tab int, arg any) {
	if (tab != r.here || r.cover != nil) && r.parts[r.here] != nil {
		r.parts[r.here].leave()
	}
	r.here, r.drop = tab, nil
	r.tabs.Choose(tab)
	p := r.part()
	r.uncover()
	p.enter(arg)
	r.renewHead()
	if keyboard := p.keyboard(); keyboard != nil && r.cover == nil {
		r.desk.focus(keyboard)
	}
}

// renewHead shows the tab's content, buttons and keys, after it has changed what it shows.
func (r *basisRoom) renewHead() {
	put(r.body, r.part().content())
	r.SetActions(r.part().actions()...)
	if r.desk.shell.Here() == placeBasis {
		r.desk.shell.RenewKeys()
	}
}

// coverWith shows something in place of the whole page.
func (r *basisRoom) coverWith(o fyne.CanvasObject) {
	r.cover = o
	put(r.root, o)
	r.desk.shell.RenewKeys()
}

func (r *basisRoom) uncover() {
	r.cover = nil
	put(r.root, r.Page.Content())
}

// Dropped implements dropTaker.
func (r *basisRoom) Dropped(paths []string) bool {
	if r.drop == nil {
		return false
	}
	r.drop(paths)
	return true
}
