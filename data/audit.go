package data

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"database/sql/driver"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"fakturist/billing"
)

// note is a row of the audit log to be: what was done to what, and the digest of the row as it stands now.
type note struct {
	action  string
	subject string
	detail  string
	digest  string
}

// AuditRow is a row of the audit log.
type AuditRow struct {
	ID      int64
	At      time.Time
	Actor   string
	Action  string          // "invoice.issue", "allocation.undo", …
	Subject string          // table:id
	Detail  json.RawMessage // what else is worth knowing; never a secret
	Digest  string          // SHA-256 of the row as stored; empty when it is gone
	Prev    string          // hash of the row before; empty in the first
	Hash    string
}

// seal computes the row's hash over its place in the chain and everything it says.
func (r AuditRow) seal() string {
	h := sha256.New()
	for _, part := range []string{r.Prev, strconv.FormatInt(r.ID, 10), r.At.Format(momentLayout), r.Actor, r.Action, r.Subject,
		string(r.Detail), r.Digest} {
		fmt.Fprintf(h, "%d:%s,", len(part), part) // with their lengths, so that no two rows read the same
	}
	return hex.EncodeToString(h.Sum(nil))
}

// audited are the tables whose rows Verify compares with the digest their last audit row carries, and how a row is read
// for it. The first column is the id; a query may give several rows for one id (a customer and its groups), which are
// digested together. Columns that may change without an audit row of their own (the state of an entry) are left out. A column
// younger than its table is written so that rows that never had it keep their digest (customer.other_format).
var audited = []struct {
	table string
	key   string // the column that is the id, as the WHERE clause names it
	query string // without WHERE and ORDER BY
	order string
	fixed bool // rows are never deleted: one that is missing is a loss
}{
	{"setting", "key", `SELECT key, value FROM setting`, `key`, false},
	{"mail_text", "language || '/' || kind", `SELECT language || '/' || kind, subject, body FROM mail_text`, `1`, false},
	{"company_file", "id", `SELECT id, name, mime, sha256 FROM company_file`, `id`, false},
	{"customer", "c.id", `SELECT c.id, c.no, c.name, c.type, c.org_no, c.vat_no, c.email, c.phone, c.contact, c.street, c.extra,
		c.post_code, c.city, c.country, c.endpoint_scheme, c.endpoint_id, c.register, c.payer,
		c.routes || CASE c.other_format WHEN 1 THEN char(31) || 'other-format' ELSE '' END,
		c.language, c.terms, c.note, c.groups, c.accounts,
		(SELECT group_concat(g.name, char(31) ORDER BY g.name) FROM customer_group g WHERE g.customer_id = c.id),
		(SELECT group_concat(a.account, char(31) ORDER BY a.account) FROM customer_account a WHERE a.customer_id = c.id)
		FROM customer c`, `c.id`, false},
	{"item", "id", `SELECT id, no, name, description, unit, price, vat FROM item`, `id`, false},
	{"draft", "id", `SELECT id, content FROM draft`, `id`, false},
	{"basis", "b.id", `SELECT b.id, b.kind, b.seq, b.state, b.customer_no, b.issue_date, b.valid_until, b.currency, b.payable, b.from_id, b.decided_by, b.decided_on,
		b.created_at, b.content, (SELECT group_concat(p.name || char(31) || p.sha256, char(30) ORDER BY p.id) FROM basis_paper p WHERE p.basis_id = b.id)
		FROM basis b`, `b.id`, true},
	{"basis_sending", "id", `SELECT id, basis_id, state, message_id, recipient, issue_date, receipt, reason, at, sha256 FROM basis_sending`, `id`, true},
	{"invoice", "id", `SELECT id, series, seq, number, kind, kid, customer_no, customer_name, issue_date, due_date, currency, net, tax,
		payable, claim, credited, original_id, issued_at, digest FROM invoice`, `id`, true},
	{"invoice_file", "id", `SELECT id, invoice_id, kind, sha256, at FROM invoice_file`, `id`, true},
	{"delivery", "d.id", `SELECT d.id, d.invoice_id, d.channel, d.recipient, d.state, d.receipt, f.message_id, f.sha256
		FROM delivery d LEFT JOIN delivery_frozen f ON f.delivery_id = d.id`, `d.id`, true},
	{"statement_file", "f.id", `SELECT f.id, f.sha256, f.format, f.source, f.quarantine, e.id, e.place, e.account, e.date, e.amount, e.currency,
		e.kid, e.text, e.payer, e.payer_account, e.fingerprint, e.occurrence, e.reversal, e.lump, e.pending
		FROM statement_file f LEFT JOIN bank_entry e ON e.file_id = f.id`, `f.id, e.id`, true},
	{"allocation", "id", `SELECT id, entry_id, credit_id, invoice_id, amount, currency, rule, by_hand, undone_at FROM allocation`, `id`, true},
	{"work", "id", `SELECT id, customer_no, project, kind, date, person, text, item_no, quantity, unit, price, vat, receipt, draft_id, invoice_id
		FROM work`, `id`, false},
	{"received", "r.id", `SELECT r.id, r.sha256, r.file_name, r.at, r.kind, r.number, r.seller, r.buyer, r.issue_date, r.due_date, r.currency,
		r.payable, r.kid, r.account, r.fatal, r.warnings, r.not_for_us, r.findings, f.n, f.name, f.mime, f.description, f.sha256
		FROM received r LEFT JOIN received_file f ON f.received_id = r.id`, `r.id, f.n`, true},
}

