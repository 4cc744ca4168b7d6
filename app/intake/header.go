package intake

import (
	"regexp"
	"strings"

	"fakturist/billing/register"
)

// synonyms are the names columns have in exports of accounting, club and office programs (Fiken, Tripletex, Visma eAccounting,
// PowerOffice, Conta, Spond, min idrett, StyreWeb) and in sheets people keep themselves, in nb, nn, sv, da and en. Of a field
// with several columns in a file, the name that stands first here wins. Names are compared by squeeze.
var synonyms = map[register.Kind]map[register.Field]string{
	register.Customers: customerNames,
	register.Members:   memberNames,
	register.Items: {
		register.ItemNo: `item_no|varenr|varenummer|produktnr|produktnummer|artikkelnr|artikkelnummer|artikelnr|artikelnummer|produktkode|varekode|sku|
			item no|item number|product number|product no|article number|nr|nummer|no|kode|code`,
		register.ItemName: `item|name|navn|varenavn|produktnavn|produkt|vare|varetekst|benevnelse|betegnelse|artikkelbenevnelse|artikkelnavn|artikkel|namn|
			benämning|artikelnamn|artikel|varebetegnelse|product name|product|title|tittel|tjeneste|ytelse`,
		register.Description: `description|beskrivelse|beskriving|beskrivning|fakturatekst|utvidet beskrivelse|merknad|kommentar|detaljer|tekst`,
		register.Unit:        `unit|enhet|eining|enhed|enhetstype|måleenhet|salgsenhet|benevning|enhetskode|unit code`,
		register.Price: `price|pris eks mva|pris ekskl mva|pris uten mva|utpris eks mva|utsalgspris eks mva|salgspris eks mva|enhetspris eks mva|enhetspris ekskl mva|
			pris exkl moms|pris ekskl moms|price excl vat|price ex vat|net price|nettopris|enhetspris|stykkpris|stykpris|salgspris|utsalgspris|utpris|einingspris|
			á-pris|a-pris|apris|styckpris|pris|sats|beløp|unit price|sales price|kontingent|pris 1`,
		register.VAT: `vat|mva|mva-sats|mva sats|mvasats|mva %|mva-kode|mvakode|mva kode|mva-type|mvatype|merverdiavgift|avgift|avgiftskode|momskode|momssats|moms|
			utgående mva|vat rate|vat code|vat type|tax|tax rate|saf-t kode|standard mva-kode`,
	},
	register.Drafts: {
		register.DraftKey: `draft|fakturanr|fakturanummer|faktura|faktura nr|invoice no|invoice number|invoice|ordrenr|ordrenummer|ordre|bestilling|bilagsnr|bilag|
			fakturagruppe|gruppe|ordernr|ordernummer|order|fakturanummer/id`,
		register.CustomerNo: `customer_no|kundenr|kundenummer|kunde nr|kundnr|kundnummer|kundenum|customer no|customer number|medlemsnr|medlemsnummer|deltakernr`,
		register.OrgNo:      orgNames,
		register.Name:       `name|kundenavn|kunde|mottaker|fakturamottaker|navn|namn|kundnamn|kund|customer|customer name|betaler|kjøper|firmanavn|firma|medlem|medlemsnavn`,
		register.Email:      mailNames,
		register.Street:     streetNames,
		register.PostCode:   postNames,
		register.City:       cityNames,
		register.PostPlace:  placeNames,
		register.ItemNo: `item_no|varenr|varenummer|produktnr|produktnummer|artikkelnr|artikkelnummer|artikelnr|artikelnummer|product number|
			item number|item no|sku|varekode`,
		register.ItemName: `item|vare|varenavn|produkt|produktnavn|varetekst|tekst|fakturatekst|linjetekst|beskrivelse|benevnelse|artikkel|artikkelnavn|
			artikel|benämning|tjeneste|
			ytelse|product|description|text|hva|gjelder|aktivitet|betegnelse|varelinje`,
		register.Description: `linjebeskrivelse|detaljer|kommentar|utvidet beskrivelse|beskrivelse|description|merknad til linje|details`,
		register.Quantity:    `quantity|antall|antal|mengde|mengd|stk|timer|timar|antall timer|qty|amount of units|kvantum|hours`,
		register.Unit:        `unit|enhet|eining|enhed|enhetstype|måleenhet|unit code`,
		register.Price: `price|pris eks mva|pris ekskl mva|pris uten mva|enhetspris eks mva|enhetspris ekskl mva|pris exkl moms|price excl vat|price ex vat|
			enhetspris|stykkpris|
			styckpris|á-pris|a-pris|apris|einingspris|salgspris|utpris|pris|timepris|timesats|sats|unit price|rate|beløp eks mva|netto|nettobeløp|beløp|kontingent|avgift|sum`,
		register.PriceWithVAT: `price_with_vat|pris inkl mva|pris ink mva|pris med mva|enhetspris inkl mva|price incl vat|pris inkl moms|bruttopris|
			beløp inkl mva|pris inklusive mva`,
		register.VAT: `vat|mva|mva-sats|mva sats|mva %|mva-kode|mvakode|mva kode|mva-type|momskode|momssats|moms|vat rate|vat code|tax|
			tax rate|merverdiavgift|avgiftskode`,
		register.Discount:        `discount|rabatt|rabat|avslag|søskenrabatt|rabattbeløp|discount amount`,
		register.DiscountPercent: `discount_percent|rabatt %|rabatt i %|rabattprosent|rabatt prosent|rabatt i prosent|discount %|discount percent|rabatsats`,
		register.For:             `for|barn|barnets navn|elev|spiller|utøver|deltaker|deltakar|gjelder hvem|for hvem|barn/medlem|child|participant`,
		register.IssueDate:       `issue_date|fakturadato|dato|utstedt|utstedelsesdato|fakturadatum|invoice date|issue date|date|datum|issued`,
		register.DueDate:         `due_date|forfallsdato|forfall|betalingsfrist|frist|förfallodatum|forfaldsdato|due date|due|förfaller`,
		register.DeliveryDate:    `delivery_date|leveringsdato|levert|leveransedato|leveransdatum|delivery date|leverings dato`,
		register.PeriodFrom:      `period_from|periode fra|fra dato|fra|fradato|period from|from|startdato|start date|från`,
		register.PeriodTo:        `period_to|periode til|til dato|til|tildato|period to|to|sluttdato|end date|till`,
		register.Currency:        `currency|valuta|valutakode|currency code`,
		register.BuyerReference: `buyer_reference|deres referanse|deres ref|kundens referanse|kundereferanse|er referens|your reference|your ref|
			buyer reference|referanse|ref|bestillerreferanse`,
		register.OrderReference: `order_reference|bestillingsnummer|bestillingsnr|innkjøpsordre|kundens ordrenr|po-nummer|po|purchase order|
			order reference|rekvisisjon|rekvisisjonsnr`,
		register.ContractReference: `contract_reference|kontrakt|kontraktsnr|kontraktsnummer|avtale|avtalenr|contract`,
		register.ProjectReference:  `project_reference|prosjekt|prosjektnr|prosjektnummer|project|projekt`,
		register.CostCode:          `cost_code|kostnadssted|kostsenter|kontostreng|bestiller-kontering|cost center|cost code`,
		register.Note:              `note|melding|fakturamelding|fritekst|kommentar til kunde|message|meddelelse|meddelande|merknad|notat`,
	},
}

