package view

import (
	"slices"
	"strings"

	"fakturist/billing"
	"fakturist/billing/register"
)

// Import is a file on its way into a register: the sheet that was read, which column is which field, what would happen, and
// what a person decided. Nothing is written before the plan is applied.
type Import struct {
	tongue Tongue

	Path    string // of the file
	Sheet   register.Sheet
	Mapping register.Mapping
	Plan    register.Plan
	Choices register.Choices
	Filter  string // of the check: a verdict, empty for all rows
}

// NewImport opens a sheet that was read, with the mapping guessed for it.
func NewImport(t Tongue, path string, s register.Sheet, m register.Mapping) *Import {
	f := &Import{tongue: t, Path: path, Sheet: s, Choices: register.Choices{Rows: map[int]register.Choice{}, Remember: true}}
	f.SetMapping(m)
	return f
}

// SetMapping takes another guess, as for another kind.
func (f *Import) SetMapping(m register.Mapping) {
	if m.Fields == nil {
		m.Fields = map[string]register.Field{}
	}
	f.Mapping = m
}

// ImportKind is what a file may hold.
type ImportKind struct {
	Kind          register.Kind
	Text, Meaning string
}

// ImportKinds are what a file may hold, in the order they are offered.
func (t Tongue) ImportKinds() []ImportKind {
	var out []ImportKind
	for _, k := range register.Kinds() {
		out = append(out, ImportKind{Kind: k, Text: t.T("import.kind." + string(k)), Meaning: t.T("import.kind.text." + string(k))})
	}
	return out
}

// Settled is the mapping with every column said something of, so that nobody is told of columns left out on purpose.
func (f *Import) Settled() register.Mapping {
	m := f.Mapping
	m.Fields = map[string]register.Field{}
	for _, c := range f.Columns() {
		m.Fields[c.Name] = c.Field
	}
	return m
}

// Sheets are the sheets of the workbook, the one that was read first; nil for a file of one table.
func (f *Import) Sheets() []string {
	if len(f.Sheet.Others) == 0 {
		return nil
	}
	return append([]string{f.Sheet.Name}, f.Sheet.Others...)
}

// FileText says what was read: "medlemmer.csv · 64 linjer".
func (f *Import) FileText() string {
	sheet := ""
	if len(f.Sheet.Others) > 0 {
		sheet = f.tongue.T("import.sheet", "sheet", f.Sheet.Name)
	}
	return join(f.Sheet.File, sheet, f.tongue.plural("import.lines", len(f.Sheet.Rows)))
}

// ImportColumn is a column of the file and what becomes of it.
type ImportColumn struct {
	Name    string // as the file calls it; the name in the mapping
	Samples string
	Field   register.Field      // register.Ignore: left out
	Numbers register.NumberForm // empty: it is not read as numbers
	Dates   register.DateOrder  // empty: it is not read as days
	Unsure  bool                // its numbers or days could be read the other way too
}

// Formed tells whether there is something to say of how its numbers or days are written.
func (c ImportColumn) Formed() bool { return c.Numbers != "" || c.Dates != "" }

// samplesShown is how many values stand for a column.
const samplesShown = 3

// Columns are the columns of the file from left to right.
func (f *Import) Columns() []ImportColumn {
	var out []ImportColumn
	for _, c := range f.Sheet.Columns {
		row := ImportColumn{Name: c.Name, Samples: strings.Join(c.Samples[:min(samplesShown, len(c.Samples))], " · "), Field: f.field(c.Name)}
		switch {
		case numeric[row.Field]:
			row.Numbers, row.Unsure = c.Numbers, c.Numbers != "" && !c.NumbersSure
			if said, ok := f.Mapping.Numbers[c.Name]; ok {
				row.Numbers, row.Unsure = said, false
			}
		case dated[row.Field]:
			row.Dates, row.Unsure = c.Dates, c.Dates != "" && !c.DatesSure
			if said, ok := f.Mapping.Dates[c.Name]; ok {
				row.Dates, row.Unsure = said, false
			}
		}
		out = append(out, row)
	}
	return out
}

// numeric and dated are the fields whose values are written in several ways.
var (
	numeric = map[register.Field]bool{register.Price: true, register.PriceWithVAT: true, register.Quantity: true, register.Discount: true,
		register.DiscountPercent: true}
	dated = map[register.Field]bool{register.Birth: true, register.IssueDate: true, register.DueDate: true, register.DeliveryDate: true,
		register.PeriodFrom: true, register.PeriodTo: true}
)

