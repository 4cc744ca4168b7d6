package view_test

import (
	"slices"
	"testing"

	"fakturist/billing"
	"fakturist/ui/view"
)

func group() *view.GroupForm {
	f := view.NewGroupForm(nb, kindergarten())
	f.SetGroup("Blåbær")
	f.AddItem(billing.Item{Name: "Oppholdsbetaling", Price: dec("1200"), Unit: "MON"})
	var faults billing.Faults
	faults.Add("party-name-missing", "customer.name")
	f.Answer([]billing.GroupRow{{Members: []string{"1"}, Names: []string{"Ella"}, Buyer: "Kari", Payable: kr("1200.00")},
		{Members: []string{"2", "3"}, Names: []string{"Jonas", "Mia"}, Buyer: "Ola", Payable: kr("2400.00")},
		{Members: []string{"4"}, Names: []string{"Per"}, Buyer: "Per", Payable: kr("1200.00"), Faults: faults}})
	return f
}

func TestGroupForm_AddsUpWhoIsNotLeftOut(t *testing.T) {
	f := group()
	total := f.Total()
	equal(t, "text", total.Text, "3 fakturaer · 1 mangler noe")
	equal(t, "sum", total.Sum, "4 800,00")
	if f.Problem(false) != "" || f.Problem(true) == "" {
		t.Errorf("drafts: %q, ready: %q", f.Problem(false), f.Problem(true))
	}
	f.Include([]string{"1", "2 3"})
	total = f.Total()
	equal(t, "text", total.Text, "2 fakturaer · 1 utelatt")
	equal(t, "button", total.Make, "Lag 2 utkast")
	if f.Problem(true) != "" {
		t.Errorf("ready: %q", f.Problem(true))
	}
	rows := f.Rows()
	equal(t, "left out", rows[2].Status.Text+": "+rows[2].Why, "Utelatt: Krysset ut: får ingen faktura denne gangen.")
	equal(t, "payer", rows[1].Payer, "betales av Ola")
	equal(t, "names", rows[1].Names, "Jonas, Mia")
}

func TestGroupForm_OrderNamesEveryMemberLeftOut(t *testing.T) {
	f := group()
	f.Include([]string{"1", "4"})
	o, faults := f.Order()
	if len(faults) > 0 || !slices.Equal(o.Excluded, []string{"2", "3"}) || o.Group != "Blåbær" || len(o.Draft.Lines) != 1 || o.Draft.Customer.No != "" {
		t.Errorf("%+v %v", o, faults)
	}
	f.SetGroup("Tyttebær")
	if o, _ = f.Order(); len(o.Excluded) > 0 {
		t.Errorf("another group leaves out %v", o.Excluded)
	}
}

func TestGroupForm_NothingIsMadeWithoutGroupLinesOrBuyers(t *testing.T) {
	f := view.NewGroupForm(nb, kindergarten())
	equal(t, "group", f.Problem(false), "Velg en gruppe først.")
	f.SetGroup("Blåbær")
	equal(t, "lines", f.Problem(false), "Legg til minst én linje.")
	f.AddText("Tur")
	equal(t, "nobody", f.Problem(false), "Ingen er krysset av.")
	f.SetCell(0, view.CellPrice, "mye")
	if got := f.Problem(false); got == "" || got == "Ingen er krysset av." {
		t.Errorf("a price that cannot be read: %q", got)
	}
}
