package pile

import "fakturist/billing"

// Box is a rectangle in millimetres from the upper left corner of the sheet, Y downward.
type Box struct{ X, Y, W, H float64 }

// holds tells whether b lies wholly inside.
func (box Box) holds(b Box) bool {
	return b.X >= box.X && b.Y >= box.Y && b.X+b.W <= box.X+box.W && b.Y+b.H <= box.Y+box.H
}

// touches tells whether b lies inside, wholly or in part.
func (box Box) touches(b Box) bool {
	return b.X < box.X+box.W && box.X < b.X+b.W && b.Y < box.Y+box.H && box.Y < b.Y+b.H
}

// envelopeForm is where an envelope's window lies over the sheet, and where the sheet is folded.
type envelopeForm struct {
	window Box
	folds  []float64
}

// envelopeForms are the Norwegian window envelopes, window to the left. Windows: officeconsult.no, "Konvolutter", read
// 2026-11-20, millimetres from the envelope's edge. Folds: halves and thirds of A4 (ISO 216, 297 mm).
var envelopeForms = map[billing.Envelope]envelopeForm{
	billing.EnvelopeC5:  {Box{15, 44, 105, 35}, []float64{148.5}},
	billing.EnvelopeE65: {Box{15, 40, 95, 30}, []float64{99, 198}},
	billing.EnvelopeC65: {Box{15, 39, 100, 35}, []float64{99, 198}},
}

// formOf is the form of an envelope; one nobody named is C5, which takes A4 folded once.
func formOf(e billing.Envelope) envelopeForm {
	if f, ok := envelopeForms[e]; ok {
		return f
	}
	return envelopeForms[billing.EnvelopeC5]
}

// Window is where an envelope's window lies over the sheet.
func Window(e billing.Envelope) Box { return formOf(e).window }

// Folds are how far down the sheet is folded for an envelope, in millimetres.
func Folds(e billing.Envelope) []float64 { return formOf(e).folds }
