package main

import (
	_ "embed"

	"fakturist/billing"
)

// Papers that go with an invoice.
var (
	//go:embed paper/timeliste.pdf
	timesheetPDF []byte
	//go:embed paper/timer.csv
	hoursCSV []byte
	//go:embed paper/skisse.png
	sketchPNG []byte
)

// references show what else stands on an invoice.
func references() []picture {
	return []picture{
		{name: "references", seller: "joiner", shows: "Every reference: the buyer's, order, our order, contract, project, cost code; delivered elsewhere, with a note",
			rules: "BT-10 to BT-14, BT-19, BG-13, BT-22; PEPPOL-EN16931-R003, R002; BF § 5-1-1 no. 4",
			draft: with(invoice("1001", line("Utskifting av vinduer, Lia skole", "14", "stk", "4350", at("25"))), func(d *billing.Draft) {
				d.OrderReference, d.SalesOrder, d.ContractReference, d.ProjectReference, d.CostCode = "PO-2026-1187", "O-31", "RA-2025/04", "P-6610 Lia skole", "4410-2220-661"
				d.Note = "Vinduene har fem års garanti. FDV-dokumentasjon er sendt byggeier."
				d.Delivery.Address = billing.Address{Street: "Lia skole, Skolevegen 8", PostCode: "4330", City: "Ålgård"}
				d.Lines[0].SellerItemNo, d.Lines[0].Description = "V-1190", "Treramme med aluminiumskledning, 1190 × 1190 mm, U-verdi 0,8"
			})},
		{name: "attachments", seller: "writer", shows: "Papers inside the EHF: timesheet, hours as CSV, a sketch", rules: "BG-24; BR-CL-24, PEPPOL-EN16931-CL001",
			draft: with(invoice("1001", line("Tekst og form til brosjyre", "38.5", "timer", "945", at("25")), line("Kjøring", "120", "km", "5", at("25")),
				line("Bilder fra bildebyrå, lisens", "1", "stk", "1850", at("25"))), func(d *billing.Draft) {
				d.Delivery, d.Period, d.ProjectReference = nil, span("2026-11-02", "2026-11-13"), "Brosjyre 2027"
				d.Attachments = []billing.Attachment{
					{Name: "timeliste.pdf", MIME: "application/pdf", Description: "Timeliste", Content: timesheetPDF},
					{Name: "timer.csv", MIME: "text/csv", Description: "Timene som tabell", Content: hoursCSV},
					{Name: "skisse.png", MIME: "image/png", Description: "Skisse av forsiden", Content: sketchPNG},
				}
			})},
		{name: "factoring", seller: "fish", shows: "The claim is assigned to a factor: its account, and the notice in the note", rules: "BG-10, BR-17; PEPPOL-EN16931-R002: the note is the only one",
			draft: with(invoice("1003", line("Klippfisk", "45", "kg", "189", at("15"))), func(d *billing.Draft) {
				d.Payee = &billing.Payee{Name: "Nordfaktor Finans AS", OrgNo: "311390473", Account: "97103336175",
					Notice: "Fordringen er overdratt til Nordfaktor Finans AS. Bare betaling til konto 9710 33 36175 frigjør dere for gjelden."}
			})},
	}
}
