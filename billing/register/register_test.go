package register_test

import (
	"testing"

	"fakturist/billing"
	"fakturist/billing/register"

	"github.com/google/go-cmp/cmp"
)

func TestWhere_ReadsWhatAtWrites(t *testing.T) {
	for _, test := range []struct {
		line   int
		column string
	}{{3, "Kontonummer"}, {1, ""}, {200_001, "Pris, eks. mva"}} {
		if line, column := register.Where(register.At(test.line, test.column)); line != test.line || column != test.column {
			t.Errorf("%d %q came back as %d %q", test.line, test.column, line, column)
		}
	}
	for _, other := range []string{"", "customer.name", "line x", "line ", "3, Navn"} {
		if line, column := register.Where(other); line != 0 || column != "" {
			t.Errorf("%q is line %d, %q", other, line, column)
		}
	}
}

func TestMissing_NamesOneOfEachSetOfAlternatives(t *testing.T) {
	for _, test := range []struct {
		kind   register.Kind
		fields []register.Field
		want   []register.Field
	}{
		{register.Customers, nil, []register.Field{register.Name}},
		{register.Customers, []register.Field{register.LastName}, nil},
		{register.Items, []register.Field{register.Price}, []register.Field{register.ItemName}},
		{register.Drafts, []register.Field{register.OrgNo}, []register.Field{register.ItemName}},
		{register.Drafts, []register.Field{register.OrgNo, register.ItemNo}, nil},
	} {
		m := register.Mapping{Kind: test.kind, Fields: map[string]register.Field{}}
		for _, f := range test.fields {
			m.Fields[string(f)] = f
		}
		if diff := cmp.Diff(m.Missing(), test.want); diff != "" {
			t.Errorf("%s %v (-got +want):\n%s", test.kind, test.fields, diff)
		}
	}
}

func TestKinds_AllHaveFieldsTheyNeed(t *testing.T) {
	for _, kind := range register.Kinds() {
		missing := register.Mapping{Kind: kind}.Missing()
		if len(missing) == 0 {
			t.Errorf("%s needs nothing", kind)
		}
		for _, f := range missing {
			if !kind.Takes(f) {
				t.Errorf("%s needs %s and does not take it", kind, f)
			}
		}
	}
}

func TestChoices_OwnGoesBeforeAll(t *testing.T) {
	c := register.Choices{Duplicates: register.Merge, Rows: map[int]register.Choice{2: register.Skip}}
	if got := []register.Choice{c.For(1), c.For(2)}; !cmp.Equal(got, []register.Choice{register.Merge, register.Skip}) {
		t.Errorf("choices %v", got)
	}
}

func TestPlan_CountsAndCollects(t *testing.T) {
	fault := func(code string) billing.Faults { return billing.Faults{{Code: code}} }
	p := register.Plan{Faults: fault("a"), Rows: []register.Row{{Verdict: register.New}, {Verdict: register.Faulty, Faults: fault("b")}, {Verdict: register.New},
		{Verdict: register.Same}, {Verdict: register.Changed}, {Verdict: register.Doubtful, Faults: fault("c")}}}
	if got, want := p.Count(), (register.Counts{New: 2, Changed: 1, Same: 1, Doubtful: 1, Faulty: 1}); got != want {
		t.Errorf("count %+v, want %+v", got, want)
	}
	if got := p.AllFaults().Codes(); !cmp.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("faults %v", got)
	}
	if len(p.Faults) != 1 {
		t.Error("AllFaults changed the plan")
	}
}
