package payref_test

import (
	"fmt"
	"testing"

	"fakturist/billing/payref"

	"pgregory.net/rapid"
)

// Vectors: Nets "OCR giro System manual" section 5 and AvtaleGiro system specification v3.3 section 4.
func TestCheckDigit_Vectors(t *testing.T) {
	for _, c := range []struct {
		payload      string
		mod10, mod11 byte
	}{
		{"12345678", '2', '5'}, {"1234567", '4', '4'}, {"0000001", '8', '9'}, {"00010002", '4', '1'}, {"100001", '7', '2'},
		{"1001", '7', '4'}, {"1234509", '6', '7'}, {"1234590", '6', '9'},
	} {
		if got := payref.Luhn(c.payload); got != c.mod10 {
			t.Errorf("modulus 10 of %s: got %c, want %c", c.payload, got, c.mod10)
		}
		if got := payref.Mod11(c.payload); got != c.mod11 {
			t.Errorf("modulus 11 of %s: got %c, want %c", c.payload, got, c.mod11)
		}
	}
	for _, payload := range []string{"100008", "100011", "100025"} {
		if got := payref.Mod11(payload); got != '-' {
			t.Errorf("modulus 11 of %s: got %c, want -", payload, got)
		}
	}
}

func TestCompose_MakesValidKIDs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom([]payref.Modulus{payref.Modulus10, payref.Modulus11}).Draw(t, "modulus")
		a := payref.Agreement{Modulus: m, Lengths: []int{12}, Pattern: "CCCCCIIIIII"}
		customer, invoice := rapid.IntRange(0, 99999).Draw(t, "customer"), rapid.IntRange(1, 999999).Draw(t, "invoice")
		kid, err := a.Compose(fmt.Sprint(customer), fmt.Sprint(invoice))
		if err != nil || !a.Valid(kid) || kid[:11] != fmt.Sprintf("%05d%06d", customer, invoice) {
			t.Fatalf("got %q (%v)", kid, err)
		}
	})
}

func TestCompose_NeverCutsANumber(t *testing.T) {
	a := payref.Agreement{Modulus: payref.Modulus10, Lengths: []int{8}, Pattern: "CCCIIII"}
	for _, c := range [][2]string{{"1000", "1"}, {"1", "10001"}} {
		if kid, err := a.Compose(c[0], c[1]); err == nil {
			t.Errorf("compose %v: got %q, want an error", c, kid)
		}
	}
}

func TestValid_CatchesEverySingleDigitError(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom([]payref.Modulus{payref.Modulus10, payref.Modulus11}).Draw(t, "modulus")
		payload := rapid.StringMatching(`[0-9]{1,24}`).Draw(t, "payload")
		kid := []byte(payload + string(m.CheckDigit(payload)))
		if !m.Valid(string(kid)) {
			t.Fatalf("%s: want valid", kid)
		}
		i := rapid.IntRange(0, len(payload)-1).Draw(t, "place")
		kid[i] = '0' + (kid[i]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "change")))%10
		if m.Valid(string(kid)) {
			t.Fatalf("%s with a wrong digit: want invalid", kid)
		}
	})
}

func TestAgreement_RefusesWhatNoBankAgreesTo(t *testing.T) {
	for name, a := range map[string]payref.Agreement{
		"modulus":      {Modulus: 9, Lengths: []int{8}, Pattern: "IIIIIII"},
		"no length":    {Modulus: 10, Pattern: "IIIIIII"},
		"length":       {Modulus: 10, Lengths: []int{26}, Pattern: "IIIIIII"},
		"wrong length": {Modulus: 10, Lengths: []int{8}, Pattern: "IIII"},
		"no invoice":   {Modulus: 10, Lengths: []int{8}, Pattern: "CCCCCCC"},
		"letters":      {Modulus: 10, Lengths: []int{8}, Pattern: "IIIIIIX"},
	} {
		if a.Validate() == nil {
			t.Errorf("%s: want refused", name)
		}
	}
	good := payref.Agreement{Modulus: 11, Lengths: []int{12, 8}, Pattern: "CCCIIII"}
	if err := good.Validate(); err != nil {
		t.Errorf("got %v", err)
	}
}

func TestAccounts_Vectors(t *testing.T) {
	for _, a := range []string{"86011117947", "99991042764", "12345678903", "15032080119"} {
		if !payref.ValidAccount(a) {
			t.Errorf("%s: want valid", a)
		}
	}
	for _, a := range []string{"15035353527", "1503208011", "150320801190", "1503208011x", ""} {
		if payref.ValidAccount(a) {
			t.Errorf("%s: want invalid", a)
		}
	}
	for account, iban := range map[string]string{"86011117947": "NO9386011117947", "99991042764": "NO9799991042764",
		"12345678903": "NO7112345678903", "15032080119": "NO5015032080119"} {
		if got := payref.IBAN(account); got != iban || !payref.ValidIBAN(got) {
			t.Errorf("IBAN of %s: got %s, want %s", account, got, iban)
		}
		if got := payref.NormalAccount(iban[:4] + " " + iban[4:8] + "\u00a0" + iban[8:]); got != account {
			t.Errorf("account of %s: got %s", iban, got)
		}
	}
}

func TestNormalAccount_MakesWritingsOfOneAccountEqual(t *testing.T) {
	for in, want := range map[string]string{
		"NO71 1234 5678 903": "12345678903", "no7112345678903": "12345678903", "1234.56.78903": "12345678903", "12345678903": "12345678903",
		"SE45 5000": "SE455000", "NO7A12345678903": "NO7A12345678903", "": "",
	} {
		if got := payref.NormalAccount(in); got != want {
			t.Errorf("account of %q is %q, want %q", in, got, want)
		}
	}
}

func TestValidOrgNo_ChecksItsLastDigit(t *testing.T) {
	for no, want := range map[string]bool{"923609016": true, "974760673": true, "991825827": true, "923609017": false, "92360901": false} {
		if payref.ValidOrgNo(no) != want {
			t.Errorf("organisation number %s: got %v, want %v", no, !want, want)
		}
	}
}
