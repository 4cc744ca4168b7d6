package view

import (
	"strconv"
	"strings"

	"fakturist/billing"
	"fakturist/billing/register"

	"github.com/shopspring/decimal"
)

// ImportRow is a row of the file as the check shows it.
type ImportRow struct {
	ID      int
	Key     string
	Line    string
	Name    string
	Detail  string // what changes, what is wrong, or whom it resembles
	Verdict Chip
}

// Rows are those of the group that is shown, in the order of the file.
func (f *Import) Rows() []ImportRow {
	var out []ImportRow
	for _, r := range f.Plan.Rows {
		if f.Filter == "" || f.Filter == string(r.Verdict) {
			out = append(out, f.row(r))
		}
	}
	return out
}

func (f *Import) row(r register.Row) ImportRow {
	t := f.tongue
	row := ImportRow{ID: r.ID, Key: strconv.Itoa(r.ID), Line: t.Count(r.Line), Name: r.Label, Verdict: f.verdict(r)}
	if row.Name == "" {
		row.Name = t.T("import.line", "line", t.Count(r.Line))
	}
	switch {
	case r.Verdict == register.Faulty && len(r.Faults) > 0:
		p := f.problem(firstFatal(r.Faults))
		row.Detail = strings.TrimPrefix(p.Where+": "+p.Text, ": ")
	case r.Verdict == register.Changed:
		row.Detail = t.changeText(r.Changes)
	case len(r.Duplicates) > 0:
		row.Detail = t.resembles(r.Duplicates[0])
	case r.Draft != nil:
		row.Detail = t.draftText(*r.Draft)
	case r.Guardian:
		row.Detail = t.T("import.guardian")
	default:
		row.Detail = t.summary(r.Changes)
	}
	return row
}

func firstFatal(faults billing.Faults) billing.Fault {
	if fatal := faults.Fatal(); len(fatal) > 0 {
		return fatal[0]
	}
	return faults[0]
}

// verdict is what becomes of a row, as the choices stand.
func (f *Import) verdict(r register.Row) Chip {
	t := f.tongue
	switch f.outcome(r) {
	case outFaulty:
		return Chip{Text: t.T("import.faulty"), Tone: Bad}
	case outUndecided:
		return Chip{Text: t.T("import.doubt"), Tone: Warn}
	case outChange:
		return Chip{Text: t.T("import.changed"), Tone: Accent}
	case outMerge:
		return Chip{Text: t.T("import.merged"), Tone: Accent}
	case outSkip:
		return Chip{Text: t.T("import.skipped"), Tone: Quiet}
	case outSame:
		return Chip{Text: t.T("import.same"), Tone: Quiet}
	}
	return Chip{Text: t.T("import.isnew"), Tone: Good}
}

// Verdicts are all words of verdict, to make room for the longest.
func (t Tongue) Verdicts() []string {
	return []string{t.T("import.faulty"), t.T("import.doubt"), t.T("import.changed"), t.T("import.merged"), t.T("import.skipped"), t.T("import.same"), t.T("import.isnew")}
}

// changeText names the fields that change: "E-post, Adresse".
func (t Tongue) changeText(changes []register.Change) string {
	words := make([]string, len(changes))
	for i, c := range changes {
		words[i] = t.FieldText(c.Field)
	}
	return strings.Join(words, ", ")
}

// summary is what is worth knowing of a new row at a glance.
func (t Tongue) summary(changes []register.Change) string {
	var parts []string
	for _, c := range changes {
		switch c.Field {
		case register.Name, register.ItemName, register.CustomerNo, register.ItemNo, register.Type, register.Country:
		default:
			parts = append(parts, t.RegisterValue(c.Field, c.After))
		}
		if len(parts) == 3 {
			break
		}
	}
	return join(parts...)
}

// draftText is the lines of a draft, the first of them in words.
func (t Tongue) draftText(d billing.Draft) string {
	if len(d.Lines) == 0 {
		return ""
	}
	if len(d.Lines) == 1 {
		return t.draftLine(d.Lines[0])
	}
	return join(t.plural("import.draft-lines", len(d.Lines)), t.draftLine(d.Lines[0]))
}

// draftLine is a line in words: "Leir · 2 × 800,00 · Ella".
func (t Tongue) draftLine(l billing.Line) string {
	return join(firstOf(l.Item, l.Description), t.Number(l.Quantity)+" × "+t.Price(l.Price), l.For)
}

// draftChanges are the lines and days of a draft.
func (t Tongue) draftChanges(d billing.Draft) []ImportChange {
	var out []ImportChange
	for _, l := range d.Lines {
		out = append(out, ImportChange{Field: t.FieldText(register.ItemName), After: t.draftLine(l)})
	}
	for _, day := range []struct {
		field register.Field
		value string
	}{{register.IssueDate, t.Date(d.IssueDate)}, {register.DueDate, t.Date(d.DueDate)}, {register.BuyerReference, d.BuyerReference}, {register.Note, d.Note}} {
		if day.value != "" {
			out = append(out, ImportChange{Field: t.FieldText(day.field), After: day.value})
		}
	}
	return out
}

