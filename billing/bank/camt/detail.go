package camt

import (
	"fakturist/billing/bank"
	"fakturist/billing/money"
)

// detail is a TxDtls while it is read.
type detail struct {
	bank.Entry
	sign           string
	amounts        [3]money.Amount // Amt, AmtDtls/TxAmt, AmtDtls/CntrValAmt; the zero Amount where there is none
	charges        charges
	debtor         party
	creditor       party
	ultimateDebtor string
	additional     string // AddtlTxInf
	kids           []bank.Document
}

// party is one side of a payment.
type party struct{ name, account string }

// transaction reads TxDtls.
func (r *reader) transaction(e *entry) {
	e.Details++
	r.Count(e.Details)
	r.entries++
	if err := bank.CheckEntries(r.entries); err != nil {
		r.fail(err)
		return
	}
	r.details = append(r.details, detail{})
	d := &r.details[len(r.details)-1]
	for r.child() {
		switch string(r.Name()) {
		case "Refs":
			r.refs(&d.Refs)
		case "Amt":
			d.amounts[0] = r.amount()
		case "CdtDbtInd":
			d.sign = r.code()
		case "AmtDtls":
			r.amountDetails(d)
		case "BkTxCd":
			d.Code, d.Proprietary = r.transactionCode()
		case "Chrgs":
			r.charges(&d.charges)
		case "RltdPties":
			r.parties(d)
		case "RmtInf":
			r.remittance(d)
		case "RtrInf":
			r.returned(d)
		case "AddtlTxInf":
			d.additional = r.str()
		default:
			r.skip()
		}
	}
}

func (r *reader) refs(refs *bank.Refs) {
	for r.child() {
		switch string(r.Name()) {
		case "AcctSvcrRef":
			refs.Servicer = r.str()
		case "EndToEndId":
			if refs.EndToEnd = r.code(); refs.EndToEnd == "NOTPROVIDED" {
				refs.EndToEnd = ""
			}
		case "InstrId":
			refs.Instruction = r.str()
		case "TxId":
			refs.Transaction = r.str()
		case "UETR":
			refs.UETR = r.str()
		default:
			r.skip()
		}
	}
}

// amountDetails reads AmtDtls. The amount of the transaction counts; what the payer ordered is kept when it is in another
// currency, and may be anything.
func (r *reader) amountDetails(d *detail) {
	for r.child() {
		switch string(r.Name()) {
		case "TxAmt":
			d.amounts[1] = r.innerAmount(r.amount)
		case "CntrValAmt":
			d.amounts[2] = r.innerAmount(r.lenientAmount)
		case "InstdAmt":
			d.Instructed = r.innerAmount(r.lenientAmount)
		default:
			r.skip()
		}
	}
}

func (r *reader) lenientAmount() money.Amount {
	a, _ := r.sideAmount()
	return a
}

// innerAmount reads the Amt inside the current element.
func (r *reader) innerAmount(read func() money.Amount) (a money.Amount) {
	for r.child() {
		if string(r.Name()) == "Amt" {
			a = read()
			continue
		}
		r.skip()
	}
	return a
}

func (r *reader) parties(d *detail) {
	for r.child() {
		switch string(r.Name()) {
		case "Dbtr":
			d.debtor.name = r.party()
		case "DbtrAcct":
			d.debtor.account = r.relatedAccount()
		case "Cdtr":
			d.creditor.name = r.party()
		case "CdtrAcct":
			d.creditor.account = r.relatedAccount()
		case "UltmtDbtr":
			d.ultimateDebtor = r.party()
		default:
			r.skip()
		}
	}
}

func (r *reader) relatedAccount() (account string) {
	for r.child() {
		if string(r.Name()) == "Id" {
			account = r.accountID()
			continue
		}
		r.skip()
	}
	return account
}

// returned reads why a payment came back.
func (r *reader) returned(d *detail) {
	for r.child() {
		switch string(r.Name()) {
		case "Rsn", "RtrRsn":
			d.ReturnReason = r.intern(r.firstText())
		default:
			r.skip()
		}
	}
}
