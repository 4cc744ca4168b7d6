package template

import (
	"fmt"
	"strings"
)

// Part is a piece of a text: words as they stand, or a field with its formatter.
type Part struct {
	Words  string
	Field  string // empty: Words
	Format string // empty: the usual form of the type
}

// Parts cuts "{{word.page}} {{page.number}}" into its pieces. An unclosed {{ is an error.
func Parts(s string) ([]Part, error) {
	var parts []Part
	for s != "" {
		words, rest, found := strings.Cut(s, "{{")
		if words != "" {
			parts = append(parts, Part{Words: words})
		}
		if !found {
			break
		}
		inner, after, closed := strings.Cut(rest, "}}")
		if !closed {
			return nil, fmt.Errorf("text %q: {{ without }}", s)
		}
		field, format, _ := strings.Cut(inner, "|")
		parts = append(parts, Part{Field: strings.TrimSpace(field), Format: strings.TrimSpace(format)})
		s = after
	}
	return parts, nil
}
