// Package rate asks Norges Bank for the rate of the day, so that VAT on a document in another currency can be told in kroner
// (bokføringsforskriften § 5-1-1 no. 6).
//
// It speaks the bank's open data service (SDMX, CSV) and sends nothing but a currency and days. It may import billing and
// net/http; what the rate is for is for billing to say.
package rate

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"

	"github.com/shopspring/decimal"
)

// Bank is where the rates come from, as it stands on documents.
const Bank = "Norges Bank"

// publicURL is the bank's service, seen in use in October 2026 (secondary).
const publicURL = "https://data.norges-bank.no"

// The bank publishes on its business days; the longest time without any is Easter and Christmas.
const daysBack = 12

const (
	patience   = 10 * time.Second
	answerSize = 256 << 10
	most       = 40 // decimals and digits of a rate, beyond all real ones
)

// ErrNone says that the bank has no rate of a currency, or none near the day.
var ErrNone = errors.New("no rate")

// Source asks for rates.
type Source struct {
	base   string
	client *http.Client
}

// New makes a source. An empty base is the bank itself; transport nil is the machine's own.
func New(base string, transport http.RoundTripper) *Source {
	if base == "" {
		base = publicURL
	}
	return &Source{base: strings.TrimRight(base, "/"), client: &http.Client{Timeout: patience, Transport: transport}}
}

// On is the rate of a day: the bank's of that day, or of the last business day before it.
func (s *Source) On(ctx context.Context, c money.Currency, day cal.Date) (billing.DayRate, error) {
	if c == money.NOK || !c.Valid() {
		return billing.DayRate{}, fmt.Errorf("rate of %q: %w", c, ErrNone)
	}
	q := url.Values{"format": {"csv"}, "locale": {"en"}, "startPeriod": {day.AddDays(-daysBack).String()}, "endPeriod": {day.String()}}
	address := fmt.Sprintf("%s/api/data/EXR/B.%s.NOK.SP?%s", s.base, c, q.Encode())
	body, err := s.get(ctx, address)
	if err != nil {
		return billing.DayRate{}, fmt.Errorf("rate of %s on %s: %w", c, day, err)
	}
	r, err := read(body, c, day)
	if err != nil {
		return billing.DayRate{}, fmt.Errorf("rate of %s on %s: %w", c, day, err)
	}
	return r, nil
}

func (s *Source) get(ctx context.Context, address string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", "Fakturist")
	res, err := s.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusNotFound:
		return nil, ErrNone
	case res.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("the bank answers %d", res.StatusCode)
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, answerSize+1))
	if err == nil && len(body) > answerSize {
		err = fmt.Errorf("the answer is longer than %d bytes", answerSize)
	}
	return body, err
}

// read finds the last rate on or before a day. Some currencies are told per hundred: UNIT_MULT is the power of ten.
func read(body []byte, c money.Currency, day cal.Date) (billing.DayRate, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff"))))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = ';', -1, true
	head, err := r.Read()
	if err != nil {
		return billing.DayRate{}, fmt.Errorf("read the header: %w", err)
	}
	column := map[string]int{}
	for i, name := range head {
		column[strings.TrimSpace(name)] = i
	}
	for _, need := range []string{"BASE_CUR", "QUOTE_CUR", "UNIT_MULT", "TIME_PERIOD", "OBS_VALUE"} {
		if _, ok := column[need]; !ok {
			return billing.DayRate{}, fmt.Errorf("the answer has no column %s", need)
		}
	}
	best := billing.DayRate{Currency: c, Source: Bank}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return billing.DayRate{}, fmt.Errorf("read a rate: %w", err)
		}
		cell := func(name string) string {
			if i := column[name]; i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		if cell("BASE_CUR") != string(c) || cell("QUOTE_CUR") != string(money.NOK) || cell("OBS_VALUE") == "" {
			continue
		}
		date, err := cal.Parse(cell("TIME_PERIOD"))
		if err != nil || date.After(day) || !date.After(best.Date) {
			continue
		}
		if best.Value, err = perUnit(cell("OBS_VALUE"), cell("UNIT_MULT")); err != nil {
			return billing.DayRate{}, err
		}
		best.Date = date
	}
	if best.Date.IsZero() {
		return billing.DayRate{}, ErrNone
	}
	return best, nil
}

// perUnit is the rate of one unit.
func perUnit(value, power string) (decimal.Decimal, error) {
	v, err := decimal.NewFromString(strings.ReplaceAll(value, ",", "."))
	if err != nil || v.Sign() <= 0 || v.NumDigits() > most || v.Exponent() < -most || v.Exponent() > most {
		return decimal.Zero, fmt.Errorf("rate %q is no rate", value)
	}
	n, err := strconv.Atoi(power)
	if err != nil || n < 0 || n > 6 {
		return decimal.Zero, fmt.Errorf("multiplier %q is none", power)
	}
	return v.Shift(int32(-n)), nil
}
