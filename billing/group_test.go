package billing_test

import (
	"slices"
	"testing"

	"fakturist/billing"

	"github.com/google/go-cmp/cmp"
)

// family is a group: two children whose mother pays, one who pays itself, and the mother, who is a member too.
func family() []billing.Customer {
	who := func(no, name, payer string) billing.Customer {
		return billing.Customer{No: no, Party: billing.Party{Name: name, Type: billing.Person}, Payer: payer}
	}
	return []billing.Customer{who("4", "Dag", ""), who("2", "Anna", "1"), who("3", "Bo", "1"), who("1", "Mor", "")}
}

// shape tells of each draft whom it is to, for whom its lines are and whether it is left out.
func shape(rows []billing.GroupRow) []string {
	var out []string
	for _, r := range rows {
		s := r.Draft.Customer.No + ":"
		for _, l := range r.Draft.Lines {
			s += " " + l.Item + "/" + l.For
		}
		if r.Excluded {
			s += " out"
		}
		out = append(out, s)
	}
	return out
}

func groupOf(together bool, excluded ...string) billing.GroupOrder {
	return billing.GroupOrder{Group: "G12", Together: together, Excluded: excluded, Draft: billing.Draft{ID: 9, Kind: billing.KindCreditNote,
		Lines: []billing.Line{{Item: "Kontingent"}, {Item: "Gave", For: "Laget"}}}}
}

func TestGroupDrafts_OneForEachMember(t *testing.T) {
	rows := billing.GroupDrafts(groupOf(false, "3"), family())
	want := []string{"2: Kontingent/Anna Gave/Laget", "3: Kontingent/Bo Gave/Laget out", "4: Kontingent/ Gave/Laget", "1: Kontingent/ Gave/Laget"}
	if diff := cmp.Diff(want, shape(rows)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, r := range rows {
		if r.Draft.ID != 0 || r.Draft.Kind != billing.KindInvoice {
			t.Errorf("draft %d of kind %s", r.Draft.ID, r.Draft.Kind)
		}
	}
}

func TestGroupDrafts_TogetherForOnePayer(t *testing.T) {
	rows := billing.GroupDrafts(groupOf(true), family())
	want := []string{"1: Kontingent/Anna Gave/Laget Kontingent/Bo Gave/Laget Kontingent/Mor Gave/Laget", "4: Kontingent/Dag Gave/Laget"}
	if diff := cmp.Diff(want, shape(rows)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !slices.Equal(rows[0].Members, []string{"2", "3", "1"}) {
		t.Errorf("members %v", rows[0].Members)
	}
	left := billing.GroupDrafts(groupOf(true, "2"), family())
	want = []string{"2: Kontingent/Anna Gave/Laget out", "1: Kontingent/Bo Gave/Laget Kontingent/Mor Gave/Laget", "4: Kontingent/Dag Gave/Laget"}
	if diff := cmp.Diff(want, shape(left)); diff != "" {
		t.Errorf("one left out (-want +got):\n%s", diff)
	}
}

func TestGroupDrafts_ChangesNothingItWasGiven(t *testing.T) {
	o, members := groupOf(true), family()
	billing.GroupDrafts(o, members)
	if o.Draft.Lines[0].For != "" || members[0].Name != "Dag" {
		t.Errorf("order %+v, members %v", o.Draft.Lines, members[0].Name)
	}
}
