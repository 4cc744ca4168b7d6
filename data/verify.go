package data

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"fakturist/billing"
	"fakturist/billing/money"
)

// Check is the outcome of one check of a company file.
type Check struct {
	Name   string `json:"name"` // stable: "integrity", "schema", "foreign-keys", "audit-chain", "audited-rows", "series", "totals", "files", "outstanding"
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
			{"outstanding", t.verifyStanding},
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

// verifyTotals reads every frozen content, compares it with its digest and the columns, and computes its sums again.
func (t *Tx) verifyTotals(ctx context.Context, f *findings) error {
	return t.each(ctx, invoiceSelect+` WHERE series = 'own' ORDER BY id`, nil, func(scan func(...any) error) error {
		z, err := scanFrozen(scan)
		if err != nil {
			return err
		}
		f.looked++
		doc, err := z.document()
		if err != nil {
			f.add("%v", err)
			return nil
		}
		if what := z.differs(doc); what != "" {
			f.add("document %s: %s of its content and its row differ", z.number, what)
		}
		if what := sumsWrong(doc); what != "" {
			f.add("document %s: %s does not add up", z.number, what)
		}
		return nil
	})
}

// differs names the first column that says something else than the frozen content.
func (f frozen) differs(doc billing.Document) string {
	row, frozen := f.doc.Totals, doc.Totals
	for _, c := range []struct {
		name string
		same bool
	}{
		{"kind", f.doc.Kind == doc.Kind}, {"customer", f.doc.CustomerNo == doc.CustomerNo && f.doc.Buyer.Name == doc.Buyer.Name},
		{"issue date", f.doc.IssueDate == doc.IssueDate}, {"due date", f.doc.DueDate == doc.DueDate}, {"currency", f.doc.Currency == doc.Currency},
		{"net", row.Net.Minor == frozen.Net.Minor}, {"VAT", row.Tax.Minor == frozen.Tax.Minor}, {"payable", row.Payable.Minor == frozen.Payable.Minor},
	} {
		if !c.same {
			return c.name
		}
	}
	return ""
}

// sumsWrong computes the sums of a document again from its lines and adjustments (BR-CO-10 to 16) and names the first that
// differs.
func sumsWrong(doc billing.Document) string {
	total := func(parts ...money.Amount) int64 {
		sum, err := money.Sum(doc.Currency, parts...)
		if err != nil {
			return -1 << 63
		}
		return sum.Minor
	}
	var lines, allowances, charges, base, tax []money.Amount
	for _, l := range doc.Lines {
		lines = append(lines, l.Net)
		if l.Net.Minor != total(l.Gross, l.DiscountAmount.Neg()) {
			return fmt.Sprintf("line %d", l.ID)
		}
	}
	for _, a := range doc.Adjustments {
		if a.Charge {
			charges = append(charges, a.Value)
		} else {
			allowances = append(allowances, a.Value)
		}
	}
	for _, x := range doc.Taxes {
		base, tax = append(base, x.Base), append(tax, x.Tax)
	}
	s := doc.Totals
	for _, c := range []struct {
		name       string
		want, have int64
	}{
		{"sum of lines", total(lines...), s.Lines.Minor}, {"allowances", total(allowances...), s.Allowances.Minor},
		{"charges", total(charges...), s.Charges.Minor}, {"net", total(s.Lines, s.Allowances.Neg(), s.Charges), s.Net.Minor},
		{"VAT base", total(base...), s.Net.Minor}, {"VAT", total(tax...), s.Tax.Minor}, {"gross", total(s.Net, s.Tax), s.Gross.Minor},
		{"payable", total(s.Gross, s.Prepaid.Neg()), s.Payable.Minor},
	} {
		if c.want != c.have {
			return c.name
		}
	}
	return taxWrong(doc)
}

// taxWrong computes the VAT of each rate again on its sum (BR-CO-17).
func taxWrong(doc billing.Document) string {
	for _, x := range doc.Taxes {
		want, err := money.Round(x.Base.Decimal().Mul(x.Rate).Shift(-2), doc.Currency)
		if err != nil || want.Minor != x.Tax.Minor {
			return fmt.Sprintf("VAT of %s per cent", x.Rate)
		}
	}
	return ""
}

// verifyFiles compares stored bytes with their digests.
func (t *Tx) verifyFiles(ctx context.Context, f *findings) error {
	for _, q := range []string{
		`SELECT 'company_file:' || id, sha256, bytes FROM company_file`,
		`SELECT 'invoice_file:' || id, sha256, bytes FROM invoice_file`,
		`SELECT 'delivery_frozen:' || delivery_id, sha256, bytes FROM delivery_frozen`,
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

// verifyStanding derives where every document stands again from allocations and deliveries.
func (t *Tx) verifyStanding(ctx context.Context, f *findings) error {
	type sums struct{ outstanding, paid, credited int64 }
	stored, derived := map[int64]sums{}, map[int64]sums{}
	err := t.each(ctx, `SELECT i.id, i.number, i.kind, i.claim, i.payable - i.claim - i.credited, i.credited,
		coalesce(s.outstanding, 0), coalesce(s.paid, 0), coalesce(s.credited, 0), s.invoice_id IS NULL, coalesce(s.delivery, ''),
		coalesce((SELECT d.state FROM delivery d WHERE d.invoice_id = i.id ORDER BY d.id DESC LIMIT 1), CASE i.series WHEN 'own' THEN 'none' ELSE 'imported' END)
		FROM invoice i LEFT JOIN standing s ON s.invoice_id = i.id ORDER BY i.id`, nil, func(scan func(...any) error) error {
		var id int64
		var no, kind, delivery, state string
		var missing bool
		var have, want sums
		if err := scan(&id, &no, &kind, &want.outstanding, &want.paid, &want.credited, &have.outstanding, &have.paid, &have.credited,
			&missing, &delivery, &state); err != nil {
			return err
		}
		f.looked++
		if kind == string(billing.KindCreditNote) {
			want.outstanding = -want.outstanding
		}
		if missing || delivery != state {
			f.add("document %s: its deliveries and where it stands differ", no)
		}
		stored[id], derived[id] = have, want
		return nil
	})
	if err != nil {
		return err
	}
	err = t.each(ctx, `SELECT invoice_id, coalesce(credit_id, 0), sum(amount) FROM allocation WHERE undone_at = '' GROUP BY 1, 2`, nil,
		func(scan func(...any) error) error {
			var invoice, credit, amount int64
			if err := scan(&invoice, &credit, &amount); err != nil {
				return err
			}
			d := derived[invoice]
			d.outstanding -= amount
			if credit == 0 {
				d.paid += amount
			} else {
				d.credited += amount
				c := derived[credit]
				c.outstanding, c.credited = c.outstanding+amount, c.credited+amount
				derived[credit] = c
			}
			derived[invoice] = d
			return nil
		})
	if err != nil {
		return err
	}
	var ids []int64
	for id, want := range derived {
		if want != stored[id] {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, cmp.Compare[int64])
	for _, id := range ids {
		f.add("invoice:%d: %d outstanding by its allocations, %d stored", id, derived[id].outstanding, stored[id].outstanding)
	}
	return t.verifyLimits(ctx, f)
}

// verifyLimits looks for allocations beyond what a claim or a payment holds.
func (t *Tx) verifyLimits(ctx context.Context, f *findings) error {
	for _, q := range []string{
		`SELECT 'invoice:' || i.id, i.claim, sum(a.amount) FROM allocation a JOIN invoice i ON i.id = a.invoice_id WHERE a.undone_at = '' GROUP BY i.id HAVING sum(a.amount) > i.claim`,
		`SELECT 'bank_entry:' || e.id, e.amount, sum(a.amount) FROM allocation a JOIN bank_entry e ON e.id = a.entry_id WHERE a.undone_at = '' GROUP BY e.id HAVING sum(a.amount) > e.amount`,
		`SELECT 'invoice:' || c.id, c.claim, sum(a.amount) FROM allocation a JOIN invoice c ON c.id = a.credit_id WHERE a.undone_at = '' GROUP BY c.id HAVING sum(a.amount) > c.claim`,
	} {
		err := t.each(ctx, q, nil, func(scan func(...any) error) error {
			var subject string
			var holds, booked int64
			err := scan(&subject, &holds, &booked)
			f.add("%s holds %d, %d are booked", subject, holds, booked)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
