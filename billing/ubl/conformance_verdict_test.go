package ubl_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fakturist/billing/ubl/rule"
)

// official is what the official validator says of one document.
type official struct {
	ids     map[string]bool // rule id: fatal
	crashed map[string]bool // layers whose rules broke down on the document and said nothing else
}

// comparison counts where our rules and the official ones say the same of a document, rule by rule.
type comparison struct {
	documents, equal, crashed int
	differing                 []string
	onlyOfficial, onlyOurs    map[string]int
	agreed                    map[string]int
}

// compare sets our findings against the official ones. Our own rules are left out. Where the official rules of a layer broke
// down, as they do on a doubled element, only the verdict is compared: ours must be fatal too.
func compare(t *testing.T, verdicts map[string]official, docs map[string][]byte) comparison {
	t.Helper()
	layers := map[string]rule.Layer{}
	for _, k := range rule.All() {
		layers[k.ID] = k.Layer
	}
	c := comparison{onlyOfficial: map[string]int{}, onlyOurs: map[string]int{}, agreed: map[string]int{}}
	for _, path := range slices.Sorted(maps.Keys(docs)) {
		theirs := verdicts[path]
		ours, fatal := map[string]bool{}, false
		for _, f := range rule.Check(docs[path]) {
			if layers[f.ID] == rule.Own {
				continue
			}
			fatal = fatal || f.Flag == rule.Fatal
			if !theirs.crashed[file(layers[f.ID])] {
				ours[strings.TrimSuffix(f.ID, "-ORDER")] = f.Flag == rule.Fatal
			}
		}
		c.add(path, theirs.ids, ours, len(theirs.crashed) > 0 && !fatal)
		if len(theirs.crashed) > 0 {
			c.crashed++
		}
	}
	return c
}

func (c *comparison) add(path string, theirs, ours map[string]bool, missed bool) {
	c.documents++
	var told []string
	for id, fatal := range theirs {
		if f, ok := ours[id]; !ok || f != fatal {
			c.onlyOfficial[id]++
			told = append(told, "official "+id)
		} else {
			c.agreed[id]++
		}
	}
	for id := range ours {
		if _, ok := theirs[id]; !ok {
			c.onlyOurs[id]++
			told = append(told, "ours "+id)
		}
	}
	if missed {
		c.onlyOfficial["RUNTIME-ERROR"]++
		told = append(told, "official RUNTIME-ERROR")
	}
	if len(told) == 0 {
		c.equal++
		return
	}
	slices.Sort(told)
	c.differing = append(c.differing, fmt.Sprintf("%s: %s", filepath.Base(path), strings.Join(told, ", ")))
}

// report logs the counts and fails on every document that differs.
func (c *comparison) report(t *testing.T) {
	t.Helper()
	t.Logf("%d documents, %d equal, %d differing; %d broke down an official layer; %d rules found by both", c.documents, c.equal, len(c.differing), c.crashed, len(c.agreed))
	if len(c.onlyOfficial)+len(c.onlyOurs) > 0 {
		t.Logf("only official %v, only ours %v", c.onlyOfficial, c.onlyOurs)
	}
	for i, d := range c.differing {
		if i == 40 {
			t.Errorf("and %d more", len(c.differing)-i)
			break
		}
		t.Error(d)
	}
}

// file is the official rule file of a layer.
func file(l rule.Layer) string {
	switch l {
	case rule.EN:
		return "CEN-EN16931-UBL"
	case rule.UBL:
		return "xsd"
	}
	return "PEPPOL-EN16931-UBL"
}

// judge asks the official validator about documents, which it writes to a folder of their own.
func judge(t *testing.T, shared string, docs map[string][]byte) (map[string]official, map[string][]byte) {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	byPath := map[string][]byte{}
	for name, doc := range docs {
		write(t, dir, name, doc)
		byPath[filepath.Join(dir, name)] = doc
	}
	return ask(t, shared, dir), byPath
}

// ask runs the official validator once over a folder.
func ask(t *testing.T, shared, dir string) map[string]official {
	t.Helper()
	cmd := exec.Command(filepath.Join(shared, "peppol", "validate.sh"), "-t", dir)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 1) {
		t.Fatalf("official validator: %v\n%s", err, stderr.String())
	}
	verdicts := map[string]official{}
	for line := range strings.Lines(string(out)) {
		f := strings.SplitN(strings.TrimRight(line, "\n"), "\t", 6) // path, layer, rule, flag, place, text
		if len(f) != 6 {
			t.Fatalf("official validator says %q", line)
		}
		o, seen := verdicts[f[0]]
		if !seen {
			o = official{ids: map[string]bool{}, crashed: map[string]bool{}}
			verdicts[f[0]] = o
		}
		if f[2] == "RUNTIME-ERROR" {
			o.crashed[f[1]] = true
			continue
		}
		o.ids[f[2]] = f[3] == "fatal"
	}
	return verdicts
}

func sharedFolder(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("FAKTURIST_SHARED")
	if dir == "" {
		t.Skip("FAKTURIST_SHARED names no folder with peppol/validate.sh: the official validator is not asked")
	}
	return dir
}

// TestConformance_SameVerdictOnOfficialDocuments compares every rule id of every official unit document and example.
func TestConformance_SameVerdictOnOfficialDocuments(t *testing.T) {
	dir := sharedFolder(t)
	verdicts, docs := judge(t, dir, officialDocuments(t, dir))
	c := compare(t, verdicts, docs)
	c.report(t)
}

// officialDocuments are the unit documents and the examples of BIS Billing.
func officialDocuments(t *testing.T, shared string) map[string][]byte {
	t.Helper()
	docs := map[string][]byte{}
	packed, err := os.ReadFile(filepath.Join(shared, "peppol", "unit.tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	unzipped, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(unzipped); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(h.Name, ".xml") {
			continue
		}
		if docs[filepath.Base(h.Name)], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	maps.Copy(docs, examples(t, shared))
	return docs
}

func examples(t *testing.T, shared string) map[string][]byte {
	t.Helper()
	docs := map[string][]byte{}
	for _, sub := range []string{"bis", "no"} {
		files, err := filepath.Glob(filepath.Join(shared, "peppol", "examples", sub, "*.xml"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if docs[sub+"-"+filepath.Base(f)], err = os.ReadFile(f); err != nil {
				t.Fatal(err)
			}
		}
	}
	return docs
}
