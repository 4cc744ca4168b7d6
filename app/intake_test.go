package app_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"fakturist/app"
	"fakturist/billing"
	"fakturist/billing/register"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"
)

// newRegister is a company of a seller in the VAT register, with no customers.
func newRegister(t *testing.T) *app.Company {
	t.Helper()
	c, err := app.Create(context.Background(), filepath.Join(t.TempDir(), "klubb.fakt"), billing.Settings{"name": "Klubb", "orgNo": "923609016", "vat": "yes"}, app.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { mustClose(t, c) })
	return c
}

// planOf writes a file and plans it with the mapping that is guessed or remembered.
func planOf(t *testing.T, c *app.Company, kind register.Kind, text string) register.Plan {
	t.Helper()
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "fil.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := c.ReadSheet(ctx, path, "")
	if err != nil {
		t.Fatal(err)
	}
	m, err := c.GuessMapping(ctx, s, kind)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := c.PlanImport(ctx, s, m)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func apply(t *testing.T, c *app.Company, plan register.Plan, choices register.Choices) register.Result {
	t.Helper()
	done, err := c.ApplyImport(context.Background(), plan, choices)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func customer(t *testing.T, c *app.Company, no string) billing.Customer {
	t.Helper()
	row, err := c.Customer(context.Background(), no)
	if err != nil {
		t.Fatal(err)
	}
	return row.Customer
}

func count(t *testing.T, c *app.Company) int {
	t.Helper()
	page, err := c.Customers(context.Background(), "", "", "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	return len(page.Rows)
}

const members = "Navn;Født;Lag;Adresse;Postnr;Poststed;Foresatt navn;Foresatt e-post\n" +
	"Emma Nordmann;2017;G8;Storgata 1;0155;Oslo;Kari Nordmann;kari@example.no\nJonas Nordmann;2014;G12;Storgata 1;0155;Oslo;Kari Nordmann;kari@example.no\n" +
	"Åse Moe;1980;Trenere;Veien 3;7010;Trondheim;;\n"

func TestApplyImport_MembersArePaidForByTheirGuardian(t *testing.T) {
	c := newRegister(t)
	done := apply(t, c, planOf(t, c, register.Members, members), register.Choices{})
	if done.Added != 4 || len(done.Numbers) != 4 {
		t.Fatalf("done %+v", done)
	}
	page, err := c.Customers(context.Background(), "Nordmann", "", "", 10)
	if err != nil {
		t.Fatal(err)
	}
	payers := map[string]string{}
	for _, r := range page.Rows {
		payers[r.Name] = r.Payer
	}
	kari := page.Rows[len(page.Rows)-1]
	if kari.Name != "Kari Nordmann" {
		t.Fatalf("rows %+v", page.Rows)
	}
	if diff := cmp.Diff(payers, map[string]string{"Kari Nordmann": "", "Emma Nordmann": kari.No, "Jonas Nordmann": kari.No}); diff != "" {
		t.Errorf("payers (-got +want):\n%s", diff)
	}
	again := apply(t, c, planOf(t, c, register.Members, members), register.Choices{})
	if again.Same != 4 || count(t, c) != 4 {
		t.Errorf("again %+v, %d customers", again, count(t, c))
	}
	mustVerify(t, c)
}

func TestApplyImport_WritesNothingWithoutADecision(t *testing.T) {
	c := newRegister(t)
	apply(t, c, planOf(t, c, register.Customers, "Navn;Adresse;Postnr\nKari Nordmann;Storgata 1;0155\n"), register.Choices{})
	const file = "Navn;Adresse;Postnr;E-post\nOla Li;Gata 2;5003;ola@li.no\nKari Nordman;Storgata 1;0155;kari@example.no\n"
	plan := planOf(t, c, register.Customers, file)
	_, err := c.ApplyImport(context.Background(), plan, register.Choices{})
	if got := app.Faults(err).Codes(); !cmp.Equal(got, []string{"import-undecided"}) || count(t, c) != 1 {
		t.Fatalf("codes %v, %d customers", got, count(t, c))
	}
	for choice, want := range map[register.Choice]struct {
		customers int
		name      string
		email     string
	}{register.Skip: {2, "Kari Nordmann", ""}, register.Merge: {2, "Kari Nordman", "kari@example.no"}, register.AsNew: {3, "Kari Nordmann", ""}} {
		c := newRegister(t)
		apply(t, c, planOf(t, c, register.Customers, "Navn;Adresse;Postnr\nKari Nordmann;Storgata 1;0155\n"), register.Choices{})
		plan := planOf(t, c, register.Customers, file)
		apply(t, c, plan, register.Choices{Rows: map[int]register.Choice{2: choice}})
		got := customer(t, c, "1001")
		if count(t, c) != want.customers || got.Name != want.name || got.Email != want.email {
			t.Errorf("%s: %d customers, %q %q", choice, count(t, c), got.Name, got.Email)
		}
		mustVerify(t, c)
	}
}

func TestApplyImport_FaultyRowsStopAllUnlessTheyAreLeftOut(t *testing.T) {
	c := newRegister(t)
	plan := planOf(t, c, register.Customers, "Navn;Orgnr\nBø AS;923609017\nLi AS;974760673\n")
	_, err := c.ApplyImport(context.Background(), plan, register.Choices{})
	if got := app.Faults(err).Codes(); !cmp.Equal(got, []string{"orgno-wrong"}) || count(t, c) != 0 {
		t.Fatalf("codes %v, %d customers", got, count(t, c))
	}
	if done := apply(t, c, plan, register.Choices{SkipFaulty: true}); done.Added != 1 || done.Faulty != 1 || count(t, c) != 1 {
		t.Errorf("done %+v", done)
	}
}

func TestApplyImport_DryRunLeavesNothing(t *testing.T) {
	c := newRegister(t)
	if done := apply(t, c, planOf(t, c, register.Members, members), register.Choices{DryRun: true, Remember: true}); done.Added != 4 || count(t, c) != 0 {
		t.Errorf("done %+v, %d customers", done, count(t, c))
	}
}

func TestApplyImport_RefusesAPlanThatIsOld(t *testing.T) {
	c := newRegister(t)
	apply(t, c, planOf(t, c, register.Customers, "Kundenr;Navn\n1;Kari\n"), register.Choices{})
	changes := planOf(t, c, register.Customers, "Kundenr;Navn;Telefon\n1;Kari;99887766\n")
	adds := planOf(t, c, register.Customers, "Kundenr;Navn\n2;Ola\n")
	if _, err := c.SaveCustomer(context.Background(), func() billing.Customer { k := customer(t, c, "1"); k.Email = "kari@example.no"; return k }()); err != nil {
		t.Fatal(err)
	}
	apply(t, c, planOf(t, c, register.Customers, "Kundenr;Navn\n2;Per\n"), register.Choices{})
	for _, plan := range []register.Plan{changes, adds} {
		_, err := c.ApplyImport(context.Background(), plan, register.Choices{})
		if got := app.Faults(err).Codes(); !cmp.Equal(got, []string{"import-changed-meanwhile"}) {
			t.Errorf("codes %v (%v)", got, err)
		}
	}
	if got := customer(t, c, "1"); got.Phone != "" || got.Email != "kari@example.no" {
		t.Errorf("customer %+v", got)
	}
}

func TestApplyImport_EarlierRowsOfTheFileAreMerged(t *testing.T) {
	c := newRegister(t)
	plan := planOf(t, c, register.Customers, "Navn;E-post;Telefon;Gruppe\nKari Nordmann;kari@example.no;;A\nKari Nordmann;kari@example.no;99887766;B\n")
	done := apply(t, c, plan, register.Choices{Duplicates: register.Merge})
	if got := customer(t, c, "1001"); done.Added != 1 || got.Phone != "99887766" || !cmp.Equal(got.Groups, []string{"A", "B"}) {
		t.Errorf("done %+v, customer %+v", done, got)
	}
}

func TestApplyImport_RemembersTheMapping(t *testing.T) {
	c, ctx := newRegister(t), context.Background()
	s, err := app.ReadSheet([]byte("Hvem;Hvor\nKari;Oslo\n"), "a.csv", "")
	if err != nil {
		t.Fatal(err)
	}
	m := register.Mapping{Kind: register.Customers, Fields: map[string]register.Field{"Hvem": register.Name, "Hvor": register.City}}
	plan, err := c.PlanImport(ctx, s, m)
	if err != nil {
		t.Fatal(err)
	}
	apply(t, c, plan, register.Choices{Remember: true})
	s, _ = app.ReadSheet([]byte("HVEM;hvor\nOla;Bergen\nPer;Moss\n"), "b.csv", "")
	got, err := c.GuessMapping(ctx, s, register.Customers)
	if err != nil || cmp.Diff(got, m) != "" {
		t.Errorf("remembered %+v, %v", got, err)
	}
	plan, err = c.PlanImport(ctx, s, got)
	if err != nil || plan.Faults.Err() != nil || plan.Rows[0].Customer.Address.City != "Bergen" {
		t.Errorf("plan %+v, %v", plan, err)
	}
	settings, err := c.Settings(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for key := range settings {
		if len(key) > 6 && key[:7] == "import." {
			t.Errorf("setting %s is shown", key)
		}
	}
}

func TestApplyImport_ItemsAndDrafts(t *testing.T) {
	c, ctx := newRegister(t), context.Background()
	done := apply(t, c, planOf(t, c, register.Items, "Varenr;Varenavn;Enhet;Pris;Mva\nT1;Treningsavgift;mnd;500,00;25 %\nK;Kiosk;stk;10;15\n"), register.Choices{})
	if done.Added != 2 {
		t.Fatalf("done %+v", done)
	}
	done = apply(t, c, planOf(t, c, register.Items, "Varenr;Varenavn;Enhet;Pris;Mva\nT1;Treningsavgift;mnd;550,00;25 %\nK;Kiosk;stk;10;15\n"), register.Choices{})
	items, err := c.Items(ctx, "T1")
	if err != nil || done.Changed != 1 || done.Same != 1 || !items[0].Price.Equal(decimal.NewFromInt(550)) {
		t.Fatalf("done %+v, items %+v, %v", done, items, err)
	}
	apply(t, c, planOf(t, c, register.Customers, "Kundenr;Navn\n1;Kari\n"), register.Choices{})
	done = apply(t, c, planOf(t, c, register.Drafts, "Kundenr;Kunde;Varenr;Tekst;Antall;Pris;Mva\n1;;T1;;2;;\n1;;;Drakt;1;399,-;25\n;Ny AS;;Leie;1;100;høy\n"), register.Choices{})
	if len(done.Drafts) != 2 {
		t.Fatalf("done %+v", done)
	}
	d, err := c.Draft(ctx, done.Drafts[0])
	if err != nil || len(d.Lines) != 2 || d.Customer.No != "1" || !d.Lines[0].Price.Equal(decimal.NewFromInt(550)) {
		t.Errorf("draft %+v, %v", d, err)
	}
	mustVerify(t, c)
}

func TestReadSheet_SaysWhatCannotBeRead(t *testing.T) {
	c := newRegister(t)
	if _, err := c.ReadSheet(context.Background(), "finnes-ikke.csv", ""); !cmp.Equal(app.Faults(err).Codes(), []string{"file-unreadable"}) || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

func TestApplyImport_TakesWorkbooks(t *testing.T) {
	c, path := newRegister(t), filepath.Join(t.TempDir(), "kunder.xlsx")
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range [][]any{{"Kundenr", "Navn", "Postnr"}, {7, "Kari", 155}, {8, "Ola", 5003}} {
		f.SetSheetRow("Sheet1", "A"+string(rune('1'+i)), &row)
	}
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	s, err := c.ReadSheet(context.Background(), path, "")
	if err != nil {
		t.Fatal(err)
	}
	m, _ := c.GuessMapping(context.Background(), s, register.Customers)
	plan, err := c.PlanImport(context.Background(), s, m)
	if err != nil {
		t.Fatal(err)
	}
	apply(t, c, plan, register.Choices{})
	if got := customer(t, c, "7"); got.Name != "Kari" || got.Address.PostCode != "0155" {
		t.Errorf("customer %+v", got)
	}
}

func TestApplyImport_AGuardianLeftOutStillPays(t *testing.T) {
	for choice, want := range map[register.Choice]struct {
		payer     string
		customers int
	}{register.Skip: {"1001", 2}, register.Merge: {"1001", 2}, register.AsNew: {"1002", 3}} {
		c := newRegister(t)
		apply(t, c, planOf(t, c, register.Customers, "Navn;Adresse;Postnr;Poststed\nKari Nordmann;Storgata 1;0155;Oslo\n"), register.Choices{})
		plan := planOf(t, c, register.Members, "Navn;Adresse;Postnr;Poststed;Foresatt navn\nEmma Li;Storgata 1;0155;Oslo;Kari Nordman\n")
		apply(t, c, plan, register.Choices{Duplicates: choice})
		page, err := c.Customers(context.Background(), "Emma", "", "", 10)
		if err != nil || len(page.Rows) != 1 || page.Rows[0].Payer != want.payer || count(t, c) != want.customers {
			t.Errorf("%s: %+v, %d customers, %v", choice, page.Rows, count(t, c), err)
		}
	}
}
