package main

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// speech is what the code says about its words: keys it names in full, keys it makes by adding to a beginning, and every
// string that may be a key kept for later.
type speech struct {
	named, begun, strings map[string]bool
	spoken                map[string]bool // beginnings that are spoken at once, not kept for later
	faults                map[string]bool // codes given to Faults.Add, Faults.Warn or a Fault
}

// speaking are the methods whose first argument is a key; telling those whose first argument is a fault code.
var (
	speaking = []string{"T", "say", "sentence"}
	telling  = []string{"Add", "Warn"}
	faultish = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)+$`)
)

func TestWords_EveryKeyUsedIsWritten(t *testing.T) {
	said, written := listen(t, "ui", "app"), wordsOf(t)
	for _, key := range slices.Sorted(maps.Keys(said.named)) {
		if !written[key] && !written[key+".one"] {
			t.Errorf("%s is used and not written", key)
		}
	}
	for _, begun := range slices.Sorted(maps.Keys(said.spoken)) {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(written)), func(key string) bool { return strings.HasPrefix(key, begun) }) {
			t.Errorf("%s… is used and no such key is written", begun)
		}
	}
}

func TestWords_EveryKeyWrittenIsUsed(t *testing.T) {
	said := listen(t, "ui", "app", "assets/translation", "billing")
	for _, key := range slices.Sorted(maps.Keys(wordsOf(t))) {
		if !said.uses(key) {
			t.Errorf("%s is written and never used", key)
		}
	}
}

func TestWords_EveryFaultHasItsSentence(t *testing.T) {
	written := wordsOf(t)
	for _, code := range slices.Sorted(maps.Keys(listen(t, "billing", "app").faults)) {
		if !written["fault."+code] {
			t.Errorf("fault %s has no sentence", code)
		}
	}
}

// uses tells whether the code can say the key.
func (s speech) uses(key string) bool {
	key = strings.TrimSuffix(strings.TrimSuffix(key, ".one"), ".other")
	if s.named[key] || s.strings[key] || strings.HasPrefix(key, "fault.") && s.knows(strings.TrimPrefix(key, "fault.")) {
		return true
	}
	for begun := range s.begun {
		if strings.HasPrefix(key, begun) {
			return true
		}
	}
	return false
}

// knows tells whether a code stands anywhere in the code; codes of rules are also made from a beginning.
func (s speech) knows(code string) bool {
	return s.faults[code] || s.strings[code] || regexp.MustCompile(`^(BR|PEPPOL|NO|UBL|smtp)-`).MatchString(code)
}

func wordsOf(t *testing.T) map[string]bool {
	t.Helper()
	keys := map[string]bool{}
	for _, file := range []string{"assets/translation/nb.json", "app/cli/words/nb.json"} {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var words map[string]string
		if err := json.Unmarshal(b, &words); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for key := range words {
			keys[key] = true
		}
	}
	return keys
}

func listen(t *testing.T, folders ...string) speech {
	t.Helper()
	s := speech{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err == nil {
				ast.Inspect(f, s.hear)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func (s speech) hear(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.CallExpr:
		s.hearCall(n)
	case *ast.KeyValueExpr:
		if id, ok := n.Key.(*ast.Ident); ok && id.Name == "Code" {
			s.hearFault(n.Value)
		}
	case *ast.BinaryExpr:
		if begun, ok := text(n.X); ok && n.Op == token.ADD && strings.Contains(begun, ".") {
			s.begun[begun] = true
		}
	case *ast.BasicLit:
		if v, ok := text(n); ok {
			s.strings[v] = true
		}
	}
	return true
}

func (s speech) hearCall(call *ast.CallExpr) {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) == 0 {
		return
	}
	switch first := call.Args[0]; {
	case slices.Contains(speaking, sel.Sel.Name):
		s.hearKey(first)
	case slices.Contains(telling, sel.Sel.Name):
		s.hearFault(first)
	}
}

func (s speech) hearKey(e ast.Expr) {
	if key, ok := text(e); ok && strings.Contains(key, ".") {
		s.named[key] = true
	}
	if sum, ok := e.(*ast.BinaryExpr); ok {
		if begun, ok := text(sum.X); ok {
			s.spoken[begun] = true
		}
	}
}

func (s speech) hearFault(e ast.Expr) {
	if code, ok := text(e); ok && faultish.MatchString(code) {
		s.faults[code] = true
	}
}

func text(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	v, err := strconv.Unquote(lit.Value)
	return v, err == nil
}
