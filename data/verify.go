package data

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"fakturist/billing"
)

// Check is the outcome of one check of a company file.
type Check struct {
	Name   string `json:"name"` // stable: "integrity", "schema", "foreign-keys", "audit-chain", "audited-rows", "series", "totals", "files", "outstanding", "bases", "work"
	OK     bool   `json:"ok"`
	Detail string `json:"detail"` // what was looked at, or the first things found wrong
}

// findings collects what a check finds wrong, the first few in words.
type findings struct {
	looked int // rows looked at
	wrong  int
	first  []string
}

func (f *findings) add(format string, args ...any) {
	if f.wrong++; len(f.first) < 5 {
		f.first = append(f.first, fmt.Sprintf(format, args...))
	}
}

func (f *findings) check(name string) Check {
	if f.wrong == 0 {
		return Check{Name: name, OK: true, Detail: fmt.Sprintf("%d rows", f.looked)}
	}
	detail := strings.Join(f.first, "; ")
	if f.wrong > len(f.first) {
		detail += fmt.Sprintf("; and %d more", f.wrong-len(f.first))
	}
	return Check{Name: name, Detail: detail}
}

// Verify looks through the whole file as of one moment: the pages, the schema with its triggers, references, the audit chain, every audited row against
// the digest it was stored with, the unbroken series, totals computed again from frozen content, stored files and what is
// outstanding. A check that fails says what it found; the error is for a file that could not be read to its end.
//
// What the chain cannot show is a file that lost its last rows together with everything they speak of: compare with a
// backup for that.
func (s *Store) Verify(ctx context.Context) ([]Check, error) {
	var checks []Check
	err := s.View(ctx, func(t *Tx) error {
		for _, c := range []struct {
			name string
			run  func(context.Context, *findings) error
		}{
			{"integrity", t.verifyIntegrity}, {"schema", s.verifySchema(t)}, {"foreign-keys", t.verifyReferences}, {"audit-chain", t.verifyChain},
			{"audited-rows", t.verifyRows}, {"series", t.verifySeries}, {"totals", t.verifyTotals}, {"files", t.verifyFiles},
			{"outstanding", t.verifyStanding}, {"bases", t.verifyBases}, {"work", t.verifyWork},
		} {
			var f findings
			if err := c.run(ctx, &f); err != nil {
				return fmt.Errorf("verify %s: %w", c.name, err)
			}
			checks = append(checks, f.check(c.name))
		}
		return nil
	})
	return checks, err
}

func (t *Tx) verifyIntegrity(ctx context.Context, f *findings) error {
	return t.each(ctx, `PRAGMA integrity_check`, nil, func(scan func(...any) error) error {
		var line string
		if err := scan(&line); err != nil {
			return err
		}
		f.looked++
		if line != "ok" {
			f.add("%s", line)
		}
		return nil
	})
}

// verifySchema compares tables, indexes and triggers with those a new file gets: a rule that was dropped holds nothing.
func (s *Store) verifySchema(t *Tx) func(context.Context, *findings) error {
	return func(ctx context.Context, f *findings) error {
		want, err := freshSchema(ctx, s.steps)
		if err != nil {
			return err
		}
		err = t.each(ctx, schemaQuery, nil, func(scan func(...any) error) error {
			var name, sql string
			if err := scan(&name, &sql); err != nil {
				return err
			}
			f.looked++
			switch have, known := want[name]; {
			case !known:
				f.add("%s is not ours", name)
			case have != sql:
				f.add("%s was changed", name)
			}
			delete(want, name)
			return nil
		})
		for _, name := range slices.Sorted(maps.Keys(want)) {
			f.add("%s is missing", name)
		}
		return err
	}
}

const schemaQuery = `SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%'`

// freshSchema is the schema the steps make, by type and name.
func freshSchema(ctx context.Context, steps []step) (map[string]string, error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, st := range steps {
		if _, err = db.ExecContext(ctx, st.sql); err != nil {
			return nil, mapError(err)
		}
	}
	rows, err := db.QueryContext(ctx, schemaQuery)
	if err != nil {
		return nil, mapError(err)
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var name, text string
		if err = rows.Scan(&name, &text); err != nil {
			return nil, err
		}
		out[name] = text
	}
	return out, rows.Err()
}

