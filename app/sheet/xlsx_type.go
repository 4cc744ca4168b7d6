package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
)

// typeReader streams the XML of one sheet for what excelize does not tell: which cells are numbers, and the numbers as they
// are stored.
type typeReader struct {
	dec   *xml.Decoder
	close io.Closer
	line  int            // of the row in hand
	cells map[int]string // numbers of the row in hand, by column from 0
	done  bool
	spans []span
}

// openTypes finds the part of a workbook that holds a sheet.
func openTypes(b []byte, sheet string) (*typeReader, error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, err
	}
	part, err := partOf(z, sheet)
	if err != nil {
		return nil, err
	}
	f, err := openPart(z, part)
	if err != nil {
		return nil, err
	}
	return &typeReader{dec: xml.NewDecoder(io.LimitReader(f, MaxUnzip)), close: f}, nil
}

// openPart opens a part by its name; some writers put backslashes, or another case.
func openPart(z *zip.Reader, name string) (io.ReadCloser, error) {
	for _, f := range z.File {
		if strings.EqualFold(strings.ReplaceAll(f.Name, "\\", "/"), name) {
			return f.Open()
		}
	}
	return nil, fmt.Errorf("workbook has no part %q", name)
}

func readPart(z *zip.Reader, name string, into any) error {
	f, err := openPart(z, name)
	if err != nil {
		return err
	}
	defer f.Close()
	return xml.NewDecoder(io.LimitReader(f, MaxUnzip)).Decode(into)
}

// relations are the parts another part names by id.
type relations struct {
	List []struct {
		ID     string `xml:"Id,attr"`
		Target string `xml:"Target,attr"`
		Type   string `xml:"Type,attr"`
	} `xml:"Relationship"`
}

// partOf is the name of the part that holds a sheet.
func partOf(z *zip.Reader, sheet string) (string, error) {
	book := "xl/workbook.xml"
	var root relations
	if err := readPart(z, "_rels/.rels", &root); err == nil {
		for _, r := range root.List {
			if strings.HasSuffix(r.Type, "/officeDocument") {
				book = strings.TrimPrefix(r.Target, "/")
			}
		}
	}
	var workbook struct {
		Sheets []struct {
			Name  string     `xml:"name,attr"`
			Attrs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := readPart(z, book, &workbook); err != nil {
		return "", err
	}
	var rels relations
	if err := readPart(z, path.Join(path.Dir(book), "_rels", path.Base(book)+".rels"), &rels); err != nil {
		return "", err
	}
	for _, s := range workbook.Sheets {
		if s.Name != sheet {
			continue
		}
		for _, a := range s.Attrs {
			for _, r := range rels.List {
				if a.Name.Local == "id" && a.Value == r.ID {
					return target(book, r.Target), nil
				}
			}
		}
	}
	return "", fmt.Errorf("workbook has no part for its sheet")
}

func target(book, t string) string {
	if strings.HasPrefix(t, "/") {
		return t[1:]
	}
	return path.Join(path.Dir(book), t)
}

// row gives the numbers of a row by column. Rows are asked for from the top downwards.
func (t *typeReader) row(line int) (map[int]string, error) {
	for t.line < line && !t.done {
		if err := t.next(); err != nil {
			return nil, err
		}
	}
	if t.line == line {
		return t.cells, nil
	}
	return nil, nil
}

// next reads one row, or what stands behind the last.
func (t *typeReader) next() error {
	for {
		token, err := t.dec.Token()
		if errors.Is(err, io.EOF) {
			t.done = true
			return t.close.Close()
		}
		if err != nil {
			return err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "row":
			return t.read(start)
		case "mergeCell":
			t.merge(attr(start, "ref"))
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// read reads one row to its end.
func (t *typeReader) read(row xml.StartElement) error {
	t.line++
	if n, err := strconv.Atoi(attr(row, "r")); err == nil && n >= t.line {
		t.line = n
	}
	t.cells = map[int]string{}
	column, kind, inValue := -1, "", false
	for {
		token, err := t.dec.Token()
		if err != nil {
			return err
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "c":
				column++
				if at := index(strings.TrimRight(attr(e, "r"), "0123456789")); at >= 0 {
					column = at
				}
				kind = attr(e, "t")
			case "v":
				inValue = kind == "" || kind == "n"
			}
		case xml.CharData:
			if inValue {
				t.cells[column] += string(e)
			}
		case xml.EndElement:
			inValue = false
			if e.Name.Local == "row" {
				return nil
			}
		}
	}
}

// merge notes merged cells, each row of them for itself.
func (t *typeReader) merge(ref string) {
	first, last, ok := strings.Cut(ref, ":")
	from, to := index(strings.TrimRight(first, "0123456789")), index(strings.TrimRight(last, "0123456789"))
	line := number(strings.TrimLeft(first, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	if ok && from >= 0 && to > from && line > 0 && len(t.spans) < MaxColumns*looked {
		t.spans = append(t.spans, span{line, from, to})
	}
}

// merged are the merged cells, which stand behind the rows.
func (t *typeReader) merged() ([]span, error) {
	for !t.done {
		if err := t.next(); err != nil {
			return nil, err
		}
	}
	return t.spans, nil
}
