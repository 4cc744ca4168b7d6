package bank

import (
	"fmt"
	"strconv"
	"strings"
)

// Reason is the stable code of why a file was refused. The user's sentence is made elsewhere from Reason and Args.
type Reason string

// The reasons, with their arguments.
const (
	ReasonFormat     Reason = "format"     // no reader knows the content
	ReasonSize       Reason = "size"       // size, limit: bytes
	ReasonCharset    Reason = "charset"    // charset: declared and unknown, or not what the bytes are
	ReasonSyntax     Reason = "syntax"     // what: not well formed
	ReasonDoctype    Reason = "doctype"    // a document type declaration, which no bank writes
	ReasonDepth      Reason = "depth"      // limit: elements nested too deep
	ReasonText       Reason = "text"       // limit: a text longer than any field of the format
	ReasonEntries    Reason = "entries"    // limit, what: more payments or statements than one file may hold
	ReasonMessage    Reason = "message"    // what: well formed, but not a statement, report or notification
	ReasonEmpty      Reason = "empty"      // missing: the message holds no statement
	ReasonMissing    Reason = "missing"    // missing: an element without which the entry means nothing
	ReasonValue      Reason = "value"      // what, value: a value outside its list or range
	ReasonAmount     Reason = "amount"     // value, what: not an amount
	ReasonMinor      Reason = "minor"      // value, currency: a real part of an øre
	ReasonDate       Reason = "date"       // value: not a day that exists
	ReasonLength     Reason = "length"     // got, want: characters of a record
	ReasonRecord     Reason = "record"     // value, what: a record that may not stand here
	ReasonUnfinished Reason = "unfinished" // missing: the end record or second item never came
	ReasonCount      Reason = "count"      // stated, counted, what: transactions or records
	ReasonSum        Reason = "sum"        // stated, net, gross: end record against its transactions
)

// sentences are the English texts for logs and scripts; {name} is an argument.
var sentences = map[Reason]string{
	ReasonFormat:     "not a bank statement in a known format",
	ReasonSize:       "the file has {size} bytes, more than the {limit} allowed",
	ReasonCharset:    "the character set {charset} cannot be read",
	ReasonSyntax:     "not well formed: {what}",
	ReasonDoctype:    "a document type declaration is not allowed",
	ReasonDepth:      "elements nested deeper than {limit}",
	ReasonText:       "a text of more than {limit} bytes",
	ReasonEntries:    "more than {limit} {what} in one file",
	ReasonMessage:    "{what} is not a bank statement, report or notification",
	ReasonEmpty:      "no {missing} in the file",
	ReasonMissing:    "{missing} is missing",
	ReasonValue:      "{what} cannot be {value}",
	ReasonAmount:     "amount {value}: {what}",
	ReasonMinor:      "amount {value} has more decimals than {currency} has",
	ReasonDate:       "{value} is not a date that exists",
	ReasonLength:     "the record has {got} characters instead of {want}",
	ReasonRecord:     "record {value}: {what}",
	ReasonUnfinished: "the file ends before {missing}",
	ReasonCount:      "the end record says {stated} {what}, but there are {counted}",
	ReasonSum:        "the end record says the sum is {stated}, but the transactions come to {net} (without signs {gross})",
}

// Error says why a file was refused and where.
type Error struct {
	File   string
	Line   int    // line of a text file, from 1; 0 when the place is not a line
	Record int    // record of a file of fixed records, from 1
	Path   string // element path of an XML file, "Document/BkToCstmrStmt/Stmt[1]/Ntry[12]/Amt"
	Reason Reason
	Args   map[string]string
}

// Fail makes an Error without a place; args are name, value pairs.
func Fail(r Reason, args ...string) *Error {
	e := &Error{Reason: r}
	for i := 0; i+1 < len(args); i += 2 {
		if e.Args == nil {
			e.Args = map[string]string{}
		}
		e.Args[args[i]] = args[i+1]
	}
	return e
}

// Error is one English sentence with file, place and reason; foreign text in it is quoted.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("read bank file")
	if e.File != "" {
		fmt.Fprintf(&b, " %q", e.File)
	}
	if place := e.Place(); place != "" {
		b.WriteString(": " + place)
	}
	b.WriteString(": " + e.sentence())
	return b.String()
}

// Place is where in the file, "line 12, Document/…/Amt", or "" when the whole file is meant.
func (e *Error) Place() string {
	var parts []string
	if e.Record > 0 {
		parts = append(parts, "record "+itoa(e.Record))
	} else if e.Line > 0 {
		parts = append(parts, "line "+itoa(e.Line))
	}
	if e.Path != "" {
		parts = append(parts, e.Path)
	}
	return strings.Join(parts, ", ")
}

func (e *Error) sentence() string {
	s, ok := sentences[e.Reason]
	if !ok {
		return string(e.Reason)
	}
	var pairs []string
	for name, value := range e.Args {
		if name == "value" || name == "charset" {
			value = strconv.Quote(value)
		}
		pairs = append(pairs, "{"+name+"}", value)
	}
	return strings.NewReplacer(pairs...).Replace(s)
}

func (e *Error) in(file string) *Error {
	e.File = file
	return e
}

func itoa(n int) string { return strconv.Itoa(n) }
