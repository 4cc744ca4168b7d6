package billing

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"fakturist/billing/cal"

	"github.com/shopspring/decimal"
)

// BasisKind tells whether a kind is one of those invoices are made from.
func (k Kind) BasisKind() bool { return k == KindOffer || k == KindOrder || k == KindPaymentRequest }

// Closed tells whether nothing more happens to a basis in the state, and so nothing of it changes any more.
func (s BasisState) Closed() bool {
	return s == BasisAccepted || s == BasisDeclined || s == BasisDone || s == BasisCancelled
}

// maxOrdered is the largest quantity of an order's line; storage counts in hundred-millionths.
var maxOrdered = decimal.New(4, 10)

// NewBasis is a basis as it begins, whatever state and origin somebody wrote on it.
func NewBasis(b Basis) (Basis, error) {
	b.ID, b.No, b.State, b.From, b.DecidedBy, b.DecidedOn = 0, "", BasisOpen, 0, "", cal.Date{}
	return b.ownKind(), b.checkOwn().Err()
}

// Change is the basis after somebody rewrote it as next. Number, kind and origin stay. What was sent and says something else
// now is open again. What was decided is refused, and so is taking away what stands on drafts or invoices already; taken are
// those quantities, by line from 1.
func (b Basis) Change(next Basis, taken map[int]decimal.Decimal) (Basis, error) {
	var faults Faults
	if b.State.Closed() {
		faults.Add("basis-not-editable", "state", "no", b.No, "state", string(b.State))
		return b, faults.Err()
	}
	next.ID, next.No, next.From, next.State, next.CreatedAt = b.ID, b.No, b.From, b.State, b.CreatedAt
	next.DecidedBy, next.DecidedOn = "", cal.Date{}
	if next.Kind != b.Kind {
		faults.Add("basis-kind-wrong", "kind", "kind", string(next.Kind))
	}
	next = next.ownKind()
	faults = append(faults, next.checkOwn()...)
	faults = append(faults, b.checkTaken(next, taken)...)
	if b.State == BasisSent && !b.says(next) {
		next.State = BasisOpen
	}
	return next, faults.Err()
}

// ownKind lets the draft carry the kind of the basis, and nothing that only drafts of invoices have.
func (b Basis) ownKind() Basis {
	b.Draft.ID, b.Draft.Kind, b.Draft.Ready = 0, b.Kind, false
	return b
}

// checkOwn notes what can never become a basis.
func (b Basis) checkOwn() Faults {
	var faults Faults
	if !b.Kind.BasisKind() {
		faults.Add("basis-kind-wrong", "kind", "kind", string(b.Kind))
	}
	if b.Kind == KindOffer {
		return faults
	}
	for i, l := range b.Draft.Lines {
		if l.Quantity.Abs().GreaterThan(maxOrdered) || l.Quantity.Exponent() < -maxDecimals {
			faults.Add("number-out-of-reach", at("lines", i, "quantity"))
		}
	}
	return faults
}

// checkTaken keeps lines that stand on drafts or invoices at their place, with their text and at least what was taken.
func (b Basis) checkTaken(next Basis, taken map[int]decimal.Decimal) Faults {
	var faults Faults
	for i, l := range b.Draft.Lines {
		quantity, touched := taken[i+1]
		if !touched {
			continue
		}
		if i >= len(next.Draft.Lines) || next.Draft.Lines[i].Item != l.Item {
			faults.Add("order-line-taken", at("lines", i, ""), "line", fmt.Sprint(i+1), "text", l.Item)
			continue
		}
		now := next.Draft.Lines[i].Quantity
		if now.Abs().LessThan(quantity.Abs()) || now.Sign()*quantity.Sign() < 0 {
			faults.Add("order-below-taken", at("lines", i, "quantity"), "line", fmt.Sprint(i+1), "taken", quantity.String())
		}
	}
	return faults
}

// says tells whether two bases read the same for the customer.
func (b Basis) says(other Basis) bool {
	mine, err := json.Marshal(b.Draft)
	theirs, err2 := json.Marshal(other.Draft)
	return err == nil && err2 == nil && bytes.Equal(mine, theirs) && b.ValidUntil == other.ValidUntil
}

// Close ends a basis by hand: an offer is declined or cancelled, an order or payment request done or cancelled. by is who
// decided, as told; what stands on drafts or invoices is never cancelled.
func (b Basis) Close(state BasisState, by string, on cal.Date, taken map[int]decimal.Decimal) (Basis, error) {
	var faults Faults
	switch allowed := state == BasisCancelled || b.Kind == KindOffer && state == BasisDeclined || b.Kind != KindOffer && state == BasisDone; {
	case b.State.Closed():
		faults.Add("basis-decided", "state", "no", b.No, "state", string(b.State))
	case !allowed:
		faults.Add("basis-state-wrong", "state", "no", b.No, "state", string(state))
	case state == BasisCancelled && anyTaken(taken):
		faults.Add("basis-has-invoices", "state", "no", b.No)
	}
	if err := faults.Err(); err != nil {
		return b, err
	}
	b.State, b.DecidedBy, b.DecidedOn = state, strings.TrimSpace(by), on
	return b, nil
}

func anyTaken(taken map[int]decimal.Decimal) bool {
	for _, q := range taken {
		if !q.IsZero() {
			return true
		}
	}
	return false
}
