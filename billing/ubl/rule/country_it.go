package rule

func italianSeller(c *checker) bool { return c.nation == "IT" }

var italy = []demand{
	must("IT-R-001", "cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme",
		either(is("cac:TaxScheme/cbc:ID", "VAT"), like("cbc:CompanyID", `^[A-Z0-9]{11,16}$`))),
	must("IT-R-002", "cac:AccountingSupplierParty/cac:Party", has("cac:PostalAddress/cbc:StreetName")),
	must("IT-R-003", "cac:AccountingSupplierParty/cac:Party", has("cac:PostalAddress/cbc:CityName")),
	must("IT-R-004", "cac:AccountingSupplierParty/cac:Party", has("cac:PostalAddress/cbc:PostalZone")),
}
