package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The import rules of ARCHITECTURE.md. Bans on packages of ours hold through others as well; bans on foreign ones are on
// direct imports. Tests may import what they like.
type rule struct {
	pkg  string   // path below the module; "/..." takes the folders below as well
	bans []string // own paths start with "fakturist/"
}

const (
	module = "fakturist"
	sql    = "database/sql"
	fyne   = "fyne.io/fyne/v2"
	http   = "net/http"
	modern = "modernc.org/sqlite"
)

func own(paths ...string) []string {
	var out []string
	for _, p := range paths {
		out = append(out, module+"/"+p)
	}
	return out
}

var (
	outside = own("app", "ui", "data")
	rules   = []rule{
		{"billing/...", slices.Concat(outside, []string{sql, fyne, http, modern, "net"})},
		{"billing", own("billing/tax", "billing/recur", "billing/dunning", "billing/match", "billing/ledger", "billing/template",
			"billing/layout", "billing/pdf", "billing/ubl", "billing/bank", "billing/export", "assets")},
		{"billing/money", own("billing")}, {"billing/cal", own("billing")}, {"billing/payref", own("billing")},
		{"billing/law", own("billing", "billing/money", "billing/payref")}, {"billing/xmlscan", own("billing")},
		{"billing/template", []string{"codeberg.org/go-pdf/fpdf"}}, {"billing/layout", []string{"codeberg.org/go-pdf/fpdf"}},
		{"billing/bank/camt", own("billing/bank/ocr")}, {"billing/bank/ocr", own("billing/bank/camt")},
		{"data/...", slices.Concat(own("ui", "app"), []string{fyne, "net", http})},
		{"ui/...", slices.Concat(own("data", "app"), []string{sql, modern, http})},
		{"ui/view", []string{fyne}},
		{"ui/widget", own("billing", "ui/view")},
		{"app/fakt", slices.Concat(own("ui"), []string{fyne})}, {"app/cli", slices.Concat(own("ui", "data"), []string{fyne, sql})},
		{"app/channel/...", own("data", "ui")}, {"app/lookup", own("data", "ui")}, {"app/inbox", own("data", "ui")},
		{"app/sheet", own("data", "ui", "app/intake")}, {"app/intake", own("data", "ui")},
		{"app/oauth", own("data", "ui")}, {"app/print", own("data", "ui")},
		{"app/...", own("app/realtest", "billing/pdf/pdftest")}, {"billing/...", own("billing/pdf/pdftest")}, {"app/realtest", own("billing", "data", "ui", "app/practice")},
		{"app/practice", own("data", "ui")}, {"app/sched", own("data", "ui")},
		{"app/trust", own("billing", "data", "ui")}, {"app/channel", own("billing", "data", "ui")},
		{"app/secret", own("billing", "data", "ui", "app/channel", "app/cli", "app/inbox", "app/lookup", "app/practice")},
		{"assets", own("app", "ui", "data", "billing")},
	}
)

// appItself is exempt where a rule of a leaf of app bans the composition root's own imports: app/cli is thin over app, and
// app may import data.
func throughApp(pkg, path string) bool {
	return pkg == module+"/app/cli" && (path == module+"/data" || path == sql) ||
		pkg == module+"/app/fakt" && path == sql
}

func TestImports_FollowTheArchitecture(t *testing.T) {
	for _, v := range violations(readImports(t), rules) {
		t.Error(v)
	}
}

func TestImports_FindAPlantedViolation(t *testing.T) {
	for name, c := range map[string]struct {
		imports map[string][]string
		want    string
	}{
		"direct":         {map[string][]string{"fakturist/ui": {"fakturist/data"}}, "fakturist/ui imports fakturist/data"},
		"through others": {map[string][]string{"fakturist/billing/match": {"fakturist/billing/x"}, "fakturist/billing/x": {"fakturist/app"}}, "fakturist/billing/match imports fakturist/app"},
		"foreign":        {map[string][]string{"fakturist/ui/view": {"fyne.io/fyne/v2/widget"}}, "fakturist/ui/view imports fyne.io/fyne/v2/widget"},
	} {
		if got := violations(c.imports, rules); !slices.Contains(got, c.want) {
			t.Errorf("%s: got %v, want %q", name, got, c.want)
		}
	}
}

// readImports maps each package of the module to what its files, tests aside, import.
func readImports(t *testing.T) map[string][]string {
	t.Helper()
	imports := map[string][]string{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		pkg := strings.TrimSuffix(module+"/"+filepath.ToSlash(filepath.Dir(path)), "/.")
		for _, spec := range f.Imports {
			p, _ := strconv.Unquote(spec.Path.Value)
			imports[pkg] = append(imports[pkg], p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return imports
}

func violations(imports map[string][]string, rules []rule) []string {
	var out []string
	for pkg := range imports {
		for _, r := range rules {
			if !covers(r.pkg, pkg) {
				continue
			}
			for _, path := range reach(imports, pkg) {
				if banned(r, pkg, path, slices.Contains(imports[pkg], path)) {
					out = append(out, pkg+" imports "+path)
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func covers(pattern, pkg string) bool {
	base, below := strings.CutSuffix(pattern, "/...")
	return pkg == module+"/"+base || below && strings.HasPrefix(pkg, module+"/"+base+"/")
}

// banned tells whether a rule forbids pkg to import path. A ban of "net" means that package alone, of another path all below it.
func banned(r rule, pkg, path string, direct bool) bool {
	for _, ban := range r.bans {
		mine := strings.HasPrefix(ban, module+"/")
		if !mine && !direct || throughApp(pkg, path) && !direct {
			continue
		}
		if path == ban || ban != "net" && !exactly(r.pkg, ban) && strings.HasPrefix(path, ban+"/") {
			return true
		}
	}
	return false
}

// exactly keeps a leaf's ban of its parent, as of billing/money on billing, from meaning the leaf's own siblings.
func exactly(pkg, ban string) bool { return strings.HasPrefix(module+"/"+pkg, ban+"/") }

// reach lists everything pkg imports, packages of ours with what they import in turn.
func reach(imports map[string][]string, pkg string) []string {
	seen := map[string]bool{}
	var walk func(string)
	walk = func(p string) {
		for _, path := range imports[p] {
			if !seen[path] {
				seen[path] = true
				if strings.HasPrefix(path, module+"/") {
					walk(path)
				}
			}
		}
	}
	walk(pkg)
	var out []string
	for p := range seen {
		out = append(out, p)
	}
	return out
}
