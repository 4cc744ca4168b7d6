package billing_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"fakturist/billing"
	"fakturist/billing/cal"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// offer is a basis as it stands in the file.
func offer(state billing.BasisState) billing.Basis {
	return billing.Basis{ID: 7, No: "T-7", Kind: billing.KindOffer, State: state, Draft: billing.Draft{Kind: billing.KindOffer, Customer: billing.CustomerRef{No: "1001"},
		IssueDate: today, Lines: []billing.Line{line("10", "800", "25"), line("-2", "50", "25")}}}
}

// order is an order of the same.
func order(state billing.BasisState) billing.Basis {
	b := offer(state)
	b.ID, b.No, b.Kind, b.Draft.Kind = 8, "O-8", billing.KindOrder, billing.KindOrder
	return b
}

// refusal is the codes of a refusal, nothing when there was none.
func refusal(err error) []string {
	var f *billing.FaultError
	if errors.As(err, &f) {
		return f.Faults.Fatal().Codes()
	}
	return nil
}

func TestAccept_MakesTheOrderAndKeepsTheOffer(t *testing.T) {
	before := offer(billing.BasisSent)
	accepted, made, err := billing.Accept(before, " Kari ", today)
	if err != nil {
		t.Fatal(err)
	}
	if accepted.State != billing.BasisAccepted || accepted.DecidedBy != "Kari" || accepted.DecidedOn != today || !cmp.Equal(accepted.Draft, before.Draft) {
		t.Errorf("offer %+v", accepted)
	}
	if made.Kind != billing.KindOrder || made.State != billing.BasisOpen || made.From != 7 || made.Draft.Kind != billing.KindOrder ||
		!made.Draft.IssueDate.IsZero() || !cmp.Equal(made.Draft.Lines, before.Draft.Lines) {
		t.Errorf("order %+v", made)
	}
	for _, s := range []billing.BasisState{billing.BasisAccepted, billing.BasisDeclined, billing.BasisCancelled} {
		if _, _, err := billing.Accept(offer(s), "", today); !cmp.Equal(refusal(err), []string{"basis-decided"}) {
			t.Errorf("%s: %v", s, err)
		}
	}
	if _, _, err := billing.Accept(order(billing.BasisOpen), "", today); !cmp.Equal(refusal(err), []string{"basis-not-an-offer"}) {
		t.Errorf("an order: %v", err)
	}
}

func TestExpired_OnlyWhileTheOfferWaits(t *testing.T) {
	for _, tc := range []struct {
		state billing.BasisState
		until cal.Date
		want  bool
	}{{billing.BasisOpen, today, false}, {billing.BasisOpen, today.AddDays(-1), true}, {billing.BasisSent, today.AddDays(-1), true},
		{billing.BasisSent, cal.Date{}, false}, {billing.BasisAccepted, today.AddDays(-1), false}} {
		b := offer(tc.state)
		b.ValidUntil = tc.until
		if got := b.Expired(today); got != tc.want {
			t.Errorf("%s until %s: %v", tc.state, tc.until, got)
		}
	}
}