// The names of what customers, members and drafts share.
const (
	orgNames = `org_no|orgno|orgnr|org nr|organisasjonsnr|organisasjonsnummer|org nummer|orgnummer|foretaksnr|foretaksnummer|organisationsnummer|org no|org number|
		organization number|organisation number|cvr|cvr-nr|cvrnr|cvr nummer|virksomhetsnummer|organisasjonsnummer/fødselsnummer|bedriftsnummer`
	mailNames = `email|e-post faktura|faktura e-post|fakturaepost|e-post for faktura|faktura epostadresse|invoice email|e-post|epost|e-mail|mail|e-postadresse|epostadresse|
		e-post adresse|e-mailadresse|email address|mailadresse|e-post 1|primær e-post|e-post privat`
	phoneNames = `phone|mobil|mobiltelefon|mobilnr|mobilnummer|mobile|telefon|tlf|telefonnr|telefonnummer|tlf mobil|mobil tlf|phone number|tlfnr|mobile phone|telefon mobil|
		telefon 1|tlf privat|telefon privat|phone 1`
	streetNames = `street|adresse|fakturaadresse|gateadresse|postadresse|adresse 1|adresse1|adresselinje 1|adresselinje1|gate|veg|vei|gate/vei|
			gateadresse 1|fakturaadresse 1|
		postadresse 1|postadresse adresse 1|postadresse adresselinje 1|besøksadresse|bostedsadresse|adress|gatuadress|utdelningsadress|address|address 1|
			address line 1|street address|forretningsadresse|vejnavn|folkeregistrert adresse`
	extraNames = `extra|address2|adresse2|adresse 2|adresselinje 2|adresselinje2|c/o|co|co adresse|c/o adresse|address 2|address line 2|
			postadresse adresse 2|fakturaadresse 2|postboks|
		adress 2|gateadresse 2|postadresse 2`
	postNames = `post_code|postcode|postnr|postnummer|post nr|faktura postnr|faktura postnummer|postadresse postnr|postadresse postnummer|zip|zip code|
			zipcode|postal code|post code`
	cityNames  = `city|poststed|sted|stad|by|faktura poststed|postadresse poststed|postadresse sted|ort|postort|town|bynavn|post sted|kommune/sted`
	placeNames = `post_place|postnr/sted|postnr og sted|postnr/poststed|postnr og poststed|postnummer og sted|postnummer/sted|postnummer og poststed|
			postadresse postnr/sted|postnr sted|zip/city`
	noteNames  = `note|merknad|merknader|notat|notater|kommentar|kommentarer|comment|comments|notes|anmerkning|intern kommentar|internt notat|bemerkning|anteckning|info`
	groupNames = `groups|group|gruppe|grupper|lag|parti|gren|grener|avdeling|kategori|medlemskategori|medlemstype|kontingenttype|klasse|team|kull|årskull|kor|instrument|
		kundegruppe|kundegrupper|kundekategori|medlemsgruppe|undergruppe|undergrupper|subgroup|subgroups|grupp|hold|tags|lag/gruppe|trinn`
	accountNames  = `account_numbers|accounts|kontonummer|kontonr|konto|bankkonto|bankkontonummer|kontonumre|bank account|account number|account|iban|bankkontonr`
	languageNames = `language|språk|språkkode|sprog|language code|fakturaspråk`
	countryNames  = `country|land|landkode|country code|postadresse land|landskode|nasjon`
	firstNames    = `first_name|fornavn|førenamn|förnamn|first name|firstname|given name|for- og mellomnavn|fornavn og mellomnavn`
	lastNames     = `last_name|etternavn|etternamn|efternamn|efternavn|last name|lastname|surname|family name|slektsnavn`
)

