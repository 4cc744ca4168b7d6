package cli

import (
	"flag"
	"fmt"
	"strings"

	"fakturist/app"
	"fakturist/billing"
	"fakturist/billing/money"
)

// demo plays the main job on a practice company and tells it step by step. Nothing leaves the machine.
func demo(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(0, 1); err != nil {
			return err
		}
		folder := "demo"
		if len(c.args) == 1 {
			folder = c.args[0]
		}
		t := &teller{c: c}
		if err := app.Demo(c, folder, c.options(), t.tell); err != nil {
			return err
		}
		if c.opt.json {
			return writeJSON(c.p.out, t.steps)
		}
		return nil
	}
}

// teller writes the steps of the demo as sentences, and keeps them for --json.
type teller struct {
	c     *call
	n     int
	steps []map[string]any
}

// details are the steps told under the one before, without a number of their own.
var details = map[string]bool{"checked": true, "fellback": true, "printed": true, "entry": true, "owes": true}

func (t *teller) tell(key string, args ...any) {
	said := map[string]string{}
	step := map[string]any{"step": key}
	for i := 0; i+1 < len(args); i += 2 {
		name := fmt.Sprint(args[i])
		said[name] = t.text(args[i+1])
		step[name] = figure(args[i+1])
	}
	t.explain(key, said, args)
	sentence := t.c.words.sentence("demo."+key, said)
	step["told"] = sentence
	t.steps = append(t.steps, step)
	if t.c.opt.json {
		return
	}
	if details[key] {
		fmt.Fprintln(t.c.p.out, "    "+sentence)
		return
	}
	t.n++
	fmt.Fprintf(t.c.p.out, "%2d. %s\n", t.n, sentence)
}

// explain puts codes into words.
func (t *teller) explain(key string, said map[string]string, args []any) {
	switch key {
	case "fellback":
		said["channel"] = t.c.words.say("way." + said["channel"])
		said["reason"] = t.c.words.reason(said["reason"], nil)
	case "entry":
		values, _ := args[len(args)-1].(map[string]string)
		said["why"] = t.c.words.reason(said["reason"], values)
		said["state"] = t.c.words.say("state." + said["state"])
	}
}

// figure is a figure as programs read it.
func figure(v any) any {
	switch v := v.(type) {
	case money.Amount:
		return v.String()
	case billing.Faults:
		return v.Codes()
	case int, map[string]string:
		return v
	}
	return fmt.Sprint(v)
}

// text is a figure as people read it.
func (t *teller) text(v any) string {
	switch v := v.(type) {
	case money.Amount:
		return t.c.words.amount(v)
	case billing.Faults:
		var parts []string
		for _, f := range v {
			parts = append(parts, t.c.words.fault(f))
		}
		return strings.Join(parts, " ")
	}
	return fmt.Sprint(v)
}

// amount is an amount as people of the language write it: "12 345,50" or "12,345.50".
func (w words) amount(a money.Amount) string {
	whole, frac, _ := strings.Cut(a.Abs().String(), ".")
	group, point := "\u00a0", ","
	if w.shared.Lang() == "en" {
		group, point = ",", "."
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + group + whole[i:]
	}
	if a.Sign() < 0 {
		whole = "−" + whole
	}
	if frac == "" {
		return whole
	}
	return whole + point + frac
}
