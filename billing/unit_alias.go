package billing

import "strings"

// unitAliases are units as Nordic people write them, by their code. One code a line, the words in lower case.
var unitAliases = map[string]string{
	"EA":  "stk stk. st. st styk stykk stykker stycken stück piece pieces pcs pce each antall",
	"HUR": "t time timer timar tim timme timmar hour hours hr hrs h",
	"DAY": "dag dager dagar dage døgn dygn day days d",
	"WEE": "uke uker veke veker vecka veckor uge uger week weeks",
	"MON": "mnd mnd. måned måneder månad månader månadar md mdr mån month months",
	"ANN": "år year years yr",
	"MIN": "min min. minutt minutter minutter minut minuter minute minutes",
	"KMT": "km kilometer kilometre",
	"MTR": "m meter metre lm",
	"MTK": "m2 m² kvm kvadratmeter",
	"MTQ": "m3 m³ kbm kubikkmeter kubikmeter",
	"KGM": "kg kilo kilogram",
	"GRM": "g gram",
	"TNE": "tonn ton tonne",
	"LTR": "l liter litre ltr",
	"KWH": "kwh",
	"PR":  "par pair pairs",
	"SET": "sett set sæt",
	"XPK": "pk pk. pakke pakker pkt paket pack package",
	"XBX": "eske esker boks box boxes",
	"XCT": "kartong kartonger krt karton",
	"LS":  "rs rs. rundsum fastpris",
}

// UnitCode gives the UN/ECE code of a unit as people write it ("stk", "timer", "Mnd."), or of a code in any case. ok is
// false for a word nobody here knows.
func UnitCode(text string) (code string, ok bool) {
	word := strings.ToLower(strings.TrimSpace(text))
	if up := strings.ToUpper(word); ValidUnit(up) {
		return up, true
	}
	for code, words := range unitAliases {
		for _, w := range strings.Fields(words) {
			if w == word || w == strings.TrimSuffix(word, ".") {
				return code, true
			}
		}
	}
	return "", false
}
