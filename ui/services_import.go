package ui

import (
	"context"

	"fakturist/billing/register"
)

// importServices bring registers over from files of other programs: a sheet is read, mapped and planned, and only
// ApplyImport writes.
type importServices interface {
	// ReadSheet reads a CSV or XLSX file; sheet asks for one of a workbook, empty takes the first that holds something.
	ReadSheet(ctx context.Context, path, sheet string) (register.Sheet, error)
	// GuessKind says what a sheet seems to hold. It asks nobody.
	GuessKind(sheet register.Sheet) register.Kind
	// GuessMapping says which column is which field: as it was the last time a file had the same columns, else by their names
	// and values.
	GuessMapping(ctx context.Context, sheet register.Sheet, kind register.Kind) (register.Mapping, error)
	// PlanImport tells what a sheet would change; nothing is written.
	PlanImport(ctx context.Context, sheet register.Sheet, m register.Mapping) (register.Plan, error)
	// ApplyImport stores what a plan says as the choices have it, all or nothing.
	ApplyImport(ctx context.Context, plan register.Plan, choices register.Choices) (register.Result, error)
}
