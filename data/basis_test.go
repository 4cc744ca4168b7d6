package data_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/data"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// basisOf is a basis with a line for each quantity.
func basisOf(kind billing.Kind, quantities ...string) billing.Basis {
	b := billing.Basis{Kind: kind, Draft: billing.Draft{Customer: billing.CustomerRef{No: "1001"}}}
	for i, q := range quantities {
		b.Draft.Lines = append(b.Draft.Lines, billing.Line{Item: fmt.Sprintf("Vare %d", i+1), Quantity: decimal.RequireFromString(q),
			Price: decimal.NewFromInt(100), VAT: billing.Rate(decimal.NewFromInt(25))})
	}
	return b
}

// addBasis stores a basis that must not be refused.
func addBasis(tb testing.TB, s *data.Store, b billing.Basis) billing.Basis {
	tb.Helper()
	update(tb, s, func(tx *data.Tx) (err error) {
		b, err = tx.SaveBasis(context.Background(), b)
		return err
	})
	return b
}

// invoiceOf makes an invoice draft of an order as the use case does.
func invoiceOf(ctx context.Context, tx *data.Tx, id int64, takes ...billing.Take) (int64, error) {
	b, err := tx.Basis(ctx, id)
	if err != nil {
		return 0, err
	}
	taken, err := tx.BasisTaken(ctx, id)
	if err != nil {
		return 0, err
	}
	d, err := b.InvoiceDraft(taken, takes)
	if err != nil {
		return 0, err
	}
	return tx.SaveDraft(ctx, d)
}

func take(line int, quantity string) billing.Take {
	return billing.Take{Line: line, Quantity: decimal.RequireFromString(quantity)}
}

// codeOf is the first fault of a refusal.
func codeOf(err error) string {
	var refused *billing.FaultError
	if errors.As(err, &refused) {
		return refused.Faults[0].Code
	}
	return ""
}

func TestBasis_NumbersRunByKind(t *testing.T) {
	s := create(t)
	var got []string
	for _, kind := range []billing.Kind{billing.KindOffer, billing.KindOrder, billing.KindOffer, billing.KindPaymentRequest, billing.KindOrder, billing.KindOffer} {
		got = append(got, addBasis(t, s, basisOf(kind, "1")).No)
	}
	if want := "T-1 O-1 T-2 B-1 O-2 T-3"; strings.Join(got, " ") != want {
		t.Errorf("numbers %v, want %s", got, want)
	}
	verify(t, s)
}

func TestBasis_RoundTrip(t *testing.T) {
	s := create(t)
	want := basisOf(billing.KindOffer, "1.5", "-2")
	want.ValidUntil = cal.On(2026, 12, 24)
	want.Papers = []billing.Attachment{{Name: "a.pdf", MIME: "application/pdf", Description: "som signert", Content: []byte("%PDF-a")}}
	want.Draft.Attachments = []billing.Attachment{{Name: "b.csv", MIME: "text/csv", Content: []byte("x;y")}}
	saved := addBasis(t, s, want)
	view(t, s, func(tx *data.Tx) error {
		got, err := tx.Basis(context.Background(), saved.ID)
		want.ID, want.No, want.State = saved.ID, "T-1", billing.BasisOpen
		want.Draft.Kind = billing.KindOffer
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(billing.Basis{}, "CreatedAt", "UpdatedAt")); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		return err
	})
	saved.Papers = []billing.Attachment{{Name: "c.pdf", MIME: "application/pdf", Content: []byte("%PDF-c")}}
	addBasis(t, s, saved)
	view(t, s, func(tx *data.Tx) error {
		got, err := tx.BasisByNo(context.Background(), "T-1")
		if len(got.Papers) != 1 || got.Papers[0].Name != "c.pdf" {
			t.Errorf("papers %v", got.Papers)
		}
		return err
	})
	verify(t, s)
}

