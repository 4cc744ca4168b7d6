package ui

import "fakturist/ui/widget"

// PileList is the check list of letters.
func (w *Window) PileList() *widget.List { return w.pile().list }

// TickLetters ticks these letters and no others.
func (w *Window) TickLetters(keys ...string) {
	p := w.pile()
	p.list.SetMarks(keys)
	p.letters.Ticked = keys
	p.tell()
}

func (w *Window) pile() *pileList { return w.shell.screens[placeDispatch].(*dispatch).letters }

// TickDuplex changes whether letters are printed on both sides.
func (w *Window) TickDuplex() { w.pile().duplex.toggle() }