var customerNames = map[register.Field]string{
	register.CustomerNo: `customer_no|kundenr|kundenummer|kunde nr|no|customer number|customer no|kundnr|kundnummer|kundenum|kunde-id|kundeid|
			customer id|medlemsnr|medlemsnummer|
		medlem nr|kontaktnr|kontaktnummer|debitornr|debitornummer|reskontronr|nr|nummer|number|id`,
	register.Name: `name|navn|kunde|kundenavn|namn|kundnamn|firmanavn|firma|selskap|selskapsnavn|bedriftsnavn|bedrift|virksomhet|foretak|företag|
			företagsnamn|customer|customer name|
		company|company name|fullt navn|full name|medlem|medlemsnavn|kontaktnavn|kontakt navn|navn/firma|organisasjon|fullt namn|etternavn, fornavn`,
	register.FirstName: firstNames, register.LastName: lastNames,
	register.Type:  `type|kundetype|customer type|kontakttype|privat/bedrift|type kunde|kundtyp`,
	register.OrgNo: orgNames,
	register.VATNo: `vat_no|vatno|mvanr|mva-nr|mva-nummer|mva nr|vat no|vat number|vat id|momsnr|momsregistreringsnummer|vat-nummer`,
	register.Email: mailNames, register.Phone: phoneNames,
	register.Contact: `contact|kontakt|kontaktperson|kontaktpersonnavn|att|attention|deres kontakt|kontaktpersons navn|vår kontakt hos kunden|kontaktnavn`,
	register.Street:  streetNames, register.Extra: extraNames, register.PostCode: postNames, register.City: cityNames, register.PostPlace: placeNames,
	register.Country:  countryNames,
	register.Endpoint: `endpoint|peppol|peppol id|peppol-id|ehf-adresse|elektronisk adresse|gln|participant|ehf adresse|peppol adresse`,
	register.Payer:    `payer|betaler|betales av|fakturamottaker|faktureres til|betaler nr|betalernr|hovedkunde|fakturakunde|invoice to|parent customer`,
	register.Groups:   groupNames,
	register.Routes: `routes|route|kanal|kanaler|sendemåte|utsendelse|fakturametode|leveringsmetode|sendes via|invoice delivery|faktura sendes|
			utsendelsesmåte|fakturakanal|sendemetode`,
	register.Language: languageNames,
	register.Terms: `terms|betalingsfrist|forfall dager|dager til forfall|betalingsbetingelser|betalingsbetingelse|kredittid|kredittdager|
			betalingsvillkor|betalingsfrist dager|
		betalingsfrist (dager)|payment terms|due days|forfallsdager|antall dager til forfall`,
	register.Accounts: accountNames, register.Note: noteNames,
}

