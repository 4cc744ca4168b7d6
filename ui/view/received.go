package view

import (
	"path"
	"regexp"
	"strconv"
	"strings"

	"fakturist/billing"
)

// ReceivedRow is a document somebody sent us as the list shows it.
type ReceivedRow struct {
	Key     string
	From    string
	Number  string
	Date    string
	Due     string
	DueTone Tone
	Sum     string
	Check   Chip
	Row     billing.Received
}

// ReceivedRow puts a received document into words.
func (t Tongue) ReceivedRow(r billing.Received) ReceivedRow {
	row := ReceivedRow{Key: strconv.FormatInt(r.ID, 10), From: r.Seller.Name, Number: r.Number, Date: t.Day(r.IssueDate), Due: t.Day(r.DueDate),
		Sum: t.receivedSum(r), Check: t.receivedCheck(r), Row: r}
	if row.From == "" {
		row.From = t.T("received.nameless")
	}
	if r.Kind != billing.KindCreditNote && !r.DueDate.IsZero() && r.DueDate.Before(t.Today()) {
		row.DueTone = Warn
	}
	return row
}

// receivedSum is what is asked for; a credit note gives it back.
func (t Tongue) receivedSum(r billing.Received) string {
	sum := r.Payable
	if r.Kind == billing.KindCreditNote && sum.Sign() > 0 {
		sum.Minor = -sum.Minor
	}
	return t.Amount(sum)
}

// receivedCheck says at a glance whether a document is ours and right.
func (t Tongue) receivedCheck(r billing.Received) Chip {
	switch {
	case r.NotForUs:
		return Chip{Text: t.T("received.not-ours"), Tone: Bad, Why: t.T("received.not-ours.why", "buyer", r.Buyer.Name)}
	case r.Fatal > 0:
		return Chip{Text: t.plural("received.faults", r.Fatal), Tone: Bad, Why: t.T("received.faults.why")}
	case r.Warnings > 0:
		return Chip{Text: t.plural("received.warnings", r.Warnings), Tone: Warn, Why: t.T("received.warnings.why")}
	}
	return Chip{Text: t.T("received.right"), Tone: Good, Why: t.T("received.right.why")}
}

// Received is a received document in full, in words.
type Received struct {
	Title    string
	Check    Chip
	Seller   string
	Address  string // of the seller, with its number
	NotOurs  string // why somebody should look twice; empty: it is ours
	Facts    []Fact
	Sum      Fact
	Problems []Problem // what the rules say of it, each sentence once
	Advice   string    // what to do about them; empty: nothing
	Papers   []Paper
	File     string // the name it came under, fit to be stored by
}

// Paper is an attachment: its name, fit to be stored by, and its size.
type Paper struct{ Name, Size string }

// Received puts a document in full into words.
func (t Tongue) Received(r billing.Received) Received {
	out := Received{Title: t.receivedTitle(r), Check: t.receivedCheck(r), Seller: t.ReceivedRow(r).From, Facts: t.receivedFacts(r),
		Sum: Fact{Name: t.T("fact.payable"), Value: t.receivedSum(r)}, Problems: t.findings(r.Findings), File: FileName(r.FileName, "faktura.xml")}
	lines := r.Seller.Address.Lines()
	if r.Seller.OrgNo != "" {
		lines = append([]string{t.T("fact.orgno") + " " + OrgNo(r.Seller.OrgNo)}, lines...)
	}
	out.Address = strings.Join(lines, "\n")
	if r.NotForUs {
		out.NotOurs = t.T("received.not-ours.text", "buyer", firstOf(r.Buyer.Name, OrgNo(r.Buyer.OrgNo), t.T("received.nameless")))
	}
	if r.Fatal > 0 {
		out.Advice = t.T("received.advice")
	}
	for _, a := range r.Attached {
		paper := Paper{Name: FileName(a.Name, t.T("received.paper"))}
		if len(a.Content) > 0 {
			paper.Size = t.Size(len(a.Content))
		}
		out.Papers = append(out.Papers, paper)
	}
	return out
}

