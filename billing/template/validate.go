package template

import (
	"fmt"
	"slices"
	"strings"

	"fakturist/billing"
)

// Languages are the languages a document can be printed in (bokføringsforskriften § 5-1-1a allows Norwegian, Swedish,
// Danish and English).
var Languages = []string{"nb", "nn", "en", "sv", "da"}

// Bounds of what can be set and printed.
const (
	minSide, maxSide       = 50, 1200 // millimetres
	minPoints, maxPoints   = 4, 120
	minLeading, maxLeading = 0.8, 4
	maxElements            = 500
)

// Validate notes everything that keeps a template from being used. Lint says whether what it prints is lawful.
func (t *Template) Validate() billing.Faults {
	v := validator{t: t}
	v.page()
	v.styles()
	v.words()
	if len(t.Elements) > maxElements {
		v.faults.Add("template-too-large", "elements", "most", fmt.Sprint(maxElements))
		return v.faults
	}
	ids := map[string]bool{}
	for i := range t.Elements {
		e := &t.Elements[i]
		path := fmt.Sprintf("elements[%d]", i)
		if e.ID == "" || ids[e.ID] {
			v.faults.Add("element-id", path+".id", "id", e.ID)
		}
		ids[e.ID] = true
		v.element(e, path)
	}
	return v.faults
}

type validator struct {
	t      *Template
	faults billing.Faults
}

func (v *validator) page() {
	p := v.t.Page
	if !within(p.Width, minSide, maxSide) || !within(p.Height, minSide, maxSide) {
		v.faults.Add("page-size", "page", "width", fmt.Sprint(p.Width), "height", fmt.Sprint(p.Height))
		return
	}
	for _, f := range []struct {
		name string
		at   float64
	}{{"top", p.Top}, {"next", p.Next}, {"bottom", p.Bottom}} {
		if !within(f.at, 0, p.Height) {
			v.faults.Add("outside-page", "page."+f.name)
		}
	}
	if p.Height-p.Bottom-max(p.Top, p.Next) < leastFlow {
		v.faults.Add("no-room-for-lines", "page")
	}
}

// leastFlow is the room for lines a page must have.
const leastFlow = 30

// within is false for numbers that are none, too.
func within(x, low, high float64) bool { return x >= low && x <= high }

func (v *validator) styles() {
	for name, s := range v.t.Styles {
		path := "styles." + name
		if !s.Font.Known() {
			v.faults.Add("font-unknown", path+".font", "font", string(s.Font))
		}
		if !within(s.Size, minPoints, maxPoints) || !within(s.Leading, minLeading, maxLeading) {
			v.faults.Add("style-size", path, "size", fmt.Sprint(s.Size), "leading", fmt.Sprint(s.Leading))
		}
		v.color(s.Color, path+".color")
		v.align(s.Align, path+".align")
	}
	slices.SortStableFunc(v.faults, func(a, b billing.Fault) int { return strings.Compare(a.Path, b.Path) })
}

func (v *validator) words() {
	for language, words := range v.t.Words {
		if !slices.Contains(Languages, language) {
			v.faults.Add("language-unknown", "words."+language, "language", language)
		}
		for key := range v.t.Words["nb"] {
			if words[key] == "" && !strings.HasPrefix(key, "unit.") {
				v.faults.Add("word-missing", "words."+language+"."+key, "key", key, "language", language)
			}
		}
	}
	slices.SortStableFunc(v.faults, func(a, b billing.Fault) int { return strings.Compare(a.Path, b.Path) })
}

func (v *validator) color(name, path string) {
	if _, ok := v.t.Palette[name]; !ok {
		v.faults.Add("color-unknown", path, "color", name)
	}
}

func (v *validator) optionalColor(name, path string) {
	if name != "" {
		v.color(name, path)
	}
}

func (v *validator) align(a Align, path string) {
	if a != "" && a != Left && a != Center && a != Right {
		v.faults.Add("align-unknown", path, "align", string(a))
	}
}

