package rule

import (
	"strings"

	"fakturist/billing/payref"
	"fakturist/billing/ubl"
)

// payment checks payment means, and the check digits of account and KID, which no official rule looks at.
func (c *checker) payment() {
	for _, m := range c.root.All("cac:PaymentMeans") {
		if account := m.First("cac:PayeeFinancialAccount/cbc:ID"); account != nil {
			c.account(account)
			c.kid(m.First("cbc:PaymentID"), m.Value("cbc:PaymentMeansCode"), account.Text)
		}
	}
	if distinct(c.named["cbc:PaymentMeansCode"]) > 1 {
		c.fatal("UBL-SR-47", c.root)
	}
	if distinct(c.named["cbc:PaymentID"]) > 1 {
		c.fatal("UBL-SR-44", c.root)
	}
}

// distinct counts the texts of some elements, equal ones once.
func distinct(nodes []*ubl.Node) int {
	texts := map[string]bool{}
	for _, n := range nodes {
		texts[n.Text] = true
	}
	return len(texts)
}

// account checks the digits of an IBAN and, from a Norwegian seller, of a Norwegian account number. The IBAN of a
// seller abroad gives a warning: the payer's bank will say more.
func (c *checker) account(n *ubl.Node) {
	switch s := n.Text; {
	case looksIBAN(s):
		if !payref.ValidIBAN(s) {
			c.noteAs("iban-wrong", flagIf(c.country == "NO"), n, []string{"iban", s})
		}
	case c.country == "NO" && s != "" && !payref.ValidAccount(s):
		c.fatal("account-wrong", n, "account", s)
	}
}

// looksIBAN tells whether s begins as an IBAN does: two letters and two digits, which other account numbers do not.
func looksIBAN(s string) bool {
	return len(s) >= 15 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z' && payref.Digits(s[2:4])
}

// kid checks a payment reference to a Norwegian account that has the form of a KID. Which modulus was agreed is not in the
// document, so either will do; a reference in letters is no KID and is left alone. EHF pays KIDs by code 30; with another
// code the reference may be something else, and the finding is a warning.
func (c *checker) kid(n *ubl.Node, code, account string) {
	if n == nil || !payref.ValidAccount(payref.NormalAccount(account)) {
		return
	}
	if kid := n.Text; !c.validKID(kid) {
		c.noteAs("kid-wrong", flagIf(code == "30"), n, []string{"kid", kid})
	}
}

func (c *checker) validKID(kid string) bool {
	if !c.agreement.IsZero() {
		return c.agreement.Valid(kid)
	}
	digits := payref.Digits(strings.TrimSuffix(kid, "-"))
	return !digits || payref.Modulus10.Valid(kid) || payref.Modulus11.Valid(kid)
}

func flagIf(fatal bool) Flag {
	if fatal {
		return Fatal
	}
	return Warning
}
