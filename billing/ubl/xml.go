package ubl

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"fakturist/billing/cal"
	"fakturist/billing/money"
)

// writer appends XML to a buffer. It exists beside encoding/xml because that one writes empty elements for unset structs,
// replaces control characters by U+FFFD and repeats namespaces; here an element without content is never written
// (PEPPOL-EN16931-R008) and what XML cannot carry is dropped.
type writer struct {
	b     []byte
	depth int
}

// attr is an attribute of a leaf element; one with an empty value is not written.
type attr struct{ name, value string }

// group writes an element around what body writes, or nothing when body writes nothing.
func (w *writer) group(name string, body func()) {
	start := len(w.b)
	w.start(name)
	inner := len(w.b)
	w.depth++
	body()
	w.depth--
	if len(w.b) == inner {
		w.b = w.b[:start]
		return
	}
	w.indent()
	w.end(name)
}

// text writes a leaf element, or nothing when the value is blank.
func (w *writer) text(name, value string, attrs ...attr) {
	value = clean(value)
	if value == "" {
		return
	}
	w.open(name, attrs)
	w.escape(value)
	w.end(name)
}

// amount writes an amount with its currency.
func (w *writer) amount(name string, a money.Amount) {
	w.text(name, a.String(), attr{"currencyID", string(a.Currency)})
}

// number writes a decimal without rounding.
func (w *writer) number(name string, d decimal.Decimal, attrs ...attr) {
	w.text(name, d.String(), attrs...)
}

// date writes a day, or nothing for the zero Date.
func (w *writer) date(name string, d cal.Date) { w.text(name, d.String()) }

// binary writes bytes as base64.
func (w *writer) binary(name string, content []byte, attrs ...attr) {
	if len(content) == 0 {
		return
	}
	w.open(name, attrs)
	w.b = base64.StdEncoding.AppendEncode(w.b, content)
	w.end(name)
}

func (w *writer) open(name string, attrs []attr) {
	w.indent()
	w.b = append(w.b, '<')
	w.b = append(w.b, name...)
	for _, a := range attrs {
		if a.value = clean(a.value); a.value == "" {
			continue
		}
		w.b = append(w.b, ' ')
		w.b = append(w.b, a.name...)
		w.b = append(w.b, '=', '"')
		w.escape(a.value)
		w.b = append(w.b, '"')
	}
	w.b = append(w.b, '>')
}

func (w *writer) start(name string) {
	w.indent()
	w.b = append(w.b, '<')
	w.b = append(w.b, name...)
	w.b = append(w.b, '>')
}

func (w *writer) end(name string) {
	w.b = append(w.b, '<', '/')
	w.b = append(w.b, name...)
	w.b = append(w.b, '>')
}

const spaces = "                                "

func (w *writer) indent() {
	w.b = append(w.b, '\n')
	w.b = append(w.b, spaces[:min(2*w.depth, len(spaces))]...)
}

func (w *writer) escape(s string) {
	for i := range len(s) {
		switch c := s[i]; c {
		case '&':
			w.b = append(w.b, "&amp;"...)
		case '<':
			w.b = append(w.b, "&lt;"...)
		case '>':
			w.b = append(w.b, "&gt;"...)
		case '"':
			w.b = append(w.b, "&quot;"...)
		default:
			w.b = append(w.b, c)
		}
	}
}

// clean drops what XML 1.0 cannot carry (control characters, halves of characters, U+FFFE, U+FFFF), makes line ends one
// character and trims blanks, so that pasted text never breaks a document.
func clean(s string) string {
	if plain(s) {
		return strings.TrimSpace(s)
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.TrimSpace(strings.Map(keep, strings.ToValidUTF8(s, "")))
}

// plain tells whether every byte of s may stand as it is, which is so for nearly all text.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] == 0x7F {
			return false
		}
		if s[i] >= utf8.RuneSelf {
			return utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool { return keep(r) != r }) < 0
		}
	}
	return true
}

func keep(r rune) rune {
	switch {
	case r == '\n', r == '\t':
		return r
	case r == '\r':
		return '\n'
	case r < ' ', r >= 0x7F && r <= 0x9F, r == 0xFFFE, r == 0xFFFF:
		return -1
	}
	return r
}
