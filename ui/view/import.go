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
func (f *Import) SheetProblems() []Problem { return f.tongue.gather(f.Sheet.Faults) }

// PlanProblems is what is wrong with the file as a whole.
func (f *Import) PlanProblems() []Problem { return f.tongue.gather(f.Plan.Faults) }

// gather puts faults into words; the same fault in many places is said once.
func (t Tongue) gather(faults billing.Faults) []Problem {
	var out []Problem
	times := map[string]int{}
	for _, fault := range append(faults.Fatal(), faults.Warnings()...) {
		p := t.importProblem(fault)
		if times[p.Text]++; times[p.Text] == 1 {
			out = append(out, p)
		}
	}
	for i := range out {
		if n := times[out[i].Text]; n > 1 {
			out[i].Where = t.plural("import.places", n)
		}
	}
	return out
}

// importProblem puts a fault of a file into words, with line and column.
func (t Tongue) importProblem(f billing.Fault) Problem {
	for _, name := range []string{"column", "field"} {
		if key := "import.field." + f.Args[name]; t.T(key) != key {
			f.Args = withArg(f.Args, name, t.T(key))
		}
	}
	p := t.Fault(f)
	line, column := register.Where(f.Path)
	switch {
	case line == 0:
	case column == "":
		p.Where = t.T("import.line", "line", t.Count(line))
	default:
		p.Where = t.T("import.place", "line", t.Count(line), "column", column)
	}
	return p
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

// SetPlan takes what would happen and shows first what a person must look at. Choices about rows of an older plan are gone.
func (f *Import) SetPlan(p register.Plan) {
	f.Plan = p
	f.Choices = register.Choices{Rows: map[int]register.Choice{}, Remember: f.Choices.Remember}
	n := p.Count()
	switch {
	case n.Doubtful > 0:
		f.Filter = string(register.Doubtful)
	case n.Faulty > 0:
		f.Filter = string(register.Faulty)
	default:
		f.Filter = ""
	}
}

// verdicts are the groups of rows, what needs a person first.
var verdicts = []register.Verdict{register.Faulty, register.Doubtful, register.New, register.Changed, register.Same}

// Filters are the groups that have rows, with their number.
func (f *Import) Filters() []NameCount {
	t, n := f.tongue, f.Plan.Count()
	counts := map[register.Verdict]int{register.New: n.New, register.Changed: n.Changed, register.Same: n.Same, register.Doubtful: n.Doubtful, register.Faulty: n.Faulty}
	out := []NameCount{{ID: "", Name: t.T("filter.all"), Count: t.Count(len(f.Plan.Rows))}}
	for _, v := range verdicts {
		if counts[v] == 0 {
			continue
		}
		count := NameCount{ID: string(v), Name: t.T("import.group." + string(v)), Count: t.Count(counts[v])}
		if v == register.Faulty {
			count.Tone = Bad
		}
		out = append(out, count)
	}
	return out
}

// ImportTotal is what applying the plan would do, as the choices stand.
type ImportTotal struct {
	New, Changed, Same, Skipped, Undecided, Faulty int
}

// Total counts.
func (f *Import) Total() ImportTotal {
	var n ImportTotal
	changed := map[string]bool{}
	skipped := map[int]bool{}
	for _, r := range f.Plan.Rows {
		switch f.outcome(r) {
		case outFaulty:
			n.Faulty++
		case outUndecided:
			n.Undecided++
		case outSame:
			n.Same++
		case outSkip:
			n.Skipped++
			skipped[r.ID] = true
		case outNew:
			n.New++
		case outChange:
			changed[changedKey(r)] = true
		case outMerge:
			d := r.Duplicates[0]
			if d.Row == 0 {
				changed[d.No] = true
			} else if skipped[d.Row] { // so is the row it belongs to
				n.Skipped++
				skipped[r.ID] = true
			}
		}
	}
	n.Changed = len(changed)
	return n
}

func changedKey(r register.Row) string {
	switch {
	case r.Before != nil:
		return r.Before.No
	case r.BeforeItem != nil:
		return r.BeforeItem.No
	}
	return r.Label
}

// outcome is what becomes of a row.
type outcome int

const (
	outNew outcome = iota
	outChange
	outSame
	outMerge
	outSkip
	outUndecided
	outFaulty
)

func (f *Import) outcome(r register.Row) outcome {
	switch r.Verdict {
	case register.Faulty:
		return outFaulty
	case register.Same:
		return outSame
	case register.Changed:
		return outChange
	}
	switch choice := f.Choice(r); {
	case choice == register.Skip:
		return outSkip
	case choice == register.Merge && len(r.Duplicates) > 0:
		return outMerge
	case choice == register.AsNew:
		return outNew
	}
	return outUndecided
}

// Choice is what happens with a row that is new or may be a duplicate: what was chosen for it, or for all of its group.
func (f *Import) Choice(r register.Row) register.Choice {
	if r.Verdict == register.New {
		if own := f.Choices.Rows[r.ID]; own != register.Undecided {
			return own
		}
		return register.AsNew
	}
	return f.Choices.For(r.ID)
}

// Choose decides about one row.
func (f *Import) Choose(id int, c register.Choice) { f.Choices.Rows[id] = c }

// ChooseAll decides about every doubtful row, also those decided about before; Undecided leaves each to its proposal.
func (f *Import) ChooseAll(c register.Choice) {
	for _, r := range f.Plan.Rows {
		if r.Verdict == register.Doubtful {
			if c == register.Undecided {
				f.Choices.Rows[r.ID] = r.Proposal
			} else {
				f.Choices.Rows[r.ID] = c
			}
		}
	}
}

// Action is what the button says: "Importer 34 nye og 12 endringer".
func (f *Import) Action() string {
	t, n := f.tongue, f.Total()
	var parts []string
	if n.New > 0 {
		parts = append(parts, t.plural("import.new", n.New))
	}
	if n.Changed > 0 {
		parts = append(parts, t.plural("import.changes", n.Changed))
	}
	switch len(parts) {
	case 0:
		return t.T("import.nothing")
	case 1:
		return t.T("import.do", "what", parts[0])
	}
	return t.T("import.do", "what", t.T("import.and", "first", parts[0], "second", parts[1]))
}

// Problem says why the plan cannot be applied yet; empty: it can.
func (f *Import) Problem() string {
	t, n := f.tongue, f.Total()
	if fatal := f.Plan.Faults.Fatal(); len(fatal) > 0 {
		return t.importProblem(fatal[0]).Text
	}
	switch {
	case n.Undecided > 0:
		return t.plural("import.problem.undecided", n.Undecided)
	case n.Faulty > 0 && !f.Choices.SkipFaulty:
		return t.plural("import.problem.faulty", n.Faulty)
	case n.New+n.Changed == 0:
		return t.T("import.problem.nothing")
	}
	return ""
}

// Done says what an import did.
func (t Tongue) Done(r register.Result) string {
	words := []string{t.plural("import.done.new", r.Added)}
	for _, part := range []struct {
		key string
		n   int
	}{{"import.done.changed", r.Changed}, {"import.done.same", r.Same}, {"import.done.skipped", r.Skipped}, {"import.done.faulty", r.Faulty}} {
		if part.n > 0 {
			words = append(words, t.plural(part.key, part.n))
		}
	}
	return strings.Join(words, ", ")
}

// SheetEndings are the endings of files that can be brought over.
var SheetEndings = []string{".csv", ".xlsx", ".txt", ".tsv"}

// IsSheet tells whether a file can be brought over, by its name.
func IsSheet(path string) bool {
	return slices.ContainsFunc(SheetEndings, func(end string) bool { return strings.HasSuffix(strings.ToLower(path), end) })
}
