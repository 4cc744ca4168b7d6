package xmlscan

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// Reason is what kind of fault made the scanner stop.
type Reason int

// The reasons.
const (
	Syntax  Reason = iota // not well formed; What says how
	Doctype               // a document type definition, which is never read
	Depth                 // elements nest deeper than the limit
	Text                  // a text or attribute value longer than the limit
)

// Error says why and where a document was given up.
type Error struct {
	Reason Reason
	What   string // of Syntax: what is wrong, in English; names of the document are cut to 60 bytes
	Limit  int    // of Depth and Text
	Line   int    // from 1
	Column int    // in bytes, from 1
	Path   string // the open elements, "Document/Stmt[1]/Ntry"
}

// Error is one English sentence with the place.
func (e *Error) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Sentence())
}

// Sentence is what is wrong, without the place.
func (e *Error) Sentence() string {
	switch e.Reason {
	case Doctype:
		return "a document type definition is not allowed"
	case Depth:
		return fmt.Sprintf("elements nest deeper than %d", e.Limit)
	case Text:
		return fmt.Sprintf("a text of more than %d bytes", e.Limit)
	}
	return e.What
}

// Err is why the document was given up, or nil.
func (s *Scanner) Err() *Error { return s.err }

// Stop makes every further Next give EOF, for a caller that has found a fault of its own.
func (s *Scanner) Stop() { s.done = true }

// fail keeps the first failure, with its place, and stops the scanner.
func (s *Scanner) fail(e *Error) Event {
	if s.err == nil {
		e.Line, e.Column = s.Place()
		e.Path = s.Path()
		s.err = e
	}
	s.done = true
	return EOF
}

func (s *Scanner) syntax(what string) Event { return s.fail(&Error{Reason: Syntax, What: what}) }

// Place is the line and column of the offset, from 1; the column counts bytes. It looks through everything before.
func (s *Scanner) Place() (line, column int) {
	before := s.data[:min(s.pos, len(s.data))]
	return 1 + bytes.Count(before, []byte{'\n'}), len(before) - bytes.LastIndexByte(before, '\n')
}

// Path names the open elements, "Document/BkToCstmrStmt/Stmt[1]/Ntry[12]", by their local names.
func (s *Scanner) Path() string {
	var b []byte
	for i, f := range s.stack {
		if i > 0 {
			b = append(b, '/')
		}
		b = append(b, cut(f.local)...)
		if f.index > 0 {
			b = append(b, '[')
			b = strconv.AppendInt(b, int64(f.index), 10)
			b = append(b, ']')
		}
	}
	return string(b)
}

// Count numbers the innermost element in Path.
func (s *Scanner) Count(n int) { s.stack[len(s.stack)-1].index = n }

// cut is a name for an error message.
func cut(name []byte) string {
	if len(name) > 60 {
		return strings.ToValidUTF8(string(name[:60]), "") + "…"
	}
	return string(name)
}
