package template

import (
	"fmt"
	"strconv"
)

// Font is the role of a face: which files stand behind the roles is decided where documents are written.
type Font string

// The faces of a document.
const (
	Regular  Font = "regular"
	SemiBold Font = "semibold"
	Bold     Font = "bold"
)

// Known tells whether f is one of the faces.
func (f Font) Known() bool { return f == Regular || f == SemiBold || f == Bold }

// Color is a colour of the sheet, each part from 0 to 255.
type Color struct{ R, G, B uint8 }

// ParseColor reads "#0B5563".
func ParseColor(s string) (Color, error) {
	if len(s) == 7 && s[0] == '#' {
		if v, err := strconv.ParseUint(s[1:], 16, 32); err == nil {
			return Color{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v)}, nil
		}
	}
	return Color{}, fmt.Errorf("colour %q: not of the form #0B5563", s)
}

// String gives "#0B5563".
func (c Color) String() string { return fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B) }

// MarshalText writes as String does.
func (c Color) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads as ParseColor does.
func (c *Color) UnmarshalText(b []byte) error {
	p, err := ParseColor(string(b))
	if err != nil {
		return err
	}
	*c = p
	return nil
}

// Align says which edge of its box a text keeps to.
type Align string

// The edges; empty means left.
const (
	Left   Align = "left"
	Center Align = "center"
	Right  Align = "right"
)

// Style is how a text is set. A palette name stands for the colour, so that one change recolours every element.
type Style struct {
	Font    Font    `json:"font"`
	Size    float64 `json:"size"`            // points
	Leading float64 `json:"leading"`         // line height as a multiple of the size
	Color   string  `json:"color"`           // name in the palette
	Align   Align   `json:"align,omitempty"` // empty: left
}
