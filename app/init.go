package app

import (
	"context"
	"time"

	"fakturist/app/lookup"
	"fakturist/billing"
	"fakturist/billing/payref"
)

// registerPatience is how long a new company waits for the register; without a net it is made all the same.
const registerPatience = 4 * time.Second

// Init makes a company file. With an organisation number, what the caller leaves unsaid comes from the company register at
// the address given ("" is Enhetsregisteret): the address, and for a caller who does not even say a name everything else the
// register knows. A register that cannot be asked stops nothing; without any name the company is refused.
func Init(ctx context.Context, path string, s billing.Settings, register string, opt Options) (*Company, error) {
	for k, v := range s {
		if v == "" {
			delete(s, k)
		}
	}
	if number := compactNumber(s["orgNo"]); payref.ValidOrgNo(number) && s["practice"] == "" {
		fillFromRegister(ctx, s, number, register, opt)
	}
	return Create(ctx, path, s, opt)
}

func fillFromRegister(ctx context.Context, s billing.Settings, number, register string, opt Options) {
	directory, err := lookup.New(lookup.Config{Register: register}, nil, nil, opt.calendar().Now)
	if err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, registerPatience)
	defer cancel()
	unit := directory.Entry(ctx, number)
	if !unit.Usable() {
		return // not there, or could not be asked: the company is made with what the caller said
	}
	seat := unit.Site // a seller says where it is, not where its post goes (foretaksregisterloven § 10-2)
	known := billing.Settings{"address.street": seat.Street, "address.extra": seat.Extra,
		"address.postCode": seat.PostCode, "address.city": seat.City}
	if seat.CountryCode() != "NO" {
		known["address.country"] = seat.CountryCode()
	}
	if s["name"] == "" {
		known["name"] = unit.Party.Name
		if unit.Party.VATNo != "" {
			known["vat"] = "yes"
		}
		if unit.Party.Register {
			known["foretaksregisteret"] = "yes"
		}
	}
	for k, v := range known {
		if s[k] == "" && v != "" {
			s[k] = v
		}
	}
}
