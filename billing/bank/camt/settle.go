package camt

import (
	"fakturist/billing/bank"
	"fakturist/billing/money"
)

// settle turns an Ntry into a booking with its entries, whose amounts and charges come to the amount booked.
func (r *reader) settle(e *entry) *bank.Error {
	e.Place = r.place(e, 0, len(r.details))
	e.First = len(r.stmt.Entries)
	add := r.whole
	if len(r.details) > 0 {
		add = r.divide
	}
	err := add(e)
	e.Count = len(r.stmt.Entries) - e.First
	r.stmt.Bookings = append(r.stmt.Bookings, e.Booking)
	return err
}

// whole adds the one entry of a booking without payment details.
func (r *reader) whole(e *entry) *bank.Error {
	r.entries++
	if err := bank.CheckEntries(r.entries); err != nil {
		return err
	}
	out := r.line(e, bank.RolePayment, e.Amount)
	out.Lump = e.Batch > 1 || bank.LumpText(e.Text)
	r.stmt.Entries = append(r.stmt.Entries, out)
	return nil
}

// line is an entry that stands for the booking as a whole.
func (r *reader) line(e *entry, role bank.Role, amount money.Amount) bank.Entry {
	out := bank.Entry{
		Place: e.Place, Booking: len(r.stmt.Bookings), Role: role, Status: e.Status, Reversal: e.Reversal,
		BookingDate: e.BookingDate, ValueDate: e.ValueDate, Amount: amount, Code: e.code, Proprietary: e.proprietary,
		Text: e.Text, BankText: e.Text, Refs: bank.Refs{Servicer: e.ServicerRef},
	}
	if e.Text != "" {
		out.Lines = []string{e.Text}
	}
	out.Reversal = e.Reversal || reversal(&out)
	return out
}

// divide adds an entry for each payment, and what they lack.
func (r *reader) divide(e *entry) *bank.Error {
	if err := r.price(e); err != nil {
		return err
	}
	ccy := e.Amount.Currency
	sum, err := r.sum(ccy)
	if err != nil {
		return err
	}
	own, whole, fits := r.reconcile(e, sum)
	kept := scaled(e.charges.in(ccy), whole)
	for i := range r.details {
		d := &r.details[i]
		r.complete(e, d, i+1)
		d.Charges = scaled(d.charges.in(ccy), own)
		if len(r.details) == 1 {
			d.Charges, _ = d.Charges.Add(kept) // reconcile has added them before
		}
		r.stmt.Entries = append(r.stmt.Entries, d.Entry)
	}
	if !kept.IsZero() && len(r.details) > 1 {
		r.stmt.Entries = append(r.stmt.Entries, r.line(e, bank.RoleCharges, kept))
	}
	if fits {
		return nil
	}
	diff, overflow := e.Amount.Sub(sum)
	if overflow != nil {
		return tooLarge(overflow)
	}
	r.stmt.Entries = append(r.stmt.Entries, r.line(e, bank.RoleDifference, diff))
	return nil
}

func tooLarge(err error) *bank.Error {
	return bank.Fail(bank.ReasonAmount, "value", "TxDtls", "what", err.Error())
}

// price gives every payment its amount in the currency of the booking: its own, or as the only one the booking's.
// The booking says what moved the account: where the payments all point the other way, its sign counts.
func (r *reader) price(e *entry) *bank.Error {
	for i := range r.details {
		d := &r.details[i]
		d.Amount, d.Unpriced = d.own(e.Amount.Currency, len(r.details) == 1)
		sign := d.sign
		if sign == "" || d.Unpriced {
			sign = e.sign
		}
		var err *bank.Error
		if d.Amount, err = signed(d.Amount, sign); err != nil {
			return err
		}
	}
	if only := &r.details[0]; len(r.details) == 1 && only.Unpriced {
		only.Amount, only.Unpriced = e.Amount, false
		only.Lump = e.Batch > 1
	}
	sum, err := r.sum(e.Amount.Currency)
	if err != nil || e.Amount.IsZero() || sum != e.Amount.Neg() {
		return err
	}
	for i := range r.details {
		r.details[i].Amount = r.details[i].Amount.Neg()
	}
	return nil
}

