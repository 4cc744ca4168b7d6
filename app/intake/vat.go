package intake

import (
	"regexp"
	"slices"
	"strings"

	"fakturist/billing"
	"fakturist/billing/register"
	"fakturist/billing/tax"

	"github.com/shopspring/decimal"
)

// vatWords are the words people and programs write for a treatment, folded, by its SAF-T code. A word counts when it stands
// alone or with others of the trade ("25 % mva høy sats").
var vatWords = map[string][]string{
	"3":  {"hoy", "hog", "high", "alminnelig", "full", "ordinaer"},
	"31": {"middels", "medium", "mellom", "naeringsmidler", "naeringsmiddel", "mat"},
	"32": {"rafisk", "raw fish"},
	"33": {"lav", "lag", "low", "redusert"},
	"5":  {"fritatt", "friteke", "avgiftsfri", "nullsats", "zero", "exempt", "momsfri", "fri"},
	"51": {"omvendt", "snudd", "reverse", "exempt reverse"},
	"52": {"eksport", "export", "utforsel", "exempt import export"},
	"6":  {"unntatt", "unnateke", "unntak", "utenfor", "utanfor", "outside", "undantagen", "undtaget"},
	"7":  {"ingen", "uten", "utan", "none", "nei", "no", "ikke", "inga"},
}

// vatNoise are words that say nothing of the treatment.
var vatNoise = []string{"mva", "moms", "vat", "sats", "avgift", "utgaende", "merverdiavgift", "merverdiavgiftsloven", "avgiftspliktig", "pliktig",
	"loven", "for", "fra", "av", "mv", "behandling", "avgiftsplikt", "sales", "kode", "regningsplikt", "avregning"}

var (
	vatRate = regexp.MustCompile(`([0-9]{1,2}(?:[.,][0-9]{1,2})?) ?%`)
	vatCode = regexp.MustCompile(`^([0-9]{1,2})$`)
	vatLead = regexp.MustCompile(`^([0-9]{1,2}) ?[:–-] ?\pL`)
	vatBare = regexp.MustCompile(`^([0-9]{1,2}(?:[.,][0-9]{1,2})?)$`)
)

// vat reads how something is taxed: a rate ("25", "25 %", "25% mva"), a word ("høy", "fritatt", "unntatt"), or a code of SAF-T.
// ok is false when nothing is written, or nothing we understand, which is noted.
func (p *planner) vat(c *cells) (v billing.VAT, ok bool) {
	text := c.text(register.VAT)
	if text == "" {
		return billing.VAT{}, false
	}
	v, ok = p.readVAT(text)
	switch {
	case !ok:
		c.faults.Add("vat-unread", c.place(register.VAT), "value", text)
	case !p.have.Registered && v.Category == billing.Standard:
		c.faults.Add("vat-without-register", c.place(register.VAT))
	case !p.have.Registered:
		return billing.VAT{}, true // whoever stands outside the register has one treatment only
	}
	return v, ok
}

func (p *planner) readVAT(text string) (billing.VAT, bool) {
	low := strings.ToLower(strings.TrimSpace(text))
	if m := vatRate.FindStringSubmatch(low); m != nil {
		return p.rate(m[1], low)
	}
	if m := vatLead.FindStringSubmatch(low); m != nil {
		return p.code(m[1])
	}
	bare := strings.TrimSpace(strings.NewReplacer("mva", "", "moms", "", "vat", "").Replace(low))
	if m := vatBare.FindStringSubmatch(bare); m != nil {
		if v, ok := p.rate(m[1], low); ok {
			return v, true
		}
		if m := vatCode.FindStringSubmatch(bare); m != nil {
			return p.code(m[1])
		}
		return billing.VAT{}, false
	}
	return p.word(fold(low))
}

// rate reads a rate the seller's country has today, or nought. Nought with a word behind it is what the word says.
func (p *planner) rate(percent, text string) (billing.VAT, bool) {
	rate, err := decimal.NewFromString(strings.Replace(percent, ",", ".", 1))
	if err != nil {
		return billing.VAT{}, false
	}
	if rate.IsZero() {
		if v, ok := p.word(fold(vatRate.ReplaceAllString(text, ""))); ok {
			return v, true
		}
		return billing.Rate(rate), true
	}
	if tax.Judge(p.country(), rate, p.have.Today) == tax.Wrong {
		return billing.VAT{}, false
	}
	return billing.Rate(rate), true
}

// word reads a treatment by its name; two names that say different things are none.
func (p *planner) word(folded string) (billing.VAT, bool) {
	code := codeOf(folded)
	if code != "" {
		return p.code(code)
	}
	for _, w := range strings.Fields(folded) {
		if slices.Contains(vatNoise, w) {
			continue
		}
		of := codeOf(w)
		if of == "" || code != "" && code != of {
			return billing.VAT{}, false
		}
		code = of
	}
	return p.code(code)
}

func codeOf(word string) string {
	for code, words := range vatWords {
		if slices.Contains(words, word) {
			return code
		}
	}
	return ""
}

// code is the treatment of a SAF-T code, as the tables have it today. Outside the act altogether is for those who are outside
// the register only.
func (p *planner) code(saft string) (billing.VAT, bool) {
	for _, c := range tax.Codes(p.country()) {
		percent, ok := c.On(p.have.Today)
		if c.SAFT != saft || !ok || p.have.Registered && c.Category == billing.OutOfScope {
			continue
		}
		v := billing.VAT{Category: c.Category, Reason: c.Reason}
		if c.Category == billing.Standard {
			v.Rate = percent
		}
		if c.Category == billing.ZeroRated {
			v.Reason = ""
		}
		return v, true
	}
	return billing.VAT{}, false
}

func (p *planner) country() string {
	if p.have.Country == "" {
		return "NO"
	}
	return p.have.Country
}
