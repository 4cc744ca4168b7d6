package ocr

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"fakturist/billing/bank"
	"fakturist/billing/cal"
	"fakturist/billing/money"
)

// width is the length of every record.
const width = 80

// record is 80 characters, one byte each, of the file.
type record struct {
	text   []byte
	number int // of the record in the file, from 1
	line   int // 0 in a file without line ends
}

// split cuts a file into records: lines ended by CR LF, LF or CR, or no line ends at all.
func split(data []byte) ([]record, *bank.Error) {
	data, err := oneByte(data)
	if err != nil {
		return nil, err
	}
	data = bytes.TrimRight(data, "\x1a\x00")
	ending := "\n"
	switch {
	case bytes.IndexByte(data, '\n') >= 0:
	case bytes.IndexByte(data, '\r') >= 0:
		ending = "\r"
	default:
		return cut(bytes.TrimSpace(data))
	}
	var records []record
	line := 0
	for text := range bytes.SplitSeq(data, []byte(ending)) {
		line++
		text = bytes.TrimSuffix(text, []byte("\r"))
		if len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		rec := record{text: text, number: len(records) + 1, line: line}
		if len(text) != width {
			return nil, rec.fail(bank.Fail(bank.ReasonLength, "got", itoa(len(text)), "want", itoa(width)))
		}
		records = append(records, rec)
	}
	return records, nil
}

// cut cuts a file without line ends.
func cut(data []byte) ([]record, *bank.Error) {
	var records []record
	for i := 0; i < len(data); i += width {
		rec := record{text: data[i:min(i+width, len(data))], number: i/width + 1}
		if len(rec.text) != width {
			return nil, rec.fail(bank.Fail(bank.ReasonLength, "got", itoa(len(rec.text)), "want", itoa(width)))
		}
		records = append(records, rec)
	}
	return records, nil
}

// oneByte gives the file with one byte a character, so that positions can be counted. OCR files are ISO-8859-1; one that was
// saved as UTF-8 on its way is turned back.
func oneByte(data []byte) ([]byte, *bank.Error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(data) || utf8.RuneCount(data) == len(data) {
		return data, nil
	}
	out, err := charmap.Windows1252.NewEncoder().Bytes(data)
	if err != nil {
		return nil, bank.Fail(bank.ReasonCharset, "charset", "utf-8")
	}
	return out, nil
}

// at is the text of positions from to to, both counted from 1 and included.
func (r record) at(from, to int) []byte { return r.text[from-1 : to] }

// Service, transaction type and record type stand in front of every record.
func (r record) service() string { return string(r.at(3, 4)) }
func (r record) tt() string      { return string(r.at(5, 6)) }
func (r record) kind() string    { return string(r.at(7, 8)) }

// is tells whether the record is of a service and record type.
func (r record) is(service, kind string) bool {
	return string(r.at(1, 2)) == "NY" && r.service() == service && r.kind() == kind
}

// fail puts the record's place into an error.
func (r record) fail(e *bank.Error) *bank.Error {
	e.Record, e.Line = r.number, r.line
	if len(r.text) >= 8 {
		e.Path = decode(r.text[:8])
	}
	return e
}

// integer reads digits; blanks stand for nothing, as in fields that are not in use.
func (r record) integer(from, to int) (int64, *bank.Error) {
	b := bytes.TrimSpace(r.at(from, to))
	if len(b) == 0 {
		return 0, nil
	}
	n, err := strconv.ParseUint(string(b), 10, 63)
	if err != nil {
		return 0, r.fail(bank.Fail(bank.ReasonValue, "what", positions(from, to), "value", decode(b)))
	}
	return int64(n), nil
}

// amount reads øre.
func (r record) amount(from, to int) (money.Amount, *bank.Error) {
	n, err := r.integer(from, to)
	return money.New(n, money.NOK), err
}

// date reads DDMMYY; zeros and blanks are no date. There is no century in the file: 70 to 99 are of the last one.
func (r record) date(from, to int) (cal.Date, *bank.Error) {
	b := r.at(from, to)
	if strings.Trim(string(b), "0 ") == "" {
		return cal.Date{}, nil
	}
	n, err := r.integer(from, to)
	if err != nil || bytes.IndexByte(b, ' ') >= 0 {
		return cal.Date{}, r.fail(bank.Fail(bank.ReasonDate, "value", decode(b)))
	}
	year := 2000 + int(n%100)
	if year >= 2070 {
		year -= 100
	}
	d, err := bank.Day(year, int(n/100%100), int(n/10000), b)
	if err != nil {
		return cal.Date{}, r.fail(err)
	}
	return d, nil
}

// trimmed reads an alphanumeric field without its fill.
func (r record) trimmed(from, to int) string { return strings.TrimSpace(decode(r.at(from, to))) }

// unlessZero is a numeric field as text, empty when it is not in use.
func (r record) unlessZero(from, to int) string {
	s := r.trimmed(from, to)
	if strings.Trim(s, "0") == "" {
		return ""
	}
	return s
}

func decode(b []byte) string {
	if ascii(b) {
		return string(b)
	}
	var s strings.Builder
	for _, c := range b {
		s.WriteRune(charmap.Windows1252.DecodeByte(c))
	}
	return s.String()
}

func positions(from, to int) string { return "positions " + itoa(from) + "-" + itoa(to) }

func itoa(n int) string { return strconv.Itoa(n) }

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
