package letter

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Note is what a print house is told about a letter. It is frozen with the letter, before the first attempt.
type Note struct {
	ID       string   `json:"id"`
	Number   string   `json:"number"`    // of the document
	Name     string   `json:"recipient"` // who it is for
	Lines    []string `json:"address"`   // below the name, without the place
	PostCode string   `json:"postCode"`
	City     string   `json:"city"`
	Country  string   `json:"country"` // ISO 3166-1 alpha-2
	Pages    int      `json:"pages"`   // 0: not counted
	Duplex   bool     `json:"duplex"`
	Colour   bool     `json:"colour"`
}

// seal is how a frozen letter with a note begins; one without is the PDF alone.
const seal = "fakturist-letter: "

// sealed puts a note before a letter's PDF, as one line.
func sealed(n Note, pdf []byte) ([]byte, error) {
	line, err := json.Marshal(n)
	if err != nil {
		return nil, fmt.Errorf("note on letter %s: %w", n.ID, err)
	}
	return bytes.Join([][]byte{append([]byte(seal), line...), pdf}, []byte("\n")), nil
}

// open parts a frozen letter into its note and its PDF; without a note ok is false.
func open(frozen []byte) (n Note, pdf []byte, ok bool) {
	rest, found := bytes.CutPrefix(frozen, []byte(seal))
	if !found {
		return Note{}, frozen, false
	}
	line, pdf, found := bytes.Cut(rest, []byte("\n"))
	if !found || json.Unmarshal(line, &n) != nil {
		return Note{}, frozen, false
	}
	return n, pdf, true
}

// PDF is what is printed of a frozen letter.
func PDF(frozen []byte) []byte {
	_, pdf, _ := open(frozen)
	return pdf
}