func TestInvoiceDraft_TakesWhatIsLeftOrNamed(t *testing.T) {
	taken := map[int]decimal.Decimal{1: dec("4")}
	for name, tc := range map[string]struct {
		takes []billing.Take
		want  []string
		codes []string
	}{
		"all that is left":  {nil, []string{"6", "-2"}, nil},
		"a part":            {[]billing.Take{{Line: 1, Quantity: dec("2.5")}}, []string{"2.5"}, nil},
		"one line whole":    {[]billing.Take{{Line: 2}}, []string{"-2"}, nil},
		"twice in all":      {[]billing.Take{{Line: 1, Quantity: dec("5")}, {Line: 1}}, []string{"5", "1"}, nil},
		"more than left":    {[]billing.Take{{Line: 1, Quantity: dec("6.01")}}, nil, []string{"order-exceeds"}},
		"twice too much":    {[]billing.Take{{Line: 1, Quantity: dec("5")}, {Line: 1, Quantity: dec("2")}}, nil, []string{"order-exceeds"}},
		"the other side":    {[]billing.Take{{Line: 2, Quantity: dec("1")}}, nil, []string{"order-exceeds"}},
		"a line not there":  {[]billing.Take{{Line: 3}, {Line: 0}}, nil, []string{"order-line-unknown", "order-line-unknown"}},
		"nothing of a line": {[]billing.Take{{Line: 1, Quantity: dec("6")}, {Line: 1}}, []string{"6"}, nil},
	} {
		d, err := order(billing.BasisOpen).InvoiceDraft(taken, tc.takes)
		if !cmp.Equal(refusal(err), tc.codes) {
			t.Errorf("%s: %v, want %v", name, err, tc.codes)
			continue
		}
		var got []string
		for _, l := range d.Lines {
			got = append(got, l.Quantity.String())
			if err == nil && (l.Source == nil || l.Source.Kind != billing.FromOrder || l.Source.ID != 8) {
				t.Errorf("%s: source %+v", name, l.Source)
			}
		}
		if err == nil && (!slices.Equal(got, tc.want) || d.SalesOrder != "O-8" || d.Kind != billing.KindInvoice || !d.IssueDate.IsZero()) {
			t.Errorf("%s: %v of %+v", name, got, d)
		}
	}
	if _, err := order(billing.BasisOpen).InvoiceDraft(map[int]decimal.Decimal{1: dec("10"), 2: dec("-2")}, nil); !cmp.Equal(refusal(err), []string{"order-nothing-left"}) {
		t.Errorf("everything taken: %v", err)
	}
	if _, err := offer(billing.BasisOpen).InvoiceDraft(nil, nil); !cmp.Equal(refusal(err), []string{"basis-not-ordered"}) {
		t.Errorf("an offer: %v", err)
	}
	for _, s := range []billing.BasisState{billing.BasisDone, billing.BasisCancelled} {
		if _, err := order(s).InvoiceDraft(nil, nil); !cmp.Equal(refusal(err), []string{"basis-closed"}) {
			t.Errorf("%s: %v", s, err)
		}
	}
}

func TestInvoiceDraft_PartsAddUpToTheOrder(t *testing.T) {
	c := seller(t)
	rapid.Check(t, func(t *rapid.T) {
		b := order(billing.BasisOpen)
		b.Draft.Lines = b.Draft.Lines[:1]
		b.Draft.Lines[0].Discount = &billing.Discount{Percent: dec(rapid.SampledFrom([]string{"0", "10", "12.5"}).Draw(t, "discount"))}
		b.Draft.Adjustments = []billing.Adjustment{{Amount: dec("100"), Reason: "Avslag", VAT: billing.Rate(dec("25"))}, {Percent: dec("5"), Reason: "Rabatt", VAT: billing.Rate(dec("25"))}}
		whole, _ := billing.Compose(c, buyer(), nil, b.Draft, today)
		taken, sum, parts := map[int]decimal.Decimal{}, int64(0), 0
		for left := b.Draft.Lines[0].Quantity; left.Sign() > 0; parts++ {
			q := decimal.Min(left, dec(rapid.SampledFrom([]string{"1", "2.5", "4", "10"}).Draw(t, "part")))
			d, err := b.InvoiceDraft(taken, []billing.Take{{Line: 1, Quantity: q}})
			if err != nil {
				t.Fatal(err)
			}
			doc, _ := billing.Compose(c, buyer(), nil, d, today)
			sum += doc.Totals.Net.Minor
			left = left.Sub(q)
			taken[1] = taken[1].Add(q)
		}
		if diff := sum - whole.Totals.Net.Minor; diff < -int64(parts) || diff > int64(parts) {
			t.Fatalf("%d parts come to %d, the order to %d", parts, sum, whole.Totals.Net.Minor)
		}
	})
}

func TestChange_OpensWhatWasSentAndKeepsWhatWasDecided(t *testing.T) {
	sent := offer(billing.BasisSent)
	same, err := sent.Change(sent, nil)
	if err != nil || same.State != billing.BasisSent {
		t.Errorf("unchanged: %s, %v", same.State, err)
	}
	other := sent
	other.ValidUntil, other.No, other.State, other.From = today, "T-99", billing.BasisAccepted, 4
	changed, err := sent.Change(other, nil)
	if err != nil || changed.State != billing.BasisOpen || changed.No != "T-7" || changed.From != 0 {
		t.Errorf("rewritten: %+v, %v", changed, err)
	}
	for _, s := range []billing.BasisState{billing.BasisAccepted, billing.BasisDeclined, billing.BasisDone, billing.BasisCancelled} {
		if _, err := offer(s).Change(other, nil); !cmp.Equal(refusal(err), []string{"basis-not-editable"}) {
			t.Errorf("%s: %v", s, err)
		}
	}
	invoice := sent
	invoice.Kind = billing.KindInvoice
	if _, err := billing.NewBasis(invoice); !cmp.Equal(refusal(err), []string{"basis-kind-wrong"}) {
		t.Errorf("an invoice is no basis: %v", err)
	}
}

