package app

import (
	"strings"

	"fakturist/app/intake"
	"fakturist/billing"
	"fakturist/billing/register"
)

// ReadCustomers reads a CSV or XLSX file of customers as they stand there, compared with nothing. fields maps a column of the
// file to one of ours; the others are known by their names. Every fault of every row is noted with its line.
func ReadCustomers(b []byte, fields map[string]string) ([]billing.Customer, billing.Faults) {
	s, err := ReadSheet(b, "", "")
	if err != nil {
		return nil, Faults(err)
	}
	said := map[string]register.Field{}
	for column, field := range fields {
		said[column] = register.Field(field)
	}
	plan := intake.Plan(s, intake.With(intake.Guess(s, register.Customers), s, said), intake.Existing{})
	var customers []billing.Customer
	for _, r := range plan.Rows {
		if r.Customer != nil {
			customers = append(customers, *r.Customer)
		}
	}
	return customers, plan.AllFaults()
}

// compactNumber is an organisation number as people write it without blanks and points.
func compactNumber(s string) string {
	return strings.NewReplacer(" ", "", "\u00a0", "", ".", "").Replace(strings.ToUpper(s))
}
