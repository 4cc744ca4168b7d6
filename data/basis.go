package data

import (
	"context"
	"encoding/json"
	"fmt"

	"fakturist/billing"
	"fakturist/billing/cal"
)

// Basis is an offer, order or payment request by id, with its papers.
func (t *Tx) Basis(ctx context.Context, id int64) (billing.Basis, error) {
	b, err := t.basis(ctx, basisSelect+` WHERE id = $1`, id)
	if err != nil {
		return b, fmt.Errorf("basis %d: %w", id, err)
	}
	return b, nil
}

// BasisByNo is an offer, order or payment request by its number, such as "T-12".
func (t *Tx) BasisByNo(ctx context.Context, no string) (billing.Basis, error) {
	b, err := t.basis(ctx, basisSelect+` WHERE no = $1`, no)
	if err != nil {
		return b, fmt.Errorf("basis %q: %w", no, err)
	}
	return b, nil
}

const basisSelect = `SELECT id, no, kind, state, valid_until, coalesce(from_id, 0), decided_by, decided_on, created_at, updated_at, content FROM basis`

func (t *Tx) basis(ctx context.Context, query string, arg any) (billing.Basis, error) {
	var b billing.Basis
	err := t.get(ctx, query, []any{arg}, &b.ID, &b.No, &b.Kind, &b.State, scanDay(&b.ValidUntil), &b.From, &b.DecidedBy,
		scanDay(&b.DecidedOn), scanMoment(&b.CreatedAt), scanMoment(&b.UpdatedAt), jsonText{&b.Draft})
	if err != nil {
		return billing.Basis{}, err
	}
	b.Papers, err = t.basisPapers(ctx, b.ID)
	return b, err
}

func (t *Tx) basisPapers(ctx context.Context, id int64) ([]billing.Attachment, error) {
	var out []billing.Attachment
	err := t.each(ctx, `SELECT name, mime, description, sha256, bytes FROM basis_paper WHERE basis_id = $1 ORDER BY id`, []any{id},
		func(scan func(...any) error) error {
			var a billing.Attachment
			var digest string
			if err := scan(&a.Name, &a.MIME, &a.Description, &digest, &a.Content); err != nil {
				return err
			}
			if billing.Digest(a.Content) != digest {
				return fmt.Errorf("paper of basis %d differs from its digest: %w", id, ErrDamaged)
			}
			out = append(out, a)
			return nil
		})
	return out, err
}

// SaveBasis stores a new basis (ID 0), which gets the next number of its kind, or a changed one, and returns it as stored.
// State, number, origin and decision are kept as they are. What cannot be is refused with *billing.FaultError: changes of
// what was decided, and of what stands on drafts and invoices already.
func (t *Tx) SaveBasis(ctx context.Context, b billing.Basis) (billing.Basis, error) {
	saved, err := t.saveBasis(ctx, b)
	if err != nil {
		return b, fmt.Errorf("save basis %d: %w", b.ID, err)
	}
	return saved, nil
}

func (t *Tx) saveBasis(ctx context.Context, b billing.Basis) (billing.Basis, error) {
	if b.ID == 0 {
		fresh, err := billing.NewBasis(b)
		if err != nil {
			return b, err
		}
		return t.addBasis(ctx, fresh, nil)
	}
	old, err := t.Basis(ctx, b.ID)
	if err != nil {
		return b, err
	}
	touched, err := t.touchedLines(ctx, b.ID)
	if err != nil {
		return b, err
	}
	next, err := old.Change(b, touched)
	if err != nil {
		return b, err
	}
	return t.changeBasis(ctx, old, next)
}

// AddOrder stores the order an offer became.
func (t *Tx) AddOrder(ctx context.Context, order billing.Basis) (billing.Basis, error) {
	saved, err := t.addBasis(ctx, order, order.From)
	if err != nil {
		return order, fmt.Errorf("add order from basis %d: %w", order.From, err)
	}
	return saved, nil
}

