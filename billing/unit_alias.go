package billing

import "strings"

// unitAliases are the words people write for a unit, in nb, nn, sv, da and en, by the code they mean. "t" is left out, since
// it is hours to some and tonnes to others, and so is "mil", which is ten kilometres here and a thousand in the code list.
var unitAliases = aliases(map[string]string{
	"EA":  "stk stykk stykke stykker stykken st styck stycken pcs pc piece pieces each enh enhet enheter enhed enheder eining einingar unit units",
	"HUR": "time timer timar timen tim timme timmar h hr hrs hour hours",
	"DAY": "dag dager dagar dage døgn dygn dg day days",
	"E49": "arbeidsdag arbeidsdager arbetsdag arbejdsdag dagsverk",
	"WEE": "uke uker uka veke veker vecka veckor uge uger week weeks",
	"MON": "måned måneder månad månader månadar mnd mån md mdr mdn month months mth",
	"QAN": "kvartal kvartaler quarter quarters",
	"ANN": "år årlig year years yr",
	"MIN": "minutt minutter minut minuter minute minutes",
	"SEC": "sek sekund sekunder sekundar second seconds",
	"KGM": "kg kilo kilogram kilogramm kilograms",
	"GRM": "g gr gram",
	"TNE": "tonn ton tonne tonnes",
	"LTR": "l ltr liter litre litres liters",
	"MLT": "ml milliliter",
	"MTQ": "m3 m³ kbm kubikk kubikkmeter kubikmeter",
	"MTR": "m meter metre metres lm løpemeter lpm",
	"CMT": "cm centimeter", "MMT": "mm millimeter", "KMT": "km kilometer kilometre",
	"MTK": "m2 m² kvm kvadratmeter kvadrat",
	"KWH": "kilowattime kilowatttime", "MWH": "megawattime",
	"PR": "par pair pairs", "SET": "sett sats sæt sets", "P1": "% prosent procent percent",
	"XPX": "pall palle paller pallet", "XBX": "boks bokser eske esker box boxes", "XCT": "kartong kartonger karton ctn",
	"XPK": "pakke pakker pakk pk pkt paket package packages pakning forp forpakning", "XBG": "pose poser bag bags", "XBO": "flaske flasker flaska bottle bottles",
	"XRO": "rull ruller rulle roll rolls", "HAR": "hektar", "DZN": "dusin dozen", "CEN": "hundre hundrede hundra", "MIL": "tusen tusind",
	"LS": "rs rundsum fastpris",
})

func aliases(table map[string]string) map[string]string {
	out := map[string]string{}
	for code, words := range table {
		for _, w := range strings.Fields(words) {
			out[w] = code
		}
	}
	return out
}

// UnitCode is the code of UN/ECE Recommendation 20 that a written unit means: "stk.", "Timer", "pr. mnd" and codes themselves.
// ok is false for a word nobody taught us; it is never guessed, since the code is printed and sent.
func UnitCode(text string) (code string, ok bool) {
	text = strings.TrimSpace(text)
	if ValidUnit(text) {
		return text, true
	}
	word := strings.ToLower(text)
	for _, lead := range []string{"pr.", "pr ", "per ", "/", "à "} {
		word = strings.TrimSpace(strings.TrimPrefix(word, lead))
	}
	word = strings.TrimRight(word, ". ")
	if code, ok = unitAliases[word]; ok {
		return code, true
	}
	if upper := strings.ToUpper(word); ValidUnit(upper) && word != "mil" {
		return upper, true
	}
	return "", false
}
