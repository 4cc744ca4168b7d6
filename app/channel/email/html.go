package email

import (
	"fmt"
	"html"
	"regexp"
	"strings"
)

// The looks of a mail: plain tables with their style at each cell, which is what Outlook draws as it is meant.
const (
	cellFont = "font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:22px;color:#14232B;"
	boxFill  = "#F1F5F7"
	boxEdge  = "#1F6F8B"
	noteFill = "#FFF4D6"
)

// label finds lines such as "KID: 1234"; a run of them becomes a box.
var label = regexp.MustCompile(`^([^:]{1,40}): +(.+)$`)

// htmlOf writes a body as HTML: paragraphs, a box where every line is "label: value", and a note above all where there is one.
func htmlOf(subject, body, note, language string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<!DOCTYPE html><html lang="%s"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`+
		`<title>%s</title></head><body style="margin:0;padding:0;background-color:#ffffff">`+
		`<table role="presentation" width="100%%" cellpadding="0" cellspacing="0" border="0"><tr><td align="left" style="padding:24px 16px">`+
		`<table role="presentation" width="560" cellpadding="0" cellspacing="0" border="0" style="width:100%%;max-width:560px">`+"\n",
		html.EscapeString(language), html.EscapeString(subject))
	if note != "" {
		fmt.Fprintf(&b, `<tr><td bgcolor="%s" style="padding:12px 16px;%s">%s</td></tr><tr><td style="height:20px;line-height:20px">&nbsp;</td></tr>`+"\n",
			noteFill, cellFont, html.EscapeString(note))
	}
	for paragraph := range strings.SplitSeq(body, "\n\n") {
		b.WriteString(paragraphHTML(strings.Split(strings.TrimSpace(paragraph), "\n")))
	}
	b.WriteString("</table></td></tr></table></body></html>\n")
	return b.String()
}

func paragraphHTML(lines []string) string {
	inner, ok := boxHTML(lines)
	if !ok {
		for i, line := range lines {
			lines[i] = html.EscapeString(line)
		}
		inner = strings.Join(lines, "<br>")
	}
	if inner == "" {
		return ""
	}
	return `<tr><td style="padding:0 0 16px 0;` + cellFont + `">` + inner + "</td></tr>\n"
}

// boxHTML writes lines of labels and values as a box, what is to be paid and how; false where a line is something else.
func boxHTML(lines []string) (box string, ok bool) {
	var rows strings.Builder
	for _, line := range lines {
		m := label.FindStringSubmatch(line)
		if m == nil {
			return "", false
		}
		fmt.Fprintf(&rows, `<tr><td valign="top" style="padding:4px 24px 4px 16px;%scolor:#51626B">%s</td>`+
			`<td valign="top" style="padding:4px 16px 4px 0;%sfont-weight:bold">%s</td></tr>`,
			cellFont, html.EscapeString(m[1]), cellFont, html.EscapeString(m[2]))
	}
	return fmt.Sprintf(`<table role="presentation" cellpadding="0" cellspacing="0" border="0" bgcolor="%s" style="border-left:4px solid %s">`+
		`<tr><td colspan="2" style="height:8px;line-height:8px">&nbsp;</td></tr>%s<tr><td colspan="2" style="height:8px;line-height:8px">&nbsp;</td></tr></table>`,
		boxFill, boxEdge, rows.String()), true
}