var memberNames = map[register.Field]string{
	register.CustomerNo: `customer_no|medlemsnr|medlemsnummer|medlem nr|personid|person id|medlemsid|medlems-id|member no|member number|member id|
			kundenr|kundenummer|nif-id|nif id|id|nr|no`,
	register.Name: `name|navn|medlem|medlemsnavn|medlem navn|medlemmets navn|barn|barnets navn|elev|elevens navn|spiller|utøver|deltaker|namn|
			fullt navn|full name|member|member name|medlem fullt navn|navn på barn|elevnavn`,
	register.FirstName: firstNames + `|medlem fornavn|barnets fornavn|elev fornavn|member first name`,
	register.LastName:  lastNames + `|medlem etternavn|barnets etternavn|elev etternavn|member last name`,
	register.Birth: `birth|født|fødselsdato|fødselsår|fødd|fødselsdag|f dato|fdato|fødselsdato (dd.mm.åååå)|födelsedatum|födelseår|date of birth|
			birth date|birthdate|birthday|year of birth|dob|årgang|født år|medlem født|fødselsdag/år`,
	register.Groups: groupNames, register.Email: mailNames + `|medlem e-post|barnets e-post|medlem epost`, register.Phone: phoneNames + `|
			medlem mobil|medlem telefon|barnets mobil`,
	register.Street: streetNames + `|medlem adresse`, register.Extra: extraNames, register.PostCode: postNames, register.City: cityNames, register.PostPlace: placeNames,
	register.Country: countryNames, register.Language: languageNames, register.Accounts: accountNames, register.Note: noteNames,
}

// guardianWord is how columns about who pays for a member begin or end: "Foresatt 1 e-post", "Mobil foresatt", "Parent name". Only
// the first of several is taken.
var guardianWord = regexp.MustCompile(`foresatt|foresett|forelder|foreldre|verge|betaler|fakturamottaker|vardnadshavare|vaerge|malsman|maalsman|parent|guardian|payer|kontaktperson|parorende`)

// guardianRest are the fields of a guardian's column by those its name has without the word.
var guardianRest = map[register.Field]register.Field{
	register.CustomerNo: register.GuardianNo, register.Name: register.GuardianName, register.FirstName: register.GuardianFirstName,
	register.LastName: register.GuardianLastName, register.Email: register.GuardianEmail, register.Phone: register.GuardianPhone,
	register.Street: register.GuardianStreet, register.PostCode: register.GuardianPostCode, register.City: register.GuardianCity,
	register.PostPlace: register.GuardianPostPlace,
}

// names are the synonyms squeezed, with their rank, made once.
var names = func() map[register.Kind]map[string]ranked {
	out := map[register.Kind]map[string]ranked{}
	for kind, fields := range synonyms {
		out[kind] = map[string]ranked{}
		for field, list := range fields {
			for i, name := range append([]string{string(field)}, strings.Split(list, "|")...) {
				key := squeeze(name)
				if was, ok := out[kind][key]; !ok || i < was.rank {
					out[kind][key] = ranked{field, i}
				}
			}
		}
	}
	return out
}()

type ranked struct {
	field register.Field
	rank  int
}

// fieldByName is the field a header names, and how sure its name is among others of the same field; ok is false when it says
// nothing.
func fieldByName(kind register.Kind, header string) (ranked, bool) {
	for _, text := range []string{header, trailing.ReplaceAllString(header, "")} {
		key := squeeze(text)
		if key == "" {
			continue
		}
		if kind == register.Members && guardianWord.MatchString(key) {
			return guardianByName(key)
		}
		if r, ok := names[kind][key]; ok {
			return r, true
		}
	}
	return ranked{}, false
}

// trailing is what stands behind the name of a column: "Pris (kr)", "Beløp i NOK", "Navn *".
var trailing = regexp.MustCompile(`(?i)\s*(\([^)]*\)|\[[^\]]*\]|i (nok|kr|kroner)|nok|kr\.?|\*+|:)\s*$`)

// guardianByName reads a header about a guardian. A second guardian is left out: one pays.
func guardianByName(key string) (ranked, bool) {
	if strings.ContainsAny(key, "23456789") {
		return ranked{}, false
	}
	rest := strings.Trim(guardianWord.ReplaceAllString(key, ""), "1")
	rest = strings.TrimSuffix(strings.TrimSuffix(rest, "til"), "for")
	if strings.Trim(rest, "es") == "" {
		return ranked{register.GuardianName, 50}, true
	}
	forms := []string{rest}
	for _, ending := range []string{"e", "s", "es"} { // "Foresattes mobil", "E-post foresatte"
		forms = append(forms, strings.TrimPrefix(rest, ending), strings.TrimSuffix(rest, ending))
	}
	for _, form := range forms {
		if r, ok := names[register.Customers][form]; ok {
			if as, ok := guardianRest[r.field]; ok {
				return ranked{as, r.rank}, true
			}
		}
	}
	return ranked{}, false
}