// digests collects the digest of each id as rows of one audited query come in.
type digests struct {
	id  string
	sum []byte // running text of the id's rows
	out func(id, digest string)
}

func (d *digests) row(values []any) {
	id := text(values[0])
	if id != d.id {
		d.flush()
		d.id = id
	}
	for _, v := range values {
		d.sum = appendValue(d.sum, v)
	}
}

func (d *digests) flush() {
	if len(d.sum) > 0 {
		d.out(d.id, billing.Digest(d.sum))
		d.sum = d.sum[:0]
	}
}

// digestOf is the digest of a row whose columns are known because they were just written, in the order of its audited query.
// It saves reading the row again where many are written; Verify shows that it agrees.
func digestOf(columns ...any) string {
	b := make([]byte, 0, 512)
	for _, c := range columns {
		if v, ok := c.(driver.Valuer); ok {
			c, _ = v.Value() // days and moments always have one
		}
		b = appendValue(b, c)
	}
	return billing.Digest(b)
}

// appendValue writes a column so that no two rows of different values read the same.
func appendValue(b []byte, v any) []byte {
	if v == nil {
		return append(b, "n,"...)
	}
	s := text(v)
	b = strconv.AppendInt(b, int64(len(s)), 10)
	b = append(b, ':')
	b = append(b, s...)
	return append(b, ',')
}

func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []byte:
		return string(v)
	case int64:
		return strconv.FormatInt(v, 10)
	}
	return fmt.Sprint(v) // int, bool
}

