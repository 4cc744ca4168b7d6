package camt

import (
	"bytes"

	"fakturist/billing/bank"
	"fakturist/billing/xmlscan"
)

// child moves to the next child element of the current one, passing over text, or says false at its end.
func (s *scanner) child() bool {
	for {
		switch s.next() {
		case xmlscan.Start:
			return true
		case xmlscan.End, xmlscan.EOF:
			return false
		}
	}
}

// skip passes over the rest of the current element.
func (s *scanner) skip() {
	for level := 1; level > 0; {
		switch s.next() {
		case xmlscan.Start:
			level++
		case xmlscan.End:
			level--
		case xmlscan.EOF:
			return
		}
	}
}

// content is the text of the current element without surrounding white space, child elements passed over.
// It is valid until the next call.
func (s *scanner) content() []byte {
	var out []byte
	first := true
	for {
		switch s.next() {
		case xmlscan.Chars:
			if !first {
				if out = append(out, s.Text()...); s.tooLong(out) {
					return nil
				}
				continue
			}
			out, first = s.Text(), false
			if !bytes.HasPrefix(s.Rest(), []byte("</")) { // more may come and take the buffer
				out = bytes.Clone(out)
			}
		case xmlscan.Start:
			first = false
			s.skip()
		case xmlscan.End:
			return bytes.TrimSpace(out)
		case xmlscan.EOF:
			return nil
		}
	}
}

// firstText is the first text that is not blank anywhere in the current element, which is passed over. Where ISO 20022
// offers a choice of a code, a proprietary code or (in other versions) plain text, that is the value.
// It is valid until the next call.
func (s *scanner) firstText() []byte {
	var out []byte
	run := s.scratch[:0]
	for level := 1; level > 0; {
		switch s.next() {
		case xmlscan.Chars:
			if out == nil {
				run = append(run, s.Text()...)
				s.scratch = run
			}
			if s.tooLong(run) {
				return nil
			}
			continue
		case xmlscan.Start:
			level++
		case xmlscan.End:
			level--
		case xmlscan.EOF:
			return nil
		}
		if out != nil {
			continue
		}
		if t := bytes.TrimSpace(run); len(t) > 0 {
			out = t
		}
		run = run[:0]
	}
	return out
}

// tooLong fails when a text that comments cut into pieces is longer than one piece may be.
func (s *scanner) tooLong(b []byte) bool {
	if len(b) > maxText {
		s.fail(bank.Fail(bank.ReasonText, "limit", "4096"))
	}
	return s.err != nil
}