func (t Tongue) receivedTitle(r billing.Received) string {
	if r.Kind == billing.KindCreditNote {
		return t.T("detail.credit-note", "number", r.Number)
	}
	return t.T("detail.invoice", "number", r.Number)
}

// receivedFacts are what is needed to pay; what is typed into a bank can be copied.
func (t Tongue) receivedFacts(r billing.Received) []Fact {
	var out []Fact
	add := func(key, value, bare string) {
		if value != "" {
			out = append(out, Fact{Name: t.T(key), Value: value, Copy: bare})
		}
	}
	add("fact.issued", t.Date(r.IssueDate), "")
	add("fact.due", t.Date(r.DueDate), "")
	add("fact.account", Account(r.Account), r.Account)
	add("fact.kid", receivedKID(r.KID), r.KID)
	add("received.at", t.Hour(r.At), "")
	if row := t.ReceivedRow(r); row.DueTone == Warn {
		for i := range out {
			if out[i].Name == t.T("fact.due") {
				out[i].Tone = Warn
			}
		}
	}
	return out
}

// receivedKID writes digits, and references of ISO 11649, in fours; one of another kind stays as it is.
func receivedKID(s string) string {
	if s != "" && (digits(s) == s || isoReference.MatchString(s)) {
		return KID(s)
	}
	return s
}

// isoReference is a creditor reference (ISO 11649), such as RF18539007547034.
var isoReference = regexp.MustCompile(`^RF[0-9]{2}[A-Z0-9]{1,21}$`)

// lineOfPath finds the line a path of a rule speaks of.
var lineOfPath = regexp.MustCompile(`(?:InvoiceLine|CreditNoteLine)(?:\[(\d+)\])?`)

// findings puts what the rules say into words, each sentence once with its lines. The sentences are written for documents of
// our own, so only what is wrong is said, not where we would mend it.
func (t Tongue) findings(faults billing.Faults) []Problem {
	var out []Problem
	at := map[string]int{}
	for _, f := range append(faults.Fatal(), faults.Warnings()...) {
		p := t.Fault(f)
		if f.Code != "received-unread" {
			p.Text = firstSentence(p.Text)
		}
		where := ""
		if m := lineOfPath.FindStringSubmatch(f.Path); m != nil {
			where = t.T("place.line", "n", firstOf(m[1], "1"))
		}
		i, seen := at[p.Text]
		if !seen {
			at[p.Text] = len(out)
			p.Where = where
			out = append(out, p)
			continue
		}
		out[i].Copy += "\n" + p.Copy
		if where != "" && !strings.Contains(", "+out[i].Where+",", ", "+where+",") && strings.Count(out[i].Where, ",") < 4 {
			out[i].Where = strings.TrimPrefix(out[i].Where+", "+where, ", ")
		}
	}
	return out
}

// firstSentence is what happened, without what to do.
func firstSentence(s string) string {
	for i := 12; i+1 < len(s); i++ {
		if s[i] == '.' && s[i+1] == ' ' {
			return s[:i+1]
		}
	}
	return s
}

// FileName is the last part of a name somebody else chose, so that nothing is stored outside the folder that was picked;
// instead stands for one that is no name.
func FileName(name, instead string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`<>:"|?*`, r) {
			return -1
		}
		return r
	}, path.Base(strings.ReplaceAll(name, `\`, "/")))
	if name = strings.Trim(name, " ."); name == "" || name == "/" {
		return instead
	}
	return name
}

// IsReceived tells whether a file may be a document somebody sent us, by its name.
func IsReceived(path string) bool { return strings.HasSuffix(strings.ToLower(path), ".xml") }

// ReceivedText says what was taken in: the document, or how many.
func (t Tongue) ReceivedText(r billing.Received, count int) string {
	if count > 1 {
		return t.plural("received.taken", count)
	}
	return t.T("received.taken.document", "what", t.receivedTitle(r), "from", t.ReceivedRow(r).From)
}
