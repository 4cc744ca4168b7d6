package email

import (
	"fmt"
	"strings"
)

// envelopeIDLimit is how long an envelope id may be (RFC 3461, section 4.4).
const envelopeIDLimit = 100

// envelopeID is what notices call the mail: the Message-ID without its domain. Empty when it would be too long.
func envelopeID(messageID string) string {
	local, _, _ := strings.Cut(strings.Trim(messageID, "<>"), "@")
	id := xtext(local)
	if len(id) > envelopeIDLimit {
		return ""
	}
	return id
}

// xtext writes text as options of a command take it (RFC 3461, section 4).
func xtext(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c > ' ' && c < 0x7f && c != '+' && c != '=' {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, "+%02X", s[i])
	}
	return b.String()
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// megabytes writes a size as people read it; a mail counts in thousands, as providers do.
func megabytes(n int64) string {
	if n < 1_000_000 {
		return fmt.Sprintf("%d kB", (n+999)/1000)
	}
	return fmt.Sprintf("%d.%d MB", n/1_000_000, n%1_000_000/100_000)
}
