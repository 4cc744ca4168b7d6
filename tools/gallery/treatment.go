package main

import "fakturist/billing"

// treatments show how sales are taxed.
func treatments() []picture {
	return []picture{
		{name: "ordinary", seller: "joiner", shows: "Ordinary invoice, 25 %", rules: "BF § 5-1-1: the eight fields; category S",
			draft: plain(invoice("1002", line("Montering av kjøkken", "16", "timer", "890", at("25")),
				line("Kjøkkenfronter i eik", "12", "stk", "1480", at("25"))))},
		{name: "kindergarten", seller: "kindergarten", shows: "Kindergarten outside the VAT register, to a parent: no VAT, a line for each child, no EHF",
			rules: "BF § 5-1-2: no MVA behind the number; mval. ch. 3",
			draft: with(invoice("1008", line("Foreldrebetaling", "1", "mnd", "1200", billing.VAT{}), line("Foreldrebetaling", "1", "mnd", "1200", billing.VAT{}),
				line("Kost", "2", "mnd", "350", billing.VAT{})), func(d *billing.Draft) {
				d.Delivery, d.Period = nil, span("2026-11-01", "2026-11-30")
				d.Lines[0].For, d.Lines[1].For = "Emil Nordmann", "Sofie Nordmann"
				d.Lines[1].Discount = &billing.Discount{Percent: dec("30"), Reason: "Søskenmoderasjon"}
			})},
		{name: "outside-the-act", seller: "kindergarten", shows: "The same kindergarten to a municipality: category O, no rate, no VAT number of either party",
			rules: "BR-O-02, BR-O-05, BR-O-10, BR-O-11",
			draft: plain(invoice("1001", line("Spesialpedagogisk hjelp, uke 45–46", "18", "timer", "520", billing.VAT{})))},
		{name: "exempt", seller: "club", shows: "Club in the VAT register: exempt lines for two reasons beside a taxed one",
			rules: "mval. ch. 3; BR-E-01: the reasons share one breakdown, BR-E-10",
			draft: plain(invoice("1002", line("Kurs for dommere", "4", "stk", "950", exempt("Undervisning er unntatt (mval. § 3-5)")),
				line("Leie av klubbhuset, én dag", "1", "dag", "2500", exempt("Utleie av fast eiendom er unntatt (mval. § 3-11)")),
				line("Draktreklame, sesongen 2026", "1", "stk", "15000", at("25"))))},
		{name: "mixed-rates", seller: "club", shows: "25, 15 and 12 % on one invoice, each rate summed on its own",
			rules: "BF § 5-1-5; BR-S-08, BR-CO-17: VAT of the sum, never of the line",
			draft: plain(invoice("1003", line("Overnatting, Fjellvikcup", "24", "døgn", "267.86", at("12")), line("Lunsjpose", "24", "stk", "82.17", at("15")),
				line("T-skjorte med trykk", "10", "stk", "159.20", at("25")), line("Medaljer", "24", "stk", "23.10", at("25"))))},
		{name: "raw-fish", seller: "fish", shows: "Raw fish from the boat, 11.11 %", rules: "mval. § 5-8: from fisher to sales organisation; SAF-T code 32",
			draft: plain(invoice("1005", line("Torsk, sløyd uten hode", "1240.5", "kg", "41.50", at("11.11")), line("Sei, rund", "862", "kg", "18.35", at("11.11"))))},
		{name: "zero-rated", seller: "books", shows: "Zero-rated books beside taxed goods", rules: "mval. ch. 6; category Z has no reason (BR-Z-10)",
			draft: plain(invoice("1001", line("Atlas for mellomtrinnet", "28", "stk", "389", at("0")), line("Skrivebok A5", "60", "stk", "19.90", at("25"))))},
		{name: "reverse-charge", seller: "metal", shows: "Reverse charge with the prescribed text, Norwegian in every language",
			rules: "BF § 5-1-5 and § 5-1-2: buyer's number; mval. § 11-1; BR-AE-02, BR-AE-10, VATEX-EU-AE",
			draft: plain(invoice("1002", line("Gullgranulat 999", "250", "gram", "1284.60", billing.VAT{Category: billing.ReverseCharge})))},
		{name: "export", seller: "fish", shows: "Export in euro: delivered abroad, English text, the day's rate, VAT of nought in kroner, IBAN and BIC",
			rules: "mval. § 6-21; BR-G-02, BR-G-10, VATEX-EU-G; BT-111",
			draft: with(invoice("2001", line("Salted cod, Lofoten", "640", "kg", "8.95", export), line("Cod roe, smoked", "85.5", "kg", "14.20", export)),
				func(d *billing.Draft) {
					euro(d)
					d.OrderReference = "B-20418"
					d.Delivery.Address = billing.Address{Street: "Fischmarkt 12", PostCode: "22767", City: "Hamburg", Country: "DE"}
				})},
	}
}

// currencies show documents that are not in kroner.
func currencies() []picture {
	return []picture{
		{name: "foreign-currency", seller: "joiner", shows: "Domestic sale in euro: VAT in kroner too, with the rate, its day and who published it",
			rules: "BF § 5-1-1 no. 6; BR-53, PEPPOL-EN16931-R054, R055",
			draft: with(invoice("1003", line("Baderomsmøbel, spesialtilpasset", "6", "stk", "845.50", at("25")), line("Montering", "22.5", "timer", "78.40", at("25"))), euro)},
	}
}
