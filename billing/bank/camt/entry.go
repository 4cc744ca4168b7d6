package camt

import (
	"strconv"
	"strings"

	"fakturist/billing/bank"
	"fakturist/billing/money"
)

// entry is an Ntry while it is read.
type entry struct {
	bank.Booking
	sign, ref         string
	priced            bool
	charges           charges
	code, proprietary string
}

// charges are what a Chrgs says was kept or given, with its sign.
type charges struct {
	sum   money.Amount
	total money.Amount // TtlChrgsAndTaxAmt, which repeats the records
	mixed bool         // more than one currency
}

// in is the sum in a currency, or the zero Amount.
func (c charges) in(ccy money.Currency) money.Amount {
	sum := c.sum
	if sum.IsZero() {
		sum = c.total.Neg()
	}
	if c.mixed || sum.Currency != ccy {
		return money.Amount{}
	}
	return sum
}

// entry reads Ntry and adds its booking and entries to the statement.
func (r *reader) entry() {
	r.bookings++
	r.Count(r.bookings)
	e := entry{Booking: bank.Booking{Status: bank.StatusUnknown}}
	r.details = r.details[:0]
	for r.child() {
		switch string(r.Name()) {
		case "NtryRef":
			e.ref = r.str()
		case "Amt":
			e.Amount, e.priced = r.amount(), true
		case "CdtDbtInd":
			e.sign = r.code()
		case "RvslInd":
			e.Reversal = isTrue(r.content())
		case "Sts":
			e.Status = r.status()
		case "BookgDt":
			e.BookingDate = r.day()
		case "ValDt":
			e.ValueDate = r.day()
		case "AcctSvcrRef":
			e.ServicerRef = r.str()
		case "BkTxCd":
			e.code, e.proprietary = r.transactionCode()
		case "Chrgs":
			r.charges(&e.charges)
		case "NtryDtls":
			r.entryDetails(&e)
		case "Btch":
			e.Batch += r.batch()
		case "TxDtls": // .01 has it directly under Ntry
			r.transaction(&e)
		case "AddtlNtryInf":
			e.Text = r.str()
		default:
			r.skip()
		}
	}
	if r.err != nil {
		return
	}
	var err *bank.Error
	if e.Amount, err = signed(e.Amount, e.sign); !e.priced {
		err = bank.Fail(bank.ReasonMissing, "missing", "Amt")
	}
	if err == nil {
		err = r.settle(&e)
	}
	if err != nil {
		r.failAt([]byte("Ntry["+strconv.Itoa(r.bookings)+"]"), err)
	}
}

func (r *reader) entryDetails(e *entry) {
	for r.child() {
		switch string(r.Name()) {
		case "Btch":
			e.Batch += r.batch()
		case "TxDtls":
			r.transaction(e)
		default:
			r.skip()
		}
	}
}

// batch reads how many payments Btch says there are; 0 when it does not say.
func (r *reader) batch() int {
	n := 0
	for r.child() {
		if string(r.Name()) != "NbOfTxs" {
			r.skip()
			continue
		}
		if v, err := strconv.Atoi(r.str()); err == nil && v > 0 && v < 1_000_000 {
			n = v
		}
	}
	return n
}

// charges reads Chrgs: an amount directly (.01, and .02 with its own sign) or in records, or only a total.
func (r *reader) charges(c *charges) {
	var amount money.Amount
	sign := "DBIT"
	for r.child() {
		switch string(r.Name()) {
		case "TtlChrgsAndTaxAmt":
			if a, ok := r.sideAmount(); ok {
				c.total = a
			}
		case "Amt":
			amount, _ = r.sideAmount()
		case "CdtDbtInd":
			sign = r.code()
		case "Rcrd":
			r.charges(c)
		default:
			r.skip()
		}
	}
	if sign == "DBIT" {
		amount = amount.Neg()
	}
	sum, err := c.sum.Add(amount)
	if err != nil {
		c.mixed = true
		return
	}
	c.sum = sum
}

// place is where a payment of the booking stands; detail counts from 1, 0 means the booking as a whole.
func (r *reader) place(e *entry, detail, details int) bank.Place {
	if r.file.Kind == bank.KindNotification || e.ref == "" {
		return bank.Place{Entry: r.bookings, Detail: detail}
	}
	if detail == 0 || details == 1 {
		return bank.Place{Ref: e.ref}
	}
	return bank.Place{Ref: e.ref + "/" + strconv.Itoa(detail)}
}

// reversal tells whether the codes of a payment say that it comes back: a return (RRTN) or a reason for one.
func reversal(e *bank.Entry) bool {
	return strings.HasSuffix(e.Code, "/RRTN") || e.ReturnReason != ""
}
