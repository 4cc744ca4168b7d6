package ocr

import (
	"fakturist/billing/bank"
	"fakturist/billing/money"
	"fakturist/billing/payref"
)

// Services and record types.
const (
	serviceFrame = "00"
	serviceGiro  = "09"
	serviceDebit = "21" // AvtaleGiro

	recordTransmission    = "10"
	recordAssignment      = "20"
	recordItem1           = "30"
	recordItem2           = "31"
	recordItem3           = "32"
	recordMandate         = "70"
	recordEndAssignment   = "88"
	recordEndTransmission = "89"
)

// reader goes through the records of a file.
type reader struct {
	records []record
	next    int
	file    *bank.File
	entries int
}

// tally is what was counted, to be held against an end record. The manual adds every amount, reversals too; in practice
// amounts with a minus sign are taken off. Both are accepted.
type tally struct {
	transactions, records int
	net, gross            money.Amount
	stated                money.Amount // sum of the end records below; the zero Amount in an assignment
}

func (t *tally) add(amount money.Amount, negative bool) *bank.Error {
	signed := amount
	if negative {
		signed = amount.Neg()
	}
	return t.sums(signed, amount, money.Amount{})
}

func (t *tally) include(u tally, stated money.Amount) *bank.Error {
	t.transactions += u.transactions
	t.records += u.records
	return t.sums(u.net, u.gross, stated)
}

func (t *tally) sums(net, gross, stated money.Amount) *bank.Error {
	for _, s := range []struct {
		to  *money.Amount
		add money.Amount
	}{{&t.net, net}, {&t.gross, gross}, {&t.stated, stated}} {
		sum, err := s.to.Add(s.add)
		if err != nil {
			return bank.Fail(bank.ReasonAmount, "value", s.add.String(), "what", err.Error())
		}
		*s.to = sum
	}
	return nil
}

// take gives the next record, which must exist.
func (r *reader) take(missing string) (record, *bank.Error) {
	if r.next >= len(r.records) {
		e := bank.Fail(bank.ReasonUnfinished, "missing", missing)
		if n := len(r.records); n > 0 {
			e = r.records[n-1].fail(e)
		}
		return record{}, e
	}
	r.next++
	return r.records[r.next-1], nil
}

// transmission reads from start to end of a transmission.
func (r *reader) transmission() *bank.Error {
	start, err := r.take("the start of the transmission")
	if err != nil {
		return err
	}
	if !start.is(serviceFrame, recordTransmission) {
		return start.fail(bank.Fail(bank.ReasonRecord, "value", decode(start.at(1, 8)), "what", "a transmission begins with NY000010"))
	}
	if r.file.MessageID == "" {
		r.file.MessageID = start.trimmed(17, 23)
	}
	total := tally{records: 2, net: nok(0), gross: nok(0), stated: nok(0)}
	for {
		rec, err := r.take("the end of the transmission, NY000089")
		if err != nil {
			return err
		}
		if rec.is(serviceFrame, recordEndTransmission) {
			return r.endTransmission(rec, total)
		}
		if rec.kind() != recordAssignment || string(rec.at(1, 2)) != "NY" || rec.service() == serviceFrame {
			return rec.fail(bank.Fail(bank.ReasonRecord, "value", decode(rec.at(1, 8)), "what", "no assignment begins with it"))
		}
		if err := r.assignment(rec, &total); err != nil {
			return err
		}
	}
}

func (r *reader) endTransmission(end record, total tally) *bank.Error {
	if r.file.Created == "" {
		on, err := end.date(42, 47)
		if err != nil {
			return err
		}
		r.file.Created = on.String()
	}
	_, err := total.check(end)
	return err
}

// assignment reads one assignment into a statement and adds it to the transmission.
func (r *reader) assignment(start record, total *tally) *bank.Error {
	s := bank.Statement{Kind: bank.KindNotification, ID: start.trimmed(18, 24), Account: payref.NormalAccount(start.trimmed(25, 35)),
		Currency: money.NOK, LastPage: true}
	if err := bank.CheckStatements(len(r.file.Statements)); err != nil {
		return start.fail(err)
	}
	number, err := start.integer(18, 24)
	if err != nil {
		return err
	}
	count := tally{records: 2, net: nok(0), gross: nok(0)}
	for {
		rec, err := r.take("the end of the assignment, NY" + start.service() + start.tt() + "88")
		if err != nil {
			return err
		}
		if rec.is(start.service(), recordEndAssignment) {
			return r.endAssignment(&s, start, rec, count, total)
		}
		if string(rec.at(1, 2)) != "NY" || rec.service() != start.service() {
			return rec.fail(bank.Fail(bank.ReasonRecord, "value", decode(rec.at(1, 8)), "what", "the assignment has not ended"))
		}
		count.records++
		r.entries++
		if err := bank.CheckEntries(r.entries); err != nil {
			return rec.fail(err)
		}
		switch start.service() {
		case serviceGiro:
			err = r.transaction(&s, rec, int(number), &count)
		case serviceDebit:
			err = other(&s, rec, &count)
		}
		if err != nil {
			return err
		}
	}
}

// endAssignment holds the assignment against its end record and adds it to the file.
func (r *reader) endAssignment(s *bank.Statement, start, end record, count tally, total *tally) *bank.Error {
	switch start.service() {
	case serviceGiro:
		addSums(s)
	case serviceDebit:
		s.Kind = bank.KindClaims
		if start.tt() == "24" {
			s.Kind = bank.KindMandates
		}
	default: // a service we do not know may count as it likes
		n, err := end.integer(9, 16)
		if err != nil {
			return err
		}
		count.transactions = int(n)
		if count.net, err = end.amount(25, 41); err != nil {
			return err
		}
		count.gross = count.net
	}
	stated, err := count.check(end)
	if err != nil {
		return err
	}
	if err := total.include(count, stated); err != nil {
		return end.fail(err)
	}
	if start.service() != serviceGiro {
		r.file.Notes = append(r.file.Notes, bank.Note{Code: bank.NoteSkipped,
			Args: map[string]string{"service": start.service(), "records": itoa(count.records)}})
	}
	if start.service() == serviceGiro || start.service() == serviceDebit {
		r.file.Statements = append(r.file.Statements, *s)
	}
	return nil
}

// check holds the figures of an end record against what was counted and gives the sum it states. The record of a mandate
// list has no sum.
func (t tally) check(end record) (money.Amount, *bank.Error) {
	for _, c := range []struct {
		from, to, counted int
		what              string
	}{{9, 16, t.transactions, "transactions"}, {17, 24, t.records, "records"}} {
		stated, err := end.integer(c.from, c.to)
		if err != nil {
			return money.Amount{}, err
		}
		if int(stated) != c.counted {
			return money.Amount{}, end.fail(bank.Fail(bank.ReasonCount, "stated", itoa(int(stated)), "counted", itoa(c.counted), "what", c.what))
		}
	}
	stated, err := end.amount(25, 41)
	if err != nil {
		return money.Amount{}, err
	}
	for _, sum := range []money.Amount{t.net, t.gross, t.stated} {
		if stated == sum {
			return stated, nil
		}
		if stated == sum.Neg() { // QUIRK: the field has no sign; an assignment of credit notes only states its size
			return sum, nil
		}
	}
	return money.Amount{}, end.fail(bank.Fail(bank.ReasonSum, "stated", stated.String(), "net", t.net.String(), "gross", t.gross.String()))
}

func nok(minor int64) money.Amount { return money.New(minor, money.NOK) }
