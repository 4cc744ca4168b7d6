package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"strings"

	"fakturist/app/intake"
	"fakturist/app/sheet"
	"fakturist/billing"
	"fakturist/billing/register"
	"fakturist/data"
)

// ReadSheet reads a CSV or XLSX file; name asks for one sheet of a workbook, empty takes the first that holds something. A
// file that cannot be read is a refusal.
func (c *Company) ReadSheet(_ context.Context, path, name string) (register.Sheet, error) {
	b, err := readLimited(path, 4*sheet.MaxSize)
	if err != nil {
		return register.Sheet{}, errors.Join(refuse("file-unreadable", path, "file", filepath.Base(path), "what", err.Error()), err)
	}
	return ReadSheet(b, path, name)
}

// ReadSheet reads the bytes of a CSV or XLSX file; path is for telling only.
func ReadSheet(b []byte, path, name string) (register.Sheet, error) {
	return sheet.Read(b, sheet.Options{File: path, Sheet: name})
}

// GuessKind says what a file seems to hold.
func GuessKind(s register.Sheet) register.Kind { return intake.GuessKind(s) }

// GuessMapping says which column is which field: as it was the last time a file had the same columns, else by their names
// and values.
func (c *Company) GuessMapping(ctx context.Context, s register.Sheet, kind register.Kind) (register.Mapping, error) {
	var kept string
	err := c.view(ctx, func(tx *data.Tx) error {
		settings, err := tx.Settings(ctx)
		kept = settings[mappingKey(kind, s.Fingerprint())]
		return err
	})
	if err != nil {
		return register.Mapping{}, err
	}
	var m register.Mapping
	if kept != "" && json.Unmarshal([]byte(kept), &m) == nil && m.Kind == kind {
		return m, nil
	}
	return intake.Guess(s, kind), nil // also when an earlier version kept what this one cannot read
}

// WithFields lays what a person said of some columns over a mapping.
func WithFields(m register.Mapping, s register.Sheet, said map[string]register.Field) register.Mapping {
	return intake.With(m, s, said)
}

// mappingPrefix begins the settings that are mappings of files.
const mappingPrefix = "import."

func mappingKey(kind register.Kind, fingerprint string) string {
	return mappingPrefix + string(kind) + "." + fingerprint
}

// withoutMappings leaves out the settings no person reads or sets: mappings of files.
func withoutMappings(s billing.Settings) billing.Settings {
	maps.DeleteFunc(s, func(key, _ string) bool { return strings.HasPrefix(key, mappingPrefix) })
	return s
}

// PlanImport tells what a sheet would change; nothing is written.
func (c *Company) PlanImport(ctx context.Context, s register.Sheet, m register.Mapping) (register.Plan, error) {
	var plan register.Plan
	err := c.view(ctx, func(tx *data.Tx) error {
		have, err := existing(ctx, tx)
		if err == nil {
			have.Today = c.Today()
			plan = intake.Plan(s, m, have)
		}
		return err
	})
	return plan, err
}

func existing(ctx context.Context, tx *data.Tx) (intake.Existing, error) {
	seller, err := tx.Company(ctx)
	if err != nil {
		return intake.Existing{}, err
	}
	customers, err := tx.AllCustomers(ctx)
	if err != nil {
		return intake.Existing{}, err
	}
	items, err := tx.Items(ctx)
	return intake.Existing{Customers: customers, Items: items, Registered: seller.VATRegistered, Country: seller.Address.CountryCode()}, err
}

// ApplyImport stores what a plan says, as the choices have it, in one transaction: all or nothing. It is refused when rows
// are faulty or undecided and no choice says what to do with them, and when something changed since the plan was made.
func (c *Company) ApplyImport(ctx context.Context, plan register.Plan, choices register.Choices) (register.Result, error) {
	if err := refusedRows(plan, choices).Err(); err != nil {
		return register.Result{}, err
	}
	var done register.Result
	err := c.update(ctx, func(tx *data.Tx) (err error) {
		if done, err = applied(ctx, tx, plan, choices); err != nil {
			return err
		}
		if choices.Remember {
			err = remember(ctx, tx, plan)
		}
		if err == nil && choices.DryRun {
			return errDry
		}
		return err
	})
	if errors.Is(err, errDry) {
		return done, nil
	}
	if err != nil {
		return register.Result{}, err
	}
	c.signalImport(plan.Mapping.Kind, done)
	return done, nil
}

