package rule

import (
	"strings"

	"fakturist/billing/ubl"
)

func greek(country string) bool { return country == "GR" || country == "EL" }

func greekSeller(c *checker) bool       { return greek(c.nation) }
func greekSellerAtHome(c *checker) bool { return greekSeller(c) && is(sellerCountryPath, "GR")(c.root) }
func greekAddress(c *checker) bool      { return greek(c.countryOf(sellerParty)) }
func greekTrade(c *checker) bool        { return greekSeller(c) && greek(c.countryOf(buyerParty)) }

const (
	greekEAS  = "9933"
	greekMark = "##M.AR.K##"
	greekURL  = "##INVOICE|URL##"
)

// tin tells whether the ninth digit of a Greek tax number checks the eight before it.
func tin(s string) bool {
	if !digits(part(s, 0, 9), 9) {
		return false
	}
	sum := 0
	for i := range 8 {
		sum += int(s[i]-'0') << (8 - i)
	}
	return sum%11%10 == int(s[8]-'0')
}

// greekVAT tells whether a VAT number is EL and a tax number.
func greekVAT(s string) bool { return begin(s, 2) == "EL" && tin(part(s, 2, len(s))) }

var vatNumbers = is("cac:TaxScheme/cbc:ID", "VAT")

// oneGreekVAT asks for exactly one VAT number, and that it is Greek.
var oneGreekVAT = both(atMostOf(1, "cac:PartyTaxScheme", vatNumbers, "cbc:CompanyID"),
	below("cac:PartyTaxScheme", both(vatNumbers, suits("cbc:CompanyID", greekVAT))))

// segment is one of the six parts of a Greek invoice number, counted from 1.
func segment(n *ubl.Node, i int) string {
	if parts := strings.Split(n.Text, "|"); i <= len(parts) && n.Text != "" {
		return parts[i-1]
	}
	return ""
}

var (
	greekDay      = matching(`^(0?[1-9]|[12][0-9]|3[01])[-\\/ ]?(0?[1-9]|1[0-2])[-\\/ ]?(19|20)[0-9]{2}`)
	greekDocument = map[string]bool{"1.1": true, "1.6": true, "2.1": true, "2.4": true, "5.1": true, "5.2": true}
)

var greece = []demand{
	must("GR-R-001-1", "/cbc:ID", func(n *ubl.Node) bool { return strings.Count(n.Text, "|") == 5 }),
	must("GR-R-001-2", "/cbc:ID", greekNumberOfSeller),
	must("GR-R-001-3", "/cbc:ID", greekNumberOfDay),
	must("GR-R-001-4", "/cbc:ID", func(n *ubl.Node) bool {
		d, err := ubl.Number(strings.TrimSpace(segment(n, 3)))
		return err == nil && !d.IsNegative()
	}),
	must("GR-R-001-5", "/cbc:ID", func(n *ubl.Node) bool { return greekDocument[segment(n, 4)] }),
	must("GR-R-001-6", "/cbc:ID", func(n *ubl.Node) bool { return segment(n, 5) != "" }),
	must("GR-R-001-7", "/cbc:ID", func(n *ubl.Node) bool { return segment(n, 6) != "" }),
	must("GR-R-002", "cac:AccountingSupplierParty/cac:Party", filled("cac:PartyName/cbc:Name")),
	must("GR-R-003", "cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme/cbc:CompanyID", when(upward(1, vatNumbers), suits(".", greekVAT))),
	must("GR-R-005", "cac:AccountingCustomerParty/cac:Party", filled("cac:PartyName/cbc:Name")),
	must("GR-R-008-3", "cac:AdditionalDocumentReference", when(is("cbc:DocumentDescription", greekURL), filled("cac:Attachment/cac:ExternalReference/cbc:URI"))),
	should("GR-S-011", "cac:AccountingSupplierParty/cac:Party", oneGreekVAT),
}

// greekNumberOfSeller asks that an invoice number begins with the tax number of the seller or its representative.
func greekNumberOfSeller(n *ubl.Node) bool {
	first := segment(n, 1)
	if len(strings.TrimSpace(first)) != 9 || !tin(first) {
		return false
	}
	own := both(vatNumbers, suits("cbc:CompanyID", func(s string) bool { return part(s, 2, 9) == first }))
	return either(below("cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme", own), below("cac:TaxRepresentativeParty/cac:PartyTaxScheme", own))(top(n))
}

// greekNumberOfDay asks that the second part of an invoice number is its date.
func greekNumberOfDay(n *ubl.Node) bool {
	day, issued := strings.Split(segment(n, 2), "/"), strings.Split(top(n).Value("cbc:IssueDate"), "-")
	return greekDay(segment(n, 2)) && len(day) >= 3 && len(issued) >= 3 && day[0] == issued[2] && day[1] == issued[1] && day[2] == issued[0]
}

var greeceHome = []demand{
	must("GR-R-004-1", "/", one("cac:AdditionalDocumentReference", is("cbc:DocumentDescription", greekMark))),
	must("GR-R-004-2", "cac:AdditionalDocumentReference/cbc:ID", when(upward(1, is("cbc:DocumentDescription", greekMark)), like(".", `^[1-9]`))),
	should("GR-S-008-1", "/", one("cac:AdditionalDocumentReference", is("cbc:DocumentDescription", greekURL))),
	must("GR-R-008-2", "/", atMostOf(1, "cac:AdditionalDocumentReference", is("cbc:DocumentDescription", greekURL), "")),
}

var greeceEndpoint = []demand{
	must("GR-R-009", "cac:AccountingSupplierParty/cac:Party/cbc:EndpointID", both(is("@schemeID", greekEAS), suits(".", tin))),
}

var greeceTrade = []demand{
	must("GR-R-006", "cac:AccountingCustomerParty/cac:Party", oneGreekVAT),
	must("GR-R-010", "cac:AccountingCustomerParty/cac:Party/cbc:EndpointID", both(is("@schemeID", greekEAS), suits(".", tin))),
}
