package rule

import (
	"strings"

	"fakturist/billing/ubl"

	"github.com/shopspring/decimal"
)

func danishSeller(c *checker) bool { return c.sellerIn("DK") }
func danishTrade(c *checker) bool  { return danishSeller(c) && c.buyerIn("DK") }

const (
	danishCVR   = "0184"
	sellerCVR   = "cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:CompanyID"
	payeeID     = "cac:PayeeFinancialAccount/cbc:ID"
	payeeBranch = "cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch/cbc:ID"
)

var denmark = []demand{
	must("DK-R-002", "/", filled(sellerCVR)),
	must("DK-R-014", "/", either(none(sellerCVR), is(sellerCVR+"/@schemeID", danishCVR))),
}

var denmarkHome = []demand{
	must("DK-R-003", "/LINE", either(not(is(classification+"/@listID", "TST")),
		is(classification+"/@listVersionID", "19.05.01", "19.0501", "26.08.01", "26.0801"))),
	must("DK-R-004", "cac:AllowanceCharge", when(is("cbc:AllowanceChargeReasonCode", "ZZZ"), suits("cbc:AllowanceChargeReason", danishTax))),
	must("DK-R-005", "/cac:PaymentMeans", onInvoice(is("cbc:PaymentMeansCode", "1", "10", "31", "42", "48", "49", "50", "58", "59", "93", "97"))),
	must("DK-R-006", "/cac:PaymentMeans", onInvoice(when(is("cbc:PaymentMeansCode", "31", "42"), both(filled(payeeID), filled(payeeBranch))))),
	must("DK-R-007", "/cac:PaymentMeans", onInvoice(when(is("cbc:PaymentMeansCode", "49"),
		both(filled("cac:PaymentMandate/cbc:ID"), filled("cac:PaymentMandate/cac:PayerFinancialAccount/cbc:ID"))))),
	must("DK-R-008", "/cac:PaymentMeans", onInvoice(when(is("cbc:PaymentMeansCode", "50"),
		both(like("cbc:PaymentID", `^(01|04|15)#`), like(payeeID, `^[0-9]{7,8}$`))))),
	must("DK-R-009", "/cac:PaymentMeans", onInvoice(when(both(is("cbc:PaymentMeansCode", "50"), like("cbc:PaymentID", `^(04|15)#`)),
		like("cbc:PaymentID", `^.{19}$`)))),
	must("DK-R-010", "/cac:PaymentMeans", onInvoice(when(is("cbc:PaymentMeansCode", "93"),
		both(like("cbc:PaymentID", `^(71|73|75)#`), like(payeeID, `^.{8}$`))))),
	must("DK-R-011", "/cac:PaymentMeans", onInvoice(when(both(is("cbc:PaymentMeansCode", "93"), like("cbc:PaymentID", `^(71|75)#`)),
		like("cbc:PaymentID", `^.{18,19}$`)))),
	must("DK-R-013", "/cac:AccountingSupplierParty/cac:Party/cac:PartyIdentification|/cac:AccountingCustomerParty/cac:Party/cac:PartyIdentification",
		either(none("cbc:ID"), filled("cbc:ID/@schemeID"))),
	must("DK-R-016", "/", func(n *ubl.Node) bool {
		payable, err := num(n, "cac:LegalMonetaryTotal/cbc:PayableAmount")
		return n.Name != "CreditNote" || err != nil || !payable.IsNegative()
	}),
	must("DK-R-017", "/cac:AccountingCustomerParty/cac:Party",
		either(none("cac:PartyLegalEntity/cbc:CompanyID"), is("cac:PartyLegalEntity/cbc:CompanyID/@schemeID", danishCVR))),
}

const classification = "cac:Item/cac:CommodityClassification/cbc:ItemClassificationCode"

// onInvoice lets credit notes pass.
func onInvoice(ok condition) condition {
	return either(func(n *ubl.Node) bool { return top(n).Name != "Invoice" }, ok)
}

// danishTax is the reason of a Danish tax: four digits, or a text with a # inside.
func danishTax(s string) bool {
	if d, err := ubl.Number(s); err == nil && len(s) == 4 && !d.IsNegative() && d.LessThanOrEqual(decimal.NewFromInt(9999)) {
		return true
	}
	return strings.Contains(s, "#") && !strings.HasPrefix(s, "#") && !strings.HasSuffix(s, "#")
}
