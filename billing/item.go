package billing

import "github.com/shopspring/decimal"

// Item is something we sell, with the price and VAT a line starts from.
type Item struct {
	ID          int64           `json:"-"`
	No          string          `json:"no"`                    // BT-155; unique
	Name        string          `json:"name"`                  // BT-153
	Description string          `json:"description,omitempty"` // BT-154
	Unit        string          `json:"unit"`                  // BT-130, UN/ECE Recommendation 20, such as EA or HUR
	Price       decimal.Decimal `json:"price"`                 // BT-146, without VAT
	VAT         VAT             `json:"vat,omitzero"`          // zero: the seller is outside the VAT register
}

// Check notes everything wrong with an item before it is stored.
func (i Item) Check() Faults {
	var faults Faults
	if i.No == "" {
		faults.Add("item-no-missing", "item.no")
	}
	if i.Name == "" {
		faults.Add("item-name-missing", "item.name")
	}
	if !ValidUnit(i.Unit) {
		faults.Add("BR-CL-23", "item.unit", "unit", i.Unit)
	}
	if i.Price.IsNegative() {
		faults.Add("BR-27", "item.price")
	}
	return faults
}
