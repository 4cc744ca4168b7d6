package view

import (
	"strings"

	"fakturist/billing/register"
)

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
		return f.problem(fatal[0]).Text
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