func TestClose_OnlyAsItsKindMay(t *testing.T) {
	request := order(billing.BasisOpen)
	request.Kind = billing.KindPaymentRequest
	some := map[int]decimal.Decimal{1: dec("1")}
	for _, tc := range []struct {
		name  string
		b     billing.Basis
		to    billing.BasisState
		taken map[int]decimal.Decimal
		want  []string
	}{
		{"decline an offer", offer(billing.BasisSent), billing.BasisDeclined, nil, nil}, {"cancel an offer", offer(billing.BasisOpen), billing.BasisCancelled, nil, nil},
		{"offer done", offer(billing.BasisOpen), billing.BasisDone, nil, []string{"basis-state-wrong"}},
		{"offer accepted without order", offer(billing.BasisOpen), billing.BasisAccepted, nil, []string{"basis-state-wrong"}},
		{"order done", order(billing.BasisOpen), billing.BasisDone, some, nil}, {"request done", request, billing.BasisDone, nil, nil},
		{"decline an order", order(billing.BasisOpen), billing.BasisDeclined, nil, []string{"basis-state-wrong"}},
		{"cancel what is invoiced", order(billing.BasisOpen), billing.BasisCancelled, some, []string{"basis-has-invoices"}},
		{"cancel what was given back", order(billing.BasisOpen), billing.BasisCancelled, map[int]decimal.Decimal{1: decimal.Zero}, nil},
		{"twice", order(billing.BasisDone), billing.BasisCancelled, nil, []string{"basis-decided"}},
	} {
		got, err := tc.b.Close(tc.to, " Per ", today, tc.taken)
		if !cmp.Equal(refusal(err), tc.want) {
			t.Errorf("%s: %v, want %v", tc.name, err, tc.want)
		}
		if err == nil && (got.State != tc.to || got.DecidedBy != "Per" || got.DecidedOn != today) {
			t.Errorf("%s: %+v", tc.name, got)
		}
	}
}

func TestPrepareBasis_AsksWhatAnOfferNeedsAndNoMore(t *testing.T) {
	tx := ledger{company: seller(t), buyer: buyer()}
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	prepare := func(change func(*billing.Basis)) []string {
		b := offer(billing.BasisOpen)
		change(&b)
		p, err := billing.PrepareBasis(context.Background(), tx, now, b)
		if err != nil {
			t.Fatal(err)
		}
		return p.Faults.Fatal().Codes()
	}
	for name, tc := range map[string]struct {
		change func(*billing.Basis)
		want   []string
	}{
		"as it is":       {func(*billing.Basis) {}, nil},
		"later delivery": {func(b *billing.Basis) { b.Draft.Delivery = &billing.DeliveryPlace{Date: today.AddDays(90)} }, nil}, // an offer is made before delivery
		"no lines":       {func(b *billing.Basis) { b.Draft.Lines = nil }, []string{"BR-16"}},
		"no VAT":         {func(b *billing.Basis) { b.Draft.Lines[0].VAT = billing.VAT{} }, []string{"line-vat-missing"}},
		"over already":   {func(b *billing.Basis) { b.ValidUntil = today.AddDays(-1) }, []string{"valid-before-issue"}},
		"a paper of no kind": {func(b *billing.Basis) {
			b.Draft.Attachments = []billing.Attachment{{Name: "x.exe", Content: []byte("MZ")}}
		},
			[]string{"BR-CL-24"}},
		"a request without VAT": {func(b *billing.Basis) { b.Kind = billing.KindPaymentRequest; b.Draft.Lines[0].VAT = billing.VAT{} }, nil},
	} {
		if got := prepare(tc.change); !slices.Equal(got, tc.want) {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
}
