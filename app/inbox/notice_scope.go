package inbox

import (
	"bufio"
	"bytes"
	"io"
	"mime/multipart"
	"net/mail"
	"strings"

	"github.com/emersion/go-message/charset"
)

// noticeReader takes a message apart as far as a notice may hide in it. What breaks off is taken as far as it goes: servers
// cut what they send back.
type noticeReader struct{ parts int }

// scope reads one message without going into the messages inside it more than to keep them.
func (r *noticeReader) scope(h mail.Header, body io.Reader, depth int) *scope {
	s := &scope{header: h}
	r.part(s, h, body, depth)
	return s
}

func (r *noticeReader) part(s *scope, h header, body io.Reader, depth int) {
	if r.parts++; r.parts > maxNoticeParts || depth > maxNoticeDepth || body == nil {
		return
	}
	kind, params := contentType(h)
	if strings.HasPrefix(kind, "multipart/") {
		switch strings.ToLower(params["report-type"]) {
		case "disposition-notification", "feedback-report":
			s.receipt = true
		}
		r.multipart(s, body, params["boundary"], depth)
		return
	}
	switch kind {
	case "message/delivery-status", "message/global-delivery-status":
		s.statuses = append(s.statuses, beginning(transfer(h, body)))
	case "message/disposition-notification", "message/global-disposition-notification", "message/feedback-report":
		s.receipt = true
	case "text/rfc822-headers", "text/rfc822-header", "message/rfc822-headers", "message/global-headers":
		s.returned = append(s.returned, beginning(transfer(h, body)))
	case "message/rfc822", "message/global":
		r.inside(s, transfer(h, body), depth)
	case "text/plain":
		s.texts = append(s.texts, inUTF8(beginning(transfer(h, body)), params["charset"]))
	case "text/html":
		s.html = append(s.html, inUTF8(beginning(transfer(h, body)), params["charset"]))
	}
}

func (r *noticeReader) multipart(s *scope, body io.Reader, boundary string, depth int) {
	if boundary == "" {
		return
	}
	parts := multipart.NewReader(body, boundary)
	for {
		p, err := parts.NextRawPart()
		if err != nil || r.parts > maxNoticeParts {
			return
		}
		r.part(s, p.Header, p, depth+1)
	}
}

// inside keeps the beginning of a message inside the message, and what a notice in it may consist of.
func (r *noticeReader) inside(s *scope, body io.Reader, depth int) {
	whole := bufio.NewReaderSize(body, maxNoticeText)
	first, _ := whole.Peek(maxNoticeText) // as much as there is
	s.returned = append(s.returned, bytes.Clone(first))
	m, err := mail.ReadMessage(whole)
	if err != nil {
		return
	}
	s.inside = append(s.inside, insideMsg{m.Header, r.scope(m.Header, m.Body, depth+1)})
}

// beginning reads as much of a part as a notice may have. A broken encoding ends it early.
func beginning(body io.Reader) []byte {
	var b bytes.Buffer
	_, _ = io.Copy(&b, io.LimitReader(body, maxNoticeText)) // what came before an error counts
	return b.Bytes()
}

// inUTF8 reads text in its character set; one that is not known is taken as it is.
func inUTF8(text []byte, set string) string {
	if set != "" {
		if r, err := charset.Reader(set, bytes.NewReader(text)); err == nil {
			if decoded, err := io.ReadAll(io.LimitReader(r, 2*maxNoticeText)); err == nil {
				text = decoded
			}
		}
	}
	return strings.ToValidUTF8(string(text), "?")
}
