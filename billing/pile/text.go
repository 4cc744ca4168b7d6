package pile

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"golang.org/x/text/encoding/charmap"
)

// utf16Hex is a text as PDF has it, in hexadecimal.
func utf16Hex(s string) string {
	var b strings.Builder
	b.WriteString("FEFF")
	for _, unit := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", unit)
	}
	return b.String()
}

// font is what is needed to know where a text ends and what it says.
type font struct {
	first  int
	widths []float64 // thousandths of the size
	codes  [256]rune
}

// fonts are the simple fonts of a page by name. Others, such as those of many thousand glyphs, are left out: what they write is
// taken for a text of unknown words.
func (s *source) fonts(page types.Dict) map[string]*font {
	out := map[string]*font{}
	for name, o := range s.dict(s.dict(page["Resources"])["Font"]) {
		d := s.dict(o)
		f := &font{first: int(s.number(d["FirstChar"]))}
		widths, err := s.table.DereferenceArray(d["Widths"])
		if err != nil || widths == nil {
			continue
		}
		for _, w := range widths {
			f.widths = append(f.widths, s.number(w))
		}
		s.letters(f, d["Encoding"])
		out[name] = f
	}
	return out
}

// letters reads a font's table of letters: Windows-1252, and those that stand elsewhere by names such as "uni010D".
func (s *source) letters(f *font, encoding types.Object) {
	for c := range f.codes {
		f.codes[c] = charmap.Windows1252.DecodeByte(byte(c))
	}
	o, err := s.table.Dereference(encoding)
	if err != nil {
		return
	}
	d, ok := o.(types.Dict)
	if !ok {
		return
	}
	differences, err := s.table.DereferenceArray(d["Differences"])
	if err != nil {
		return
	}
	code := 0
	for _, v := range differences {
		switch v := v.(type) {
		case types.Integer:
			code = int(v)
		case types.Name:
			if hex, ok := strings.CutPrefix(string(v), "uni"); ok && code >= 0 && code < len(f.codes) {
				if r, err := strconv.ParseUint(hex, 16, 32); err == nil {
					f.codes[code] = rune(r)
				}
			}
			code++
		}
	}
}

func (f *font) width(code byte) float64 {
	if i := int(code) - f.first; f != nil && i >= 0 && i < len(f.widths) {
		return f.widths[i]
	}
	return 0
}

// Text is a piece of text where it stands on the sheet.
type Text struct {
	Box
	Words string
}

// matrix is a PDF transformation: x' = a·x + c·y + e, y' = b·x + d·y + f.
type matrix struct{ a, b, c, d, e, f float64 }

var identity = matrix{a: 1, d: 1}

// times is m applied first, then n.
func (m matrix) times(n matrix) matrix {
	return matrix{m.a*n.a + m.b*n.c, m.a*n.b + m.b*n.d, m.c*n.a + m.d*n.c, m.c*n.b + m.d*n.d,
		m.e*n.a + m.f*n.c + n.e, m.e*n.b + m.f*n.d + n.f}
}

func (m matrix) at(x, y float64) (float64, float64) { return m.a*x + m.c*y + m.e, m.b*x + m.d*y + m.f }

// reader follows the drawing operations of a page as far as they place text.
type reader struct {
	fonts    map[string]*font
	page     matrix // of the state that q keeps
	kept     []matrix
	text     matrix
	line     matrix
	font     *font
	size     float64
	leading  float64
	operands []operand
	out      []Text
}

// operand is a number, name or string before an operator; an array comes as its parts.
type operand struct {
	number float64
	name   string
	text   []byte
	isText bool
}

// maxTexts bounds what one page may say.
const maxTexts = 20_000

// texts are the texts of a page, in millimetres from the sheet's upper left corner.
func (s *source) texts(page types.Dict) ([]Text, error) {
	content, err := s.table.PageContent(page, 1)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotReadable, err)
	}
	x, y, _, h := s.box(page)
	const mm = 1 / pointsPerMM
	r := &reader{fonts: s.fonts(page), page: matrix{mm, 0, 0, -mm, -x * mm, (y + h) * mm}, text: identity, line: identity}
	r.read(content)
	return r.out, nil
}

