package inbox

import (
	"strings"
	"unicode"
)

// field is one line of a header or of a status, unfolded.
type field struct{ name, value string } // name in lower case

// linesOf splits text into lines without their ends, each cut to its limit.
func linesOf(text string) []string {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i, l := range lines {
		l = strings.TrimRight(l, "\r")
		if len(l) > maxNoticeLine {
			l = l[:maxNoticeLine]
		}
		lines[i] = l
	}
	return lines
}

// fieldsOf reads the fields at the beginning of data, up to the first empty line. Lines that are none are passed over.
func fieldsOf(data []byte) []field {
	groups := groupsOf(data)
	if len(groups) == 0 {
		return nil
	}
	return groups[0]
}

// groupsOf reads groups of fields with empty lines between them, as a delivery status has.
func groupsOf(data []byte) [][]field {
	var out [][]field
	var now []field
	for _, line := range linesOf(strings.ToValidUTF8(string(data), "?")) {
		if strings.TrimSpace(line) == "" {
			if len(now) > 0 {
				out, now = append(out, now), nil
			}
			continue
		}
		if (line[0] == ' ' || line[0] == '\t') && len(now) > 0 {
			last := &now[len(now)-1]
			if len(last.value) < maxNoticeLine {
				last.value += " " + strings.TrimSpace(line)
			}
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if name = strings.ToLower(strings.TrimSpace(name)); !ok || name == "" || strings.ContainsAny(name, " \t<>") {
			continue
		}
		now = append(now, field{name, strings.TrimSpace(value)})
	}
	if len(now) > 0 {
		out = append(out, now)
	}
	return out
}

func valueOf(group []field, name string) string {
	for _, f := range group {
		if f.name == name {
			return f.value
		}
	}
	return ""
}

// typed cuts the type off a value such as "rfc822; kari@example.no".
func typed(value string) (kind, rest string) {
	kind, rest, ok := strings.Cut(value, ";")
	if !ok {
		return "", strings.TrimSpace(value)
	}
	return strings.ToLower(strings.TrimSpace(kind)), strings.TrimSpace(rest)
}

// printable leaves out what is no letter to be read: a notice is shown in windows and terminals, and a stranger wrote it.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
}

// shortened cuts a text to a length, at a whole letter.
func shortened(s string, limit int) string {
	s = strings.Join(strings.Fields(printable(s)), " ")
	if len(s) <= limit {
		return s
	}
	return strings.ToValidUTF8(s[:limit], "") + " …"
}