func TestBasis_RawSQLCannotBendIt(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	offer, order := addBasis(t, s, basisOf(billing.KindOffer, "1")), addBasis(t, s, basisOf(billing.KindOrder, "10", "-2"))
	update(t, s, func(tx *data.Tx) error {
		b, err := tx.Basis(ctx, offer.ID)
		if err != nil {
			return err
		}
		accepted, next, err := billing.Accept(b, "Kari", cal.On(2026, 11, 22))
		if err != nil {
			return err
		}
		if err := tx.DecideBasis(ctx, accepted, []billing.Attachment{{Name: "s.pdf", MIME: "application/pdf", Content: []byte("%PDF-s")}}); err != nil {
			return err
		}
		_, err = tx.AddOrder(ctx, next)
		return err
	})
	var draftID int64
	update(t, s, func(tx *data.Tx) (err error) {
		draftID, err = invoiceOf(ctx, tx, order.ID, take(1, "4"))
		return err
	})
	db := raw(t, s.Path())
	accepted, live := fmt.Sprintf("id = %d", offer.ID), fmt.Sprintf("basis_id = %d", order.ID)
	for _, c := range []struct {
		want  error
		query string
	}{
		{billing.ErrConflict, `DELETE FROM basis`},
		{billing.ErrConflict, `UPDATE basis SET content = '{"lines":[]}' WHERE ` + accepted},
		{billing.ErrConflict, `UPDATE basis SET payable = 0 WHERE ` + accepted},
		{billing.ErrConflict, `UPDATE basis SET payable = 0, content = '{}' WHERE ` + accepted},
		{billing.ErrConflict, `UPDATE basis SET state = 'open' WHERE ` + accepted},
		{billing.ErrConflict, `UPDATE basis SET state = 'done' WHERE kind = 'offer'`},
		{billing.ErrConflict, `UPDATE basis SET seq = 9, no = 'O-9' WHERE kind = 'order' AND seq = 1`},
		{billing.ErrConflict, `UPDATE basis SET from_id = NULL`},
		{billing.ErrConflict, `UPDATE basis_paper SET bytes = x'00'`},
		{billing.ErrConflict, `DELETE FROM basis_paper`},
		{billing.ErrExceeds, `UPDATE basis_line SET quantity = 399999999 WHERE line = 1 AND ` + live},
		{billing.ErrExceeds, `UPDATE basis_line SET quantity = -quantity WHERE line = 1 AND ` + live},
		{billing.ErrExceeds, fmt.Sprintf(`INSERT INTO draft_source VALUES (%d, 2, %d, 1, 600000001)`, draftID, order.ID)},
		{billing.ErrExceeds, fmt.Sprintf(`INSERT INTO draft_source VALUES (%d, 2, %d, 1, -1)`, draftID, order.ID)},
		{billing.ErrExceeds, fmt.Sprintf(`INSERT INTO draft_source VALUES (%d, 2, %d, 2, 1)`, draftID, order.ID)},
		{billing.ErrExceeds, fmt.Sprintf(`INSERT INTO draft_source VALUES (%d, 2, %d, 3, 1)`, draftID, order.ID)}, // no such line
		{billing.ErrConflict, `UPDATE draft_source SET quantity = 1`},
		{billing.ErrExceeds, fmt.Sprintf(`REPLACE INTO draft_source VALUES (%d, 1, %d, 1, 1100000000)`, draftID, order.ID)},
	} {
		refused(t, db, c.want, c.query)
	}
	for _, q := range []string{
		`INSERT INTO basis (kind, seq, no, state, customer_no, customer_name, title, issue_date, valid_until, currency, payable, decided_by, decided_on, search, created_at, updated_at, content)
			SELECT kind, 1, no, 'open', customer_no, customer_name, title, issue_date, valid_until, currency, payable, '', '', search, created_at, updated_at, content FROM basis WHERE id = 1`,
		`INSERT INTO basis (kind, seq, no, state, customer_no, customer_name, title, issue_date, valid_until, currency, payable, decided_by, decided_on, search, created_at, updated_at, content)
			SELECT kind, 7, 'T-7', 'accepted', customer_no, customer_name, title, issue_date, valid_until, currency, payable, '', '', search, created_at, updated_at, content FROM basis WHERE id = 1`,
		`INSERT INTO basis (kind, seq, no, state, customer_no, customer_name, title, issue_date, valid_until, currency, payable, from_id, decided_by, decided_on, search, created_at, updated_at, content)
			SELECT 'order', 7, 'O-7', 'open', customer_no, customer_name, title, issue_date, valid_until, currency, payable, 1, '', '', search, created_at, updated_at, content FROM basis WHERE id = 1`,
		fmt.Sprintf(`DELETE FROM basis_line WHERE line = 1 AND %s`, live),
	} {
		if _, err := db.Exec(q); err == nil {
			t.Errorf("went through: %s", q)
		}
	}
	verify(t, s)
}

