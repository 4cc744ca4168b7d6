package app_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"

	"fakturist/billing"
)

// manyDispatched is how many documents the dry run plans.
const manyDispatched = 10_000

// dispatched is a company file in which as many documents wait as there are customers: of ten, four by EHF, of which one
// receiver said no, one did not answer yet, and two said yes; four by mail, and two as letters. It is filled by SQL, past the
// domain: only the figures of reading are measured on it.
func dispatched(b *testing.B) string {
	b.Helper()
	path := newClub(b, newBox(b))
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=foreign_keys(ON)")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	count := fmt.Sprintf(`WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < %d) `, manyDispatched)
	documents := billing.DocumentType(billing.KindInvoice)
	for _, q := range []string{
		`BEGIN`,
		count + `INSERT INTO customer (no, seq, name, name_key, type, org_no, vat_no, email, phone, contact, street, extra, post_code, city,
			country, endpoint_scheme, endpoint_id, register, routes, language, terms, note, groups, accounts)
		SELECT 2000 + i, 2000 + i, 'Navn' || i, 'navn' || i, CASE WHEN i % 10 < 4 THEN 'business' ELSE 'person' END,
			CASE WHEN i % 10 < 4 THEN printf('%09d', i) ELSE '' END, '', CASE WHEN i % 10 < 8 THEN 'kunde' || i || '@example.test' ELSE '' END,
			'', '', 'Gate ' || i, '', '0150', 'Oslo', '', '', '', 0, CASE WHEN i % 50 = 0 THEN 'ehf,email,letter' ELSE '' END, '', 0, '', '', '' FROM c`,
		`INSERT INTO invoice (id, series, seq, number, kind, kid, customer_no, customer_name, customer_key, issue_date, due_date, currency,
			net, tax, payable, claim, credited, issued_at, digest, content)
		SELECT seq, 'own', 10000 + seq, CAST(10000 + seq AS TEXT), 'invoice', '', no, name, name_key, '2026-11-22', '2026-12-06', 'NOK', 40000, 10000, 50000,
			50000, 0, '2026-11-22T10:00:00.000Z', hex(zeroblob(32)),
			json_object('kind', 'invoice', 'seller', json_object('name', 'Solbakken'), 'buyer', json_object('name', name, 'type', type, 'orgNo', org_no,
				'email', email, 'address', json_object('street', street, 'postCode', post_code, 'city', city)), 'lines', json('["' || hex(zeroblob(700)) || '"]'))
		FROM customer WHERE seq > 2000`,
		`INSERT INTO delivery (invoice_id, channel, recipient, began, passed, state, attempts, not_before, held, place, receipt, reason, detail, copied,
			created_at, updated_at)
		SELECT seq, CASE WHEN seq % 10 < 4 THEN 'ehf' WHEN seq % 10 < 8 THEN 'email' ELSE 'letter' END,
			CASE WHEN seq % 10 < 4 THEN '0192:' || org_no WHEN seq % 10 < 8 THEN email ELSE name END, 'queued',
			CASE WHEN seq % 10 < 4 THEN '[]' ELSE '[{"channel":"ehf","reason":"route-no-orgno"}]' END, 'queued', 0, '', 0, '', '', '', '', '',
			'2026-11-22T10:00:00.000Z', '2026-11-22T10:00:00.000Z' FROM customer WHERE seq > 2000`,
		`INSERT INTO lookup_cache (participant, content, at)
		SELECT '0192:' || org_no, json_object('Participant', '0192:' || org_no, 'Registered', json(CASE WHEN seq % 10 = 0 THEN 'false' ELSE 'true' END),
			'Documents', json_array('` + documents + `'), 'CheckedAt', strftime('%Y-%m-%dT%H:%M:%SZ', 'now')), strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
		FROM customer WHERE seq > 2000 AND org_no <> '' AND seq % 10 <> 1`,
		`COMMIT`,
	} {
		if _, err := db.Exec(q); err != nil {
			b.Fatalf("%.60s: %v", q, err)
		}
	}
	return path
}

// Goal: 2 s. What sending 10,000 documents would do is told: who gets what, by which channel, why not by an earlier one, and
// what it costs.
func BenchmarkDryRun10000(b *testing.B) {
	ctx := context.Background()
	c := reopen(b, dispatched(b), 0)
	mustSave(b, c, billing.Settings{"cost.ehf": "2", "cost.letter": "25"})
	for b.Loop() {
		plan, err := c.PlanDispatch(ctx, nil, nil)
		if err != nil {
			b.Fatal(err)
		}
		counts := map[billing.ChannelName]int{}
		for _, s := range plan.Sums {
			counts[s.Channel] = s.Count
		}
		if counts[billing.EHF] != 3000 || counts[billing.Email] != 5000 || counts[billing.Letter] != 2000 {
			b.Fatalf("planned %v", counts)
		}
	}
}

// BenchmarkDryRunFloor is what a dry run cannot do without: the same rows read by one prepared statement.
func BenchmarkDryRunFloor(b *testing.B) {
	db, err := sql.Open("sqlite", "file:"+dispatched(b)+"?mode=ro")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	st, err := db.Prepare(`SELECT d.id, d.channel, d.recipient, d.passed, d.not_before, d.held, d.reason, i.number, i.kind, i.customer_no, i.customer_name,
		i.payable FROM delivery d JOIN invoice i ON i.id = d.invoice_id WHERE d.state = 'queued' ORDER BY d.id`)
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	for b.Loop() {
		rows, err := st.Query()
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for rows.Next() {
			var id, held, payable int64
			var channel, recipient, passed, at, reason, number, kind, no, name string
			if err := rows.Scan(&id, &channel, &recipient, &passed, &at, &held, &reason, &number, &kind, &no, &name, &payable); err != nil {
				b.Fatal(err)
			}
			n++
		}
		if err := rows.Err(); err != nil || n != manyDispatched {
			b.Fatalf("%d rows, %v", n, err)
		}
		rows.Close()
	}
}

// Goal: 2 s. What another list of channels would change for 10,000 customers.
func BenchmarkPreviewRoutes10000(b *testing.B) {
	ctx := context.Background()
	c := reopen(b, dispatched(b), 0)
	for b.Loop() {
		p, err := c.PreviewRoutes(ctx, []billing.ChannelName{billing.Letter, billing.EHF, billing.Email}, "")
		if err != nil || p.Customers < 9000 || len(p.Changes) < 7000 {
			b.Fatalf("%d customers, %d changes, %v", p.Customers, len(p.Changes), err)
		}
	}
}
