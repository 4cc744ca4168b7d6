package pdf

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
)

// Inside a PDF of ours a face is an 8-bit font: a table of at most 224 letters, made for the one document. The letters of
// Windows-1252 keep their places; every other letter, such as the č of Sámi or the ł of Polish, takes a place whose letter
// the document does not use. Should the places run out, a second table of the same face begins.

// winAnsi are the letters at 0x80 to 0x9F of Windows-1252; from 0xA0 on they are those of Unicode. '\x00' is no letter.
const winAnsi = "€\x00‚ƒ„…†‡ˆ‰Š‹Œ\x00Ž\x00\x00‘’“”•–—˜™š›œ\x00žŸ"

var winAnsiCode = func() map[rune]byte {
	m := map[rune]byte{}
	for c := 0x20; c < 0x7F; c++ {
		m[rune(c)] = byte(c)
	}
	for c := 0xA1; c <= 0xFF; c++ {
		m[rune(c)] = byte(c)
	}
	delete(m, 0xAD) // WinAnsi shows a soft hyphen as a hyphen
	for i, r := range []rune(winAnsi) {
		if r != 0 {
			m[r] = byte(0x80 + i)
		}
	}
	return m
}()

// sheet is one table of letters of a face, with the name fpdf knows it by.
type sheet struct {
	family string
	codes  [256]rune // 0: no letter
}

// place is where a letter stands.
type place struct {
	sheet *sheet
	code  byte
}

// alphabet is how one document writes one face.
type alphabet struct {
	face   *face
	sheets []*sheet
	places map[rune]place
}

// newAlphabet gives every letter its place. letters are what is drawn, in ascending order and each once.
func newAlphabet(f *face, family string, letters []rune) *alphabet {
	a := &alphabet{face: f, places: make(map[rune]place, len(letters))}
	first := a.addSheet(family)
	var rest []rune
	for _, r := range letters {
		if code, ok := winAnsiCode[r]; ok {
			first.codes[code] = r
			a.places[r] = place{first, code}
		} else {
			rest = append(rest, r)
		}
	}
	current, code := first, 0x80
	for _, r := range rest {
		for code <= 0xFF && current.codes[code] != 0 {
			code++
		}
		if code > 0xFF {
			current, code = a.addSheet(family+strconv.Itoa(len(a.sheets))), 0x21
		}
		current.codes[code] = r
		a.places[r] = place{current, byte(code)}
	}
	return a
}

func (a *alphabet) addSheet(family string) *sheet {
	s := &sheet{family: family}
	a.sheets = append(a.sheets, s)
	return s
}

// run is a piece of text in one sheet.
type run struct {
	sheet *sheet
	bytes string
	width float64 // thousandths of the size
}

// runs cuts a text into pieces of one sheet each; nearly always there is one.
func (a *alphabet) runs(text string) []run {
	var out []run
	var b strings.Builder
	width := 0
	var current *sheet
	flush := func() {
		if b.Len() > 0 {
			out = append(out, run{sheet: current, bytes: b.String(), width: float64(width)})
		}
		b.Reset()
		width = 0
	}
	for _, r := range text {
		if invisible(r) {
			continue
		}
		r = a.face.drawn(r)
		p := a.places[r]
		if p.sheet != current {
			flush()
			current = p.sheet
		}
		b.WriteByte(p.code)
		width += int(a.face.width(r))
	}
	flush()
	return out
}

// fontDefinition is the JSON by which fpdf takes an 8-bit font; the names are fpdf's.
type fontDefinition struct {
	Tp           string
	Name         string
	Desc         fontDescriptor
	Cw           []int
	Diff         string
	File         string
	OriginalSize int
}

type fontDescriptor struct {
	Ascent, Descent, CapHeight, Flags int
	FontBBox                          struct{ Xmin, Ymin, Xmax, Ymax int }
	StemV, MissingWidth               int
}

// nonSymbolic is the descriptor flag of fonts whose letters are found by their names.
const nonSymbolic = 1 << 5

// define makes the definition and the font file of a sheet.
func (f *face) define(s *sheet) (definition, file []byte, err error) {
	letters := s.letters()
	file = f.sfnt.cut(letters, f.sfnt.runes)
	d := fontDefinition{
		Tp: "TrueType", Name: subsetTag(f.name, letters) + "+" + f.name, Diff: s.differences(),
		File: s.family + ".z", OriginalSize: len(file), Cw: make([]int, 256),
	}
	for code, r := range s.codes {
		if r != 0 {
			d.Cw[code] = int(f.width(r))
		}
	}
	em := func(units int) int { return units * 1000 / f.sfnt.upem }
	d.Desc.Ascent, d.Desc.Descent, d.Desc.CapHeight = em(f.sfnt.ascent), em(f.sfnt.descent), em(f.sfnt.capital)
	d.Desc.Flags, d.Desc.StemV = nonSymbolic, 80
	box := &d.Desc.FontBBox
	box.Xmin, box.Ymin, box.Xmax, box.Ymax = em(f.sfnt.bbox[0]), em(f.sfnt.bbox[1]), em(f.sfnt.bbox[2]), em(f.sfnt.bbox[3])
	definition, err = json.Marshal(d)
	return definition, file, err
}

// letters of the sheet in ascending order.
func (s *sheet) letters() []rune {
	var out []rune
	for _, r := range s.codes {
		if r != 0 {
			out = append(out, r)
		}
	}
	slices.Sort(out)
	return out
}

// differences names the letters that do not stand where Windows-1252 has them, in the form "uni010D" of the Adobe Glyph
// List, by which readers find both the outline and the text to copy.
func (s *sheet) differences() string {
	var b strings.Builder
	for code, r := range s.codes {
		if own, ok := winAnsiCode[r]; r != 0 && (!ok || int(own) != code) {
			fmt.Fprintf(&b, "%d /uni%04X ", code, r)
		}
	}
	return strings.TrimSpace(b.String())
}

// subsetTag is the six letters by which a cut font tells itself from other cuts (ISO 32000-1, 9.6.4).
func subsetTag(name string, letters []rune) string {
	h := fnv.New64a()
	h.Write([]byte(name + string(letters)))
	sum := h.Sum64()
	var tag [6]byte
	for i := range tag {
		tag[i] = byte('A' + sum%26)
		sum /= 26
	}
	return string(tag[:])
}
