package inbox

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"path"
	"regexp"
	"strings"

	"github.com/emersion/go-message/charset"
)

// words decodes the encoded words of headers in any character set.
var words = &mime.WordDecoder{CharsetReader: charset.Reader}

// header gives the first value of a field.
type header interface{ Get(string) string }

// Read takes a message apart. It never fails: what cannot be read stands among Skipped.
//
// Attachments keep the bytes the sender encoded. A text attachment is not turned into UTF-8, since an XML or OCR file says
// itself how it is written.
func Read(raw []byte, config Config) Message {
	m, err := mail.ReadMessage(bufio.NewReader(bytes.NewReader(raw)))
	if err != nil {
		return Message{Skipped: []Skip{{Code: SkipUnreadable}}}
	}
	out := Message{
		MessageID: strings.TrimSpace(m.Header.Get("Message-Id")), From: fromOf(m.Header), Subject: decode(m.Header.Get("Subject")),
	}
	if date, err := m.Header.Date(); err == nil {
		out.Date = date
	}
	out.Listed = listed(out.From, config.Senders)
	out.Authentic, out.Vouched = vouched(m.Header, out.From, config.withDefaults().Receiver)
	w := &walker{}
	w.part(m.Header, m.Body, 0)
	out.Attachment, out.Skipped = w.attachments, w.skipped
	if n, ok := ReadNotice(raw); ok {
		out.Notice = &n
	}
	return out
}

// walker collects the files of one message.
type walker struct {
	attachments []Attachment
	skipped     []Skip
	parts       int
	unpacked    int64
}

func (w *walker) skip(name, code string) { w.skipped = append(w.skipped, Skip{name, code}) }

// part looks at one part, of the message or of a part of it. It tells whether to go on.
func (w *walker) part(h header, body io.Reader, depth int) bool {
	if w.parts++; w.parts > MaxParts {
		w.skip("", SkipParts)
		return false
	}
	kind, params := contentType(h)
	name := nameOf(h, params)
	switch {
	case depth > MaxDepth:
		w.skip(name, SkipDepth)
		return true
	case strings.HasPrefix(kind, "multipart/"):
		return w.multipart(body, params["boundary"], depth)
	}
	body = transfer(h, body)
	switch {
	case kind == "message/rfc822" || kind == "message/global" || strings.EqualFold(path.Ext(name), ".eml"):
		return w.forwarded(name, body, depth)
	case name == "" && strings.HasPrefix(kind, "text/") && !attached(h):
		return true // the words of the message
	}
	w.file(name, kind, body)
	return true
}

func (w *walker) multipart(body io.Reader, boundary string, depth int) bool {
	if boundary == "" {
		w.skip("", SkipUnreadable)
		return true
	}
	end := &finder{want: []byte("--" + boundary + "--")}
	r := multipart.NewReader(io.TeeReader(body, end), boundary)
	for {
		p, err := r.NextRawPart()
		if err != nil {
			// The end of the data looks like the end of the parts, so a message cut short is known by its missing last line.
			if !errors.Is(err, io.EOF) || !end.found {
				w.skip("", SkipUnreadable)
			}
			return true
		}
		if !w.part(p.Header, p, depth+1) {
			return false
		}
	}
}

// finder watches what is written for some bytes.
type finder struct {
	want  []byte
	tail  []byte
	found bool
}

// Write never fails.
func (f *finder) Write(p []byte) (int, error) {
	if f.found {
		return len(p), nil
	}
	f.tail = append(f.tail, p...)
	f.found = bytes.Contains(f.tail, f.want)
	f.tail = f.tail[max(0, len(f.tail)-len(f.want)):]
	return len(p), nil
}

// forwarded looks into a message inside the message. Who that one says it is from counts for nothing.
func (w *walker) forwarded(name string, body io.Reader, depth int) bool {
	m, err := mail.ReadMessage(bufio.NewReader(body))
	if err != nil {
		w.skip(name, SkipUnreadable)
		return true
	}
	return w.part(m.Header, m.Body, depth+1)
}

