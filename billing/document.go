package billing

import (
	"fakturist/billing/cal"
	"fakturist/billing/money"

	"github.com/shopspring/decimal"
)

// Document is everything a draft becomes but its number: parties filled in, every amount computed. It is what is shown
// while one types, what is checked, and what an Invoice freezes.
type Document struct {
	Kind              Kind               `json:"kind"`
	Language          string             `json:"language"`                    // of the printed document
	IssueDate         cal.Date           `json:"issueDate"`                   // BT-2
	DueDate           cal.Date           `json:"dueDate,omitzero"`            // BT-9; zero on a credit note
	Currency          money.Currency     `json:"currency"`                    // BT-5
	Seller            Party              `json:"seller"`                      // BG-4
	Buyer             Party              `json:"buyer"`                       // BG-7: who pays
	CustomerNo        string             `json:"customerNo"`                  // BT-46: our number for the buyer; empty for an inline party
	BuyerReference    string             `json:"buyerReference,omitempty"`    // BT-10
	OrderReference    string             `json:"orderReference,omitempty"`    // BT-13
	ContractReference string             `json:"contractReference,omitempty"` // BT-12
	ProjectReference  string             `json:"projectReference,omitempty"`  // BT-11
	Note              string             `json:"note,omitempty"`              // BT-22
	Original          *OriginalReference `json:"original,omitempty"`          // BG-3, on a credit note
	Delivery          DeliveryPlace      `json:"delivery,omitzero"`           // BG-13
	Period            cal.Period         `json:"period,omitzero"`             // BG-14
	Lines             []PricedLine       `json:"lines"`                       // BG-25
	Adjustments       []PricedAdjustment `json:"adjustments,omitempty"`       // BG-20, BG-21
	Attachments       []Attachment       `json:"attachments,omitempty"`       // BG-24
	Payee             *Payee             `json:"payee,omitempty"`             // BG-10
	Account           string             `json:"account"`                     // BT-84: 11 digits
	IBAN              string             `json:"iban,omitempty"`              // BT-84 for payers abroad
	BIC               string             `json:"bic,omitempty"`               // BT-86
	Taxes             []TaxBreakdown     `json:"taxes"`                       // BG-23
	Totals            Totals             `json:"totals"`                      // BG-22
	ExchangeRate      decimal.Decimal    `json:"exchangeRate,omitzero"`       // NOK for one unit of Currency
	RateDate          cal.Date           `json:"rateDate,omitzero"`           // day of ExchangeRate
	RateSource        string             `json:"rateSource,omitempty"`        // who published ExchangeRate
	SalesOrder        string             `json:"salesOrder,omitempty"`        // BT-14
	CostCode          string             `json:"costCode,omitempty"`          // BT-19
	PricesIncludeVAT  bool               `json:"pricesIncludeVAT,omitempty"`  // Line.Price, Discount and Adjustment.Amount are told with VAT
	Rounding          Rounding           `json:"rounding,omitempty"`          // why Totals.Rounding is what it is
	Advance           AdvanceGround      `json:"advance,omitempty"`           // why it may be issued before delivery
	ValidUntil        cal.Date           `json:"validUntil,omitzero"`         // of an offer
}

// OriginalReference is the invoice a credit note reverses (BG-3).
type OriginalReference struct {
	Number    string   `json:"number"`    // BT-25
	IssueDate cal.Date `json:"issueDate"` // BT-26
	Reason    string   `json:"reason,omitempty"`
}

// PricedLine is a line with its amounts.
type PricedLine struct {
	ID int `json:"id"` // BT-126, from 1
	Line
	Gross          money.Amount `json:"gross"`          // quantity × price / base, rounded: what a line discount is taken of (BT-137)
	DiscountAmount money.Amount `json:"discountAmount"` // BT-136
	Net            money.Amount `json:"net"`            // BT-131 = Gross − DiscountAmount

	// Set when prices include VAT; Gross, DiscountAmount and Net are without VAT all the same.
	NetPrice decimal.Decimal `json:"netPrice,omitzero"` // BT-146 per PriceBase units
	Asked    money.Amount    `json:"asked,omitzero"`    // what the buyer sees: quantity × price − discount, with VAT
}

// UnitPrice is the price without VAT per PriceBase units (BT-146).
func (l PricedLine) UnitPrice() decimal.Decimal {
	if l.NetPrice.IsZero() && (l.Asked.IsZero() || !l.Net.IsZero()) {
		return l.Price // an øre with VAT whose net was rounded away has a price of nought, not its price with VAT
	}
	return l.NetPrice
}

// PricedAdjustment is an allowance or charge with its amount.
type PricedAdjustment struct {
	Adjustment
	Base  money.Amount `json:"base"`           // BT-93, BT-100: of a percentage
	Value money.Amount `json:"value"`          // BT-92, BT-99, never negative
	Asked money.Amount `json:"asked,omitzero"` // Value with VAT, set when prices include VAT

	draft int // index of the draft's adjustment it came of
}

// TaxBreakdown is the VAT of one category and rate (BG-23).
type TaxBreakdown struct {
	Category VATCategory     `json:"category"`         // BT-118
	Rate     decimal.Decimal `json:"rate"`             // BT-119, per cent
	Base     money.Amount    `json:"base"`             // BT-116
	Tax      money.Amount    `json:"tax"`              // BT-117
	Reason   string          `json:"reason,omitempty"` // BT-120
}

// Totals are the sums of a document (BG-22).
type Totals struct {
	Lines      money.Amount `json:"lines"`             // BT-106
	Allowances money.Amount `json:"allowances"`        // BT-107
	Charges    money.Amount `json:"charges"`           // BT-108
	Net        money.Amount `json:"net"`               // BT-109
	Tax        money.Amount `json:"tax"`               // BT-110
	TaxNOK     money.Amount `json:"taxNOK,omitzero"`   // BT-111: set when Currency is not NOK
	Gross      money.Amount `json:"gross"`             // BT-112
	Prepaid    money.Amount `json:"prepaid"`           // BT-113
	Rounding   money.Amount `json:"rounding,omitzero"` // BT-114
	Payable    money.Amount `json:"payable"`           // BT-115
}

// VATRegistered tells whether the seller charges VAT.
func (d Document) VATRegistered() bool { return d.Seller.VATNo != "" }