func (v *validator) style(name, path string) {
	if _, ok := v.t.Styles[name]; !ok {
		v.faults.Add("style-unknown", path, "style", name)
	}
}

func (v *validator) optionalStyle(name, path string) {
	if name != "" {
		v.style(name, path)
	}
}

var (
	anchors   = []Anchor{AnchorPage, AnchorFlow, AnchorBeside, AnchorBottom}
	pageRules = []PageRule{AllPages, FirstPage, LastPage, NotFirst, NotLast}
	sources   = []Source{SourceLines, SourceTaxes, SourceAdjustments, SourceWork}
	ops       = []Op{OpSet, OpEmpty, OpIs, OpNot}
)

func (v *validator) element(e *Element, path string) {
	if !slices.Contains(anchors, e.Anchor) {
		v.faults.Add("anchor-unknown", path+".anchor", "anchor", string(e.Anchor))
	}
	if !slices.Contains(pageRules, e.Pages) {
		v.faults.Add("page-rule-unknown", path+".pages", "rule", string(e.Pages))
	}
	v.place(e, path)
	v.conditions(e.ShowIf, path+".showIf")
	switch e.Kind {
	case KindText, KindAddress:
		v.style(e.Style, path+".style")
		v.text(e.Text, "", path+".text")
	case KindFacts, KindCells:
		v.rows(e, path)
	case KindSign:
		v.sign(e, path)
	case KindTable:
		v.table(e, path)
	case KindImage:
		if e.Image != "logo" {
			v.faults.Add("image-unknown", path+".image", "image", e.Image)
		}
	case KindLine:
		v.color(e.Stroke, path+".stroke")
	case KindRect:
		v.optionalColor(e.Fill, path+".fill")
		v.optionalColor(e.Stroke, path+".stroke")
	default:
		v.faults.Add("kind-unknown", path+".kind", "kind", string(e.Kind))
	}
}

// place refuses what cannot be placed and warns of what the sheet cuts off.
func (v *validator) place(e *Element, path string) {
	p := v.t.Page
	if e.Kind != KindLine && (!within(e.W, 0.1, p.Width*2) || !within(e.H, 0, p.Height)) {
		v.faults.Add("element-size", path, "w", fmt.Sprint(e.W), "h", fmt.Sprint(e.H))
		return
	}
	low := e.Y + e.H
	if e.Anchor == AnchorBottom {
		low = e.Y
	}
	if e.X < 0 || e.X+e.W > p.Width || e.Y < 0 || low > p.Height {
		v.faults.Warn("outside-page", path)
	}
}

func (v *validator) rows(e *Element, path string) {
	if len(e.Rows) == 0 {
		v.faults.Add("rows-missing", path+".rows")
	}
	for i, r := range e.Rows {
		at := fmt.Sprintf("%s.rows[%d]", path, i)
		v.style(firstOf(r.Style, e.Style), at+".style")
		v.style(firstOf(r.Title, e.Label), at+".title")
		v.optionalColor(r.Rule, at+".rule")
		v.text(r.Label, "", at+".label")
		v.text(r.Value, "", at+".value")
		v.conditions(r.ShowIf, at+".showIf")
	}
	if e.Kind == KindFacts && !within(e.LabelWidth, 0, e.W) {
		v.faults.Add("label-width", path+".labelWidth")
	}
}

// sign asks for labels only: what they stand for is written by hand.
func (v *validator) sign(e *Element, path string) {
	if len(e.Rows) == 0 {
		v.faults.Add("rows-missing", path+".rows")
	}
	v.color(e.Stroke, path+".stroke")
	for i, r := range e.Rows {
		at := fmt.Sprintf("%s.rows[%d]", path, i)
		v.style(firstOf(r.Title, e.Label), at+".title")
		v.text(r.Label, "", at+".label")
		v.conditions(r.ShowIf, at+".showIf")
	}
}

