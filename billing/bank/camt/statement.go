package camt

import (
	"bytes"
	"strconv"

	"fakturist/billing/bank"
	"fakturist/billing/cal"
	"fakturist/billing/payref"
)

// reader walks down the message; each method reads the current element to its end.
type reader struct {
	scanner
	file     *bank.File
	stmt     *bank.Statement
	bookings int // Ntry so far in the file
	entries  int // payments so far in the file
	details  []detail
	codes    map[string]string // strings that come again in every entry
	joined   []byte            // of domain
	counted  int               // how far reserve has looked
}

// str is the content of the current element.
func (r *reader) str() string { return string(r.content()) }

// code is the content as a string that is made only once.
func (r *reader) code() string { return r.intern(r.content()) }

func (r *reader) intern(b []byte) string {
	if v, ok := r.codes[string(b)]; ok {
		return v
	}
	v := string(b)
	if len(r.codes) < 1000 {
		r.codes[v] = v
	}
	return v
}

// statement reads Stmt, Ntfctn or Rpt.
func (r *reader) statement() {
	if err := bank.CheckStatements(len(r.file.Statements)); err != nil {
		r.fail(err)
		return
	}
	r.file.Statements = append(r.file.Statements, bank.Statement{Kind: r.file.Kind, LastPage: true})
	r.stmt = &r.file.Statements[len(r.file.Statements)-1]
	r.Count(len(r.file.Statements))
	r.reserve()
	var bal balances
	for r.child() {
		switch string(r.Name()) {
		case "Id":
			r.stmt.ID = r.str()
		case "ElctrncSeqNb":
			r.stmt.Sequence = r.str()
		case "FrToDt":
			r.period()
		case "CpyDplctInd":
			r.stmt.Copy = r.code()
		case "StmtPgntn", "NtfctnPgntn", "RptPgntn":
			r.page()
		case "Acct":
			r.account()
		case "Bal":
			r.balance(&bal)
		case "Ntry":
			r.entry()
		default:
			r.skip()
		}
	}
	r.stmt.Opening, r.stmt.Closing = bal.opening, bal.closing
	if bal.opening == nil {
		r.stmt.Opening = bal.previous
	}
	if r.stmt.Currency == "" && len(r.stmt.Bookings) > 0 {
		r.stmt.Currency = r.stmt.Bookings[0].Amount.Currency
	}
}

// reserve makes room for the bookings of the current statement by counting what look like their tags, since growing a list
// of entries costs more than reading them. No byte is looked at twice, so that many statements cannot make it slow.
func (r *reader) reserve() {
	if r.Offset() < r.counted {
		return
	}
	rest := r.Rest()
	if end := bytes.Index(rest, append(bytes.Clone(r.Name()), '>')); end >= 0 {
		rest = rest[:end]
	}
	r.counted = r.Offset() + len(rest)
	n := min(bytes.Count(rest, []byte("Ntry>"))/2, bank.MaxEntries)
	r.stmt.Bookings = make([]bank.Booking, 0, n)
	r.stmt.Entries = make([]bank.Entry, 0, n)
}

func (r *reader) period() {
	for r.child() {
		switch string(r.Name()) {
		case "FrDt", "FrDtTm":
			r.stmt.From = r.day()
		case "ToDt", "ToDtTm":
			r.stmt.To = r.day()
		default:
			r.skip()
		}
	}
}

func (r *reader) page() {
	for r.child() {
		switch string(r.Name()) {
		case "PgNb":
			r.stmt.Page, _ = strconv.Atoi(r.str()) // decides nothing; 0 when it is no number
		case "LastPgInd":
			r.stmt.LastPage = isTrue(r.content())
		default:
			r.skip()
		}
	}
}

// account reads Acct.
func (r *reader) account() {
	for r.child() {
		switch string(r.Name()) {
		case "Id":
			r.stmt.Account = r.accountID()
		case "Ccy":
			r.stmt.Currency = r.currency(r.code())
		case "Nm":
			if r.stmt.Owner == "" {
				r.stmt.Owner = r.str()
			} else {
				r.skip()
			}
		case "Ownr":
			if name := r.party(); name != "" {
				r.stmt.Owner = name
			}
		default:
			r.skip()
		}
	}
}

// accountID reads the Id of an account: IBAN, or another number under Othr, in .01 BBAN or PrtryAcct.
func (r *reader) accountID() string {
	id := ""
	for r.child() {
		switch string(r.Name()) {
		case "IBAN", "BBAN", "UPIC":
			id = r.str()
		case "Othr", "PrtryAcct":
			for r.child() {
				if string(r.Name()) == "Id" && id == "" {
					id = r.str()
				} else {
					r.skip()
				}
			}
		default:
			r.skip()
		}
	}
	return payref.NormalAccount(id)
}

// party reads a party and gives its name: Nm directly, or from .07 on in Pty (or of an agent in Agt/FinInstnId).
func (r *reader) party() string {
	name := ""
	for r.child() {
		n := ""
		switch string(r.Name()) {
		case "Nm":
			n = r.str()
		case "Pty", "Agt", "FinInstnId":
			n = r.party()
		default:
			r.skip()
		}
		if name == "" {
			name = n
		}
	}
	return name
}

// balances are the first of each kind; the opening balance may be given as the closing one of the day before.
type balances struct{ opening, previous, closing *bank.Balance }

// balance reads Bal. Only the booked balances count; others (available, interim, forward) may be of any shape.
func (r *reader) balance(bal *balances) {
	name := r.Name()
	var kind, sign, ccy, value string
	var on cal.Date
	for r.child() {
		switch string(r.Name()) {
		case "Tp":
			kind = r.intern(r.firstText())
		case "Amt":
			ccy, value = r.intern(r.Attr("Ccy")), r.str()
		case "CdtDbtInd":
			sign = r.code()
		case "Dt":
			on = r.day()
		default:
			r.skip()
		}
	}
	place := bal.place(kind)
	if place == nil || *place != nil || r.err != nil {
		return
	}
	amount, err := bank.ParseAmount([]byte(value), r.currency(ccy))
	if err == nil {
		amount, err = signed(amount, sign)
	}
	if err != nil {
		r.failAt(name, err)
		return
	}
	*place = &bank.Balance{Amount: amount, On: on}
}

func (b *balances) place(kind string) **bank.Balance {
	switch kind {
	case "OPBD":
		return &b.opening
	case "PRCD":
		return &b.previous
	case "CLBD":
		return &b.closing
	}
	return nil
}