func (r *reader) read(content []byte) {
	t := &scanner{b: content}
	for len(r.out) < maxTexts {
		o, operator, ok := t.next()
		switch {
		case !ok:
			return
		case operator == "":
			if len(r.operands) < 512 {
				r.operands = append(r.operands, o)
			}
		default:
			r.do(operator)
			if operator == "ID" {
				t.skipImage()
			}
			r.operands = r.operands[:0]
		}
	}
}

// n is operand i as a number, 0 when there is none.
func (r *reader) n(i int) float64 {
	if i < len(r.operands) {
		return r.operands[i].number
	}
	return 0
}

func (r *reader) do(operator string) {
	switch operator {
	case "q":
		if len(r.kept) < maxDepth {
			r.kept = append(r.kept, r.page)
		}
	case "Q":
		if n := len(r.kept); n > 0 {
			r.page, r.kept = r.kept[n-1], r.kept[:n-1]
		}
	case "cm":
		r.page = matrix{r.n(0), r.n(1), r.n(2), r.n(3), r.n(4), r.n(5)}.times(r.page)
	case "BT":
		r.text, r.line = identity, identity
	case "Tf":
		if len(r.operands) >= 2 {
			r.font, r.size = r.fonts[r.operands[0].name], r.n(1)
		}
	case "TL":
		r.leading = r.n(0)
	case "Td":
		r.move(r.n(0), r.n(1))
	case "TD":
		r.leading = -r.n(1)
		r.move(r.n(0), r.n(1))
	case "Tm":
		r.line = matrix{r.n(0), r.n(1), r.n(2), r.n(3), r.n(4), r.n(5)}
		r.text = r.line
	case "T*":
		r.move(0, -r.leading)
	case "'", "\"":
		r.move(0, -r.leading)
		r.show()
	case "Tj", "TJ":
		r.show()
	}
}

func (r *reader) move(x, y float64) {
	r.line = matrix{a: 1, d: 1, e: x, f: y}.times(r.line)
	r.text = r.line
}

// show notes the strings among the operands; numbers between them move the pen by thousandths.
func (r *reader) show() {
	var words strings.Builder
	width := 0.0
	for _, o := range r.operands {
		if !o.isText {
			width -= o.number
			continue
		}
		for _, code := range o.text {
			if r.font == nil {
				words.WriteRune('\uFFFD')
				width += 500
				continue
			}
			words.WriteRune(r.font.codes[code])
			width += r.font.width(code)
		}
	}
	width *= r.size / 1000
	if m := r.text.times(r.page); strings.TrimSpace(words.String()) != "" && math.Abs(m.b)+math.Abs(m.c) < 1e-3 {
		r.note(words.String(), m, width, r.size) // turned text is a mark across the page, such as that of practice papers
	}
	r.text = matrix{a: 1, d: 1, e: width}.times(r.text)
}

// note keeps a text with its box: capitals and what hangs below the line, near enough to tell whether it shows whole.
func (r *reader) note(words string, m matrix, width, size float64) {
	var xs, ys []float64
	for _, corner := range [][2]float64{{0, -0.2 * size}, {width, -0.2 * size}, {0, 0.75 * size}, {width, 0.75 * size}} {
		x, y := m.at(corner[0], corner[1])
		xs, ys = append(xs, x), append(ys, y)
	}
	left, top := min(xs[0], xs[1], xs[2], xs[3]), min(ys[0], ys[1], ys[2], ys[3])
	r.out = append(r.out, Text{Words: words, Box: Box{left, top, max(xs[0], xs[1], xs[2], xs[3]) - left, max(ys[0], ys[1], ys[2], ys[3]) - top}})
}

// scanner cuts a page's content into operands and operators.
type scanner struct {
	b  []byte
	at int
}

const (
	blanks     = "\x00\t\n\f\r "
	delimiters = "()<>[]{}/%"
)

