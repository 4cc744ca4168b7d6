package camt

import (
	"strconv"

	"fakturist/billing/bank"
	"fakturist/billing/xmlscan"
)

// Limits of the scanner: no bank file comes near them.
const (
	maxDepth = 64
	maxText  = 4 << 10 // bytes of one text node or attribute value
	maxAttrs = 64      // of one element
)

// scanner is an xmlscan.Scanner whose failures are those of a bank file; names are compared without their prefix.
//
// After a failure err is set and next gives xmlscan.EOF for ever, so that callers check once at the end.
type scanner struct {
	xmlscan.Scanner
	scratch []byte // of firstText
	err     *bank.Error
}

func newScanner(data []byte) scanner {
	return scanner{Scanner: xmlscan.New(data, xmlscan.Limits{Depth: maxDepth, Text: maxText, Attrs: maxAttrs})}
}

// next gives the next event.
func (s *scanner) next() xmlscan.Event {
	ev := s.Next()
	if ev == xmlscan.EOF && s.err == nil {
		s.err = fault(s.Err())
	}
	return ev
}

// fault is what the scanner refuses, as a bank file's.
func fault(e *xmlscan.Error) *bank.Error {
	if e == nil {
		return nil
	}
	var out *bank.Error
	switch e.Reason {
	case xmlscan.Doctype:
		out = bank.Fail(bank.ReasonDoctype)
	case xmlscan.Depth:
		out = bank.Fail(bank.ReasonDepth, "limit", strconv.Itoa(e.Limit))
	case xmlscan.Text:
		out = bank.Fail(bank.ReasonText, "limit", strconv.Itoa(e.Limit))
	default:
		out = bank.Fail(bank.ReasonSyntax, "what", e.What)
	}
	out.Path, out.Line = e.Path, e.Line
	return out
}

// fail keeps the first failure, with line and element path, and stops the scanner.
func (s *scanner) fail(e *bank.Error) {
	if s.err != nil {
		return
	}
	if e.Path == "" {
		e.Path = s.Path()
	}
	if e.Line == 0 {
		e.Line, _ = s.Place()
	}
	s.err = e
	s.Stop()
}

// cut is a name for an error message.
func cut(name []byte) string { return bank.Excerpt(name) }
