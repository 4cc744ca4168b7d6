package rule_test

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fakturist/billing/ubl"
	"fakturist/billing/ubl/rule"
)

// shared is the folder with the official rules and examples, which are not part of the program.
func shared(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("FAKTURIST_SHARED")
	if dir == "" {
		t.Skip("FAKTURIST_SHARED names no folder with peppol/: official documents are not checked")
	}
	return dir
}

func TestConformance_OfficialExamplesPass(t *testing.T) {
	dir := shared(t)
	seen := 0
	for _, sub := range []string{"bis", "no"} {
		files, err := filepath.Glob(filepath.Join(dir, "peppol", "examples", sub, "*.xml"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			seen++
			if _, err := ubl.Read(data); err != nil {
				t.Errorf("%s: %v", filepath.Base(f), err)
			}
			for _, found := range rule.Check(data) {
				if found.Flag == rule.Fatal {
					t.Errorf("%s: %+v", filepath.Base(f), found)
				}
			}
		}
	}
	if seen != 12 {
		t.Errorf("%d examples, want 12", seen)
	}
	t.Logf("%d official examples", seen)
}

// TestConformance_OfficialUnitDocumentsAgree runs every official unit document. Each is named after the rule it breaks or
// keeps: <set>__<rule>__<nn>__<ok|err|warn>__<rule>.xml.
func TestConformance_OfficialUnitDocumentsAgree(t *testing.T) {
	dir := shared(t)
	known := knownIDs()
	equal, differing, rules := 0, 0, map[string]bool{}
	eachUnit(t, filepath.Join(dir, "peppol", "unit.tar.gz"), func(name string, data []byte) {
		parts := strings.Split(strings.TrimSuffix(filepath.Base(name), ".xml"), "__")
		kind, id := parts[len(parts)-2], parts[len(parts)-1]
		rules[id] = true
		hit := ids(rule.Check(data))[id]
		if hit == (kind != "ok") {
			equal++
			return
		}
		differing++
		if why, told := notCovered[id]; told && !known[id] {
			t.Logf("%s: not covered: %s", name, why)
			return
		}
		t.Errorf("%s: %s found %v", name, id, hit)
	})
	t.Logf("%d cases, %d equal, %d differing; %d rules", equal+differing, equal, differing, len(rules))
	if equal == 0 {
		t.Error("no unit document was checked")
	}
}

// ids are the ids of findings.
func ids(found []rule.Finding) map[string]bool {
	out := map[string]bool{}
	for _, f := range found {
		out[f.ID] = true
	}
	return out
}

func knownIDs() map[string]bool {
	out := map[string]bool{}
	for _, k := range rule.All() {
		out[k.ID] = true
	}
	return out
}

func eachUnit(t *testing.T, path string, visit func(name string, data []byte)) {
	t.Helper()
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("no %s: the official unit documents are not checked", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(unzipped); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Typeflag != tar.TypeReg || !strings.HasSuffix(h.Name, ".xml") {
			continue
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		visit(h.Name, data)
	}
}