// file keeps one attachment, or opens it when it is an archive.
func (w *walker) file(name, kind string, body io.Reader) {
	switch {
	case strings.HasPrefix(kind, "image/"):
		w.skip(name, SkipPicture)
		return
	case kind == "application/ms-tnef" || strings.EqualFold(name, "winmail.dat"):
		w.skip(name, SkipTNEF)
		return
	}
	data, err := readLimited(body, MaxAttachment+1)
	switch {
	case err != nil:
		w.skip(name, SkipBroken)
	case len(data) > MaxAttachment:
		w.skip(name, SkipSize)
	case len(data) == 0:
		w.skip(name, SkipEmpty)
	case isArchive(data):
		w.archive(name, data)
	default:
		w.keep(name, "", data)
	}
}

func (w *walker) keep(name, archive string, data []byte) {
	sum := sha256.Sum256(data)
	w.attachments = append(w.attachments, Attachment{Name: name, Archive: archive, Data: data, SHA256: hex.EncodeToString(sum[:])})
}

// contentType is the media type of a part, in lower case; a missing one is plain text and a broken one is anything.
func contentType(h header) (kind string, params map[string]string) {
	value := h.Get("Content-Type")
	if strings.TrimSpace(value) == "" {
		return "text/plain", nil
	}
	kind, params, err := mime.ParseMediaType(value)
	if err != nil && kind == "" {
		return "application/octet-stream", nil
	}
	return kind, params
}

func attached(h header) bool {
	disposition, _, _ := strings.Cut(h.Get("Content-Disposition"), ";")
	return strings.EqualFold(strings.TrimSpace(disposition), "attachment")
}

// bareName finds a file name in a header too broken to be parsed.
var bareName = regexp.MustCompile(`(?i)name="?([^";\r\n]+)"?`)

// nameOf is the file name of a part without folders and control characters.
func nameOf(h header, params map[string]string) string {
	value := h.Get("Content-Disposition")
	_, disposition, err := mime.ParseMediaType(value)
	name := disposition["filename"]
	if name == "" && err != nil {
		if m := bareName.FindStringSubmatch(value); m != nil {
			name = m[1]
		}
	}
	if name == "" {
		name = params["name"]
	}
	return clean(decode(name))
}

// clean leaves the last element of a path.
func clean(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, "?"))
	name = path.Base("/" + strings.ReplaceAll(name, `\`, "/"))
	if name == "/" || name == "." || name == ".." {
		return ""
	}
	if r := []rune(name); len(r) > 200 {
		name = string(r[:200])
	}
	return name
}

// decode turns encoded words into text and leaves what it cannot read.
func decode(s string) string {
	text, err := words.DecodeHeader(s)
	if err != nil {
		text = s
	}
	return strings.ToValidUTF8(strings.TrimSpace(text), "?")
}

// transfer undoes the transfer encoding of a part.
func transfer(h header, body io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(h.Get("Content-Transfer-Encoding"))) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, &base64Filter{r: body})
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	}
	return body
}

// base64Filter drops what does not belong to the alphabet, as RFC 2045 section 6.8 asks.
type base64Filter struct{ r io.Reader }

// Read reads the letters of the alphabet.
func (f *base64Filter) Read(p []byte) (int, error) {
	for {
		n, err := f.r.Read(p)
		kept := p[:0]
		for _, c := range p[:n] {
			if c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/' || c == '=' {
				kept = append(kept, c)
			}
		}
		if len(kept) > 0 || err != nil {
			return len(kept), err
		}
	}
}

// readLimited reads at most limit bytes.
func readLimited(r io.Reader, limit int64) ([]byte, error) {
	if r == nil {
		return nil, nil
	}
	data, err := io.ReadAll(io.LimitReader(r, limit))
	if err != nil {
		return nil, fmt.Errorf("read part: %w", err)
	}
	return data, nil
}