func (t *Tx) addBasis(ctx context.Context, b billing.Basis, from any) (billing.Basis, error) {
	columns, err := t.basisColumns(ctx, b)
	if err != nil {
		return b, err
	}
	args := append([]any{string(b.Kind), from, moment(t.now)}, columns...)
	err = t.get(ctx, `INSERT INTO basis (kind, seq, no, state, from_id, decided_by, decided_on, created_at, updated_at,
		customer_no, customer_name, title, issue_date, valid_until, currency, payable, search, content)
		SELECT $1, n.next, CASE $1 WHEN 'offer' THEN 'T-' WHEN 'order' THEN 'O-' ELSE 'B-' END || n.next, 'open', $2, '', '', $3, $3,
		$4, $5, $6, $7, $8, $9, $10, $11, $12
		FROM (SELECT coalesce(max(seq), 0) + 1 AS next FROM basis WHERE kind = $1) n RETURNING id, no`, args, &b.ID, &b.No)
	if err != nil {
		return b, err
	}
	b.State, b.CreatedAt, b.UpdatedAt = billing.BasisOpen, t.now, t.now
	if err = t.saveBasisLines(ctx, b, 0); err != nil {
		return b, err
	}
	if err = t.addPapers(ctx, b.ID, b.Papers); err != nil {
		return b, err
	}
	return b, t.audit(ctx, "basis.add", "basis", b.ID, map[string]string{"no": b.No})
}

func (t *Tx) changeBasis(ctx context.Context, old, b billing.Basis) (billing.Basis, error) {
	columns, err := t.basisColumns(ctx, b)
	if err != nil {
		return b, err
	}
	err = t.change(ctx, `UPDATE basis SET state = $3, updated_at = $2, customer_no = $4, customer_name = $5, title = $6, issue_date = $7,
		valid_until = $8, currency = $9, payable = $10, search = $11, content = $12 WHERE id = $1`, append([]any{b.ID, moment(t.now), string(b.State)}, columns...)...)
	if err != nil {
		return b, err
	}
	b.UpdatedAt = t.now
	if err = t.saveBasisLines(ctx, b, len(old.Draft.Lines)); err != nil {
		return b, err
	}
	if err = t.replacePapers(ctx, old, b); err != nil {
		return b, err
	}
	return b, t.audit(ctx, "basis.save", "basis", b.ID, map[string]string{"no": b.No})
}

// basisColumns are the columns that follow from what a basis says, and that.
func (t *Tx) basisColumns(ctx context.Context, b billing.Basis) ([]any, error) {
	content, err := json.Marshal(b.Draft)
	if err != nil {
		return nil, err
	}
	doc, err := t.preview(ctx, b.Draft)
	if err != nil {
		return nil, err
	}
	title := ""
	if len(doc.Lines) > 0 {
		title = doc.Lines[0].Item
	}
	return []any{b.Draft.Customer.No, doc.Buyer.Name, title, day(doc.IssueDate), day(b.ValidUntil), string(doc.Currency), doc.Totals.Payable.Minor,
		fold(documentText(doc)), string(content)}, nil
}

// saveBasisLines notes what is asked for, line by line; before is how many lines were noted.
func (t *Tx) saveBasisLines(ctx context.Context, b billing.Basis, before int) error {
	if b.Kind == billing.KindOffer {
		return nil // nothing is invoiced of it
	}
	for i, l := range b.Draft.Lines {
		n, ok := parts(l.Quantity)
		if !ok {
			return fmt.Errorf("line %d of %s: quantity beyond reach: %w", i+1, b.No, billing.ErrExceeds)
		}
		if _, err := t.exec(ctx, `INSERT INTO basis_line (basis_id, line, quantity) VALUES ($1, $2, $3)
			ON CONFLICT (basis_id, line) DO UPDATE SET quantity = excluded.quantity WHERE quantity <> excluded.quantity`, b.ID, i+1, n); err != nil {
			return fmt.Errorf("line %d of %s: %w", i+1, b.No, err)
		}
	}
	if before > len(b.Draft.Lines) {
		if _, err := t.exec(ctx, `DELETE FROM basis_line WHERE basis_id = $1 AND line > $2`, b.ID, len(b.Draft.Lines)); err != nil {
			return fmt.Errorf("lines of %s: %w", b.No, err)
		}
	}
	return nil
}

