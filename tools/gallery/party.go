package main

import "fakturist/billing"

// swedishNo is a made up Swedish organisation number.
const swedishNo = "5599000014"

// sellers are the companies of the gallery by key. Their organisation numbers are made up and have the right check digit.
func sellers() map[string]billing.Settings {
	company := func(name, orgNo, street, code, city, account string, more ...string) billing.Settings {
		s := billing.Settings{"name": name, "orgNo": orgNo, "address.street": street, "address.postCode": code, "address.city": city,
			"account": account, "bic": "DNBANOKK", "vat": "true", "foretaksregisteret": "true", "kid.modulus": "10", "kid.length": "12"}
		for i := 0; i < len(more); i += 2 {
			s[more[i]] = more[i+1]
		}
		return s
	}
	return map[string]billing.Settings{
		"joiner": company("Bjørnåsen Snekkerverksted AS", "310270423", "Verkstedveien 14", "1430", "Ås", "15942207317",
			"contact", "Åse Bjørnåsen", "email", "post@bjornasen-snekker.example", "phone", "+47 64 00 01 14"),
		"kindergarten": company("Trollskogen barnehage SA", "310340448", "Skogsstien 3", "7550", "Hommelvik", "86011744127",
			"vat", "false", "email", "styrer@trollskogen.example", "phone", "+47 73 00 02 03"),
		"club": company("Fjellvik Idrettslag", "310410438", "Stadionveien 1", "6863", "Leikanger", "36245500984",
			"foretaksregisteret", "false", "kid.modulus", "11", "kid.length", "15", "email", "kasserer@fjellvik-il.example"),
		"fish": company("Havørn Fiskeri AS", "310480436", "Kaigata 22", "8300", "Svolvær", "97103336175",
			"email", "ordre@havorn.example", "phone", "+47 76 00 04 22"),
		"books": company("Løvetann Bok og Papir AS", "310550434", "Storgata 40", "2609", "Lillehammer", "15942207317",
			"email", "butikk@lovetann.example", "phone", "+47 61 00 05 40"),
		"writer": company("Kari Lind Tekst og Form", "310620440", "Nedre Elvegate 7 B", "3015", "Drammen", "86011744127",
			"foretaksregisteret", "false", "email", "kari@lindtekst.example", "phone", "+47 400 00 607"),
		"metal": company("Nordlys Metall AS", "310690449", "Industriveien 9", "9325", "Bardufoss", "97103336175",
			"email", "salg@nordlysmetall.example"),
	}
}

// customers are the buyers, the same in every company file.
func customers() []billing.Customer {
	home := func(no, name, orgNo, street, code, city string) billing.Customer {
		return billing.Customer{No: no, Party: billing.Party{Name: name, Type: billing.Business, OrgNo: orgNo, VATNo: "NO" + orgNo + "MVA",
			Address: billing.Address{Street: street, PostCode: code, City: city}}}
	}
	municipality := home("1001", "Storevik kommune", "310760447", "Rådhusplassen 1", "4330", "Ålgård")
	municipality.Type, municipality.Address.Extra, municipality.Contact = billing.Public, "Fakturamottak", "Økonomiavdelingen"
	housing := home("1004", "Elvebakken Borettslag", "310970468", "Elvebakken 2", "0182", "Oslo")
	housing.VATNo = ""
	english := home("1006", "Northern Lights Studio AS", "311110462", "Sjøgata 5", "9008", "Tromsø")
	english.Language = "en"
	nynorsk := home("1007", "Vestlandsk Kulturhus SA", "311180460", "Vangsgata 18", "5700", "Voss")
	nynorsk.Language = "nn"
	return []billing.Customer{
		municipality,
		home("1002", "Granli Entreprenør AS", "310830445", "Granliveien 6", "1400", "Ski"),
		home("1003", "Fjordgløtt Hotell AS", "310900451", "Strandvegen 2", "6863", "Leikanger"),
		housing,
		home("1005", "Lofotkaia Fiskesalgslag SA", "311040456", "Kaia 3", "8372", "Gravdal"),
		english, nynorsk,
		{No: "1008", Party: billing.Party{Name: "Ingrid og Ola Nordmann", Type: billing.Person, Email: "ingrid@nordmann.example",
			Address: billing.Address{Street: "Bjørkestubben 11", PostCode: "7550", City: "Hommelvik"}}},
		{No: "2001", Language: "en", Party: billing.Party{Name: "Meereskost Handels GmbH", Type: billing.Business, VATNo: "DE136695976",
			Endpoint: billing.Endpoint{Scheme: "9930", ID: "DE136695976"}, Address: billing.Address{Street: "Fischmarkt 12", PostCode: "22767", City: "Hamburg", Country: "DE"}}},
		{No: "2002", Language: "sv", Party: billing.Party{Name: "Västerhavets Delikatesser AB", Type: billing.Business, OrgNo: swedishNo, VATNo: "SE" + swedishNo + "01",
			Endpoint: billing.Endpoint{Scheme: "0007", ID: swedishNo}, Address: billing.Address{Street: "Kungsgatan 8", PostCode: "411 19", City: "Göteborg", Country: "SE"}}},
		{No: "2003", Language: "da", Party: billing.Party{Name: "Teatret ved Åen ApS", Type: billing.Business, OrgNo: "12345674", VATNo: "DK12345674",
			Endpoint: billing.Endpoint{Scheme: "0184", ID: "12345674"}, Address: billing.Address{Street: "Åboulevarden 3", PostCode: "8000", City: "Aarhus", Country: "DK"}}},
	}
}