// own is the payment's amount in a currency, without a sign; missing when it has none but 0. What the payer ordered is the
// last resort, and not for an only payment, where the amount booked is the better one.
func (d *detail) own(ccy money.Currency, only bool) (a money.Amount, missing bool) {
	for _, a := range d.amounts {
		if a.Currency == ccy && !a.IsZero() {
			return a, false
		}
	}
	if !only && d.Instructed.Currency == ccy && !d.Instructed.IsZero() {
		return d.Instructed, false
	}
	return money.New(0, ccy), true
}

// sum adds the payments up.
func (r *reader) sum(ccy money.Currency) (money.Amount, *bank.Error) {
	total := money.New(0, ccy)
	for i := range r.details {
		var err error
		if total, err = total.Add(r.details[i].Amount); err != nil {
			return total, tooLarge(err)
		}
	}
	return total, nil
}

// reconcile finds which charges make up for the difference between the payments and the booking: none, those of the
// payments (own), those of the booking (whole), or both; 1 as written, -1 with the sign turned, since banks disagree on it.
func (r *reader) reconcile(e *entry, sum money.Amount) (own, whole int, fits bool) {
	ccy := e.Amount.Currency
	var of money.Amount
	for i := range r.details {
		var err error
		if of, err = of.Add(r.details[i].charges.in(ccy)); err != nil {
			return 0, 0, sum == e.Amount
		}
	}
	for _, try := range [][2]int{{0, 0}, {1, 0}, {1, 1}, {0, 1}, {-1, 0}, {0, -1}, {-1, -1}} {
		total, err := money.Sum(ccy, sum, scaled(of, try[0]), scaled(e.charges.in(ccy), try[1]))
		if err == nil && total == e.Amount {
			return try[0], try[1], true
		}
	}
	return 0, 0, false
}

func scaled(a money.Amount, by int) money.Amount {
	switch by {
	case 1:
		return a
	case -1:
		return a.Neg()
	}
	return money.Amount{}
}

// complete fills in what a payment has from its booking and from the sides of the payment.
func (r *reader) complete(e *entry, d *detail, n int) {
	d.Place = r.place(e, n, len(r.details))
	d.Booking = len(r.stmt.Bookings)
	d.Role = bank.RolePayment
	d.Status, d.BookingDate, d.ValueDate = e.Status, e.BookingDate, e.ValueDate
	if d.Code == "" {
		d.Code = e.code
	}
	if d.Proprietary == "" {
		d.Proprietary = e.proprietary
	}
	if d.Refs.Servicer == "" {
		d.Refs.Servicer, d.Refs.Shared = e.ServicerRef, len(r.details) > 1 && e.ServicerRef != ""
	}
	if d.Instructed.Currency == e.Amount.Currency {
		d.Instructed = money.Amount{}
	}
	d.Reversal = e.Reversal || reversal(&d.Entry)
	d.setReferences()
	d.setText(e.Text, len(r.details) == 1)
	r.setPayer(d)
	nobody := d.KID == "" && d.Payer == "" && d.PayerAccount == ""
	d.Lump = d.Lump || (nobody && bank.LumpText(d.Text))
}

// setPayer picks the other side: the debtor of a credit, the creditor of a debit. In a returned payment the roles may be
// those of the original, so the side that is the account itself is never taken.
func (r *reader) setPayer(d *detail) {
	other, own := d.debtor, d.creditor
	if d.Amount.Sign() < 0 {
		other, own = own, other
	}
	if other.account != "" && other.account == r.stmt.Account {
		other = own
	}
	d.Payer, d.PayerAccount = other.name, other.account
	d.UltimatePayer = d.ultimateDebtor
	if d.Payer == "" && d.Amount.Sign() > 0 {
		d.Payer = d.ultimateDebtor
	}
}
