package view_test

import (
	"strings"
	"testing"

	"fakturist/app/intake"
	"fakturist/app/sheet"
	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/register"
	"fakturist/ui/view"

	"github.com/google/go-cmp/cmp"
)

const list = `Kundenr;Navn;E-post;Postnr;Sted;Farge
;Mona Lind;mona@example.no;0862;Oslo;rød
412;Kari Nordmann;kari@ny.example;0861;Oslo;blå
;Per Lunde;per.lunde@example.no;0864;Oslo;grå
;;nina@;0865;Oslo;
`

func kept() []billing.Customer {
	return []billing.Customer{
		{No: "412", Party: billing.Party{Name: "Kari Nordmann", Type: billing.Person, Email: "kari@example.no", Address: billing.Address{PostCode: "0861", City: "Oslo"}}},
		{No: "350", Party: billing.Party{Name: "Per Lunde", Type: billing.Person, Email: "per@example.no", Address: billing.Address{PostCode: "0864", City: "Oslo"}}},
	}
}

func imported(t *testing.T) *view.Import {
	t.Helper()
	s, err := sheet.Read([]byte(list), sheet.Options{File: "kunder.csv"})
	if err != nil {
		t.Fatal(err)
	}
	return view.NewImport(nb, "/tmp/kunder.csv", s, intake.Guess(s, register.Customers))
}

func planned(t *testing.T) *view.Import {
	t.Helper()
	f := imported(t)
	f.SetPlan(intake.Plan(f.Sheet, f.Settled(), intake.Existing{Customers: kept(), Today: cal.MustParse("2026-11-22")}))
	return f
}

func TestImport_AFieldStandsInOneColumnOnly(t *testing.T) {
	f := imported(t)
	f.SetField("Farge", register.Email)
	fields := map[string]register.Field{}
	for _, c := range f.Columns() {
		fields[c.Name] = c.Field
	}
	if fields["Farge"] != register.Email || fields["E-post"] != register.Ignore {
		t.Errorf("fields %v", fields)
	}
}

func TestImport_NamesWhatMustStillBeMapped(t *testing.T) {
	f := imported(t)
	if missing := f.Missing(); missing != nil {
		t.Errorf("missing %v", missing)
	}
	f.SetField("Navn", register.Ignore)
	if diff := cmp.Diff(f.Missing(), []string{"Navn, eller etternavn"}); diff != "" {
		t.Errorf("missing (-got +want):\n%s", diff)
	}
}

func TestImport_SettledSaysSomethingOfEveryColumn(t *testing.T) {
	f := planned(t)
	if got := f.Settled().Fields["Farge"]; got != register.Ignore {
		t.Errorf("Farge becomes %q", got)
	}
	for _, p := range f.PlanProblems() {
		t.Errorf("the file has a problem: %s", p.Text)
	}
}

func TestImport_TheButtonSaysWhatItWillDoAndWaitsForDecisions(t *testing.T) {
	f := planned(t)
	if f.Filter != string(register.Doubtful) {
		t.Errorf("shows %q first", f.Filter)
	}
	if got := f.Action(); got != "Importer 1 ny og 1 endring" {
		t.Errorf("the button says %q", got)
	}
	if !strings.Contains(f.Problem(), "1 linje ligner") {
		t.Errorf("problem %q", f.Problem())
	}
	f.ChooseAll(register.Skip)
	if !strings.Contains(f.Problem(), "1 linje har feil") {
		t.Errorf("problem %q", f.Problem())
	}
	f.Choices.SkipFaulty = true
	if got := f.Problem(); got != "" {
		t.Errorf("still a problem: %q", got)
	}
	f.ChooseAll(register.AsNew)
	if got := f.Action(); got != "Importer 2 nye og 1 endring" {
		t.Errorf("the button says %q", got)
	}
	f.ChooseAll(register.Merge)
	if diff := cmp.Diff(f.Total(), view.ImportTotal{New: 1, Changed: 2, Faulty: 1}); diff != "" {
		t.Errorf("total (-got +want):\n%s", diff)
	}
}

