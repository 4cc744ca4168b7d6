package cli

import (
	"embed"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"fakturist/assets/translation"
	"fakturist/billing"
	ehf "fakturist/billing/ubl/rule"
)

//go:embed words/*.json
var wordFiles embed.FS

// words are sentences in one language: our own, and those the window says too.
type words struct {
	own    map[string]string
	shared *translation.Catalog
}

// wordsFor chooses the language by LC_ALL, LC_MESSAGES and LANG: Norwegian within Scandinavia, else English.
func wordsFor(env func(string) string) words {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := env(name); v != "" {
			return load(translation.Open(v))
		}
	}
	return load(translation.Open("en"))
}

func load(shared *translation.Catalog) words {
	w := words{own: map[string]string{}, shared: shared}
	b, err := wordFiles.ReadFile("words/" + shared.Lang() + ".json")
	if err == nil {
		err = json.Unmarshal(b, &w.own)
	}
	if err != nil {
		panic(fmt.Sprintf("embedded words %s: %v", shared.Lang(), err)) // a programmer's error, found by the first test
	}
	return w
}

// find is the sentence of a key, if there is one.
func (w words) find(key string) (string, bool) {
	if text, ok := w.own[key]; ok {
		return text, true
	}
	text := w.shared.T(key)
	return text, text != key
}

// sentence fills the arguments into a sentence; a key without one comes back as it is.
func (w words) sentence(key string, args map[string]string) string {
	text, ok := w.find(key)
	if !ok {
		return key
	}
	return fill(text, args)
}

// say is sentence with name, value pairs.
func (w words) say(key string, args ...any) string {
	m := map[string]string{}
	for i := 0; i+1 < len(args); i += 2 {
		m[fmt.Sprint(args[i])] = fmt.Sprint(args[i+1])
	}
	return w.sentence(key, m)
}

func fill(text string, args map[string]string) string {
	var pairs []string
	for name, value := range args {
		pairs = append(pairs, "{"+name+"}", value)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// fault is the sentence of one fault. A rule nobody wrote a sentence for is told by its id and values.
func (w words) fault(f billing.Fault) string {
	return w.reason(f.Code, f.Args)
}

func (w words) reason(code string, args map[string]string) string {
	if code == "" {
		return ""
	}
	if text, ok := w.find("fault." + code); ok {
		return w.withAnswer(text, w.local(args))
	}
	if text, ok := w.find("fault." + ehf.Family(code)); ok {
		return w.withAnswer(text, w.local(args))
	}
	if rule.MatchString(code) {
		return strings.TrimSuffix(w.say("fault.rule", "rule", code)+" "+values(args), " ")
	}
	if told := values(args); told != "" {
		return code + ": " + told
	}
	return code
}

// withAnswer puts what the other side answered behind a sentence that does not say it itself.
func (w words) withAnswer(text string, args map[string]string) string {
	told := fill(text, args)
	if answer := strings.Join(strings.Fields(args["detail"]), " "); answer != "" && !strings.Contains(text, "{detail}") {
		told += " " + w.say("delivery.answer", "detail", answer)
	}
	return told
}

// amount is how money.Amount writes itself; names of sums are listed, since a text may look like one.
var (
	amount = regexp.MustCompile(`^-?[0-9]+\.[0-9]{2}$`)
	sums   = []string{"amount", "left", "rest", "sum", "payable", "opening", "closing", "difference", "outstanding", "expected", "tax", "base"}
)

// local writes sums as the language does: 450,00 in Norwegian.
func (w words) local(args map[string]string) map[string]string {
	if w.shared.Lang() != "nb" {
		return args
	}
	out := map[string]string{}
	for name, value := range args {
		if slices.Contains(sums, name) && amount.MatchString(value) {
			value = strings.Replace(value, ".", ",", 1)
		}
		out[name] = value
	}
	return out
}

// rule is an id of EN 16931, Peppol or Norway.
var rule = regexp.MustCompile(`^(BR|PEPPOL|NO|UBL)-`)

// values lists arguments as name and value.
func values(args map[string]string) string {
	var parts []string
	pairs := billing.Fault{Args: args}.SortedArgs()
	for i := 0; i+1 < len(pairs); i += 2 {
		parts = append(parts, fmt.Sprintf("%v %v", pairs[i], pairs[i+1]))
	}
	return strings.Join(parts, ", ")
}

// faultLine is a fault with its place, for people.
func (w words) faultLine(f billing.Fault) string {
	if f.Path == "" {
		return w.fault(f)
	}
	return f.Path + ": " + w.fault(f)
}
