package billing

import (
	"bytes"
	"encoding/json"

	"fakturist/billing/cal"
	"fakturist/billing/money"

	"github.com/shopspring/decimal"
)

// Kind of a document.
type Kind string

// The kinds of document.
const (
	KindInvoice    Kind = "invoice"     // BT-3 380
	KindCreditNote Kind = "credit-note" // BT-3 381
)

// Draft is a document in the making: it has no number and may change. Its JSON is the contract of `fakt invoice draft`.
type Draft struct {
	ID                int64           `json:"-"`
	Kind              Kind            `json:"kind,omitempty"`              // empty: invoice
	Credits           string          `json:"credits,omitempty"`           // BT-25: number of the invoice a credit note reverses
	Reason            string          `json:"reason,omitempty"`            // why it is credited
	Customer          CustomerRef     `json:"customer"`                    // BG-7
	IssueDate         cal.Date        `json:"issueDate,omitzero"`          // BT-2; zero: the day of issue
	DueDate           cal.Date        `json:"dueDate,omitzero"`            // BT-9; zero: by the terms
	Currency          money.Currency  `json:"currency,omitempty"`          // BT-5; empty: NOK
	BuyerReference    string          `json:"buyerReference,omitempty"`    // BT-10
	OrderReference    string          `json:"orderReference,omitempty"`    // BT-13
	ContractReference string          `json:"contractReference,omitempty"` // BT-12
	ProjectReference  string          `json:"projectReference,omitempty"`  // BT-11
	Note              string          `json:"note,omitempty"`              // BT-22
	Delivery          *DeliveryPlace  `json:"delivery,omitempty"`          // BG-13
	Period            cal.Period      `json:"period,omitzero"`             // BG-14
	Lines             []Line          `json:"lines"`                       // BG-25
	Adjustments       []Adjustment    `json:"adjustments,omitempty"`       // BG-20, BG-21
	Prepaid           decimal.Decimal `json:"prepaid,omitzero"`            // BT-113
	Attachments       []Attachment    `json:"attachments,omitempty"`       // BG-24
	Payee             *Payee          `json:"payee,omitempty"`             // BG-10
	ExchangeRate      decimal.Decimal `json:"exchangeRate,omitzero"`       // NOK for one unit of Currency
}

// CustomerRef names a customer by number or gives a whole party inline.
type CustomerRef struct {
	No string `json:"no,omitempty"`
	Party
}

// DeliveryPlace is when and where the goods or services were delivered (BG-13).
type DeliveryPlace struct {
	Date    cal.Date `json:"date,omitzero"`    // BT-72
	Address Address  `json:"address,omitzero"` // BG-15; zero: at the buyer's
}

// Line is one line of a draft (BG-25).
type Line struct {
	Item         string          `json:"item"`                   // BT-153
	Description  string          `json:"description,omitempty"`  // BT-154
	SellerItemNo string          `json:"sellerItemNo,omitempty"` // BT-155
	Quantity     decimal.Decimal `json:"quantity"`               // BT-129; may be negative
	Unit         string          `json:"unit,omitempty"`         // BT-130; empty: EA
	Price        decimal.Decimal `json:"price"`                  // BT-146 per PriceBase units, without VAT, never negative
	PriceBase    decimal.Decimal `json:"priceBase,omitzero"`     // BT-149; zero: 1
	VAT          VAT             `json:"vat,omitzero"`           // BT-151, BT-152
	Discount     *Discount       `json:"discount,omitempty"`     // BG-27
	Period       cal.Period      `json:"period,omitzero"`        // BG-26
	For          string          `json:"for,omitempty"`          // the member or child the line is for
}

// Discount is a price reduction on a line (BG-27): a percentage or an amount, never both.
type Discount struct {
	Percent decimal.Decimal `json:"percent,omitzero"` // BT-138
	Amount  decimal.Decimal `json:"amount,omitzero"`  // BT-136
	Reason  string          `json:"reason,omitempty"` // BT-139
}

// Adjustment is an allowance (BG-20) or charge (BG-21) on the whole document: a percentage or an amount, never both.
// A percentage is taken of the lines with the same VAT.
type Adjustment struct {
	Charge  bool            `json:"charge"`           // true: charge
	Percent decimal.Decimal `json:"percent,omitzero"` // BT-94, BT-101
	Amount  decimal.Decimal `json:"amount,omitzero"`  // BT-92, BT-99
	Reason  string          `json:"reason"`           // BT-97, BT-104
	VAT     VAT             `json:"vat,omitzero"`     // BT-95, BT-102
}

// Attachment is a supporting document (BG-24).
type Attachment struct {
	Path        string `json:"path,omitempty"` // where the command line reads it; the content is kept, the path is not
	Name        string `json:"name,omitempty"` // BT-125 filename
	MIME        string `json:"mime,omitempty"` // BT-125 MIME code
	Description string `json:"description,omitempty"`
	Content     []byte `json:"content,omitempty"`
}

// Payee is who gets the money when it is not the seller (BG-10), such as a factor.
type Payee struct {
	Name    string `json:"name"`            // BT-59
	OrgNo   string `json:"orgNo,omitempty"` // BT-61
	Account string `json:"account"`         // BT-84
}

// ReadDraft reads a draft and refuses fields it does not know by name.
func ReadDraft(b []byte) (Draft, error) {
	var d Draft
	err := strictJSON(b, &d)
	return d, err
}

// strictJSON decodes one JSON value and refuses unknown fields and trailing text.
func strictJSON(b []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return err
	}
	if dec.More() {
		return errTrailing
	}
	return nil
}
