package cli

import (
	"fakturist/billing"
	"fakturist/billing/cal"

	"github.com/shopspring/decimal"
)

// savedJSON names a basis that was stored.
type savedJSON struct {
	ID int64  `json:"id"`
	No string `json:"no"`
}

// basisJSON is an offer, order or payment request in the answers of list and show.
type basisJSON struct {
	ID         int64             `json:"id"`
	No         string            `json:"no"`
	Kind       string            `json:"kind"`
	State      string            `json:"state"`
	Expired    bool              `json:"expired"`
	Customer   partyRef          `json:"customer"`
	Title      string            `json:"title"`
	Date       string            `json:"date"`
	ValidUntil string            `json:"validUntil,omitempty"`
	Currency   string            `json:"currency"`
	Payable    string            `json:"payable"`
	Invoiced   int               `json:"invoiced"`            // per cent; list
	Documents  []string          `json:"documents,omitempty"` // numbers of invoices; list
	From       int64             `json:"from,omitempty"`      // show, like all below
	DecidedBy  string            `json:"decidedBy,omitempty"`
	DecidedOn  string            `json:"decidedOn,omitempty"`
	Papers     []string          `json:"papers,omitempty"`
	Taken      map[string]string `json:"taken,omitempty"` // by line: on drafts and invoices
	Sendings   []sendingJSON     `json:"sendings,omitempty"`
	Faults     []faultJSON       `json:"faults,omitempty"`   // what keeps it from being sent, and warnings
	Document   any               `json:"document,omitempty"` // billing.Document with plain amounts
}

// sendingJSON is one mail with a basis.
type sendingJSON struct {
	At        string `json:"at"`
	State     string `json:"state"`
	Recipient string `json:"recipient"`
	Receipt   string `json:"receipt,omitempty"`
	Reason    string `json:"reason,omitempty"`
	Detail    string `json:"detail,omitempty"`
}

func basisRowOf(r billing.BasisRow) basisJSON {
	return basisJSON{ID: r.ID, No: r.No, Kind: string(r.Kind), State: string(r.State), Expired: r.Expired, Customer: partyRef{r.CustomerNo, r.CustomerName},
		Title: r.Title, Date: r.Date.String(), ValidUntil: r.ValidUntil.String(), Currency: string(r.Payable.Currency), Payable: r.Payable.String(),
		Invoiced: r.Invoiced, Documents: r.Documents}
}

func basisOf(b billing.Basis, p billing.Prepared, taken map[int]decimal.Decimal, sendings []billing.BasisSending, today cal.Date) (basisJSON, error) {
	doc := p.Document
	out := basisJSON{ID: b.ID, No: b.No, Kind: string(b.Kind), State: string(b.State), Expired: b.Expired(today),
		Customer: partyRef{b.Draft.Customer.No, doc.Buyer.Name}, Date: doc.IssueDate.String(), ValidUntil: b.ValidUntil.String(),
		Currency: string(doc.Currency), Payable: amountOf(doc.Totals.Payable), From: b.From, DecidedBy: b.DecidedBy, DecidedOn: b.DecidedOn.String(),
		Taken: takenText(taken)}
	if len(doc.Lines) > 0 {
		out.Title = doc.Lines[0].Item
	}
	for _, a := range b.Papers {
		out.Papers = append(out.Papers, a.Name)
	}
	for _, s := range sendings {
		out.Sendings = append(out.Sendings, sendingJSON{At: moment(s.At), State: string(s.State), Recipient: s.Recipient, Receipt: s.Receipt,
			Reason: s.Reason, Detail: s.Detail})
	}
	var err error
	out.Document, err = plain(doc)
	return out, err
}

// groupRowJSON is what a group order gives for one buyer.
type groupRowJSON struct {
	Members  []string    `json:"members"`
	Names    []string    `json:"names"`
	Buyer    string      `json:"buyer"`
	Excluded bool        `json:"excluded"`
	Currency string      `json:"currency"`
	Payable  string      `json:"payable"`
	Faults   []faultJSON `json:"faults,omitempty"`
}

// readyJSON is a draft of the queue: its ID is the draft's.
type readyJSON struct {
	documentJSON
	Ready   bool        `json:"ready"`
	Channel string      `json:"channel"` // empty: none
	Faults  []faultJSON `json:"faults,omitempty"`
}
