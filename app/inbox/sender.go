package inbox

import (
	"net/mail"
	"strings"
)

// Verdict is what the receiving server found out about a sender.
type Verdict string

// The verdicts.
const (
	Pass       Verdict = "pass"       // DKIM or DMARC stands for the domain of From
	Fail       Verdict = "fail"       // checked, and it does not
	Unverified Verdict = "unverified" // nobody we believe has said anything
)

// fromOf is the one address a message is from. A message with several From headers or addresses is from nobody, since each
// reader would show another.
func fromOf(h mail.Header) string {
	if len(h["From"]) != 1 {
		return ""
	}
	list, err := (&mail.AddressParser{WordDecoder: words}).ParseList(h.Get("From"))
	if err != nil || len(list) != 1 {
		return ""
	}
	return list[0].Address
}

// listed tells whether an address is among senders: in full, or by its domain.
func listed(address string, senders []string) bool {
	if address == "" {
		return false
	}
	for _, s := range senders {
		s = strings.TrimPrefix(strings.TrimSpace(s), "@")
		if s != "" && (strings.EqualFold(s, address) || strings.EqualFold(s, domainOf(address))) {
			return true
		}
	}
	return false
}

// vouched reads the verdict of the receiving server out of the topmost Authentication-Results. Headers below it came with
// the message and may be forged, and so may the topmost when it does not carry the receiver's name.
func vouched(h mail.Header, from, receiver string) (Verdict, string) {
	all := h["Authentication-Results"]
	if len(all) == 0 || from == "" {
		return Unverified, ""
	}
	fields := strings.Split(withoutComments(all[0]), ";")
	server, _, _ := strings.Cut(strings.TrimSpace(fields[0]), " ")
	if !strings.EqualFold(server, receiver) {
		return Unverified, all[0]
	}
	verdict := Unverified
	for _, field := range fields[1:] {
		switch judge(field, domainOf(from)) {
		case Pass:
			return Pass, all[0]
		case Fail:
			verdict = Fail
		}
	}
	return verdict, all[0]
}

// judge reads one result such as "dkim=pass header.d=dnb.no".
func judge(field, domain string) Verdict {
	words := strings.Fields(field)
	if len(words) == 0 {
		return Unverified
	}
	method, result, _ := strings.Cut(strings.ToLower(words[0]), "=")
	if method != "dkim" && method != "dmarc" {
		return Unverified
	}
	for _, w := range words[1:] {
		key, value, _ := strings.Cut(w, "=")
		value = strings.ToLower(strings.Trim(value, `"`))
		switch strings.ToLower(key) {
		case "header.d", "header.from":
		case "header.i":
			value = domainOf("x" + value[max(0, strings.LastIndex(value, "@")):])
		default:
			continue
		}
		if result == "pass" && aligned(value, domain) {
			return Pass
		}
	}
	if result == "pass" || result == "none" {
		return Unverified // it passed for somebody else
	}
	return Fail
}

// aligned tells whether a signing domain stands for the domain of From: the same, or one above it that is not a mere
// top-level domain.
func aligned(signer, from string) bool {
	if from == "" || signer == "" {
		return false
	}
	return signer == from || strings.Contains(signer, ".") && strings.HasSuffix(from, "."+signer)
}

// withoutComments drops what stands in parentheses, which a sender may have had a hand in.
func withoutComments(s string) string {
	var b strings.Builder
	depth, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s):
			i++
		case c == '"' && depth == 0:
			quoted = !quoted
		case c == '(' && !quoted:
			depth++
		case c == ')' && !quoted && depth > 0:
			depth--
		case depth == 0 && (!quoted || c != ';'):
			b.WriteByte(c)
		}
	}
	return b.String()
}

func domainOf(address string) string {
	i := strings.LastIndexByte(address, '@')
	if i < 0 {
		return ""
	}
	return strings.ToLower(address[i+1:])
}
