// Package payref holds payment references and the numbers payments go to: KID, RF, Norwegian accounts and IBAN,
// organisation numbers. It is pure arithmetic on text and imports nothing of ours.
//
// A KID is text, never a number: leading zeros count, and under modulus 11 the last character may be "-".
package payref

import (
	"fmt"
	"strings"
)

// Luhn is the modulus 10 check digit of a payload of digits: weights 2,1,2,1 from the right, digits of the products added.
// The payload must consist of digits only.
func Luhn(payload string) byte {
	sum, double := 0, true
	for i := len(payload) - 1; i >= 0; i-- {
		n := int(payload[i] - '0')
		if double {
			n *= 2
		}
		sum += n/10 + n%10
		double = !double
	}
	return byte('0' + (10-sum%10)%10)
}

// Mod11 is the modulus 11 check character of a payload of digits: weights 2 to 7 repeating from the right; a rest of one
// gives '-'. The payload must consist of digits only.
func Mod11(payload string) byte {
	sum, w := 0, 2
	for i := len(payload) - 1; i >= 0; i-- {
		sum += int(payload[i]-'0') * w
		if w++; w > 7 {
			w = 2
		}
	}
	switch r := sum % 11; r {
	case 0:
		return '0'
	case 1:
		return '-'
	default:
		return byte('0' + 11 - r)
	}
}

// Digits tells whether s consists of one or more digits 0 to 9.
func Digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// Modulus names the check digit method of a KID agreement.
type Modulus int

// The two methods of the OCR giro agreement (Nets "OCR giro System manual" section 5).
const (
	Modulus10 Modulus = 10
	Modulus11 Modulus = 11
)

// CheckDigit is the check character of a payload of digits under the method.
func (m Modulus) CheckDigit(payload string) byte {
	if m == Modulus11 {
		return Mod11(payload)
	}
	return Luhn(payload)
}

// Agreement is what a bank and a payee have agreed on the KIDs of one account.
type Agreement struct {
	Modulus Modulus
	Lengths []int  // accepted total lengths, check digit included, 2 to 25
	Pattern string // how a KID is composed: 'C' customer digits, 'I' invoice digits, other digits stand as they are; without check digit
}

// IsZero tells whether there is no agreement.
func (a Agreement) IsZero() bool { return a.Modulus == 0 }

// Validate names what is wrong with an agreement, or returns nil.
func (a Agreement) Validate() error {
	if a.Modulus != Modulus10 && a.Modulus != Modulus11 {
		return fmt.Errorf("KID modulus %d: must be 10 or 11", a.Modulus)
	}
	if len(a.Lengths) == 0 {
		return fmt.Errorf("KID agreement: no length")
	}
	for _, n := range a.Lengths {
		if n < 2 || n > 25 {
			return fmt.Errorf("KID length %d: must be from 2 to 25", n)
		}
	}
	if rest := strings.Trim(a.Pattern, "CI0123456789"); rest != "" {
		return fmt.Errorf("KID pattern %q: only C, I and digits are allowed", a.Pattern)
	}
	if !strings.Contains(a.Pattern, "I") {
		return fmt.Errorf("KID pattern %q: no place for the invoice number (I)", a.Pattern)
	}
	if !a.takes(len(a.Pattern) + 1) {
		return fmt.Errorf("KID pattern %q makes %d characters with the check digit, the agreement takes %v", a.Pattern, len(a.Pattern)+1, a.Lengths)
	}
	return nil
}

func (a Agreement) takes(n int) bool {
	for _, l := range a.Lengths {
		if l == n {
			return true
		}
	}
	return false
}

// Compose makes the KID of an invoice: both numbers fill their places from the right, with leading zeros.
// Letters in a customer number are dropped; a number that does not fit is an error, never cut.
func (a Agreement) Compose(customerNo, invoiceNo string) (string, error) {
	b := []byte(a.Pattern)
	if err := fill(b, 'C', digitsOf(customerNo)); err != nil {
		return "", fmt.Errorf("customer number %q in KID: %w", customerNo, err)
	}
	if err := fill(b, 'I', digitsOf(invoiceNo)); err != nil {
		return "", fmt.Errorf("invoice number %q in KID: %w", invoiceNo, err)
	}
	return string(b) + string(a.Modulus.CheckDigit(string(b))), nil
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

func fill(pattern []byte, place byte, digits string) error {
	rest := len(digits)
	had := false
	for i := len(pattern) - 1; i >= 0; i-- {
		if pattern[i] != place {
			continue
		}
		had = true
		pattern[i] = '0'
		if rest > 0 {
			rest--
			pattern[i] = digits[rest]
		}
	}
	if had && rest > 0 {
		return fmt.Errorf("%d digits too long", rest)
	}
	return nil
}

// Valid tells whether kid has an agreed length and its check character.
func (a Agreement) Valid(kid string) bool {
	return a.takes(len(kid)) && a.Modulus.Valid(kid)
}

// Valid tells whether kid has the form of a KID and ends in its check character under the method.
func (m Modulus) Valid(kid string) bool {
	n := len(kid) - 1
	return n >= 1 && n <= 24 && Digits(kid[:n]) && m.CheckDigit(kid[:n]) == kid[n]
}