func TestImport_APlanMadeAnewForgetsWhatWasChosen(t *testing.T) {
	f := planned(t)
	f.ChooseAll(register.Merge)
	f.SetPlan(f.Plan)
	if f.Total().Undecided != 1 {
		t.Errorf("total %+v", f.Total())
	}
}

func TestImport_RowsTellWhatChangesAndWhatIsWrongInWords(t *testing.T) {
	f := planned(t)
	f.Filter = ""
	rows := f.Rows()
	if len(rows) != 4 {
		t.Fatalf("%d rows", len(rows))
	}
	var said []string
	for _, r := range rows {
		said = append(said, r.Verdict.Text+": "+r.Detail)
	}
	all := strings.Join(said, "\n")
	for _, want := range []string{"Ny: ", "Endres: E-post", "Tvil: Per Lunde, kunde 350", "Feil: Linje 5, kolonne"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not said:\n%s", want, all)
		}
	}
	for _, r := range f.Plan.Rows {
		d := f.Detail(r.ID)
		if r.Verdict == register.Changed {
			want := []view.ImportChange{{Field: "E-post", Before: "kari@example.no", After: "kari@ny.example"}}
			if diff := cmp.Diff(d.Changes, want); diff != "" {
				t.Errorf("changes (-got +want):\n%s", diff)
			}
		}
		if r.Verdict == register.Doubtful && len(d.Choices) != 3 {
			t.Errorf("choices %+v", d.Choices)
		}
	}
	if got := f.Detail(99); got.Title != "" {
		t.Errorf("a row that is not there: %+v", got)
	}
}

func TestImport_EveryFieldOfEveryKindHasItsWord(t *testing.T) {
	tongue := nb
	for _, kind := range register.Kinds() {
		for _, f := range register.Fields(kind) {
			if word := tongue.FieldText(f); strings.HasPrefix(word, "import.") {
				t.Errorf("%s of %s has no word", f, kind)
			}
		}
		for _, f := range (register.Mapping{Kind: kind}).Missing() {
			if key := "import.need." + string(kind) + "." + string(f); tongue.T(key) == key {
				t.Errorf("%s is not written", key)
			}
		}
	}
}

func TestRegisterValue_IsWrittenAsPeopleReadIt(t *testing.T) {
	tongue := nb
	for _, test := range []struct {
		field register.Field
		value string
		want  string
	}{
		{register.Type, "business", "Bedrift eller forening"}, {register.OrgNo, "923609016", "923 609 016"}, {register.VAT, "S 25", "25\u00a0%"},
		{register.Price, "1250", "1\u202f250,00"}, {register.Unit, "HUR", tongue.Unit("HUR")}, {register.Accounts, "15035035203", "1503 50 35203"},
		{register.Terms, "14", "14 dager"}, {register.Note, "", ""},
	} {
		if got := tongue.RegisterValue(test.field, test.value); got != test.want {
			t.Errorf("%s %q is written %q, want %q", test.field, test.value, got, test.want)
		}
	}
}

func TestImport_DraftsTellTheirLines(t *testing.T) {
	s, err := sheet.Read([]byte("Kundenr;Vare;Antall;Pris;Fakturadato\n412;Leir;2;1250;22.11.2026\n412;Buss;1;80;22.11.2026\n"), sheet.Options{File: "leir.csv"})
	if err != nil {
		t.Fatal(err)
	}
	f := view.NewImport(nb, "leir.csv", s, intake.Guess(s, register.Drafts))
	f.SetPlan(intake.Plan(f.Sheet, f.Settled(), intake.Existing{Customers: kept(), Today: day("2026-11-22")}))
	if got := plain(f.Rows()[0].Detail); got != "2 linjer · Leir · 2 × 1 250,00" {
		t.Errorf("detail %q", got)
	}
	var said []string
	for _, c := range f.Detail(1).Changes {
		said = append(said, plain(c.Field+": "+c.After))
	}
	if diff := cmp.Diff(said, []string{"Vare: Leir · 2 × 1 250,00", "Vare: Buss · 1 × 80,00", "Fakturadato: 22.11.2026"}); diff != "" {
		t.Errorf("changes (-got +want):\n%s", diff)
	}
}
