package translation_test

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fakturist/assets/translation"
)

func TestLanguages_HaveTheSameKeysAndPlaces(t *testing.T) {
	base := sentences(t, "nb")
	for _, lang := range translation.Languages {
		other := sentences(t, lang)
		for key, text := range base {
			if got, ok := other[key]; !ok {
				t.Errorf("%s lacks %q", lang, key)
			} else if diff := cmp.Diff(places(text), places(got)); diff != "" {
				t.Errorf("%s: %q has other places (-nb +%s):\n%s", lang, key, lang, diff)
			}
		}
		for key := range other {
			if _, ok := base[key]; !ok {
				t.Errorf("nb lacks %q, which %s has", key, lang)
			}
		}
	}
}

func TestFiles_AreSortedOneKeyALine(t *testing.T) {
	line := regexp.MustCompile(`^  "([^"]+)": ".*",?$`)
	for _, lang := range translation.Languages {
		raw, err := os.ReadFile(lang + ".json")
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
		var keys []string
		for i, l := range lines[1 : len(lines)-1] {
			m := line.FindStringSubmatch(l)
			if m == nil {
				t.Errorf("%s.json:%d is not one key: %s", lang, i+2, l)
				continue
			}
			keys = append(keys, m[1])
		}
		for i := 1; i < len(keys); i++ {
			if keys[i-1] >= keys[i] {
				t.Errorf("%s.json: %q stands after %q", lang, keys[i], keys[i-1])
			}
		}
	}
}

func TestSentences_AreNeverEmpty(t *testing.T) {
	for _, lang := range translation.Languages {
		for key, text := range sentences(t, lang) {
			if strings.TrimSpace(text) == "" || text != strings.TrimSpace(text) {
				t.Errorf("%s: %q is %q", lang, key, text)
			}
		}
	}
}

func TestT_FillsInPlaces(t *testing.T) {
	nb := translation.Open("nb")
	if got, want := nb.T("date.long", "weekday", "søndag", "day", 22, "month", "november"), "søndag 22. november"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := nb.T("date.long", "weekday", "{day}", "day", 22, "month", "x"); got != "{day} 22. x" {
		t.Errorf("a value that looks like a place was filled in again: %q", got)
	}
}

func TestT_GivesAKeyNobodyWroteBack(t *testing.T) {
	if got := translation.Open("en").T("no.such.key", "n", 1); got != "no.such.key" {
		t.Errorf("got %q", got)
	}
}

func TestOpen_TakesTheNearestLanguage(t *testing.T) {
	for asked, want := range map[string]string{
		"nb": "nb", "nb_NO.UTF-8": "nb", "no": "nb", "nn-NO": "nb", "sv_SE": "nb", "": "nb", "en-GB": "en", "EN": "en", "de": "en", "C.UTF-8": "en",
	} {
		if got := translation.Open(asked).Lang(); got != want {
			t.Errorf("%q speaks %s, want %s", asked, got, want)
		}
	}
}

func sentences(t *testing.T, lang string) map[string]string {
	t.Helper()
	raw, err := os.ReadFile(lang + ".json")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatalf("%s.json: %v", lang, err)
	}
	return out
}

func places(text string) []string {
	found := regexp.MustCompile(`\{[A-Za-z]+\}`).FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func TestT_ChoosesTheFormOfACount(t *testing.T) {
	c := translation.Of(map[string]string{"sent.one": "Én faktura er sendt", "sent.other": "{N} fakturaer er sendt"}, nil)
	for n, want := range map[any]string{0: "0 fakturaer er sendt", 1: "Én faktura er sendt", "2 000": "2 000 fakturaer er sendt"} {
		if got := c.T("sent", "N", n); got != want {
			t.Errorf("%v: got %q, want %q", n, got, want)
		}
	}
}

func TestT_SaysInBokmaalWhatALanguageLacks(t *testing.T) {
	c := translation.Of(map[string]string{"a": "own"}, map[string]string{"a": "base", "b": "base {x}"})
	if got := c.T("a") + ", " + c.T("b", "x", 1); got != "own, base 1" {
		t.Errorf("got %q", got)
	}
}

func TestToolkit_TeachesBokmaalOnly(t *testing.T) {
	if raw := translation.Toolkit("nb"); !json.Valid(raw) || !strings.Contains(string(raw), `"Cancel": "Avbryt"`) {
		t.Errorf("the words of the toolkit in nb are %q", raw)
	}
	if raw := translation.Toolkit("en"); raw != nil {
		t.Error("the toolkit speaks English by itself")
	}
}
