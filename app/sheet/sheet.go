// Package sheet reads the tables that other programs write, CSV and XLSX, into register.Sheet: which character set and
// separator, where the header stands, what the columns look like, and the values themselves.
//
// It knows nothing of what the columns mean (app/intake does) and imports billing, billing/register and the leaves only.
// A file comes from a stranger: everything is limited, and what cannot be read is a fault with its line and column.
package sheet

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"

	"fakturist/billing"
	"fakturist/billing/register"
)

// The limits of a file somebody hands us.
const (
	MaxSize    = 32 << 20  // bytes of the file
	MaxUnzip   = 256 << 20 // bytes of a workbook unpacked
	MaxRows    = 200_000
	MaxColumns = 500
	MaxCell    = 4 << 10   // bytes of one value
	MaxValues  = 4_000_000 // values of one sheet
)

// Options say how a file is read. The zero Options guess everything.
type Options struct {
	File  string // name of the file, for people
	Sheet string // name of the sheet in a workbook; empty: the first that holds something
}

// Read reads a table. A file that cannot be read at all is refused as *billing.FaultError; what is wrong with single rows
// stands in the sheet's faults.
func Read(b []byte, opt Options) (register.Sheet, error) {
	var faults billing.Faults
	if len(b) > MaxSize {
		faults.Add("table-too-large", "", "size", fmt.Sprint(len(b)), "limit", fmt.Sprint(MaxSize))
		return register.Sheet{}, faults.Err()
	}
	switch format := foreign(b); format {
	case "":
	case locked:
		faults.Add("sheet-encrypted", "")
		return register.Sheet{}, faults.Err()
	default:
		faults.Add("sheet-format", "", "format", format)
		return register.Sheet{}, faults.Err()
	}
	s := register.Sheet{File: filepath.Base(opt.File)}
	if opt.File == "" {
		s.File = ""
	}
	read := readCSV
	if bytes.HasPrefix(b, []byte(zipped)) {
		read = readXLSX
	}
	g, err := read(b, opt, &s)
	if err != nil {
		return register.Sheet{}, err
	}
	g.settle(&s)
	if len(s.Columns) == 0 {
		faults.Add("table-empty", "")
		return register.Sheet{}, faults.Err()
	}
	return s, nil
}

const (
	zipped   = "PK\x03\x04"
	locked   = "encrypted"
	compound = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" // of old Office files, and of encrypted new ones
)

// foreign names a file that is neither text nor a workbook we read; empty when it may be one.
func foreign(b []byte) string {
	head := b[:min(len(b), 4096)]
	text := strings.ToLower(strings.TrimLeft(string(head), "\ufeff \t\r\n"))
	switch {
	case bytes.HasPrefix(head, []byte(compound)):
		if bytes.Contains(b, utf16le("EncryptedPackage")) {
			return locked
		}
		return ".xls"
	case bytes.HasPrefix(head, []byte(zipped)) && bytes.Contains(head, []byte("opendocument.spreadsheet")):
		return ".ods"
	case bytes.HasPrefix(head, []byte(zipped)) && bytes.Contains(head, []byte("Index/Document.iwa")):
		return ".numbers"
	case bytes.HasPrefix(head, []byte("%PDF")):
		return "PDF"
	case strings.HasPrefix(text, "<!doctype html"), strings.HasPrefix(text, "<html"), strings.HasPrefix(text, "<table"), strings.HasPrefix(text, "<meta"):
		return "HTML"
	case strings.HasPrefix(text, "<?xml"):
		return "XML"
	case strings.HasPrefix(text, "{\\rtf"):
		return "RTF"
	}
	return ""
}

func utf16le(s string) []byte {
	out := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		out = append(out, s[i], 0)
	}
	return out
}