// resembles says whom a row may be and why: "Kari Nordmann, kunde 412 · samme e-post".
func (t Tongue) resembles(d register.Duplicate) string {
	return join(t.other(d), t.T("import.reason."+string(d.Reason)))
}

func (t Tongue) other(d register.Duplicate) string {
	if d.No != "" {
		return t.T("import.other.customer", "name", d.Name, "no", d.No)
	}
	return t.T("import.other.row", "name", d.Name)
}

// ImportDetail is one row in full.
type ImportDetail struct {
	Title    string
	Where    string // "Linje 7"
	Verdict  Chip
	Problems []Problem
	Changes  []ImportChange // of the row itself
	Other    string         // whom it resembles; empty: nobody
	Why      string
	Merging  []ImportChange // what merging would change in the other one
	Also     []string       // whom else it resembles
	Choices  []ImportChoice // none: nothing to decide
}

// ImportChange is one field in words; Before is empty for what is new.
type ImportChange struct{ Field, Before, After string }

// ImportChoice is one thing that may be done with a row.
type ImportChoice struct {
	Choice  register.Choice
	Text    string
	Meaning string
	Chosen  bool
}

// Detail is the row with an ID; the zero ImportDetail when there is none.
func (f *Import) Detail(id int) ImportDetail {
	if id < 1 || id > len(f.Plan.Rows) {
		return ImportDetail{}
	}
	t, r := f.tongue, f.Plan.Rows[id-1]
	row := f.row(r)
	d := ImportDetail{Title: row.Name, Where: t.T("import.line", "line", row.Line), Verdict: row.Verdict, Changes: t.changes(r.Changes)}
	for _, fault := range append(r.Faults.Fatal(), r.Faults.Warnings()...) {
		d.Problems = append(d.Problems, f.problem(fault))
	}
	if r.Draft != nil {
		d.Changes = t.draftChanges(*r.Draft)
	}
	if r.Verdict == register.Faulty {
		return d
	}
	if r.PayerRow > 0 && r.PayerRow <= len(f.Plan.Rows) {
		d.Changes = append(d.Changes, ImportChange{Field: t.FieldText(register.Payer), After: f.Plan.Rows[r.PayerRow-1].Label})
	}
	if len(r.Duplicates) > 0 && (r.Verdict == register.New || r.Verdict == register.Doubtful) {
		first := r.Duplicates[0]
		d.Other, d.Why, d.Merging = t.other(first), t.T("import.reason."+string(first.Reason)), t.changes(first.Changes)
		for _, other := range r.Duplicates[1:] {
			d.Also = append(d.Also, t.resembles(other))
		}
		d.Choices = f.choices(r)
	}
	return d
}

// choices are what may be done with a row that resembles another.
func (f *Import) choices(r register.Row) []ImportChoice {
	chosen := f.Choice(r)
	var out []ImportChoice
	for _, c := range []register.Choice{register.Merge, register.Skip, register.AsNew} {
		meaning := f.tongue.T("import.choice.text." + string(c))
		if c == r.Proposal {
			meaning = f.tongue.T("import.choice.proposed", "text", meaning)
		}
		out = append(out, ImportChoice{Choice: c, Text: f.tongue.T("import.choice." + string(c)), Meaning: meaning, Chosen: c == chosen})
	}
	return out
}

func (t Tongue) changes(changes []register.Change) []ImportChange {
	var out []ImportChange
	for _, c := range changes {
		out = append(out, ImportChange{Field: t.FieldText(c.Field), Before: t.RegisterValue(c.Field, c.Before), After: t.RegisterValue(c.Field, c.After)})
	}
	return out
}

// RegisterValue writes a value of a field as people read it.
func (t Tongue) RegisterValue(field register.Field, value string) string {
	if value == "" {
		return ""
	}
	switch field {
	case register.Type:
		return t.T("customer.type." + value)
	case register.OrgNo:
		return OrgNo(value)
	case register.Language:
		return t.T("language." + value)
	case register.Unit:
		return t.Unit(value)
	case register.Terms:
		return t.T("import.days", "days", value)
	case register.VAT:
		return t.vatValue(value)
	case register.Routes:
		return t.listed(value, func(s string) string { return t.Channel(billing.ChannelName(s)) })
	case register.Accounts:
		return t.listed(value, Account)
	case register.Price, register.PriceWithVAT:
		if d, err := decimal.NewFromString(value); err == nil {
			return t.Price(d)
		}
	case register.Quantity:
		if d, err := decimal.NewFromString(value); err == nil {
			return t.Number(d)
		}
	}
	if dated[field] {
		if day, err := parseDay(value); err == nil {
			return t.Date(day)
		}
	}
	return value
}

func (t Tongue) listed(value string, word func(string) string) string {
	parts := strings.Split(value, ", ")
	for i := range parts {
		parts[i] = word(parts[i])
	}
	return strings.Join(parts, ", ")
}

// vatValue reads "S 25" as a plan writes it.
func (t Tongue) vatValue(value string) string {
	category, rate, _ := strings.Cut(value, " ")
	v := billing.VAT{Category: billing.VATCategory(category)}
	if d, err := decimal.NewFromString(rate); err == nil {
		v.Rate = d
	}
	return t.VAT(v)
}
