package rule_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"fakturist/billing/ubl/rule"
)

// sentences are the words of the window in a language, by the code of the fault.
func sentences(t *testing.T, language string) map[string]string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "..", "assets", "translation", language+".json"))
	if err != nil {
		t.Fatal(err)
	}
	words, out := map[string]string{}, map[string]string{}
	if err := json.Unmarshal(b, &words); err != nil {
		t.Fatal(err)
	}
	for key, text := range words {
		if code, ok := strings.CutPrefix(key, "fault."); ok {
			out[code] = text
		}
	}
	return out
}

func sentence(of map[string]string, id string) string {
	if s, own := of[id]; own {
		return s
	}
	return of[rule.Family(id)]
}

func TestAll_EveryRuleHasItsSentence(t *testing.T) {
	for _, language := range []string{"nb", "en"} {
		of := sentences(t, language)
		for _, k := range rule.All() {
			if sentence(of, k.ID) == "" {
				t.Errorf("%s: %s has no sentence", language, k.ID)
			}
		}
	}
}

var leaf = regexp.MustCompile(`(<cbc:[A-Za-z]+[^>]*>)([^<]*)(</cbc:[A-Za-z]+>)`)

// TestCheck_TellsWhatItsSentencesName breaks every value of our documents in several ways: each finding is of a known rule,
// with its flag, and tells every value its sentence names.
func TestCheck_TellsWhatItsSentencesName(t *testing.T) {
	of, known := sentences(t, "nb"), map[string]rule.Known{}
	for _, k := range rule.All() {
		known[k.ID] = k
	}
	place, seen := regexp.MustCompile(`\{([A-Za-z]+)\}`), map[string]bool{}
	for _, name := range []string{"club", "everything", "euro"} {
		doc := document(t, name)
		for _, at := range leaf.FindAllStringSubmatchIndex(doc, -1) {
			for _, value := range []string{"", "x", "-0.001", "2020-02-02", "delete", "attribute"} {
				for _, f := range rule.Check([]byte(broken(doc, at, value))) {
					seen[f.ID] = true
					k, ok := known[f.ID]
					if !ok || k.Flag == rule.Warning && f.Flag == rule.Fatal {
						t.Fatalf("%+v is not known", f)
					}
					for _, m := range place.FindAllStringSubmatch(sentence(of, f.ID), -1) {
						if _, told := f.Args[m[1]]; !told {
							t.Errorf("%s is not told {%s}: %v", f.ID, m[1], f.Args)
						}
					}
				}
			}
		}
	}
	if len(seen) < 130 {
		t.Errorf("only %d rules were broken: %v", len(seen), slices.Sorted(maps.Keys(seen)))
	}
}

// broken is a document with one value changed, deleted or doubled, or without its attributes.
func broken(doc string, at []int, value string) string {
	before, open, text, shut, after := doc[:at[2]], doc[at[2]:at[3]], doc[at[4]:at[5]], doc[at[6]:at[7]], doc[at[7]:]
	switch value {
	case "delete":
		return before + after
	case "twice":
		return before + open + text + shut + open + text + shut + after
	case "attribute":
		name, _, _ := strings.Cut(strings.TrimSuffix(open, ">"), " ")
		return before + name + ">" + text + shut + after
	}
	return before + open + value + shut + after
}
