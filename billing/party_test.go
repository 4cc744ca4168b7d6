package billing_test

import (
	"testing"

	"fakturist/billing"
)

func TestPeppolAddress_IsNeverGuessed(t *testing.T) {
	endpoint := billing.Endpoint{Scheme: "0007", ID: "5560360793"}
	sweden := billing.Address{Country: "SE"}
	for name, c := range map[string]struct {
		party billing.Party
		want  string
	}{
		"Norwegian business":          {billing.Party{OrgNo: "991825827"}, "0192:991825827"},
		"person with a number":        {billing.Party{OrgNo: "991825827", Type: billing.Person}, ""},
		"abroad with an endpoint":     {billing.Party{OrgNo: "5560360793", Endpoint: endpoint, Address: sweden}, "0007:5560360793"},
		"abroad with a number only":   {billing.Party{OrgNo: "5560360793", Address: sweden}, ""},
		"business without any number": {billing.Party{Name: "A"}, ""},
	} {
		if got := c.party.PeppolAddress().String(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
