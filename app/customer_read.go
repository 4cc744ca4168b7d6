package app

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fakturist/billing"
	"fakturist/billing/payref"
)

// customerColumns are the fields of a customer by the name their column has; the value is one of the other names that are
// understood without mapping.
var customerColumns = map[string][]string{
	"customer_no":     {"no", "kundenr", "kundenummer", "medlemsnr", "medlemsnummer"},
	"name":            {"navn", "kunde"},
	"type":            {"kundetype"},
	"org_no":          {"orgno", "orgnr", "organisasjonsnummer"},
	"vat_no":          {"vatno", "mvanr"},
	"email":           {"e-mail", "e-post", "epost"},
	"phone":           {"telefon", "mobil", "tlf"},
	"contact":         {"kontakt", "kontaktperson"},
	"street":          {"address", "adresse", "gateadresse"},
	"extra":           {"address2", "adresse2"},
	"post_code":       {"postcode", "postnr", "postnummer"},
	"city":            {"poststed"},
	"country":         {"land"},
	"payer":           {"betaler"},
	"groups":          {"group", "gruppe", "grupper"},
	"routes":          {"route", "kanal", "kanaler"},
	"language":        {"språk"},
	"terms":           {"betalingsfrist"},
	"note":            {"merknad", "notat"},
	"account_numbers": {"accounts", "kontonummer", "konto"},
}

// ReadCustomers reads a CSV file of customers. fields maps a column of the file to one of ours; without it, our own names
// and their Norwegian ones are understood, and columns nobody knows are warned of. Every fault of every row is noted with
// its line.
func ReadCustomers(b []byte, fields map[string]string) ([]billing.Customer, billing.Faults) {
	if isSpreadsheet(b) {
		var faults billing.Faults
		faults.Add("xlsx-not-yet", "")
		return nil, faults
	}
	t, faults := readTable(b)
	if faults.Err() != nil {
		return nil, faults
	}
	t.rename(fields, &faults)
	t.require(&faults, "name")
	if faults.Err() != nil {
		return nil, faults
	}
	seen := map[string]bool{}
	customers := make([]billing.Customer, 0, len(t.rows))
	for _, row := range t.rows {
		c := row.customer(&faults)
		once(seen, c.No, "customer-no-twice", row.place("customer_no"), &faults)
		for _, f := range c.Check() {
			f.Path = row.place(columnOf(f.Path))
			faults = append(faults, f)
		}
		customers = append(customers, c)
	}
	return customers, faults
}

// isSpreadsheet tells a zip container, which XLSX is.
func isSpreadsheet(b []byte) bool { return len(b) > 3 && string(b[:4]) == "PK\x03\x04" }

// columnOf is the column a fault of a customer stands in.
func columnOf(path string) string {
	field := path[strings.LastIndex(path, ".")+1:]
	field, _, _ = strings.Cut(field, "[")
	switch field {
	case "orgNo":
		return "org_no"
	case "vatNo":
		return "vat_no"
	case "postCode":
		return "post_code"
	}
	return field
}

// rename gives every column our name for it.
func (t *table) rename(fields map[string]string, faults *billing.Faults) {
	columns := map[string]int{}
	for i, name := range t.header {
		field := t.field(name, fields, faults)
		if field == "" {
			if name != "" {
				faults.Warn("column-unknown", lineAt(1, name), "column", name)
			}
			continue
		}
		if _, twice := columns[field]; twice {
			faults.Add("column-twice", lineAt(1, name), "column", field)
			continue
		}
		columns[field] = i
	}
	for from := range fields {
		if !slices.Contains(t.header, strings.ToLower(from)) {
			faults.Add("column-missing", lineAt(1, from), "column", from)
		}
	}
	t.columns = columns
}

func (t *table) field(name string, fields map[string]string, faults *billing.Faults) string {
	for from, to := range fields {
		if !strings.EqualFold(from, name) {
			continue
		}
		if _, ok := customerColumns[to]; !ok {
			faults.Add("field-unknown", lineAt(1, name), "field", to)
		}
		return to
	}
	for field, others := range customerColumns {
		if name == field || slices.Contains(others, name) {
			return field
		}
	}
	return ""
}

func (r tableRow) customer(faults *billing.Faults) billing.Customer {
	c := billing.Customer{
		No: r.get("customer_no"),
		Party: billing.Party{
			Name: r.get("name"), Type: r.partyType(), OrgNo: compactNumber(r.get("org_no")), VATNo: compactNumber(r.get("vat_no")),
			Email: r.get("email"), Phone: r.get("phone"), Contact: r.get("contact"),
			Address: billing.Address{Street: r.get("street"), Extra: r.get("extra"), PostCode: r.get("post_code"), City: r.get("city"),
				Country: strings.ToUpper(r.get("country"))},
		},
		Payer: r.get("payer"), Groups: r.list("groups"), Language: r.get("language"), Note: r.get("note"),
		Terms: r.wholeNumber("terms", 0, 365, faults), Accounts: r.accounts(faults),
	}
	for _, route := range r.list("routes") {
		c.Routes = append(c.Routes, billing.ChannelName(strings.ToLower(route)))
	}
	return c
}

// partyType reads the type in English or Norwegian; without one, whoever has an organisation number is a business.
func (r tableRow) partyType() billing.PartyType {
	switch s := strings.ToLower(r.get("type")); s {
	case "privat", "privatperson":
		return billing.Person
	case "bedrift", "firma":
		return billing.Business
	case "offentlig":
		return billing.Public
	case "":
		if r.get("org_no") != "" {
			return billing.Business
		}
		return billing.Person
	default:
		return billing.PartyType(s)
	}
}

// accounts reads known payer accounts, separated by blanks or commas: Norwegian ones with their check digit, or IBANs.
func (r tableRow) accounts(faults *billing.Faults) []string {
	var out []string
	for _, s := range strings.FieldsFunc(r.get("account_numbers"), func(c rune) bool { return c == ' ' || c == ',' || c == '|' }) {
		a := payref.NormalAccount(s)
		if !payref.ValidAccount(a) && !payref.ValidIBAN(a) {
			faults.Add("account-wrong", r.place("account_numbers"), "account", s)
		}
		out = append(out, a)
	}
	return out
}

// list reads several values in one cell, separated by commas or bars.
func (r tableRow) list(column string) []string {
	var out []string
	for _, s := range strings.FieldsFunc(r.get(column), func(c rune) bool { return c == ',' || c == '|' }) {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func (r tableRow) wholeNumber(column string, low, high int, faults *billing.Faults) int {
	s := r.get(column)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < low || n > high {
		faults.Add("number-out-of-range", r.place(column), "value", s, "low", fmt.Sprint(low), "high", fmt.Sprint(high))
		return 0
	}
	return n
}

func compactNumber(s string) string {
	return strings.NewReplacer(" ", "", "\u00a0", "", ".", "").Replace(strings.ToUpper(s))
}