func firstOf(own, inherited string) string {
	if own != "" {
		return own
	}
	return inherited
}

func (v *validator) table(e *Element, path string) {
	t := e.Table
	if t == nil || len(t.Columns) == 0 {
		v.faults.Add("columns-missing", path+".table")
		return
	}
	path += ".table"
	if !slices.Contains(sources, t.Source) {
		v.faults.Add("source-unknown", path+".source", "source", string(t.Source))
	}
	v.style(t.Row, path+".row")
	v.optionalStyle(t.Head, path+".head")
	v.optionalStyle(t.Detail, path+".detail")
	v.optionalStyle(t.Sum, path+".sum")
	v.optionalColor(t.Rule, path+".rule")
	v.optionalColor(t.TopRule, path+".topRule")
	if !within(t.Pad, 0, 20) || !within(t.Gutter, 0, 50) {
		v.faults.Add("table-spacing", path)
	}
	for i, c := range t.Columns {
		at := fmt.Sprintf("%s.columns[%d]", path, i)
		v.text(c.Title, "", at+".title")
		v.text(c.Value, t.Source, at+".value")
		v.text(c.Detail, t.Source, at+".detail")
		v.align(c.Align, at+".align")
		if !within(c.W, 0, e.W) {
			v.faults.Add("column-width", at+".w")
		}
	}
}

func (v *validator) conditions(conditions []Condition, path string) {
	for i, c := range conditions {
		at := fmt.Sprintf("%s[%d]", path, i)
		if f, ok := FieldByName(c.Field); !ok || f.Row != "" {
			v.faults.Add("field-unknown", at+".field", "field", c.Field)
		}
		if !slices.Contains(ops, c.Op) {
			v.faults.Add("condition-unknown", at+".op", "op", string(c.Op))
		}
	}
}

// kindWords are the words a field chooses among by the kind of document.
var kindWords = map[string][]string{
	"document.title":  ofKinds("title", billing.KindInvoice, billing.KindCreditNote, billing.KindOffer, billing.KindOrder, billing.KindPaymentRequest),
	"label.number":    ofKinds("number", billing.KindInvoice, billing.KindCreditNote, billing.KindOffer, billing.KindOrder, billing.KindPaymentRequest),
	"label.date":      ofKinds("date", billing.KindInvoice, billing.KindCreditNote, billing.KindOffer, billing.KindOrder, billing.KindPaymentRequest),
	"label.payable":   ofKinds("payable", billing.KindInvoice, billing.KindCreditNote, billing.KindOffer, billing.KindOrder, billing.KindPaymentRequest),
	"label.delivered": {"delivered.done", "delivered.coming", "delivered.period"},
}

func ofKinds(word string, kinds ...billing.Kind) []string {
	var out []string
	for _, k := range kinds {
		out = append(out, word+"."+string(k))
	}
	return out
}

// text checks the fields of a text; row is the source of the table it stands in.
func (v *validator) text(s string, row Source, path string) {
	parts, err := Parts(s)
	if err != nil {
		v.faults.Add("field-open", path)
		return
	}
	for _, p := range parts {
		if p.Field == "" {
			continue
		}
		f, ok := FieldByName(p.Field)
		key, isWord := strings.CutPrefix(p.Field, "word.")
		switch {
		case !ok, f.Row != "" && f.Row != row, f.Type == TypeImage:
			v.faults.Add("field-unknown", path, "field", p.Field)
		case isWord && v.t.Words["nb"][key] == "":
			v.faults.Add("word-missing", path, "key", key, "language", "nb")
		case p.Format != "" && !FormatterFits(p.Format, f.Type):
			v.faults.Add("formatter-unfit", path, "formatter", p.Format, "field", p.Field)
		}
		for _, key := range kindWords[p.Field] {
			if v.t.Words["nb"][key] == "" {
				v.faults.Add("word-missing", path, "key", key, "language", "nb")
			}
		}
	}
}
