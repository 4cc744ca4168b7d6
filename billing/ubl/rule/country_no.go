package rule

import "fakturist/billing/ubl"

func norwegianSeller(c *checker) bool { return c.nation == "NO" }

var norway = []demand{
	must("NO-R-001", "cac:AccountingSupplierParty/cac:Party", func(n *ubl.Node) bool {
		for _, t := range n.All("cac:PartyTaxScheme") {
			if id := t.Value("cbc:CompanyID"); is("cac:TaxScheme/cbc:ID", "VAT")(t) && begin(id, 2) == "NO" && !norwegianVATID(id) {
				return false
			}
		}
		return true
	}),
	should("NO-R-002", "cac:AccountingSupplierParty/cac:Party",
		below("cac:PartyTaxScheme", both(is("cac:TaxScheme/cbc:ID", "TAX"), is("cbc:CompanyID", "Foretaksregisteret")))),
}

// norwegianVATID tells whether a VAT number that begins with NO goes on as it must: organisation number and MVA.
func norwegianVATID(id string) bool {
	return len(id) == 14 && id[:2] == "NO" && id[11:] == "MVA" && norwegian(id[2:11])
}