func (f *Import) field(column string) register.Field {
	if field := f.Mapping.Fields[column]; field != "" {
		return field
	}
	return register.Ignore
}

// Fields are what a column may hold, leaving it out first.
func (f *Import) Fields() []register.Field {
	return append([]register.Field{register.Ignore}, register.Fields(f.Mapping.Kind)...)
}

// FieldText is a field in words.
func (t Tongue) FieldText(field register.Field) string {
	if field == register.Ignore || field == "" {
		return t.T("import.ignore")
	}
	return t.T("import.field." + string(field))
}

// SetField says what a column holds. A field stands in one column only: another that had it is left out.
func (f *Import) SetField(column string, field register.Field) {
	if field != register.Ignore {
		for other, had := range f.Mapping.Fields {
			if had == field {
				f.Mapping.Fields[other] = register.Ignore
			}
		}
	}
	f.Mapping.Fields[column] = field
}

// SetNumbers says which decimal sign a column has.
func (f *Import) SetNumbers(column string, form register.NumberForm) {
	if f.Mapping.Numbers == nil {
		f.Mapping.Numbers = map[string]register.NumberForm{}
	}
	f.Mapping.Numbers[column] = form
}

// SetDates says in which order a column writes days.
func (f *Import) SetDates(column string, order register.DateOrder) {
	if f.Mapping.Dates == nil {
		f.Mapping.Dates = map[string]register.DateOrder{}
	}
	f.Mapping.Dates[column] = order
}

// Missing are, in words, the fields that must still have a column.
func (f *Import) Missing() []string {
	var out []string
	for _, field := range f.Mapping.Missing() {
		out = append(out, f.tongue.T("import.need."+string(f.Mapping.Kind)+"."+string(field)))
	}
	return out
}

// Left are the names of the columns that are left out.
func (f *Import) Left() []string {
	var out []string
	for _, c := range f.Columns() {
		if c.Field == register.Ignore {
			out = append(out, c.Name)
		}
	}
	return out
}

// SheetProblems is what is wrong with the file as it was read, each sentence once with the number of its places.
func (f *Import) SheetProblems() []Problem { return f.gather(f.Sheet.Faults) }

// PlanProblems is what is wrong with the file as a whole.
func (f *Import) PlanProblems() []Problem { return f.gather(f.Plan.Faults) }

// gather puts faults into words; the same fault in many places is said once.
func (f *Import) gather(faults billing.Faults) []Problem {
	var out []Problem
	times := map[string]int{}
	for _, fault := range append(faults.Fatal(), faults.Warnings()...) {
		p := f.problem(fault)
		if times[p.Text]++; times[p.Text] == 1 {
			out = append(out, p)
		}
	}
	for i := range out {
		if n := times[out[i].Text]; n > 1 {
			out[i].Where = f.tongue.plural("import.places", n)
		}
	}
	return out
}

// problem puts a fault of a file into words, with line and column. What the file has no column for goes by the word of the
// field.
func (f *Import) problem(fault billing.Fault) Problem {
	t := f.tongue
	for _, name := range []string{"column", "field"} {
		if value := fault.Args[name]; value != "" {
			fault.Args = withArg(fault.Args, name, f.columnText(value))
		}
	}
	p := t.Fault(fault)
	line, column := register.Where(fault.Path)
	switch {
	case line == 0:
	case column == "":
		p.Where = t.T("import.line", "line", t.Count(line))
	default:
		p.Where = t.T("import.place", "line", t.Count(line), "column", f.columnText(column))
	}
	return p
}

// columnText is a column as the file calls it, or the word of a field the file has no column for.
func (f *Import) columnText(name string) string {
	if _, found := f.Sheet.Column(name); found {
		return name
	}
	if key := "import.field." + name; f.tongue.T(key) != key {
		return f.tongue.T(key)
	}
	return name
}

func withArg(args map[string]string, name, value string) map[string]string {
	out := map[string]string{name: value}
	for k, v := range args {
		if k != name {
			out[k] = v
		}
	}
	return out
}

// SheetEndings are the endings of files that can be brought over.
var SheetEndings = []string{".csv", ".xlsx", ".txt", ".tsv"}

// IsSheet tells whether a file can be brought over, by its name.
func IsSheet(path string) bool {
	return slices.ContainsFunc(SheetEndings, func(end string) bool { return strings.HasSuffix(strings.ToLower(path), end) })
}
