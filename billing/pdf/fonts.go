package pdf

import (
	"fmt"

	"fakturist/billing/template"
)

// pointsPerMM turns millimetres into PDF's points.
const pointsPerMM = 72 / 25.4

// Fonts are the faces documents are set in, read once and shared: safe for use by many goroutines. Fonts is the Measurer
// of layout, so text is broken by the widths it is written with.
type Fonts struct {
	faces map[template.Font]*face
}

// face is a font file with the widths a PDF states for it.
type face struct {
	name   string
	sfnt   *sfnt
	latin  [0x250]uint16 // width in thousandths of the size; 0: not in the face
	others map[rune]uint16
	stand  rune // drawn in place of a letter the face lacks
}

// ParseFonts reads the three faces from TrueType files.
func ParseFonts(regular, semiBold, bold []byte) (*Fonts, error) {
	fonts := &Fonts{faces: map[template.Font]*face{}}
	for _, f := range []struct {
		role template.Font
		name string
		file []byte
	}{
		{template.Regular, "Inter-Regular", regular},
		{template.SemiBold, "Inter-SemiBold", semiBold},
		{template.Bold, "Inter-Bold", bold},
	} {
		parsed, err := newFace(f.name, f.file)
		if err != nil {
			return nil, fmt.Errorf("read font %s: %w", f.name, err)
		}
		fonts.faces[f.role] = parsed
	}
	return fonts, nil
}

func newFace(name string, file []byte) (*face, error) {
	s, err := parseSFNT(file)
	if err != nil {
		return nil, err
	}
	f := &face{name: name, sfnt: s, others: map[rune]uint16{}}
	for r, glyph := range s.runes {
		advance, _ := s.metrics(glyph)
		width := uint16((advance*1000 + s.upem/2) / s.upem)
		switch {
		case r < 0x20 || r > 0xFFFF: // neither control characters nor what an 8-bit font file cannot name
		case int(r) < len(f.latin):
			f.latin[r] = width
		default:
			f.others[r] = width
		}
	}
	for _, r := range []rune{'\uFFFD', '?'} {
		if f.width(r) > 0 {
			f.stand = r
			break
		}
	}
	if f.stand == 0 || f.width(' ') == 0 {
		return nil, fmt.Errorf("no blank or no question mark")
	}
	return f, nil
}

func (f *face) width(r rune) uint16 {
	if r >= 0 && int(r) < len(f.latin) {
		return f.latin[r]
	}
	return f.others[r]
}

// drawn is the letter that is drawn for r. Every blank becomes the ordinary one, so that copied amounts read "2 740,00".
func (f *face) drawn(r rune) rune {
	switch r {
	case '\u00A0', '\u202F', '\u2009', '\t', '\n':
		return ' '
	case '\u2011':
		return '-'
	}
	if f.width(r) == 0 {
		return f.stand
	}
	return r
}

// Width of s in millimetres, set at size points.
func (fonts *Fonts) Width(role template.Font, size float64, s string) float64 {
	f := fonts.face(role)
	sum := 0
	for _, r := range s {
		if !invisible(r) {
			sum += int(f.width(f.drawn(r)))
		}
	}
	return float64(sum) / 1000 * size / pointsPerMM
}

// Capital is the height of capital letters in millimetres at size points.
func (fonts *Fonts) Capital(role template.Font, size float64) float64 {
	f := fonts.face(role)
	return float64(f.sfnt.capital) / float64(f.sfnt.upem) * size / pointsPerMM
}

// Has tells whether the face can draw r.
func (fonts *Fonts) Has(role template.Font, r rune) bool {
	f := fonts.face(role)
	return invisible(r) || r == f.stand || f.drawn(r) != f.stand
}

// face falls back to the regular one, so that a role nobody knows is still drawn.
func (fonts *Fonts) face(role template.Font) *face {
	if f, ok := fonts.faces[role]; ok {
		return f
	}
	return fonts.faces[template.Regular]
}

// invisible letters take no room and are not written: joiners, direction marks, soft hyphens, control characters.
func invisible(r rune) bool {
	switch {
	case r < 0x20 && r != '\t' && r != '\n', r >= 0x7F && r < 0xA0, r == 0xAD,
		r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x2069, r >= 0xFE00 && r <= 0xFE0F, r == 0xFEFF:
		return true
	}
	return false
}
