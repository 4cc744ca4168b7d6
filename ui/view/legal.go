package view

import (
	"strings"

	"fakturist/billing/law"
)

// Ground is what stands behind a fault: what the law or the rule says, in our own words, and where it stands.
type Ground struct {
	Text   string
	Source string // "bokføringsforskriften § 5-1-3"
}

// ground is a topic of the law with where it stands, and the fault codes it explains. What it says are the words of the key
// law.<topic>.
type ground struct {
	topic   string
	act     string // the words of the key law.act.<act>
	section string // empty: the code is the rule's own id
	codes   string // parted by blanks
}

// The acts and rules. Sections as read 2026-11-22.
const (
	bookkeepingRules = "bf"    // bokføringsforskriften
	bookkeepingAct   = "bl"    // bokføringsloven
	vatAct           = "mval"  // merverdiavgiftsloven
	publicInvoices   = "oa"    // FOR-2019-04-01-444
	en16931          = "en"    // EN 16931-1, rules of the UBL syntax
	peppol           = "bis"   // Peppol BIS Billing
	norwegianRules   = "ehf"   // national rules of Norway in Peppol BIS Billing
	companyRegister  = "brreg" // Enhetsregisteret
	kidRules         = "kid"   // the bank's agreement on payment references
	ownRule          = "own"   // ours
)

// grounds are the topics, by the field they are about.
var grounds = []ground{
	{"seller", bookkeepingRules, "§ 5-1-2", "seller-address-missing seller-orgno-missing vat-without-orgno"},
	{"parties", bookkeepingRules, "§ 5-1-1 nr. 2, § 5-1-2", "party-name-missing party-type-wrong customer-unknown payer-is-self buyer-address-missing"},
	{"buyer-orgno", bookkeepingRules, "§ 5-1-2", "buyer-orgno-missing buyer-orgno-advised"},
	{"orgno", companyRegister, "PEPPOL-COMMON-R041", "orgno-wrong NO-R-001"},
	{"country", en16931, "BR-CL-14", "country-wrong"},
	{"email", ownRule, "", "email-wrong"},
	{"mail-text", ownRule, "", "mail-text-language mail-text-kind mail-text-subject-lines mail-text-empty mail-text-long mail-text-characters mail-text-brace " +
		"mail-text-variable mail-text-variable-unknown"},
	{"account", en16931, "BR-61", "account-missing account-wrong iban-wrong"},
	{"payee", en16931, "", "BR-17"},
	{"issue-date", bookkeepingRules, "§ 5-1-3", "issue-date-not-allowed"},
	{"sequence", bookkeepingRules, "§ 5-1-3", "issue-date-before-last number-out-of-reach"},
	{"issued-late", bookkeepingRules, "§ 5-2-2", "issued-late"},
	{"due", bookkeepingRules, "§ 5-1-1 nr. 5", "due-before-issue"},
	{"period", bookkeepingRules, "§ 5-1-1 nr. 4", "BR-29 PEPPOL-EN16931-R110"},
	{"advance", bookkeepingRules, "§ 5-2-6", "advance-not-allowed advance-too-far advance-unknown"},
	{"description", bookkeepingRules, "§ 5-1-1 nr. 3", "BR-16 line-text-missing line-quantity-zero item-name-missing item-no-missing"},
	{"price", en16931, "", "BR-27"},
	{"price-per", peppol, "", "PEPPOL-EN16931-R121"},
	{"unit", en16931, "", "BR-CL-23"},
	{"discount", bookkeepingRules, "§ 5-1-1 nr. 5",
		"percent-out-of-range discount-two-ways discount-negative discount-exceeds-line adjustment-reason-missing"},
	{"amount", ownRule, "", "amount-too-large"},
	{"negative", bookkeepingRules, "§ 5-2-7", "payable-negative"},
	{"prepaid", en16931, "BR-CO-16", "prepaid-negative rounding-unknown"},
	{"currency-code", peppol, "", "PEPPOL-EN16931-CL007"},
	{"currency", bookkeepingRules, "§ 5-1-1 nr. 6, § 4-2", "exchange-rate-missing rate-date-after-issue"},
	{"vat-stated", bookkeepingRules, "§ 5-1-1 nr. 6, § 5-1-5", "line-vat-missing"},
	{"vat-register", vatAct, "§ 2-1, § 11-4", "vat-without-register"},
	{"vat-rate", vatAct, "§ 5-1", "vat-rate-wrong"},
	{"vat-where", vatAct, "§ 6-21, § 6-22, § 11-1", "export-at-home reverse-charge-abroad"},
	{"vat-reverse", bookkeepingRules, "§ 5-1-5", "BR-AE-02 BR-AE-10"},
	{"text-length", ownRule, "", "text-too-long"},
	{"paper-kind", en16931, "", "BR-CL-24"},
	{"papers", peppol, "BG-24", "attachment-empty attachment-not-what-it-says attachment-too-large attachment-twice attachments-too-large"},
	{"credit", bookkeepingRules, "§ 5-2-7", "credit-amount credit-currency credit-exceeds credit-line-exceeds credit-line-unknown credit-of-credit " +
		"credit-quantity credit-rate-exceeds original-unknown"},
	{"einvoice", bookkeepingAct, "§ 10, bokføringsforskriften § 5-2-9", "einvoice-duty einvoice-duty-soon"},
	{"einvoice-public", publicInvoices, "§ 4", "einvoice-public"},
	{"kid", kidRules, "", "kid-agreement-wrong kid-length-wrong kid-too-long"},
	{"language", bookkeepingRules, "§ 5-1-1a", "language-unknown"},
	{"settings", ownRule, "", "setting-not-yes-no setting-cost-wrong setting-out-of-range route-twice route-unknown"},
	{"order", bookkeepingAct, "§ 10", "basis-closed basis-decided basis-not-an-offer basis-not-ordered order-exceeds order-line-unknown order-nothing-left valid-before-issue"},
	{"work", bookkeepingAct, "§ 10", "work-customer-missing work-date-missing work-invoiced work-kind-unknown work-nothing work-several-customers work-text-missing"},
	{"register", companyRegister, "", "register-bankrupt register-deleted register-deleted-undated register-forced-dissolution register-liquidation " +
		"register-offline register-offline-kept register-reconstruction register-subunit register-subunit-headless register-unknown"},
	{"written", ownRule, "", "number-unread unit-unread vat-unread"},
}

