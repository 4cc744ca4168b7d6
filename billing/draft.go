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

	// What an invoice is made from; see Basis. These carry no number of the series and are no sales documents.
	KindOffer          Kind = "offer"
	KindOrder          Kind = "order"
	KindPaymentRequest Kind = "payment-request" // betalingsanmodning: asks for money where an advance invoice is not allowed
)

// SalesDocument tells whether documents of the kind get a number of the series and are issued.
func (k Kind) SalesDocument() bool { return k == KindInvoice || k == KindCreditNote || k == "" }

// AdvanceGround is why a document may be issued before delivery (bokføringsforskriften § 5-2-6).
type AdvanceGround string

// The grounds. A document for a period counts as a subscription when it says nothing.
const (
	AdvanceSubscription AdvanceGround = "subscription"
	AdvanceRent         AdvanceGround = "rent"
	AdvanceFee          AdvanceGround = "fee"       // membership and other fees ("avgifter")
	AdvanceTransport    AdvanceGround = "transport" // of passengers
	AdvanceCatering     AdvanceGround = "catering"
)

// Rounding is how the amount to pay is rounded (BT-114).
type Rounding string

// The roundings.
const (
	RoundNothing Rounding = ""
	RoundKrone   Rounding = "krone" // to whole units of the currency
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
	RateDate          cal.Date        `json:"rateDate,omitzero"`           // day of ExchangeRate
	RateSource        string          `json:"rateSource,omitempty"`        // who published ExchangeRate, such as Norges Bank
	SalesOrder        string          `json:"salesOrder,omitempty"`        // BT-14: our own number of the order
	CostCode          string          `json:"costCode,omitempty"`          // BT-19: where the buyer books it
	PricesIncludeVAT  bool            `json:"pricesIncludeVAT,omitempty"`  // prices, discounts and adjustments are told with VAT in them
	Rounding          Rounding        `json:"rounding,omitempty"`          // BT-114
	Advance           AdvanceGround   `json:"advance,omitempty"`           // why it may be issued before delivery
	Ready             bool            `json:"ready,omitempty"`             // somebody said that it may be issued
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
	Source       *Source         `json:"source,omitempty"`       // what the line was made from; nil: typed
}

// Source is what a line was made from, so that nothing is invoiced, or credited, twice.
type Source struct {
	Kind SourceKind `json:"kind"`
	ID   int64      `json:"id,omitempty"`   // of the order (Basis.ID)
	Line int        `json:"line,omitempty"` // of the order, or of the invoice a credit note reverses (BT-126), from 1
	Work []int64    `json:"work,omitempty"` // ids of hours and expenses summed up in the line
}

// SourceKind tells what a line was made from.
type SourceKind string

// The kinds of source.
const (
	FromOrder   SourceKind = "order"   // a line of an order
	FromWork    SourceKind = "work"    // hours and expenses
	FromInvoice SourceKind = "invoice" // the line a credit note reverses
)

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
	VAT     VAT             `json:"vat,omitzero"`     // BT-95, BT-102; zero: shared among the lines' VAT by their sums
	Code    string          `json:"code,omitempty"`   // BT-98 of UNCL5189, BT-105 of UNCL7161; empty: discount, or other charge
}

// FreightCode is BT-105 of a charge for freight.
const FreightCode = "FC"

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
	Name    string `json:"name"`             // BT-59
	OrgNo   string `json:"orgNo,omitempty"`  // BT-61
	Account string `json:"account"`          // BT-84
	Notice  string `json:"notice,omitempty"` // the assignment in words, part of BT-22: that only payment to the payee frees the buyer
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

// firstCurrency is the currency of a draft that may name none.
func firstCurrency(c money.Currency) money.Currency {
	if c == "" {
		return money.NOK
	}
	return c
}