// next is the next operand, or an operator; brackets of arrays and dictionaries are passed over.
func (s *scanner) next() (o operand, operator string, ok bool) {
	for s.at < len(s.b) {
		c := s.b[s.at]
		switch {
		case strings.IndexByte(blanks, c) >= 0 || c == '[' || c == ']' || c == '{' || c == '}' || c == ')':
			s.at++
		case c == '%':
			s.comment()
		case c == '(':
			return operand{text: s.literal(), isText: true}, "", true
		case c == '<' && s.at+1 < len(s.b) && s.b[s.at+1] != '<':
			return operand{text: s.hex(), isText: true}, "", true
		case c == '<' || c == '>':
			s.at++
		case c == '/':
			s.at++
			return operand{name: s.word()}, "", true
		default:
			word := s.word()
			if f, err := strconv.ParseFloat(word, 64); err == nil && f == f && f < 1e9 && f > -1e9 {
				return operand{number: f}, "", true
			}
			return operand{}, word, true
		}
	}
	return operand{}, "", false
}

func (s *scanner) comment() {
	for s.at < len(s.b) && s.b[s.at] != '\n' && s.b[s.at] != '\r' {
		s.at++
	}
}

// word runs to the next blank or delimiter; it is never empty unless a name is.
func (s *scanner) word() string {
	start := s.at
	for s.at < len(s.b) && strings.IndexByte(blanks, s.b[s.at]) < 0 && strings.IndexByte(delimiters, s.b[s.at]) < 0 {
		s.at++
	}
	return string(s.b[start:s.at])
}

// literal is a string in brackets, which may hold brackets of its own (ISO 32000-1, 7.3.4.2).
func (s *scanner) literal() []byte {
	var out []byte
	depth := 0
	for ; s.at < len(s.b); s.at++ {
		switch c := s.b[s.at]; c {
		case '\\':
			s.at++
			out = s.escape(out)
			continue
		case '(':
			depth++
			if depth == 1 {
				continue
			}
		case ')':
			depth--
			if depth == 0 {
				s.at++
				return out
			}
		}
		out = append(out, s.b[s.at])
	}
	return out
}

// escape adds what stands after a backslash and ends on its last byte.
func (s *scanner) escape(out []byte) []byte {
	if s.at >= len(s.b) {
		return out
	}
	c := s.b[s.at]
	if c >= '0' && c <= '7' {
		code, digits := 0, 0
		for ; digits < 3 && s.at < len(s.b) && s.b[s.at] >= '0' && s.b[s.at] <= '7'; digits++ {
			code = code*8 + int(s.b[s.at]-'0')
			s.at++
		}
		s.at--
		return append(out, byte(code))
	}
	if i := strings.IndexByte("nrtbf", c); i >= 0 {
		return append(out, "\n\r\t\b\f"[i])
	}
	if c == '\r' && s.at+1 < len(s.b) && s.b[s.at+1] == '\n' {
		s.at++
		return out
	}
	if c == '\n' || c == '\r' {
		return out // a line broken for the eye alone
	}
	return append(out, c)
}

func (s *scanner) hex() []byte {
	end := bytes.IndexByte(s.b[s.at:], '>')
	if end < 0 {
		s.at = len(s.b)
		return nil
	}
	digits := bytes.Join(bytes.Fields(s.b[s.at+1:s.at+end]), nil)
	s.at += end + 1
	if len(digits)%2 == 1 {
		digits = append(digits, '0')
	}
	var out []byte
	for i := 0; i < len(digits); i += 2 {
		v, err := strconv.ParseUint(string(digits[i:i+2]), 16, 8)
		if err != nil {
			return out
		}
		out = append(out, byte(v))
	}
	return out
}

// skipImage passes over the bytes of a picture that stands among the operations.
func (s *scanner) skipImage() {
	if end := bytes.Index(s.b[s.at:], []byte("EI")); end >= 0 {
		s.at += end + 2
		return
	}
	s.at = len(s.b)
}
