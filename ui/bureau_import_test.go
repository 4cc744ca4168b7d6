package ui_test

import (
	"context"
	"os"
	"path/filepath"

	"fakturist/app/intake"
	"fakturist/app/sheet"
	"fakturist/billing"
	"fakturist/billing/register"
)

func (b *bureau) ReadSheet(_ context.Context, path, name string) (register.Sheet, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return register.Sheet{}, err
	}
	return sheet.Read(raw, sheet.Options{File: filepath.Base(path), Sheet: name})
}

func (b *bureau) GuessKind(s register.Sheet) register.Kind { return intake.GuessKind(s) }

func (b *bureau) GuessMapping(_ context.Context, s register.Sheet, kind register.Kind) (register.Mapping, error) {
	return intake.Guess(s, kind), nil
}

func (b *bureau) PlanImport(_ context.Context, s register.Sheet, m register.Mapping) (register.Plan, error) {
	b.note("plan %s", m.Kind)
	return intake.Plan(s, m, intake.Existing{Customers: b.customers, Items: b.items, Registered: b.company.VATRegistered, Today: day("2026-11-22")}), nil
}

func (b *bureau) ApplyImport(_ context.Context, plan register.Plan, choices register.Choices) (register.Result, error) {
	b.applied = choices
	var done register.Result
	for _, r := range plan.Rows {
		switch {
		case r.Verdict == register.New || choices.For(r.ID) == register.AsNew:
			done.Added++
		case r.Verdict == register.Changed || choices.For(r.ID) == register.Merge:
			done.Changed++
		case r.Verdict == register.Faulty:
			done.Faulty++
		case r.Verdict == register.Doubtful:
			done.Skipped++
		default:
			done.Same++
		}
	}
	b.note("apply %d new, %d changed", done.Added, done.Changed)
	return done, nil
}

func (b *bureau) WhoIs(_ context.Context, orgNo string) (billing.RegisterEntry, billing.Capability, error) {
	if b.whoIs != nil {
		return b.whoIs(orgNo)
	}
	p, c, err := b.lookup(orgNo)
	return billing.RegisterEntry{Party: p, Source: billing.FromRegister, CheckedAt: clock()}, c, err
}

func (b *bureau) LookupParty(ctx context.Context, orgNo string) (billing.RegisterEntry, error) {
	e, _, err := b.WhoIs(ctx, orgNo)
	return e, err
}

func (b *bureau) SearchRegister(_ context.Context, text string) ([]billing.RegisterEntry, error) {
	b.note("register %s", text)
	return b.found, b.offline
}
