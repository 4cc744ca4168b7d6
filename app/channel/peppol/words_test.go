package peppol_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"fakturist/app/channel/peppol"
)

// TestCodes_OfWhateverIsAnsweredHaveASentence: whatever status comes back, nobody meets a bare code.
func TestCodes_OfWhateverIsAnsweredHaveASentence(t *testing.T) {
	for _, language := range []string{"nb", "en"} {
		b, err := os.ReadFile("../../../assets/translation/" + language + ".json")
		if err != nil {
			t.Fatal(err)
		}
		words := map[string]string{}
		if err := json.Unmarshal(b, &words); err != nil {
			t.Fatal(err)
		}
		for status := 200; status < 600; status++ {
			for who, got := range peppol.ReadAnswers(status, []byte("?")) {
				if c := code(got.Err); got.Err != nil && words["fault."+c] == "" {
					t.Errorf("%s: %s, status %d: %q has no sentence", language, who, status, c)
				}
			}
		}
		for _, c := range strings.Fields("ap-user-missing ap-no-contact ap-no-post ap-scheme ap-reminder ap-vendor-missing ap-unreached ap-not-served " +
			"ap-no-status ap-moved ap-folder ap-disk-full") {
			if words["fault."+c] == "" {
				t.Errorf("%s: %q has no sentence", language, c)
			}
		}
	}
}