func (t *Tx) verifyReferences(ctx context.Context, f *findings) error {
	return t.each(ctx, `SELECT "table", coalesce(rowid, 0), parent FROM pragma_foreign_key_check`, nil, func(scan func(...any) error) error {
		var table, parent string
		var id int64
		if err := scan(&table, &id, &parent); err != nil {
			return err
		}
		f.add("%s:%d names a missing %s", table, id, parent)
		return nil
	})
}

// verifyChain computes every seal of the audit log again.
func (t *Tx) verifyChain(ctx context.Context, f *findings) error {
	var last AuditRow
	return t.each(ctx, auditSelect+` ORDER BY id`, nil, func(scan func(...any) error) error {
		r, err := scanAudit(scan)
		if err != nil {
			return err
		}
		f.looked++
		switch {
		case r.ID != last.ID+1:
			f.add("audit rows %d to %d are missing", last.ID+1, r.ID-1)
		case r.Prev != last.Hash:
			f.add("audit row %d does not follow row %d", r.ID, last.ID)
		case r.Hash != r.seal():
			f.add("audit row %d was changed", r.ID)
		}
		last = r
		return nil
	})
}

// verifyRows compares every audited row with the digest in its last audit row.
func (t *Tx) verifyRows(ctx context.Context, f *findings) error {
	want := map[string]string{}
	err := t.each(ctx, `SELECT subject, row_digest FROM audit ORDER BY id`, nil, func(scan func(...any) error) error {
		var subject, digest string
		err := scan(&subject, &digest)
		want[subject] = digest
		return err
	})
	if err != nil {
		return err
	}
	for _, a := range audited {
		err = t.rowDigests(ctx, a.query+" ORDER BY "+a.order, nil, func(id, digest string) {
			f.looked++
			subject := a.table + ":" + id
			switch have, known := want[subject]; {
			case !known || have == "":
				f.add("%s was added behind the audit log", subject)
			case have != digest:
				f.add("%s was changed behind the audit log", subject)
			}
			delete(want, subject)
		})
		if err != nil {
			return err
		}
	}
	reportMissing(want, f)
	return nil
}

// reportMissing notes rows the audit log knows and the file does not hold.
func reportMissing(want map[string]string, f *findings) {
	var missing []string
	for subject, digest := range want {
		if digest != "" {
			missing = append(missing, subject)
		}
	}
	slices.Sort(missing)
	for _, subject := range missing {
		f.add("%s is missing", subject)
	}
}

func (t *Tx) verifySeries(ctx context.Context, f *findings) error {
	var last int64
	return t.each(ctx, `SELECT seq, number FROM invoice WHERE series = 'own' ORDER BY seq`, nil, func(scan func(...any) error) error {
		var seq int64
		var no string
		if err := scan(&seq, &no); err != nil {
			return err
		}
		f.looked++
		if last != 0 && seq != last+1 {
			f.add("after document %d comes %s", last, no)
		}
		last = seq
		return nil
	})
}

// verifyFiles compares stored bytes with their digests.
func (t *Tx) verifyFiles(ctx context.Context, f *findings) error {
	for _, q := range []string{
		`SELECT 'company_file:' || id, sha256, bytes FROM company_file`,
		`SELECT 'invoice_file:' || id, sha256, bytes FROM invoice_file`,
		`SELECT 'delivery_frozen:' || delivery_id, sha256, bytes FROM delivery_frozen`,
		`SELECT 'basis_paper:' || id, sha256, bytes FROM basis_paper`,
		`SELECT 'basis_sending:' || id, sha256, bytes FROM basis_sending`,
		`SELECT 'work_receipt:' || work_id, sha256, bytes FROM work_receipt`,
		`SELECT 'received:' || id, sha256, bytes FROM received`,
		`SELECT 'received_file:' || id, sha256, bytes FROM received_file`,
	} {
		err := t.each(ctx, q, nil, func(scan func(...any) error) error {
			var subject, digest string
			var b []byte
			if err := scan(&subject, &digest, &b); err != nil {
				return err
			}
			f.looked++
			if billing.Digest(b) != digest {
				f.add("%s: bytes were changed", subject)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
