package camt

import (
	"fakturist/billing/bank"
	"fakturist/billing/cal"
	"fakturist/billing/money"
)

// failAt fails with the path of a child that has been read already.
func (r *reader) failAt(child []byte, e *bank.Error) {
	e.Path = r.Path() + "/" + cut(child)
	r.fail(e)
}

// currency checks a Ccy; without one the account's counts.
func (r *reader) currency(ccy string) money.Currency {
	c := money.Currency(ccy)
	switch {
	case ccy == "" && r.stmt.Currency != "":
		return r.stmt.Currency
	case ccy == "":
		r.fail(bank.Fail(bank.ReasonMissing, "missing", "Ccy"))
	case !c.Valid():
		r.fail(bank.Fail(bank.ReasonValue, "what", "Ccy", "value", cut([]byte(ccy))))
	}
	return c
}

// amount reads an element with a Ccy attribute that counts: what cannot be read exactly fails the file.
func (r *reader) amount() money.Amount {
	name := r.Name()
	ccy := r.currency(r.intern(r.Attr("Ccy")))
	a, err := bank.ParseAmount(r.content(), ccy)
	if err != nil {
		r.failAt(name, err)
	}
	return a
}

// sideAmount reads an amount that decides nothing about the booking, such as what the payer lists. One that cannot be read
// is noted and left out.
func (r *reader) sideAmount() (money.Amount, bool) {
	name, ccy := r.Name(), money.Currency(r.intern(r.Attr("Ccy")))
	b := r.content()
	if ccy == "" {
		ccy = r.stmt.Currency
	}
	a, err := bank.ParseAmount(b, ccy)
	if err == nil && ccy.Valid() {
		return a, true
	}
	if r.err == nil && len(r.file.Notes) < maxNotes {
		r.file.Notes = append(r.file.Notes, bank.Note{Code: bank.NoteAmountIgnored,
			Args: map[string]string{"path": r.Path() + "/" + cut(name), "value": cut(b)}})
	}
	return money.Amount{}, false
}

// maxNotes keeps a hostile file from filling memory with notes.
const maxNotes = 100

// signed applies CdtDbtInd; amounts themselves have no sign.
func signed(a money.Amount, indicator string) (money.Amount, *bank.Error) {
	switch indicator {
	case "CRDT":
		return a, nil
	case "DBIT":
		return a.Neg(), nil
	case "":
		return a, bank.Fail(bank.ReasonMissing, "missing", "CdtDbtInd")
	}
	return a, bank.Fail(bank.ReasonValue, "what", "CdtDbtInd", "value", cut([]byte(indicator)))
}

// day reads a date, or a choice of Dt and DtTm; empty is the zero date.
func (r *reader) day() cal.Date {
	name := r.Name()
	b := r.firstText()
	if len(b) == 0 {
		return cal.Date{}
	}
	d, err := bank.ParseDate(b)
	if err != nil {
		r.failAt(name, err)
	}
	return d
}

// isTrue reads an xs:boolean.
func isTrue(b []byte) bool { return string(b) == "true" || string(b) == "1" }

// status reads Sts: text up to .06, a choice of Cd and Prtry from .07 on.
func (r *reader) status() bank.Status {
	switch string(r.firstText()) {
	case "BOOK":
		return bank.StatusBooked
	case "PDNG", "FUTR":
		return bank.StatusPending
	case "INFO":
		return bank.StatusInfo
	}
	return bank.StatusUnknown
}

// transactionCode reads BkTxCd: the domain code as "PMNT/RCDT/VCOM" and the bank's own.
func (r *reader) transactionCode() (code, proprietary string) {
	for r.child() {
		switch string(r.Name()) {
		case "Domn":
			code = r.domain()
		case "Prtry":
			proprietary = r.intern(r.firstText())
		default:
			r.skip()
		}
	}
	return code, proprietary
}

// domain reads Domn/Cd, Domn/Fmly/Cd and Domn/Fmly/SubFmlyCd.
func (r *reader) domain() string {
	r.joined = r.joined[:0]
	r.family()
	return r.intern(r.joined)
}

func (r *reader) family() {
	for r.child() {
		switch string(r.Name()) {
		case "Cd", "SubFmlyCd":
			if len(r.joined) > 0 {
				r.joined = append(r.joined, '/')
			}
			r.joined = append(r.joined, r.content()...)
		case "Fmly":
			r.family()
		default:
			r.skip()
		}
	}
}
