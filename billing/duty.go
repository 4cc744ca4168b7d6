package billing

import "fakturist/billing/law"

// checkDuty notes a document that has to go as EHF and would not: a warning before the duty's day, a refusal from it on.
// Clubs and others who keep no books by law, and those under the limit of turnover, are told so by the company's settings;
// until the relief ends, a buyer may have agreed on another electronic format.
func (p *Prepared) checkDuty() {
	buyer, doc := p.Document.Buyer, p.Document
	if !p.Company.KeepsBooks || buyer.Type == Person || buyer.Address.CountryCode() != "NO" || doc.Kind != KindInvoice || buyer.OrgNo == "" {
		return
	}
	first, ok := NextChannel(Route(p.Company, p.Buyer), buyer, "")
	if ok && first == EHF {
		return
	}
	switch {
	case buyer.Type == Public:
		p.Faults.Warn("einvoice-public", "customer.routes")
	case p.Buyer.OtherFormat && (law.InForce(law.EInvoiceOtherFormat, doc.IssueDate) || !law.InForce(law.EInvoiceBusiness, doc.IssueDate)):
	case law.InForce(law.EInvoiceBusiness, doc.IssueDate):
		p.Faults.Add("einvoice-duty", "customer.routes", "from", law.Begins(law.EInvoiceBusiness).String(),
			"until", law.Ends(law.EInvoiceOtherFormat).String())
	default:
		p.Faults.Warn("einvoice-duty-soon", "customer.routes", "from", law.Begins(law.EInvoiceBusiness).String())
	}
}
