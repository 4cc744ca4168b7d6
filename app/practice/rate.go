package practice

import (
	"fmt"
	"net/http"
	"strings"
	"sync"

	"fakturist/billing/cal"
)

// Rates looks like Norges Bank's open data service: rates of a few currencies on business days, the same every day.
type Rates struct {
	URL   string // base; over HTTPS with the box's certificate
	Plain string // the same over HTTP

	mu   sync.Mutex
	down bool
}

// Down lets the bank answer 503, or work again.
func (r *Rates) Down(down bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.down = down
}

// practiceRates are per unit, or per hundred with multiplier 2. They are made up.
var practiceRates = map[string]struct{ name, multiplier, unit, value string }{
	"EUR": {"Euro", "0", "Units", "11.4250"},
	"USD": {"US dollar", "0", "Units", "9.8120"},
	"GBP": {"Pound sterling", "0", "Units", "13.1475"},
	"SEK": {"Swedish krona", "2", "Hundreds", "103.40"},
	"DKK": {"Danish krone", "2", "Hundreds", "153.10"},
}

const rateHeader = "FREQ;Frequency;BASE_CUR;Base Currency;QUOTE_CUR;Quote Currency;TENOR;Tenor;DECIMALS;CALCULATED;UNIT_MULT;Unit Multiplier;" +
	"COLLECTION;Collection Indicator;TIME_PERIOD;OBS_VALUE\n"

func startRates(w *world) (*Rates, func() error, error) {
	r := &Rates{}
	gates, stop, err := serveBoth(w, r)
	if err != nil {
		return nil, stop, err
	}
	r.URL, r.Plain = gates[0].secureURL(), gates[1].plainURL()
	return r, stop, nil
}

// ServeHTTP answers /api/data/EXR/B.<currency>.NOK.SP.
func (r *Rates) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	down := r.down
	r.mu.Unlock()
	if down {
		http.Error(w, "vedlikehold", http.StatusServiceUnavailable)
		return
	}
	key := strings.Split(strings.TrimPrefix(req.URL.Path, "/api/data/EXR/"), ".")
	if len(key) != 4 || key[0] != "B" || key[2] != "NOK" || key[3] != "SP" {
		http.NotFound(w, req)
		return
	}
	rate, known := practiceRates[key[1]]
	from, err1 := cal.Parse(req.URL.Query().Get("startPeriod"))
	to, err2 := cal.Parse(req.URL.Query().Get("endPeriod"))
	if !known || err1 != nil || err2 != nil || to.DaysSince(from) > 366 {
		http.NotFound(w, req)
		return
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	fmt.Fprint(w, rateHeader)
	for day := from; !day.After(to); day = day.AddDays(1) {
		if cal.BankDay(day) {
			fmt.Fprintf(w, "B;Business;%s;%s;NOK;Norwegian krone;SP;Spot;4;false;%s;%s;C;ECB concertation time 14:15 CET;%s;%s\n",
				key[1], rate.name, rate.multiplier, rate.unit, day, rate.value)
		}
	}
}
