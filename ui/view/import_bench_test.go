package view_test

import (
	"fmt"
	"testing"

	"fakturist/app/intake"
	"fakturist/app/sheet"
	"fakturist/billing/cal"
	"fakturist/billing/register"
	"fakturist/ui/view"
)

// BenchmarkImport_Decide is a decision about one row of a file of 20,000: rows, groups and button anew. It must feel
// immediate: 100 ms.
func BenchmarkImport_Decide(b *testing.B) {
	file := []byte("Navn;E-post;Postnr;Sted\n")
	for i := range 20_000 {
		file = fmt.Appendf(file, "Ola Nordmann %d;ola%d@example.no;0155;Oslo\n", i, i)
	}
	s, err := sheet.Read(file, sheet.Options{File: "kunder.csv"})
	if err != nil {
		b.Fatal(err)
	}
	f := view.NewImport(nb, "kunder.csv", s, intake.Guess(s, register.Customers))
	f.SetPlan(intake.Plan(f.Sheet, f.Settled(), intake.Existing{Customers: kept(), Today: cal.MustParse("2026-11-22")}))
	f.Filter = ""
	for b.Loop() {
		f.Choose(1, register.Skip)
		f.Rows()
		f.Filters()
		f.Action()
		f.Problem()
	}
}
