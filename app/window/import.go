package window

import (
	"context"

	"fakturist/app"
	"fakturist/billing/register"
)

// ReadSheet reads a CSV or XLSX file.
func (s *Session) ReadSheet(ctx context.Context, path, sheet string) (register.Sheet, error) {
	return with(s, func(c *app.Company) (register.Sheet, error) { return c.ReadSheet(ctx, path, sheet) })
}

// GuessKind says what a sheet seems to hold.
func (s *Session) GuessKind(sheet register.Sheet) register.Kind { return app.GuessKind(sheet) }

// GuessMapping says which column is which field.
func (s *Session) GuessMapping(ctx context.Context, sheet register.Sheet, kind register.Kind) (register.Mapping, error) {
	return with(s, func(c *app.Company) (register.Mapping, error) { return c.GuessMapping(ctx, sheet, kind) })
}

// PlanImport tells what a sheet would change; nothing is written.
func (s *Session) PlanImport(ctx context.Context, sheet register.Sheet, m register.Mapping) (register.Plan, error) {
	return with(s, func(c *app.Company) (register.Plan, error) { return c.PlanImport(ctx, sheet, m) })
}

// ApplyImport stores what a plan says as the choices have it, all or nothing.
func (s *Session) ApplyImport(ctx context.Context, plan register.Plan, choices register.Choices) (register.Result, error) {
	return with(s, func(c *app.Company) (register.Result, error) { return c.ApplyImport(ctx, plan, choices) })
}
