package template

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// Format and Version name the files this package reads. A file of a later version is refused, an earlier one is carried over.
const (
	Format  = "fakturist-template"
	Version = 1
)

// maxFile bounds a template file; a page full of elements is a few dozen kilobytes.
const maxFile = 1 << 20

// ErrFormat says that a file is no template, or one from a later version of the program.
var ErrFormat = errors.New("not a template this program reads")

// Template is the design of a document. Positions are millimetres from the upper left corner of the sheet.
type Template struct {
	Format   string                       `json:"format"`
	Version  int                          `json:"version"`
	Name     string                       `json:"name"`
	Page     PageSetup                    `json:"page"`
	Palette  map[string]Color             `json:"palette"`
	Styles   map[string]Style             `json:"styles"`
	Words    map[string]map[string]string `json:"words"` // language -> key -> the printed word
	Elements []Element                    `json:"elements"`
}

// PageSetup is the sheet and where flowing elements may stand on it.
type PageSetup struct {
	Width  float64   `json:"width"`
	Height float64   `json:"height"`
	Top    float64   `json:"top"`              // where the flow begins on the first page, unless something above reaches further down
	Next   float64   `json:"next"`             // where it begins on every other page
	Bottom float64   `json:"bottom"`           // free space at the foot of every page
	Folds  []float64 `json:"folds,omitempty"`  // fold marks at the left edge
	Window *Box      `json:"window,omitempty"` // what shows through the envelope: nothing but the address may stand here
	Guides []Guide   `json:"guides,omitempty"` // the designer's; never printed
}

// Box is a rectangle on the sheet.
type Box struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
	W float64 `json:"w"`
	H float64 `json:"h"`
}

// Overlaps tells whether two boxes share more than an edge.
func (b Box) Overlaps(o Box) bool {
	return b.X < o.X+o.W && o.X < b.X+b.W && b.Y < o.Y+o.H && o.Y < b.Y+b.H
}

// Guide is a line the designer lays elements along: at X or at Y.
type Guide struct {
	X float64 `json:"x,omitempty"`
	Y float64 `json:"y,omitempty"`
}

// Read reads a template file. It checks the form of the file only; Validate says whether the design holds together.
// Fields it does not know by name are refused, so that nothing of a design is lost silently. It fails with ErrFormat.
func Read(b []byte) (*Template, error) {
	if len(b) > maxFile {
		return nil, fmt.Errorf("template of %d bytes, at most %d: %w", len(b), maxFile, ErrFormat)
	}
	var head struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
	}
	if err := json.Unmarshal(b, &head); err != nil {
		return nil, fmt.Errorf("template: %v: %w", err, ErrFormat)
	}
	if head.Format != Format {
		return nil, fmt.Errorf("template format %q: %w", head.Format, ErrFormat)
	}
	if head.Version < 1 || head.Version > Version {
		return nil, fmt.Errorf("template version %d, this program reads up to %d: %w", head.Version, Version, ErrFormat)
	}
	var t Template
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&t); err != nil {
		return nil, fmt.Errorf("template: %v: %w", err, ErrFormat)
	}
	return &t, nil
}

// Encode writes the template as a file, indented for people who compare versions.
func (t *Template) Encode() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(t); err != nil {
		return nil, fmt.Errorf("encode template %q: %w", t.Name, err)
	}
	return b.Bytes(), nil
}

// Word is the printed word of a key in a language; a language without it falls back to nb, and then to the key itself.
func (t *Template) Word(language, key string) string {
	for _, l := range []string{language, "nb"} {
		if w, ok := t.Words[l][key]; ok {
			return w
		}
	}
	return key
}