func TestInvoiceSource_StandsForEver(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	order := addBasis(t, s, basisOf(billing.KindOrder, "10"))
	update(t, s, func(tx *data.Tx) error {
		id, err := invoiceOf(ctx, tx, order.ID, take(1, "4"))
		if err != nil {
			return err
		}
		_, err = billing.Issue(ctx, tx, start, id, nil)
		return err
	})
	db := raw(t, s.Path())
	refused(t, db, billing.ErrIssued, `DELETE FROM invoice_source`)
	refused(t, db, billing.ErrIssued, `UPDATE invoice_source SET quantity = 1`)
	refused(t, db, billing.ErrExceeds, `INSERT INTO invoice_source SELECT invoice_id, 2, basis_id, 1, 600000001 FROM invoice_source`)
	refused(t, db, billing.ErrExceeds, `INSERT INTO invoice_source SELECT invoice_id, 2, basis_id, 1, -400000001 FROM invoice_source`)
	if _, err := db.Exec(`DELETE FROM basis_line`); err == nil {
		t.Error("a line that was invoiced is gone")
	}
	if _, err := db.Exec(`INSERT INTO invoice_source SELECT invoice_id, 2, basis_id, 1, 600000000 FROM invoice_source`); err != nil {
		t.Errorf("what is left: %v", err)
	}
	if found := failed(t, s); !strings.Contains(found, "bases: invoice:1: line 2 was not taken from basis:1") {
		t.Errorf("verify does not see a row put there by hand: %s", found)
	}
}

// failed are the checks of a file that do not hold.
func failed(tb testing.TB, s *data.Store) string {
	tb.Helper()
	checks, err := s.Verify(context.Background())
	if err != nil {
		tb.Fatal(err)
	}
	var out []string
	for _, c := range checks {
		if !c.OK {
			out = append(out, c.Name+": "+c.Detail)
		}
	}
	return strings.Join(out, "\n")
}

func TestVerify_SeesOrdersChangedBehindItsBack(t *testing.T) {
	for name, c := range map[string]struct{ query, want string }{
		"lines":   {`DROP TRIGGER basis_line_fits; UPDATE basis_line SET quantity = 500000000`, "bases: basis:1: line 1 is not what was ordered"},
		"drafts":  {`DELETE FROM draft_source`, "is not counted on basis:1"},
		"ready":   {`UPDATE draft SET ready = 1`, "ready differs from its content"},
		"content": {`UPDATE basis SET content = replace(content, 'Vare', 'Dyr')`, "audited-rows: basis:1 was changed behind the audit log"},
	} {
		t.Run(name, func(t *testing.T) {
			s := create(t)
			order := addBasis(t, s, basisOf(billing.KindOrder, "10"))
			update(t, s, func(tx *data.Tx) error { _, err := invoiceOf(context.Background(), tx, order.ID); return err })
			if _, err := raw(t, s.Path()).Exec(c.query); err != nil {
				t.Fatal(err)
			}
			if found := failed(t, s); !strings.Contains(found, c.want) {
				t.Errorf("found %q, want %q", found, c.want)
			}
		})
	}
}

