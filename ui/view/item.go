package view

import (
	"strconv"
	"strings"

	"fakturist/billing"
)

// ItemRow is an item as the list shows it.
type ItemRow struct {
	Key                         string
	No, Name, Detail, Unit, VAT string
	Price                       string
	Item                        billing.Item
}

// ItemRow puts an item into words.
func (t Tongue) ItemRow(i billing.Item) ItemRow {
	return ItemRow{Key: i.No, No: i.No, Name: i.Name, Detail: i.Description, Unit: t.Unit(i.Unit), VAT: t.VAT(i.VAT), Price: t.Price(i.Price), Item: i}
}

// ItemForm is the form of an item.
type ItemForm struct {
	tongue Tongue
	base   billing.Item

	No, Name, Description, Unit, Price, VAT string
}

// NewItemForm opens an item; the zero one is new and starts as pieces, with the usual VAT of a registered seller.
func NewItemForm(t Tongue, c billing.Company, i billing.Item) *ItemForm {
	f := &ItemForm{tongue: t, base: i, No: i.No, Name: i.Name, Description: i.Description, Unit: t.Unit(i.Unit), VAT: t.VAT(i.VAT)}
	if i.ID != 0 {
		f.Price = t.Price(i.Price)
		return f
	}
	f.Unit = t.Unit("EA")
	if c.VATRegistered {
		f.VAT = t.VATChoices()[0].Text
	}
	return f
}

// Item is what the form says, with everything wrong with it.
func (f *ItemForm) Item() (billing.Item, billing.Faults) {
	var faults billing.Faults
	i := f.base
	i.No, i.Name, i.Description = strings.TrimSpace(f.No), strings.TrimSpace(f.Name), strings.TrimSpace(f.Description)
	var ok bool
	if i.Price, ok = ParsePrice(f.Price); !ok {
		faults.Add("number-unread", "item.price", "value", f.Price)
	}
	if i.Unit, ok = f.tongue.ParseUnit(f.Unit); !ok || i.Unit == "" {
		faults.Add("unit-unread", "item.unit", "value", f.Unit)
		i.Unit = "EA"
	}
	if i.VAT, ok = f.tongue.ParseVAT(f.VAT, f.base.VAT); !ok {
		faults.Add("vat-unread", "item.vat", "value", f.VAT)
	}
	return i, append(faults, i.Check()...)
}

// NextItemNo proposes a number for a new item: the first letters of its name, or with a figure behind where that is taken.
func NextItemNo(name string, taken []billing.Item) string {
	stem := strings.ToUpper(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || strings.ContainsRune("æøåÆØÅ", r) {
			return r
		}
		return -1
	}, name))
	if r := []rune(stem); len(r) > 4 {
		stem = string(r[:4])
	}
	if stem == "" {
		return ""
	}
	used := map[string]bool{}
	for _, i := range taken {
		used[strings.ToUpper(i.No)] = true
	}
	for n := 1; ; n++ {
		no := stem
		if n > 1 {
			no += strconv.Itoa(n)
		}
		if !used[no] {
			return no
		}
	}
}
