package payref

import "strings"

// plain drops what people and files put between the digits of an account number.
var plain = strings.NewReplacer(" ", "", ".", "", "\u00a0", "")

// NormalAccount drops blanks and dots from an account number, and the country and check digits of a Norwegian IBAN,
// so that "1503.50.35203", "15035035203" and "NO07 1503 5035 203" compare equal. Other text comes back without blanks.
func NormalAccount(s string) string {
	s = strings.ToUpper(plain.Replace(s))
	if len(s) == 15 && strings.HasPrefix(s, "NO") && Digits(s[2:]) {
		return s[4:]
	}
	return s
}

// ValidAccount tells whether s is a Norwegian account number: 11 digits and its modulus 11 check digit
// (weights 5432765432). Blanks and dots must be gone.
func ValidAccount(s string) bool {
	return len(s) == 11 && Digits(s) && mod11Weighted(s, "5432765432")
}

// ValidOrgNo tells whether s is a Norwegian organisation number: 9 digits with modulus 11 (weights 32765432).
func ValidOrgNo(s string) bool {
	return len(s) == 9 && Digits(s) && mod11Weighted(s, "32765432")
}

// mod11Weighted tells whether the last digit of s checks the digits before it; a check value of ten is never issued.
func mod11Weighted(s, weights string) bool {
	sum := 0
	for i := range len(weights) {
		sum += int(s[i]-'0') * int(weights[i]-'0')
	}
	check := (11 - sum%11) % 11
	return check < 10 && int(s[len(weights)]-'0') == check
}

// IBAN of a valid Norwegian account number.
func IBAN(account string) string {
	rest := mod97(account + "NO00")
	check := 98 - rest
	return "NO" + string([]byte{byte('0' + check/10), byte('0' + check%10)}) + account
}

// ValidIBAN tells whether s (without blanks, upper case) is an IBAN with right check digits (ISO 13616).
func ValidIBAN(s string) bool {
	return len(s) >= 15 && len(s) <= 34 && alnum(s) && mod97(s[4:]+s[:4]) == 1
}

func alnum(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

// mod97 reads letters as 10 to 35 and gives the rest of the number by 97. s holds digits and upper-case letters only.
func mod97(s string) int {
	rest := 0
	for i := range len(s) {
		if c := s[i]; c >= 'A' {
			rest = (rest*100 + int(c-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(c-'0')) % 97
		}
	}
	return rest
}
