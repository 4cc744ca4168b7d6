package rule_test

// notCovered are the official rules that Check does not know, each with its reason.
var notCovered = map[string]string{
	"BR-CO-05":  "asks nothing: the official test is always true",
	"BR-CO-06":  "asks nothing: the official test is always true",
	"BR-CO-07":  "asks nothing: the official test is always true",
	"BR-CO-08":  "asks nothing: the official test is always true",
	"BR-DEC-13": "cannot fail: it compares with a currency inside the amount, where there is none; UBL-DT-01 finds the decimals",
	"BR-DEC-15": "cannot fail: it compares with a currency inside the amount, where there is none; UBL-DT-01 finds the decimals",
}
