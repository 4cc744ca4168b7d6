package layout

import (
	"strings"
	"unicode/utf8"

	"fakturist/billing/template"

	"golang.org/x/text/unicode/norm"
)

// separator divides what stands on one line of a text; a piece whose fields are all empty takes its separator along.
const separator = " · "

// expand fills in the fields of a text and gives its lines. A line, or a piece of it between separators, falls away when
// it has fields and all of them are empty. Letters written as letter and accent become one.
func (s *setter) expand(raw string) ([]string, error) {
	var out []string
	for _, line := range strings.Split(raw, "\n") {
		var pieces []string
		for _, piece := range strings.Split(line, separator) {
			filled, keep, err := s.fill(piece)
			if err != nil {
				return nil, err
			}
			if keep {
				pieces = append(pieces, filled)
			}
		}
		if len(pieces) > 0 {
			out = append(out, strings.Split(strings.Join(pieces, separator), "\n")...)
		}
	}
	for i := range out {
		out[i] = norm.NFC.String(strings.TrimRight(out[i], " "))
	}
	return out, nil
}

// fill fills in the fields of a piece and tells whether it is worth printing.
func (s *setter) fill(piece string) (filled string, keep bool, err error) {
	parts, err := template.Parts(piece)
	if err != nil {
		return "", false, err
	}
	var b strings.Builder
	fields, full := 0, 0
	for _, p := range parts {
		if p.Field == "" {
			b.WriteString(p.Words)
			continue
		}
		shown := s.values.get(p.Field, p.Format).shown
		b.WriteString(shown)
		if !strings.HasPrefix(p.Field, "word.") && !strings.HasPrefix(p.Field, "label.") {
			fields++
			if shown != "" {
				full++
			}
		}
	}
	return b.String(), fields == 0 || full > 0, nil
}

// line fills in a text that is to stand on one line.
func (s *setter) line(raw string) (string, error) {
	lines, err := s.expand(raw)
	return strings.Join(lines, " "), err
}

// wrap breaks lines at blanks so that none is wider than width; a word that is wider alone is broken where it must.
func (s *setter) wrap(lines []string, st style, width float64) []string {
	var out []string
	for _, l := range lines {
		out = append(out, s.wrapLine(l, st, width)...)
	}
	return out
}

func (s *setter) wrapLine(line string, st style, width float64) []string {
	if s.m.Width(st.Font, st.Size, line) <= width {
		return []string{line}
	}
	var out []string
	current := ""
	for _, word := range strings.Split(line, " ") {
		longer := word
		if current != "" {
			longer = current + " " + word
		}
		if s.m.Width(st.Font, st.Size, longer) <= width {
			current = longer
			continue
		}
		if current != "" {
			out = append(out, strings.TrimSuffix(current, strings.TrimRight(separator, " ")))
		}
		head, rest := s.breakWord(word, st, width)
		out = append(out, head...)
		if current = rest; rest == "·" {
			current = ""
		}
	}
	return append(out, current)
}

// breakWord cuts a word into full lines and the rest.
func (s *setter) breakWord(word string, st style, width float64) (full []string, rest string) {
	for s.m.Width(st.Font, st.Size, word) > width {
		n := 0
		for n < len(word) {
			_, size := utf8.DecodeRuneInString(word[n:])
			if n > 0 && s.m.Width(st.Font, st.Size, word[:n+size]) > width {
				break
			}
			n += size
		}
		if n == len(word) {
			break // one letter wider than the column
		}
		if hyphen := strings.LastIndexByte(word[:n], '-') + 1; hyphen > 1 {
			n = hyphen
		}
		full, word = append(full, word[:n]), word[n:]
	}
	return full, word
}

// put sets one line of text in a box: top is the upper edge of the line, the letters stand in its middle.
func (s *setter) put(line string, st style, x, top, width float64) Op {
	w := s.m.Width(st.Font, st.Size, line)
	switch st.Align {
	case template.Right:
		x += width - w
	case template.Center:
		x += (width - w) / 2
	}
	baseline := top + (st.leading+s.m.Capital(st.Font, st.Size))/2
	return Text{X: x, Y: baseline, Width: w, Font: st.Font, Size: st.Size, Color: st.ink, Align: st.Align, Text: line}
}

// putAll sets lines under each other.
func (s *setter) putAll(lines []string, st style, x, top, width float64) []Op {
	ops := make([]Op, 0, len(lines))
	for i, l := range lines {
		if l != "" {
			ops = append(ops, s.put(l, st, x, top+float64(i)*st.leading, width))
		}
	}
	return ops
}

// longestWord is the width of the widest piece of the lines that wrapping would rather not break.
func (s *setter) longestWord(lines []string, st style) float64 {
	widest := 0.0
	for _, l := range lines {
		for _, word := range strings.Split(l, " ") {
			widest = max(widest, s.m.Width(st.Font, st.Size, word))
		}
	}
	return widest
}

// smallest is how far text is made smaller to fit, as a part of its size.
const smallest = 2.0 / 3

// tightest is how far lines move together before their text is made smaller.
const tightest = 1.12

// sized is the style at another size.
func (st style) sized(points float64) style {
	st.Size = points
	st.leading = st.Size * st.Leading * mmPerPoint
	return st
}

// smaller is the next style to try when text does not fit, until there is none: first the lines move together, then the
// letters shrink by quarter points.
func (st style) smaller(original style) (style, bool) {
	if st.Leading > tightest {
		st.Leading = max(tightest, st.Leading-0.05)
		return st.sized(st.Size), true
	}
	if st.Size-0.25 < original.Size*smallest {
		return st, false
	}
	return st.sized(st.Size - 0.25), true
}
