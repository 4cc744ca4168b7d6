package view

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
	"fakturist/billing/ubl/rule"
)

// Problem is a fault in words: what happened, what it means and what to do are one sentence or two; Path tells the field.
type Problem struct {
	Text  string
	Where string // the field in words, such as "Linje 2"; empty when the whole is meant
	Path  string
	Tone  Tone
	Copy  string // what support wants to see: code, path and arguments
}

// Fault puts a fault into words. A rule without a sentence of its own is named by its id: the rules of EHF are several
// hundred, and most of them cannot fail in a document made here.
func (t Tongue) Fault(f billing.Fault) Problem {
	p := Problem{Path: f.Path, Where: t.place(f.Path), Tone: Bad, Copy: copyable(f)}
	if f.Warning {
		p.Tone = Warn
	}
	p.Text = t.Reason(f.Code, f.Args)
	return p
}

// Reason is the sentence of a fault code, with its values written as the language does.
func (t Tongue) Reason(code string, args map[string]string) string {
	if code == "" {
		return ""
	}
	key := "fault." + code
	if s := t.T(key, t.args(args)...); s != key {
		return s
	}
	if family := rule.Family(code); family != "" {
		return t.T("fault."+family, t.args(args)...)
	}
	if number, ok := strings.CutPrefix(code, "smtp-"); ok && len(number) == 3 && strings.ContainsAny(number[:1], "45") {
		return t.T("fault.smtp-"+number[:1]+"xx", "number", number) // the server's own answer
	}
	if code == strings.ToUpper(code) {
		return t.T("fault.rule", "rule", code)
	}
	return t.T("fault.other", "code", code)
}

// Faults puts all of them into words, the fatal ones first.
func (t Tongue) Faults(faults billing.Faults) []Problem {
	var out []Problem
	for _, f := range append(faults.Fatal(), faults.Warnings()...) {
		out = append(out, t.Fault(f))
	}
	return out
}

// Error puts any error into words. What nobody foresaw is said to be so, with the details to copy.
func (t Tongue) Error(err error) []Problem {
	var refused *billing.FaultError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refused) && len(refused.Faults.Fatal()) > 0:
		return t.Faults(refused.Faults.Fatal())
	case errors.Is(err, billing.ErrConflict):
		return []Problem{{Text: t.T("error.conflict"), Tone: Bad, Copy: err.Error()}}
	case errors.Is(err, billing.ErrExceeds):
		return []Problem{{Text: t.T("error.exceeds"), Tone: Bad, Copy: err.Error()}}
	case errors.Is(err, billing.ErrNotFound):
		return []Problem{{Text: t.T("error.not-found"), Tone: Bad, Copy: err.Error()}}
	case errors.Is(err, billing.ErrNotConfigured):
		return []Problem{{Text: t.T("error.not-configured"), Tone: Bad, Copy: err.Error()}}
	}
	return []Problem{{Text: t.T("error.unforeseen"), Tone: Bad, Copy: err.Error()}}
}

func copyable(f billing.Fault) string {
	return strings.TrimSpace(fmt.Sprintln(append([]any{f.Code, f.Path}, f.SortedArgs()...)...))
}

// place is the field of a path in words.
func (t Tongue) place(path string) string {
	list, rest, isList := strings.Cut(path, "[")
	if isList && list == "lines" {
		n, _, _ := strings.Cut(rest, "]")
		if i, err := strconv.Atoi(n); err == nil {
			return t.T("place.line", "n", i+1)
		}
	}
	return ""
}

// args writes what looks like a day or a sum of kroner as the language does, and leaves the rest.
func (t Tongue) args(args map[string]string) []any {
	f := billing.Fault{Args: args}
	out := f.SortedArgs()
	for i := 1; i < len(out); i += 2 {
		out[i] = t.value(out[i-1].(string), out[i].(string))
	}
	return out
}

func (t Tongue) value(name, s string) string {
	if d, err := cal.Parse(s); err == nil && !d.IsZero() {
		return t.Date(d)
	}
	switch name {
	case "left", "amount", "rest", "sum", "payable", "opening", "closing":
		if a, err := money.Parse(s, money.NOK); err == nil {
			return t.Amount(a)
		}
	case "channel", "route", "next":
		return t.Channel(billing.ChannelName(s))
	case "orgNo":
		return OrgNo(s)
	case "account":
		return Account(s)
	case "percent":
		if d, ok := ParseNumber(s); ok {
			return t.Number(d)
		}
	}
	return s
}

// Channel is the name of a way out.
func (t Tongue) Channel(ch billing.ChannelName) string {
	switch ch {
	case billing.EHF, billing.EFaktura, billing.Vipps, billing.Email, billing.Letter:
		return t.T("channel." + string(ch))
	}
	return string(ch)
}
