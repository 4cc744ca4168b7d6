package rule

import "strings"

// Family is the id whose sentence stands for a rule that has none of its own: the seven hundred rules on what EHF has no
// use for say the same of another element each. It is empty for all others.
func Family(id string) string {
	if strings.HasPrefix(id, "UBL-CR-") || strings.HasPrefix(id, "UBL-DT-") {
		return "UBL-CR"
	}
	return ""
}