// refusedRows are the reasons why a plan cannot be applied with these choices.
func refusedRows(plan register.Plan, choices register.Choices) billing.Faults {
	faults := plan.Faults.Fatal()
	undecided := 0
	for _, r := range plan.Rows {
		choice := choices.For(r.ID)
		switch {
		case choice != register.Undecided && choice != register.Merge && choice != register.Skip && choice != register.AsNew:
			faults.Add("import-choice-unknown", register.At(r.Line, ""), "choice", string(choice))
			return faults
		case r.Verdict == register.Faulty && !choices.SkipFaulty:
			faults = append(faults, r.Faults.Fatal()...)
		case r.Verdict == register.Doubtful && choice == register.Undecided:
			undecided++
		}
	}
	if undecided > 0 {
		faults.Add("import-undecided", "", "count", itoa(undecided))
	}
	return faults
}

// ImportSheet guesses the mapping of a sheet, plans it and applies the plan: for files whose columns have our names.
func (c *Company) ImportSheet(ctx context.Context, s register.Sheet, kind register.Kind, choices register.Choices) (register.Result, error) {
	m, err := c.GuessMapping(ctx, s, kind)
	if err != nil {
		return register.Result{}, err
	}
	plan, err := c.PlanImport(ctx, s, m)
	if err != nil {
		return register.Result{}, err
	}
	return c.ApplyImport(ctx, plan, choices)
}

func applied(ctx context.Context, tx *data.Tx, plan register.Plan, choices register.Choices) (register.Result, error) {
	done := register.Result{}
	for _, r := range plan.Rows {
		if r.Verdict == register.Faulty {
			done.Faulty++
		}
	}
	switch plan.Mapping.Kind {
	case register.Items:
		return done, applyItems(ctx, tx, plan, &done)
	case register.Drafts:
		return done, applyDrafts(ctx, tx, plan, &done)
	}
	return done, applyCustomers(ctx, tx, plan, choices, &done)
}

func applyItems(ctx context.Context, tx *data.Tx, plan register.Plan, done *register.Result) error {
	for _, r := range plan.Rows {
		switch {
		case r.Verdict == register.Same:
			done.Same++
		case r.Item != nil:
			if err := unchangedItem(ctx, tx, r); err != nil {
				return err
			}
			stored, err := tx.SaveItem(ctx, *r.Item)
			if err != nil {
				return fmt.Errorf("import line %d: %w", r.Line, err)
			}
			done.Numbers = append(done.Numbers, stored.No)
			if r.Verdict == register.New {
				done.Added++
			} else {
				done.Changed++
			}
		}
	}
	return nil
}

func unchangedItem(ctx context.Context, tx *data.Tx, r register.Row) error {
	now, err := tx.Item(ctx, r.Item.No)
	missing := errors.Is(err, billing.ErrNotFound)
	if err != nil && !missing {
		return err
	}
	if missing != (r.BeforeItem == nil) || !missing && !sameItem(now, *r.BeforeItem) {
		return changedMeanwhile(r.Line, r.Label)
	}
	return nil
}

func sameItem(a, b billing.Item) bool {
	return a.ID == b.ID && a.No == b.No && a.Name == b.Name && a.Description == b.Description && a.Unit == b.Unit && a.Price.Equal(b.Price) &&
		a.VAT.Category == b.VAT.Category && a.VAT.Rate.Equal(b.VAT.Rate) && a.VAT.Reason == b.VAT.Reason
}

func changedMeanwhile(line int, name string) error {
	return refuse("import-changed-meanwhile", register.At(line, ""), "name", name)
}

func applyDrafts(ctx context.Context, tx *data.Tx, plan register.Plan, done *register.Result) error {
	for _, r := range plan.Rows {
		if r.Draft == nil {
			continue
		}
		if err := checkNumbers(*r.Draft).Err(); err != nil {
			return err
		}
		if known, err := knownCustomer(ctx, tx, r.Draft.Customer.No); err != nil || r.Draft.Customer.No != "" && !known {
			return errors.Join(changedMeanwhile(r.Line, r.Label), err)
		}
		id, err := tx.SaveDraft(ctx, *r.Draft)
		if err != nil {
			return fmt.Errorf("import line %d: %w", r.Line, err)
		}
		done.Drafts = append(done.Drafts, id)
		done.Added++
	}
	return nil
}

// remember keeps a mapping for the next file of the same columns.
func remember(ctx context.Context, tx *data.Tx, plan register.Plan) error {
	b, err := json.Marshal(plan.Mapping)
	if err != nil {
		return fmt.Errorf("remember mapping: %w", err)
	}
	return tx.SaveSettings(ctx, billing.Settings{mappingKey(plan.Mapping.Kind, plan.Fingerprint): string(b)})
}

func (c *Company) signalImport(kind register.Kind, done register.Result) {
	for _, no := range done.Numbers {
		if kind == register.Items {
			c.signal(billing.ItemChanged{No: no})
		} else {
			c.signal(billing.CustomerChanged{No: no})
		}
	}
	for _, id := range done.Drafts {
		c.signal(billing.DraftChanged{ID: id})
	}
}

// errDry rolls a rehearsed change back.
var errDry = errors.New("only rehearsed")
