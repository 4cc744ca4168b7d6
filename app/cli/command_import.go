package cli

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"

	"fakturist/app"
	"fakturist/billing"
	"fakturist/billing/register"
)

// fieldMap is --map COL=FIELD, given as often as needed, or several separated by commas.
type fieldMap map[string]register.Field

// String is the mapping.
func (m fieldMap) String() string {
	var parts []string
	for _, column := range slices.Sorted(maps.Keys(m)) {
		parts = append(parts, column+"="+string(m[column]))
	}
	return strings.Join(parts, ",")
}

// Set reads one or more COL=FIELD.
func (m fieldMap) Set(s string) error {
	for _, part := range strings.Split(s, ",") {
		column, field, ok := strings.Cut(part, "=")
		if !ok || column == "" || field == "" {
			return fmt.Errorf("%q is not COLUMN=FIELD", part)
		}
		m[column] = register.Field(field)
	}
	return nil
}

// importFlags are what `customer import` is told beside the file.
type importFlags struct {
	kind       string
	sheet      string
	fields     fieldMap
	mapping    string // file to read the mapping from
	save       string // file to write it to
	duplicates string
	skipFaulty bool
	dry        bool
}

func customerImport(fs *flag.FlagSet) body {
	f := importFlags{fields: fieldMap{}}
	fs.StringVar(&f.kind, "kind", string(register.Customers), "what the file holds: `customers`, items, members or drafts")
	fs.StringVar(&f.sheet, "sheet", "", "`name` of the sheet in a workbook; else the first that holds something")
	fs.Var(f.fields, "map", "`COLUMN=FIELD` for a column by another name; FIELD - leaves it out")
	fs.StringVar(&f.mapping, "map-file", "", "read the mapping from this JSON `file`")
	fs.StringVar(&f.save, "save-map", "", "write the mapping to this JSON `file`")
	fs.StringVar(&f.duplicates, "accept-duplicates", "", "what becomes of rows that resemble somebody: `merge`, skip or new")
	fs.BoolVar(&f.skipFaulty, "skip-faulty", false, "leave out rows with faults and import the others")
	fs.BoolVar(&f.dry, "dry-run", false, "tell what would be done and do nothing")
	return func(c *call) error {
		if err := c.want(1, 1); err != nil {
			return err
		}
		return c.importRegister(c.args[0], f)
	}
}

func (c *call) importRegister(path string, f importFlags) error {
	b, err := c.read(path)
	if err != nil {
		return err
	}
	sheet, err := app.ReadSheet(b, path, f.sheet)
	if err != nil {
		return err
	}
	m, err := c.mappingOf(sheet, f)
	if err != nil {
		return err
	}
	plan, err := c.app.PlanImport(c, sheet, m)
	if err != nil {
		return err
	}
	if f.save != "" {
		if err := c.saveMapping(f.save, m); err != nil {
			return err
		}
	}
	choices := register.Choices{SkipFaulty: f.skipFaulty, Duplicates: register.Choice(f.duplicates), DryRun: f.dry,
		Remember: len(f.fields) > 0 || f.mapping != ""}
	done, err := c.app.ApplyImport(c, plan, choices)
	if f.dry {
		if told := c.tellPlan(plan, done); told != nil {
			return told
		}
		return err
	}
	if err != nil {
		c.tellDoubtful(plan)
		return err
	}
	if !c.opt.json {
		c.warn(plan.AllFaults())
	}
	return c.tellImport(plan, done)
}

// mappingOf is the mapping of the file given, else the one remembered or guessed; --map goes over both.
func (c *call) mappingOf(s register.Sheet, f importFlags) (register.Mapping, error) {
	if f.mapping == "" {
		m, err := c.app.GuessMapping(c, s, register.Kind(f.kind))
		return app.WithFields(m, s, f.fields), err
	}
	b, err := c.read(f.mapping)
	if err != nil {
		return register.Mapping{}, err
	}
	var m register.Mapping
	if err := json.Unmarshal(b, &m); err != nil {
		var faults billing.Faults
		faults.Add("mapping-broken", f.mapping, "file", f.mapping)
		return m, faults.Err()
	}
	if m.Kind == "" {
		m.Kind = register.Kind(f.kind)
	}
	return app.WithFields(m, s, f.fields), nil
}

func (c *call) saveMapping(path string, m register.Mapping) error {
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("write mapping: %w", err)
	}
	return c.write(path, append(b, '\n'))
}

// importReport is what an import did, or would do.
type importReport struct {
	Added      int               `json:"added"`
	Changed    int               `json:"changed"`
	Same       int               `json:"same"`
	Skipped    int               `json:"skipped"`
	Faulty     int               `json:"faulty"`
	Duplicates int               `json:"duplicates"`       // rows a choice is asked for
	Drafts     []int64           `json:"drafts,omitempty"` // ids
	DryRun     bool              `json:"dryRun,omitempty"`
	Mapping    *register.Mapping `json:"mapping,omitempty"`
	Rows       []importRow       `json:"rows,omitempty"` // of a dry run
	Faults     []faultJSON       `json:"faults,omitempty"`
}

