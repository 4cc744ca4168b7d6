package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// told is one place where a fault is made: its code, the names of its values, and whether some of them are out of sight.
type told struct {
	code, where string
	args        []string
	open        bool
}

// tellers are the functions that make a fault, with the places of the code and of the first name among their arguments.
var tellers = map[string][2]int{
	"Add": {0, 2}, "Warn": {0, 2}, "refuse": {0, 2}, "because": {1, 2}, "wait": {1, 2}, "fatal": {0, 2}, "warn": {0, 2},
}

// A sentence with a place nobody fills shows the place: "{number}".
func TestWords_SentencesNameOnlyWhatTheFaultTells(t *testing.T) {
	sentences, seen := faultSentences(t), 0
	for _, f := range tellings(t, "billing", "app", "data", "ui/view") {
		for _, place := range sentences[f.code] {
			seen++
			if !f.open && !slices.Contains(f.args, place) {
				t.Errorf("%s: fault %s is not told {%s}, which its sentence names", f.where, f.code, place)
			}
		}
	}
	if seen < 50 {
		t.Errorf("only %d places were compared", seen)
	}
}

// Codes that are made from constants or put together are seen by no search for Faults.Add.
func TestWords_EveryReasonHasItsSentence(t *testing.T) {
	sentences := faultSentences(t)
	reasons := slices.Concat(
		constants(t, "Code", "", "app/channel/email", "app/channel/letter", "app/channel/peppol", "app/lookup", "app/inbox", "app/print", "billing/pile"),
		constants(t, "Skip", "", "app/inbox"), constants(t, "Reason", "bank-file-", "billing/bank"), constants(t, "Fault", "", "app"),
		written(t, "verify-", "data/verify.go", `\{"([a-z-]+)", [st]\.verify`), written(t, "", "app/secret/secret.go", `&Error\{"([a-z-]+)"\}`))
	if len(reasons) < 100 {
		t.Fatalf("only %d reasons found", len(reasons))
	}
	for _, code := range reasons {
		if _, ok := sentences[code]; !ok {
			t.Errorf("fault %s has no sentence", code)
		}
	}
}

// What the outbox and the overview say comes without values.
func TestWords_ReasonsOfDeliveriesHaveNoPlaces(t *testing.T) {
	sentences := faultSentences(t)
	for _, code := range append(constants(t, "Code", "", "app/channel/email", "app/channel/letter", "app/channel/peppol", "app/lookup"),
		"smtp-550", "ap-503", "elma-not-registered", "elma-kind-not-taken", "lookup-unknown", "delivery-failed", "channel-not-set-up", "no-channel",
		"interrupted", "sender-unknown", "account-not-ours", "balance-differs", "balance-currency", "balance-gap") {
		if len(sentences[code]) > 0 {
			t.Errorf("fault %s is shown without values, and its sentence names %v", code, sentences[code])
		}
	}
}

// faultSentences are the places in the sentence of every fault; nb and en have the same.
func faultSentences(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for _, file := range []string{"assets/translation/nb.json", "app/cli/words/nb.json"} {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var words map[string]string
		if err := json.Unmarshal(raw, &words); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for key, text := range words {
			if code, ok := strings.CutPrefix(key, "fault."); ok {
				out[code] = []string{}
				for _, m := range regexp.MustCompile(`\{([A-Za-z]+)\}`).FindAllStringSubmatch(text, -1) {
					out[code] = append(out[code], m[1])
				}
			}
		}
	}
	return out
}

func tellings(t *testing.T, folders ...string) []told {
	t.Helper()
	var out []told
	for _, folder := range folders {
		eachFile(t, folder, func(set *token.FileSet, f *ast.File) {
			ast.Inspect(f, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					if one, ok := tellingOf(call); ok {
						one.where = set.Position(call.Pos()).String()
						out = append(out, one)
					}
				}
				return true
			})
		})
	}
	return out
}

// tellingOf reads one call; false when it tells no fault by a code that stands there.
func tellingOf(call *ast.CallExpr) (told, bool) {
	name := ""
	switch fun := call.Fun.(type) {
	case *ast.Ident:
		name = fun.Name
	case *ast.SelectorExpr:
		name = fun.Sel.Name
	}
	at, known := tellers[name]
	if !known || len(call.Args) <= at[0] {
		return told{}, false
	}
	code, ok := stringOf(call.Args[at[0]])
	one := told{code: code, open: call.Ellipsis.IsValid()}
	for i := at[1]; i < len(call.Args); i += 2 {
		arg, literal := stringOf(call.Args[i])
		one.args, one.open = append(one.args, arg), one.open || !literal
	}
	return one, ok
}

// constants are the values of string constants whose names begin with start, with a beginning put before them.
func constants(t *testing.T, start, before string, folders ...string) []string {
	t.Helper()
	var out []string
	for _, folder := range folders {
		found := len(out)
		eachFile(t, folder, func(_ *token.FileSet, f *ast.File) {
			for _, d := range f.Decls {
				if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.CONST {
					for _, s := range g.Specs {
						v := s.(*ast.ValueSpec)
						if !strings.HasPrefix(v.Names[0].Name, start) || len(v.Values) == 0 {
							continue
						}
						if code, ok := stringOf(v.Values[0]); ok {
							out = append(out, before+code)
						}
					}
				}
			}
		})
		if len(out) == found {
			t.Errorf("no constants %s… in %s", start, folder)
		}
	}
	return out
}

// written are what a pattern finds in a file: the names of checks, the codes of errors.
func written(t *testing.T, before, file, pattern string) []string {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(src), -1) {
		out = append(out, before+m[1])
	}
	if len(out) < 5 {
		t.Errorf("only %d names in %s: %v", len(out), file, out)
	}
	return out
}

func eachFile(t *testing.T, folder string, look func(*token.FileSet, *ast.File)) {
	t.Helper()
	set := token.NewFileSet()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(set, path, nil, 0)
		if err == nil {
			look(set, f)
		}
		return err
	})
	if err != nil {
		t.Fatal(fmt.Errorf("read %s: %w", folder, err))
	}
}

func stringOf(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	v, err := strconv.Unquote(lit.Value)
	return v, err == nil
}
