package letter

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// manifestRow is what the manifest of a batch says of a letter.
type manifestRow struct {
	File string `json:"file"`
	Note
	SHA256 string `json:"sha256"` // of the file
}

// manifestJSON is manifest.json.
type manifestJSON struct {
	Format  string        `json:"format"`
	Version int           `json:"version"`
	Batch   string        `json:"batch"`
	Letters []manifestRow `json:"letters"`
}

// manifests are the two forms of a batch's manifest: CSV as Norwegian spreadsheets read it, and JSON.
func manifests(name string, rows []manifestRow) (asCSV, asJSON []byte, err error) {
	var b bytes.Buffer
	b.WriteString("\uFEFF")
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = ';', true
	_ = w.Write([]string{"file", "id", "number", "recipient", "address", "postCode", "city", "country", "pages", "sha256", "duplex", "colour"})
	for _, r := range rows {
		_ = w.Write([]string{r.File, r.ID, r.Number, r.Name, strings.Join(r.Lines, ", "), r.PostCode, r.City, r.Country, strconv.Itoa(r.Pages), r.SHA256,
			yesNo(r.Duplex), yesNo(r.Colour)})
	}
	w.Flush() // Error tells of each Write too
	if err := w.Error(); err != nil {
		return nil, nil, fmt.Errorf("write the manifest: %w", err)
	}
	asJSON, err = json.MarshalIndent(manifestJSON{Format: "fakturist-letters", Version: 1, Batch: name, Letters: rows}, "", "  ")
	if err != nil {
		return nil, nil, fmt.Errorf("write the manifest: %w", err)
	}
	return b.Bytes(), append(asJSON, '\n'), nil
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}