// importRow is what would become of a row.
type importRow struct {
	Line       int               `json:"line"`
	Label      string            `json:"label"`
	Verdict    register.Verdict  `json:"verdict"`
	Changes    []importChange    `json:"changes,omitempty"`
	Faults     []faultJSON       `json:"faults,omitempty"`
	Duplicates []importDuplicate `json:"duplicates,omitempty"`
	Proposal   register.Choice   `json:"proposal,omitempty"`
}

type importChange struct {
	Field  register.Field `json:"field"`
	Before string         `json:"before"`
	After  string         `json:"after"`
}

type importDuplicate struct {
	No     string          `json:"no,omitempty"`
	Line   int             `json:"line,omitempty"` // of an earlier row of the file
	Name   string          `json:"name"`
	Reason register.Reason `json:"reason"`
}

func (c *call) rowOf(plan register.Plan, r register.Row) importRow {
	out := importRow{Line: r.Line, Label: r.Label, Verdict: r.Verdict, Proposal: r.Proposal, Faults: c.faultsOf(r.Faults)}
	for _, ch := range r.Changes {
		out.Changes = append(out.Changes, importChange(ch))
	}
	for _, d := range r.Duplicates {
		dup := importDuplicate{No: d.No, Name: d.Name, Reason: d.Reason}
		if d.Row > 0 {
			dup.Line = plan.Rows[d.Row-1].Line
		}
		out.Duplicates = append(out.Duplicates, dup)
	}
	return out
}

func (c *call) faultsOf(faults billing.Faults) []faultJSON {
	var out []faultJSON
	for _, f := range faults {
		out = append(out, faultJSON{f.Code, f.Path, c.words.fault(f)})
	}
	return out
}

// tellPlan prints what would become of every row.
func (c *call) tellPlan(plan register.Plan, done register.Result) error {
	n := plan.Count()
	r := importReport{Added: n.New, Changed: n.Changed, Same: n.Same, Faulty: n.Faulty, Duplicates: n.Doubtful, DryRun: true,
		Mapping: &plan.Mapping, Faults: c.faultsOf(plan.Faults)}
	if done.Added+done.Changed+done.Same+done.Skipped > 0 {
		r.Added, r.Changed, r.Same, r.Skipped, r.Duplicates = done.Added, done.Changed, done.Same, done.Skipped, 0
	}
	for _, row := range plan.Rows {
		r.Rows = append(r.Rows, c.rowOf(plan, row))
	}
	return c.print(r, func(t *table) {
		for _, f := range plan.Faults {
			t.row(c.words.faultLine(f))
		}
		for _, row := range r.Rows {
			c.rowLines(t, row)
		}
		t.row(c.summary(r))
	})
}

// rowLines tells one row to people, what would change under it.
func (c *call) rowLines(t *table, r importRow) {
	t.row(c.words.say("import.row", "line", r.Line, "label", r.Label, "verdict", c.words.say("import.verdict."+string(r.Verdict))))
	if r.Verdict == register.Changed {
		for _, ch := range r.Changes {
			t.row("  " + c.words.say("import.change", "field", string(ch.Field), "before", ch.Before, "after", ch.After))
		}
	}
	for _, f := range r.Faults {
		t.row("  " + f.Message)
	}
	for _, d := range r.Duplicates {
		t.row("  " + c.resembles(d))
	}
}

// resembles says whom a row resembles, and why.
func (c *call) resembles(d importDuplicate) string {
	why := c.words.say("import.reason." + string(d.Reason))
	if d.No != "" {
		return c.words.say("import.resembles", "no", d.No, "name", d.Name, "why", why)
	}
	return c.words.say("import.resembles.line", "line", d.Line, "name", d.Name, "why", why)
}

// tellDoubtful tells people on stderr which rows a choice is asked for.
func (c *call) tellDoubtful(plan register.Plan) {
	if c.opt.json {
		return // stderr holds one document then
	}
	for _, r := range plan.Rows {
		if r.Verdict == register.Doubtful {
			row := c.rowOf(plan, r)
			fmt.Fprintf(c.p.err, "  %s: %s: %s\n", register.At(row.Line, ""), row.Label, c.resembles(row.Duplicates[0]))
		}
	}
}

func (c *call) tellImport(plan register.Plan, done register.Result) error {
	r := importReport{Added: done.Added, Changed: done.Changed, Same: done.Same, Skipped: done.Skipped, Faulty: done.Faulty, Drafts: done.Drafts}
	return c.print(r, func(t *table) { t.row(c.summary(r)) })
}

func (c *call) summary(r importReport) string {
	text := c.words.say("import.done", "added", r.Added, "changed", r.Changed, "same", r.Same)
	for _, more := range []struct {
		key string
		n   int
	}{{"import.skipped", r.Skipped}, {"import.faulty", r.Faulty}, {"import.duplicates", r.Duplicates}} {
		if more.n > 0 {
			text += " " + c.words.say(more.key, "count", more.n)
		}
	}
	return text
}