// family explains the codes that have no entry of their own by how they begin.
type family struct{ begin, topic, act string }

// section is the rule's id, or where the topic stands for a code of ours.
func (f family) section(code string) string {
	if code == strings.ToUpper(code) {
		return code
	}
	for _, g := range grounds {
		if g.topic == f.topic {
			return g.section
		}
	}
	return ""
}

// families are looked through in order; the first that fits holds.
var families = []family{
	{"basis-", "order", bookkeepingAct}, {"order-", "order", bookkeepingAct}, {"draft-", "order", bookkeepingAct}, {"work-", "work", bookkeepingAct},
	{"vat-", "vat-stated", bookkeepingRules}, {"credit-", "credit", bookkeepingRules}, {"attachment", "papers", peppol}, {"register-", "register", companyRegister},
	{"BR-CO-", "rule-sums", en16931}, {"BR-CL-", "rule-codes", en16931}, {"BR-DEC-", "rule-decimals", en16931},
	{"BR-S-", "rule-vat", en16931}, {"BR-Z-", "rule-vat", en16931}, {"BR-E-", "rule-vat", en16931}, {"BR-AE-", "rule-vat", en16931},
	{"BR-G-", "rule-vat", en16931}, {"BR-IC-", "rule-vat", en16931}, {"BR-O-", "rule-outside", en16931}, {"BR-AF-", "rule-vat", en16931},
	{"BR-AG-", "rule-vat", en16931}, {"BR-", "rule-field", en16931}, {"UBL-", "rule-structure", en16931},
	{"PEPPOL-EN16931-CL", "rule-codes", peppol}, {"PEPPOL-EN16931-P", "rule-purpose", peppol}, {"PEPPOL-COMMON-", "rule-number", peppol},
	{"PEPPOL-", "rule-peppol", peppol}, {"NO-R-", "rule-norway", norwegianRules},
}

var groundOf = func() map[string]ground {
	out := map[string]ground{}
	for _, g := range grounds {
		for code := range strings.FieldsSeq(g.codes) {
			out[code] = g
		}
	}
	return out
}()

// Ground is what stands behind a fault code; ok is false for one that is about no rule, such as a mail server's answer.
func (t Tongue) Ground(code string) (g Ground, ok bool) {
	if own, known := groundOf[code]; known {
		section := own.section
		if section == "" && code == strings.ToUpper(code) {
			section = code
		}
		return Ground{Text: t.T("law."+own.topic, t.topicDates(own.topic)...), Source: t.source(own.act, section)}, true
	}
	for _, f := range families {
		if strings.HasPrefix(code, f.begin) {
			return Ground{Text: t.T("law." + f.topic), Source: t.source(f.act, f.section(code))}, true
		}
	}
	return Ground{}, false
}

// topicDates are the days a topic names, from the table of duties.
func (t Tongue) topicDates(topic string) []any {
	switch topic {
	case "einvoice":
		return t.dutyDates()
	case "buyer-orgno":
		return []any{"from", t.Date(law.Begins(law.BuyerOrgNo))}
	}
	return nil
}

// source writes where a rule stands: "bokføringsforskriften § 5-1-1 nr. 4", "EN 16931, regel BR-27".
func (t Tongue) source(act, section string) string {
	name := t.T("law.act." + act)
	switch {
	case section == "":
		return name
	case strings.HasPrefix(section, "§"):
		if t.Lang == "en" {
			section = strings.NewReplacer("nr.", "no.", "bokføringsforskriften", t.T("law.act.bf")).Replace(section)
		}
		return name + " " + section
	}
	return t.T("law.rule", "act", name, "rule", section)
}
