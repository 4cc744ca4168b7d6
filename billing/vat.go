package billing

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

// VATCategory is a code of UNCL5305 (BT-151, BT-118).
type VATCategory string

// The categories and their Norwegian use.
const (
	Standard       VATCategory = "S"  // 25, 15, 12, 11.11 per cent
	Exempt         VATCategory = "E"  // outside the act, merverdiavgiftsloven chapter 3, seller registered
	ZeroRated      VATCategory = "Z"  // chapter 6
	ReverseCharge  VATCategory = "AE" // buyer accounts for the VAT
	Export         VATCategory = "G"
	IntraCommunity VATCategory = "K" // emission allowances: buyer calculates
	OutOfScope     VATCategory = "O" // seller not in the VAT register; alone on its document
)

// Rule is how the ids of EN 16931's rules name a category (BR-IC-10): by its code, but IC for K.
func (c VATCategory) Rule() string {
	if c == IntraCommunity {
		return "IC"
	}
	return string(c)
}

// VAT is how a line is taxed. The zero VAT means "as the seller's register says": O outside the register.
type VAT struct {
	Category VATCategory     // BT-151
	Rate     decimal.Decimal // BT-152, per cent; zero but for S
	Reason   string          // BT-120: why no VAT is charged
}

// IsZero tells whether nothing was said about VAT.
func (v VAT) IsZero() bool { return v.Category == "" }

// Rate makes the VAT of a rate: S, or Z for zero.
func Rate(percent decimal.Decimal) VAT {
	if percent.IsZero() {
		return VAT{Category: ZeroRated}
	}
	return VAT{Category: Standard, Rate: percent}
}

type vatObject struct {
	Category VATCategory      `json:"category"`
	Rate     *decimal.Decimal `json:"rate,omitempty"`
	Reason   string           `json:"reason,omitempty"`
}

// MarshalJSON writes "25" for a rate and an object for a category with its reason.
func (v VAT) MarshalJSON() ([]byte, error) {
	switch {
	case v.IsZero():
		return []byte("null"), nil
	case v.Reason == "" && v.Category == Standard, v.Reason == "" && v.Category == ZeroRated:
		return json.Marshal(v.Rate.String())
	}
	o := vatObject{Category: v.Category, Reason: v.Reason}
	if v.Category == Standard {
		o.Rate = &v.Rate
	}
	return json.Marshal(o)
}

// UnmarshalJSON reads "25", 25 or {"category":"AE","reason":"…"}; whatever else is refused by name (*FaultError).
func (v *VAT) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*v = VAT{}
		return nil
	}
	if len(b) > 0 && b[0] == '{' {
		var o vatObject
		if err := strictJSON(b, &o); err != nil {
			return fmt.Errorf("vat: %w", err)
		}
		*v = VAT{Category: o.Category, Reason: o.Reason}
		if o.Rate != nil {
			v.Rate = *o.Rate
		}
		return nil
	}
	var rate decimal.Decimal
	if err := json.Unmarshal(b, &rate); err != nil {
		return Faults{{Code: "vat-value-wrong", Path: "vat", Args: map[string]string{"value": strings.Trim(string(b), `"`)}}}.Err()
	}
	*v = Rate(rate)
	return nil
}