func (t *Tx) addPapers(ctx context.Context, id int64, papers []billing.Attachment) error {
	for _, a := range papers {
		if _, err := t.exec(ctx, `INSERT INTO basis_paper (basis_id, name, mime, description, sha256, at, bytes) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			id, a.Name, a.MIME, a.Description, billing.Digest(a.Content), moment(t.now), a.Content); err != nil {
			return fmt.Errorf("paper of basis %d: %w", id, err)
		}
	}
	return nil
}

// replacePapers keeps the papers that are still there and exchanges the others.
func (t *Tx) replacePapers(ctx context.Context, old, b billing.Basis) error {
	have, want := map[string]string{}, map[string]string{}
	for _, a := range old.Papers {
		have[a.Name] = a.Description + "\x1f" + billing.Digest(a.Content)
	}
	var fresh []billing.Attachment
	for _, a := range b.Papers {
		want[a.Name] = a.Description + "\x1f" + billing.Digest(a.Content)
		if have[a.Name] != want[a.Name] {
			fresh = append(fresh, a)
		}
	}
	for name, digest := range have {
		if want[name] == digest {
			continue
		}
		if _, err := t.exec(ctx, `DELETE FROM basis_paper WHERE basis_id = $1 AND name = $2`, b.ID, name); err != nil {
			return err
		}
	}
	return t.addPapers(ctx, b.ID, fresh)
}

// DecideBasis records that a basis was accepted, declined, cancelled or done by hand: its state, who decided, when, and the
// papers that came back, beside those it has.
func (t *Tx) DecideBasis(ctx context.Context, b billing.Basis, papers []billing.Attachment) error {
	if err := t.addPapers(ctx, b.ID, papers); err != nil {
		return err
	}
	err := t.change(ctx, `UPDATE basis SET state = $2, decided_by = $3, decided_on = $4, updated_at = $5 WHERE id = $1`,
		b.ID, string(b.State), b.DecidedBy, day(b.DecidedOn), moment(t.now))
	if err != nil {
		return fmt.Errorf("decide basis %d: %w", b.ID, err)
	}
	return t.audit(ctx, "basis."+string(b.State), "basis", b.ID, nil)
}

// moveBasis lets a basis come into a state by itself.
func (t *Tx) moveBasis(ctx context.Context, id int64, state billing.BasisState) error {
	err := t.change(ctx, `UPDATE basis SET state = $2, updated_at = $3 WHERE id = $1`, id, string(state), moment(t.now))
	if err != nil {
		return fmt.Errorf("move basis %d to %s: %w", id, state, err)
	}
	return t.audit(ctx, "basis."+string(state), "basis", id, nil)
}

// sentBasis records that a basis went out bearing a day: from then on it bears it for good, and an offer or payment request
// is sent. What was rewritten or decided meanwhile stays as it is.
func (t *Tx) sentBasis(ctx context.Context, id int64, on cal.Date) error {
	b, err := t.Basis(ctx, id)
	if err != nil || b.State != billing.BasisOpen {
		return err
	}
	next := b
	if next.Draft.IssueDate.IsZero() {
		next.Draft.IssueDate = on
	}
	if b.Kind != billing.KindOrder {
		next.State = billing.BasisSent
	}
	_, err = t.changeBasis(ctx, b, next)
	return err
}

// EraseBasis empties a decided basis that no invoice was made from, with its papers and mails: what is left is that it was.
// One that stands on a draft or invoice, or whose order does, is kept as it is.
func (t *Tx) EraseBasis(ctx context.Context, id int64) error {
	var stands bool
	err := t.get(ctx, `SELECT EXISTS (SELECT 1 FROM basis o JOIN draft_source d ON d.basis_id = o.id WHERE $1 IN (o.id, o.from_id))
		OR EXISTS (SELECT 1 FROM basis o JOIN invoice_source i ON i.basis_id = o.id WHERE $1 IN (o.id, o.from_id))`, []any{id}, &stands)
	if err != nil || stands {
		return err
	}
	err = t.change(ctx, `UPDATE basis SET content = '{}', customer_name = '', title = '', search = '', decided_by = '', updated_at = $2 WHERE id = $1`,
		id, moment(t.now))
	for _, q := range []string{`DELETE FROM basis_paper WHERE basis_id = $1`, `DELETE FROM basis_line WHERE basis_id = $1`} {
		if err == nil {
			_, err = t.exec(ctx, q, id)
		}
	}
	if err != nil {
		return fmt.Errorf("erase basis %d: %w", id, err)
	}
	mails, err := t.ids(ctx, `DELETE FROM basis_sending WHERE basis_id = $1 RETURNING id`, id)
	if err != nil {
		return fmt.Errorf("erase mails of basis %d: %w", id, err)
	}
	for _, mail := range mails {
		if err := t.note("basis_sending.erase", "basis_sending", mail, nil, ""); err != nil {
			return err
		}
	}
	return t.audit(ctx, "basis.erase", "basis", id, nil)
}
