package rule

import (
	"strings"

	"fakturist/billing/payref"
	"fakturist/billing/ubl"
)

// peppol are the rules of BIS Billing 3.0 on what must be there.
var peppol = []demand{
	must("PEPPOL-EN16931-R001", "/", has("cbc:ProfileID")),
	must("PEPPOL-EN16931-R003", "/", has("cbc:BuyerReference|cac:OrderReference/cbc:ID")),
	must("PEPPOL-EN16931-R010", "cac:AccountingCustomerParty/cac:Party", has("cbc:EndpointID")),
	must("PEPPOL-EN16931-R020", "cac:AccountingSupplierParty/cac:Party", has("cbc:EndpointID")),
	must("PEPPOL-EN16931-R044", "cac:Price/cac:AllowanceCharge", is("cbc:ChargeIndicator", "false")),
	must("PEPPOL-EN16931-R061", "cac:PaymentMeans", when(is("cbc:PaymentMeansCode", "49", "59"), has("cac:PaymentMandate/cbc:ID"))),
	must("PEPPOL-EN16931-R080", "/", when(func(n *ubl.Node) bool { return n.Name == "CreditNote" },
		atMostOf(1, "cac:AdditionalDocumentReference", is("cbc:DocumentTypeCode", "50"), ""))),
	must("PEPPOL-EN16931-R100", "LINE", atMost(1, "cac:DocumentReference")),
	must("PEPPOL-EN16931-R101", "LINE", either(none("cac:DocumentReference"), is("cac:DocumentReference/cbc:DocumentTypeCode", "130"))),
	should("PEPPOL-COMMON-R056-2", "cac:PartyTaxScheme/cbc:CompanyID", either(not(upward(1, is("cac:TaxScheme/cbc:ID", "VAT"))),
		not(suits(".", func(s string) bool { return strings.HasPrefix(s, "NL") })), hasIdentifierRule, like(".", dutchVAT))),
}

const dutchVAT = `^NL[0-9]{9}B[0-9]{2}$`

// hasIdentifierRule tells whether the number is checked by its scheme, in which case it is not checked twice.
func hasIdentifierRule(n *ubl.Node) bool {
	i, known := identifiers[n.Attr("schemeID")]
	return known && !i.endpoints
}

// identifier is how the numbers of a scheme are checked.
type identifier struct {
	rule      string
	flag      Flag
	endpoints bool // electronic addresses only
	ok        func(string) bool
}

// identifiers are the checks of numbers by their scheme (EAS, ICD).
var identifiers = map[string]identifier{
	"0088": {"PEPPOL-COMMON-R040", Fatal, false, gln},
	"0192": {"PEPPOL-COMMON-R041", Fatal, false, norwegian},
	"0184": {"PEPPOL-COMMON-R042", Fatal, false, func(s string) bool { return digits(s, 8) || danish(s) }},
	"0208": {"PEPPOL-COMMON-R043", Fatal, false, belgian},
	"0201": {"PEPPOL-COMMON-R044", Warning, false, func(s string) bool { return len(s) == 6 && alphanumeric(s) }},
	"0210": {"PEPPOL-COMMON-R045", Warning, false, codiceFiscale},
	"9907": {"PEPPOL-COMMON-R046", Warning, true, codiceFiscale},
	"0211": {"PEPPOL-COMMON-R047", Warning, false, partitaIVA},
	"0007": {"PEPPOL-COMMON-R049", Fatal, false, func(s string) bool { return digits(s, 10) && swedish(s) }},
	"0151": {"PEPPOL-COMMON-R050", Fatal, false, australian},
	"0096": {"PEPPOL-COMMON-R052", Fatal, false, func(s string) bool { return digits(s, 10) }},
	"0198": {"PEPPOL-COMMON-R053", Fatal, false, danish},
	"0106": {"PEPPOL-COMMON-R054", Warning, false, func(s string) bool { return digits(s, 8) }},
	"0190": {"PEPPOL-COMMON-R055", Warning, false, func(s string) bool { return digits(s, 20) }},
	"9944": {"PEPPOL-COMMON-R056-1", Warning, false, matching(dutchVAT)},
	"0217": {"PEPPOL-COMMON-R057", Warning, false, func(s string) bool { return digits(s, 12) }},
}

// digits tells whether s is so many digits.
func digits(s string, n int) bool { return len(s) == n && payref.Digits(s) }

func alphanumeric(s string) bool {
	return strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") == ""
}

// gln tells whether the last digit of a GLN checks the others (weights 3 and 1 from the right).
func gln(s string) bool {
	if !payref.Digits(s) {
		return false
	}
	return weighted(s[:len(s)-1], func(i int) int { return 3 - 2*(i%2) }, 10) == int(s[len(s)-1]-'0')
}

// weighted is the check digit of digits with weights counted from the right: what is missing to a multiple of modulus.
func weighted(s string, weight func(i int) int, modulus int) int {
	sum := 0
	for i := range len(s) {
		sum += int(s[len(s)-1-i]-'0') * weight(i)
	}
	return (modulus - sum%modulus) % modulus
}

// norwegian tells whether s is nine digits, not all nought, with the check digit of modulus 11. Unlike payref.ValidOrgNo it
// does not ask for the first digit that only real numbers have.
func norwegian(s string) bool {
	if !digits(s, 9) || s == "000000000" {
		return false
	}
	return weighted(s[:8], func(i int) int { return i%6 + 2 }, 11) == int(s[8]-'0')
}

// swedish tells whether the tenth digit checks the nine before it.
func swedish(s string) bool {
	return payref.Digits(s) && len(s) >= 10 && payref.Luhn(s[:9]) == s[9]
}

func danish(s string) bool { return len(s) == 10 && strings.HasPrefix(s, "DK") && payref.Digits(s[2:]) }

// belgian is ten digits whose last two are 97 less the rest of the first eight.
func belgian(s string) bool {
	return digits(s, 10) && number(s[8:]) == 97-number(s[:8])%97
}

// australian is eleven digits whose weighted sum is a multiple of 89, the first digit taken one less.
func australian(s string) bool {
	if !digits(s, 11) {
		return false
	}
	sum := (number(s[:1]) - 1) * 10
	for i := 1; i < len(s); i++ {
		sum += number(s[i:i+1]) * (2*i - 1)
	}
	return sum%89 == 0
}

// number is the value of a few digits.
func number(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

var (
	fiscalPerson = matching(`^[A-Za-z]{6}[0-9]{2}[A-Za-z][0-9]{2}.{3}[0-9][A-Za-z]$`)
	wholeNumber  = matching(`^[+-]?[0-9]+$`)
)

// codiceFiscale is the form of the Italian tax number of a person or a firm; its check character is not looked at.
func codiceFiscale(s string) bool {
	return fiscalPerson(s) || len(s) == 11 && wholeNumber(s)
}

// partitaIVA tells whether an Italian VAT number has eleven digits and the check digit of Luhn; others are not judged.
func partitaIVA(s string) bool {
	code, upper := strings.CutPrefix(s, "IT")
	if !upper {
		var lower bool
		if code, lower = strings.CutPrefix(s, "it"); !lower {
			return true
		}
	}
	return digits(code, 11) && payref.Luhn(code[:10]) == code[10]
}