// rowDigests reads an audited table, or one row of it, and gives the digest of each id.
func (t *Tx) rowDigests(ctx context.Context, query string, args []any, out func(id, digest string)) error {
	st, err := t.stmt(ctx, query)
	if err != nil {
		return err
	}
	rows, err := st.QueryContext(ctx, args...)
	if err != nil {
		return mapError(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	values := make([]any, len(names))
	into := make([]any, len(names))
	for i := range values {
		into[i] = &values[i]
	}
	d := digests{out: out}
	for rows.Next() {
		if err = rows.Scan(into...); err != nil {
			return mapError(err)
		}
		d.row(values)
	}
	d.flush()
	return mapError(rows.Err())
}

// digestQueries are the queries of one row of each audited table.
var digestQueries = func() map[string]string {
	m := map[string]string{}
	for _, a := range audited {
		m[a.table] = a.query + " WHERE " + a.key + " = $1 ORDER BY " + a.order
	}
	return m
}()

// audit notes that a row was made or changed, with the digest of what is stored now. detail is written as JSON.
func (t *Tx) audit(ctx context.Context, action, table string, id any, detail any) error {
	var digest string
	if err := t.rowDigests(ctx, digestQueries[table], []any{id}, func(_, d string) { digest = d }); err != nil {
		return fmt.Errorf("audit %s: %w", action, err)
	}
	if digest == "" {
		return fmt.Errorf("audit %s: row %v of %s: %w", action, id, table, billing.ErrNotFound)
	}
	return t.note(action, table, id, detail, digest)
}

// note notes something without reading a row: what is gone, what no table holds, or a digest that is known already.
func (t *Tx) note(action, table string, id any, detail any, digest string) error {
	b := []byte("{}")
	if detail != nil {
		var err error
		if b, err = json.Marshal(detail); err != nil {
			return fmt.Errorf("audit %s: %w", action, err)
		}
	}
	t.notes = append(t.notes, note{action: action, subject: table + ":" + fmt.Sprint(id), detail: string(b), digest: digest})
	return nil
}

// auditBatch is how many audit rows go into one INSERT.
const auditBatch = 50

// seal writes the noted rows at the end of the chain.
func (t *Tx) seal(ctx context.Context) error {
	if len(t.notes) == 0 {
		return nil
	}
	m, err := t.remembered(ctx)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	if m.head == nil {
		m.head = &AuditRow{}
		err = t.get(ctx, `SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1`, nil, &m.head.ID, &m.head.Hash)
		if err != nil && !errors.Is(err, billing.ErrNotFound) {
			return fmt.Errorf("audit: %w", err)
		}
	}
	last := *m.head
	at := t.now.Truncate(time.Millisecond)
	for len(t.notes) > 0 {
		n := min(len(t.notes), auditBatch)
		args := make([]any, 0, n*9)
		for _, x := range t.notes[:n] {
			r := AuditRow{ID: last.ID + 1, At: at, Actor: t.actor, Action: x.action, Subject: x.subject,
				Detail: json.RawMessage(x.detail), Digest: x.digest, Prev: last.Hash}
			r.Hash = r.seal()
			args = append(args, r.ID, moment(r.At), r.Actor, r.Action, r.Subject, x.detail, r.Digest, r.Prev, r.Hash)
			last = r
		}
		if _, err = t.exec(ctx, auditInsert(n), args...); err != nil {
			return fmt.Errorf("audit: %w", err)
		}
		t.notes = t.notes[n:]
	}
	m.head = &last // forgotten again when the commit fails
	return nil
}

// auditInsert is the INSERT of n audit rows.
func auditInsert(n int) string {
	return `INSERT INTO audit (id, at, actor, action, subject, detail, row_digest, prev, hash) VALUES ` +
		strings.TrimSuffix(strings.Repeat("(?, ?, ?, ?, ?, ?, ?, ?, ?), ", n), ", ")
}

// Audit is the audit log after a row, oldest first, at most limit rows.
func (t *Tx) Audit(ctx context.Context, after int64, limit int) ([]AuditRow, error) {
	var out []AuditRow
	err := t.each(ctx, auditSelect+` WHERE id > $1 ORDER BY id LIMIT $2`, []any{after, limit}, func(scan func(...any) error) error {
		r, err := scanAudit(scan)
		out = append(out, r)
		return err
	})
	return out, err
}

const auditSelect = `SELECT id, at, actor, action, subject, detail, row_digest, prev, hash FROM audit`

func scanAudit(scan func(...any) error) (AuditRow, error) {
	var r AuditRow
	var detail sql.RawBytes
	err := scan(&r.ID, scanMoment(&r.At), &r.Actor, &r.Action, &r.Subject, &detail, &r.Digest, &r.Prev, &r.Hash)
	r.Detail = json.RawMessage(string(detail))
	return r, err
}
