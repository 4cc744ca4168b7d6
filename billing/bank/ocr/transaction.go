package ocr

import (
	"fakturist/billing/bank"
	"fakturist/billing/cal"
	"fakturist/billing/money"
	"fakturist/billing/payref"
)

// transaction reads item 1 and the items that belong to it.
func (r *reader) transaction(s *bank.Statement, item1 record, assignment int, count *tally) *bank.Error {
	if item1.kind() != recordItem1 {
		return item1.fail(bank.Fail(bank.ReasonRecord, "value", decode(item1.at(1, 8)), "what", "a transaction begins with item 1, record type 30"))
	}
	number, err := item1.integer(9, 15)
	if err != nil {
		return err
	}
	e := bank.Entry{Place: bank.Place{Assignment: assignment, Transaction: int(number)}, Booking: len(s.Bookings),
		Role: bank.RolePayment, Status: bank.StatusBooked, Code: item1.tt(), Serial: item1.trimmed(27, 31)}
	amount, negative, err := item1.payment(&e)
	if err != nil {
		return err
	}
	details, err := r.items(item1, &e)
	if err != nil {
		return err
	}
	count.transactions++
	count.records += details
	if err := count.add(amount, negative); err != nil {
		return item1.fail(err)
	}
	s.Bookings = append(s.Bookings, bank.Booking{Place: e.Place, Amount: e.Amount, Status: e.Status, Reversal: e.Reversal,
		BookingDate: e.BookingDate, ValueDate: e.ValueDate, ServicerRef: e.Refs.Servicer, Details: details,
		First: len(s.Entries), Count: 1})
	s.Entries = append(s.Entries, e)
	span(s, e.BookingDate)
	return nil
}

// payment reads item 1. It gives the amount as written and whether its sign is a minus; the entry gets the amount as it
// moves the account, negative also for reversals (types 18 and 20), which the manual writes without a sign.
func (r record) payment(e *bank.Entry) (amount money.Amount, negative bool, err *bank.Error) {
	if e.BookingDate, err = r.date(16, 21); err != nil {
		return amount, false, err
	}
	if e.BookingDate.IsZero() {
		return amount, false, r.fail(bank.Fail(bank.ReasonMissing, "missing", "processing date, "+positions(16, 21)))
	}
	if amount, err = r.amount(33, 49); err != nil {
		return amount, false, err
	}
	switch sign := r.text[31]; sign {
	case '-':
		negative = true
	case '0', ' ':
	default:
		return amount, false, r.fail(bank.Fail(bank.ReasonValue, "what", "the sign, position 32,", "value", decode(r.text[31:32])))
	}
	e.Reversal = r.tt() == "18" || r.tt() == "20"
	e.Amount = amount
	if negative || e.Reversal {
		e.Amount = amount.Neg()
	}
	reference := r.trimmed(50, 74)
	if e.KID = bank.KID(reference); e.KID == "" && reference != "" {
		e.References = []string{reference}
	}
	return amount, negative, nil
}

// items reads item 2 and, for transactions with free text, item 3. It gives how many there were.
func (r *reader) items(item1 record, e *bank.Entry) (int, *bank.Error) {
	item2, err := r.take("item 2 of the transaction")
	if err != nil {
		return 0, err
	}
	if !item2.belongsTo(item1, recordItem2) {
		return 0, item2.fail(bank.Fail(bank.ReasonRecord, "value", decode(item2.at(1, 15)), "what",
			"item 2 of transaction "+item1.trimmed(9, 15)+" must stand here"))
	}
	if e.ValueDate, err = item2.date(42, 47); err != nil {
		return 0, err
	}
	e.Refs.Servicer = item2.unlessZero(26, 34)
	e.PayerAccount = payref.NormalAccount(item2.unlessZero(48, 58))
	if r.next >= len(r.records) || !r.records[r.next].belongsTo(item1, recordItem3) {
		return 1, nil
	}
	item3 := r.records[r.next]
	r.next++
	if e.Text = item3.trimmed(16, 55); e.Text != "" {
		e.Lines = []string{e.Text}
	}
	return 2, nil
}

// belongsTo tells whether the record is an item of the same transaction.
func (r record) belongsTo(item1 record, kind string) bool {
	return r.is(item1.service(), kind) && r.tt() == item1.tt() && string(r.at(9, 15)) == string(item1.at(9, 15))
}

// other counts a record of AvtaleGiro, which is no payment: a mandate, or a claim on its way from the payee.
func other(s *bank.Statement, rec record, count *tally) *bank.Error {
	switch rec.kind() {
	case recordItem1, recordMandate:
	case recordItem2, "49":
		if n := len(s.Bookings); n > 0 {
			s.Bookings[n-1].Details++
			return nil
		}
		fallthrough
	default:
		return rec.fail(bank.Fail(bank.ReasonRecord, "value", decode(rec.at(1, 8)), "what", "it belongs to no claim or mandate"))
	}
	number, err := rec.integer(9, 15)
	if err != nil {
		return err
	}
	b := bank.Booking{Place: bank.Place{Transaction: int(number)}, Amount: nok(0), Status: bank.StatusInfo}
	if rec.kind() == recordItem1 {
		if b.Amount, err = rec.amount(33, 49); err != nil {
			return err
		}
		if b.BookingDate, err = rec.date(16, 21); err != nil {
			return err
		}
	}
	count.transactions++
	if err := count.add(b.Amount, false); err != nil {
		return rec.fail(err)
	}
	s.Bookings = append(s.Bookings, b)
	return nil
}

// span widens the statement's period to a day.
func span(s *bank.Statement, on cal.Date) {
	if s.From.IsZero() || on.Before(s.From) {
		s.From = on
	}
	if on.After(s.To) {
		s.To = on
	}
}

// addSums adds up what the account statement shows as one entry: the whole assignment, or each serial number by itself,
// depending on the bank.
func addSums(s *bank.Statement) {
	s.Sums = []bank.Sum{{Amount: nok(0)}}
	place := map[string]int{}
	for i := range s.Entries {
		e := &s.Entries[i]
		at, known := place[e.Serial]
		if !known {
			at = len(s.Sums)
			place[e.Serial] = at
			s.Sums = append(s.Sums, bank.Sum{Serial: e.Serial, Amount: nok(0)})
		}
		for _, sum := range []*bank.Sum{&s.Sums[0], &s.Sums[at]} {
			sum.Amount = nok(sum.Amount.Minor + e.Amount.Minor) // the tally has shown that even the gross sum fits
			sum.Count++
		}
	}
}