func TestSaveBasis_KeepsWhatWasTaken(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	order := addBasis(t, s, basisOf(billing.KindOrder, "10", "5"))
	update(t, s, func(tx *data.Tx) error { _, err := invoiceOf(ctx, tx, order.ID, take(2, "3")); return err })
	for name, c := range map[string]struct {
		change func(*billing.Basis)
		want   string
	}{
		"shifted":  {func(b *billing.Basis) { b.Draft.Lines = b.Draft.Lines[1:] }, "order-line-taken"},
		"renamed":  {func(b *billing.Basis) { b.Draft.Lines[1].Item = "Noe annet" }, "order-line-taken"},
		"less":     {func(b *billing.Basis) { b.Draft.Lines[1].Quantity = decimal.NewFromInt(2) }, "order-below-taken"},
		"returned": {func(b *billing.Basis) { b.Draft.Lines[1].Quantity = decimal.NewFromInt(-5) }, "order-below-taken"},
		"kind":     {func(b *billing.Basis) { b.Kind = billing.KindOffer }, "basis-kind-wrong"},
		"huge":     {func(b *billing.Basis) { b.Draft.Lines[0].Quantity = decimal.New(1, 12) }, "number-out-of-reach"},
		"more":     {func(b *billing.Basis) { b.Draft.Lines[1].Quantity = decimal.NewFromInt(50) }, ""},
		"added":    {func(b *billing.Basis) { b.Draft.Lines = append(b.Draft.Lines, b.Draft.Lines[0]) }, ""},
	} {
		b := basisOf(billing.KindOrder, "10", "5")
		b.ID = order.ID
		c.change(&b)
		err := s.Update(ctx, func(tx *data.Tx) error { _, err := tx.SaveBasis(ctx, b); return err })
		if got := codeOf(err); got != c.want || c.want == "" && err != nil {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	verify(t, s)
}

func TestSaveDraft_NamesWhatAnOrderCannotGive(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	order := addBasis(t, s, basisOf(billing.KindOrder, "10"))
	line := func(quantity string, id int64, no int) billing.Draft {
		d := draft(100)
		d.Lines[0].Quantity, d.Lines[0].Source = decimal.RequireFromString(quantity), &billing.Source{Kind: billing.FromOrder, ID: id, Line: no}
		return d
	}
	twice := line("6", order.ID, 1)
	twice.Lines = append(twice.Lines, twice.Lines[0])
	wrong := draft(100)
	wrong.Kind = billing.KindOffer
	for name, c := range map[string]struct {
		d    billing.Draft
		want string
	}{
		"too much": {line("10.00000001", order.ID, 1), "order-exceeds"}, "twice": {twice, "order-exceeds"}, "other side": {line("-1", order.ID, 1), "order-exceeds"},
		"no line": {line("1", order.ID, 2), "order-unknown"}, "no order": {line("1", 77, 1), "order-unknown"}, "an offer": {wrong, "draft-kind-wrong"},
		"all": {line("10", order.ID, 1), ""},
	} {
		err := s.Update(ctx, func(tx *data.Tx) error {
			id, err := tx.SaveDraft(ctx, c.d)
			if err == nil {
				err = tx.DeleteDraft(ctx, id)
			}
			return err
		})
		if got := codeOf(err); got != c.want || c.want == "" && err != nil {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	verify(t, s)
}

// TestOrders_AreNeverInvoicedForMoreThanOrdered plays random lives of orders: parts onto drafts, drafts rewritten, thrown away
// and issued, invoices credited in part and in whole.
func TestOrders_AreNeverInvoicedForMoreThanOrdered(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	rapid.Check(t, func(rt *rapid.T) {
		quantities := rapid.SliceOfN(rapid.SampledFrom([]string{"1", "3", "10", "2.5", "0.33333333", "-4", "1000000"}), 1, 3).Draw(rt, "ordered")
		o := &orderLife{t: rt, s: s, order: addBasis(t, s, basisOf(billing.KindOrder, quantities...))}
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			rapid.SampledFrom([]func(context.Context){o.draft, o.draft, o.rewrite, o.discard, o.issue, o.issue, o.credit, o.creditLine, o.rest}).Draw(rt, "step")(ctx)
			o.check(ctx)
		}
	})
	verify(t, s)
}

// orderLife is one order with what became of it.
type orderLife struct {
	t        *rapid.T
	s        *data.Store
	order    billing.Basis
	drafts   []int64
	invoices []billing.Invoice
}

// try runs a step that may be refused, but must not break.
func (o *orderLife) try(ctx context.Context, f func(tx *data.Tx) error) bool {
	err := o.s.Update(ctx, f)
	if err != nil && codeOf(err) == "" {
		o.t.Fatalf("neither done nor refused: %v", err)
	}
	return err == nil
}

func (o *orderLife) draft(ctx context.Context) {
	line := rapid.IntRange(1, len(o.order.Draft.Lines)).Draw(o.t, "line")
	quantity := rapid.SampledFrom([]string{"0", "0.5", "1", "2", "4", "-1", "-3"}).Draw(o.t, "quantity")
	var id int64
	if o.try(ctx, func(tx *data.Tx) (err error) {
		id, err = invoiceOf(ctx, tx, o.order.ID, take(line, quantity))
		return err
	}) {
		o.drafts = append(o.drafts, id)
	}
}

func (o *orderLife) rest(ctx context.Context) {
	var id int64
	if o.try(ctx, func(tx *data.Tx) (err error) { id, err = invoiceOf(ctx, tx, o.order.ID); return err }) {
		o.drafts = append(o.drafts, id)
	}
}

// anyDraft picks a draft, 0 when there is none.
func (o *orderLife) anyDraft() (id int64, forget func()) {
	if len(o.drafts) == 0 {
		return 0, func() {}
	}
	i := rapid.IntRange(0, len(o.drafts)-1).Draw(o.t, "draft")
	return o.drafts[i], func() { o.drafts = append(o.drafts[:i:i], o.drafts[i+1:]...) }
}

func (o *orderLife) rewrite(ctx context.Context) {
	id, _ := o.anyDraft()
	if id == 0 {
		return
	}
	quantity := decimal.RequireFromString(rapid.SampledFrom([]string{"0.1", "1", "5", "20", "-2"}).Draw(o.t, "quantity"))
	o.try(ctx, func(tx *data.Tx) error {
		d, err := tx.Draft(ctx, id)
		if err != nil {
			return err
		}
		d.Lines[0].Quantity = quantity
		d.Lines = append(d.Lines, d.Lines[rapid.IntRange(0, len(d.Lines)-1).Draw(o.t, "copied")])
		_, err = tx.SaveDraft(ctx, d)
		return err
	})
}

func (o *orderLife) discard(ctx context.Context) {
	if id, forget := o.anyDraft(); id != 0 && o.try(ctx, func(tx *data.Tx) error { return tx.DeleteDraft(ctx, id) }) {
		forget()
	}
}

func (o *orderLife) issue(ctx context.Context) {
	id, forget := o.anyDraft()
	if id == 0 {
		return
	}
	var inv billing.Invoice
	if o.try(ctx, func(tx *data.Tx) (err error) { inv, err = billing.Issue(ctx, tx, start, id, nil); return err }) {
		forget()
		o.invoices = append(o.invoices, inv)
	}
}

func (o *orderLife) credit(ctx context.Context) { o.creditOf(ctx, nil) }

func (o *orderLife) creditLine(ctx context.Context) {
	quantity := decimal.RequireFromString(rapid.SampledFrom([]string{"0", "0.25", "1", "3", "-1"}).Draw(o.t, "credited"))
	o.creditOf(ctx, []billing.CreditLine{{ID: 1, Quantity: quantity}})
}

func (o *orderLife) creditOf(ctx context.Context, lines []billing.CreditLine) {
	if len(o.invoices) == 0 {
		return
	}
	inv := rapid.SampledFrom(o.invoices).Draw(o.t, "invoice")
	o.try(ctx, func(tx *data.Tx) error {
		d, err := billing.CreditDraft(inv, lines, "feil")
		if err != nil {
			return err
		}
		id, err := tx.SaveDraft(ctx, d)
		if err != nil {
			return err
		}
		_, err = billing.Issue(ctx, tx, start, id, nil)
		return err
	})
}

// check counts what stands on drafts and documents by their own contents.
func (o *orderLife) check(ctx context.Context) {
	err := o.s.View(ctx, func(tx *data.Tx) error {
		on := map[int]decimal.Decimal{}
		for _, id := range o.drafts {
			d, err := tx.Draft(ctx, id)
			if err != nil {
				return err
			}
			for _, l := range d.Lines {
				on[l.Source.Line] = on[l.Source.Line].Add(l.Quantity)
			}
		}
		invoiced := map[int]decimal.Decimal{}
		for _, inv := range o.invoices {
			credits, err := tx.CreditNotes(ctx, inv.ID())
			if err != nil {
				return err
			}
			left, err := billing.LeftToCredit(inv, credits)
			if err != nil {
				return err
			}
			for _, l := range inv.Document().Lines {
				invoiced[l.Source.Line] = invoiced[l.Source.Line].Add(left.Lines[l.ID])
			}
		}
		return o.compare(ctx, tx, on, invoiced)
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *orderLife) compare(ctx context.Context, tx *data.Tx, drafted, invoiced map[int]decimal.Decimal) error {
	taken, err := tx.BasisTaken(ctx, o.order.ID)
	if err != nil {
		return err
	}
	whole := true
	for i, l := range o.order.Draft.Lines {
		got, want := taken[i+1], drafted[i+1].Add(invoiced[i+1])
		if !got.Equal(want) {
			o.t.Fatalf("line %d: %s counted as taken, %s stand on documents", i+1, got, want)
		}
		if want.Abs().GreaterThan(l.Quantity.Abs()) || want.Sign()*l.Quantity.Sign() < 0 {
			o.t.Fatalf("line %d: %s of %s taken", i+1, want, l.Quantity)
		}
		whole = whole && invoiced[i+1].Equal(l.Quantity)
	}
	b, err := tx.Basis(ctx, o.order.ID)
	if (b.State == billing.BasisDone) != whole {
		o.t.Fatalf("state %s, invoiced to the end: %v", b.State, whole)
	}
	return err
}

func TestBases_PagesNewestFirst(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	for i := range 7 {
		addBasis(t, s, basisOf(billing.KindOffer, "1"))
		order := addBasis(t, s, basisOf(billing.KindOrder, "1"))
		if i%2 == 0 {
			update(t, s, func(tx *data.Tx) error {
				b, err := order.Close(billing.BasisCancelled, "", cal.On(2026, 11, 22), nil)
				if err != nil {
					return err
				}
				return tx.DecideBasis(ctx, b, nil)
			})
		}
	}
	list := func(q data.BasisQuery) (out string) {
		q.Kind, q.Limit = billing.KindOrder, 3
		view(t, s, func(tx *data.Tx) error {
			for range 9 {
				page, err := tx.Bases(ctx, q)
				if err != nil {
					return err
				}
				for _, r := range page.Rows {
					out += r.No + " "
				}
				if q.After = page.Next; q.After == "" {
					return nil
				}
				out += "| "
			}
			t.Error("pages without end")
			return nil
		})
		return strings.TrimSpace(out)
	}
	for want, q := range map[string]data.BasisQuery{
		"O-7 O-6 O-5 | O-4 O-3 O-2 | O-1": {},
		"O-6 O-4 O-2":                     {States: []billing.BasisState{billing.BasisOpen, billing.BasisSent}},
		"O-7 O-5 O-3 | O-1":               {States: []billing.BasisState{billing.BasisCancelled}, CustomerNo: "1001"},
		"":                                {CustomerNo: "7"},
	} {
		if got := list(q); got != want {
			t.Errorf("%+v: %s, want %s", q, got, want)
		}
	}
}

func TestSearch_FindsBasesByNumberCustomerAndText(t *testing.T) {
	s := create(t)
	offer := addBasis(t, s, basisOf(billing.KindOffer, "3"))
	addBasis(t, s, basisOf(billing.KindOrder, "1"))
	for text, want := range map[string]int{"t-1": 1, "ødegård vare": 2, "375,00": 1, "T-2": 0} {
		view(t, s, func(tx *data.Tx) error {
			hits, err := tx.Search(context.Background(), text)
			found := 0
			for _, h := range hits {
				if billing.Kind(h.Kind).BasisKind() {
					found++
				}
				if h.Kind == "offer" && (h.Ref != fmt.Sprint(offer.ID) || h.Detail != "T-1") {
					t.Errorf("%q: hit %+v", text, h)
				}
			}
			if found != want {
				t.Errorf("%q finds %d, want %d", text, found, want)
			}
			return err
		})
	}
}
