package cli_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"fakturist/app/cli"
)

// refusal is what a refused command says with --json.
type refusal struct {
	Error struct {
		Code   string
		Faults []struct{ Code, Path, Message string }
	}
}

// run runs fakt within the test and wants an exit code and, unless it is empty, a fault. It gives stdout.
func run(t *testing.T, wantExit int, wantFault string, args ...string) string {
	t.Helper()
	var out, told bytes.Buffer
	exit := cli.New(strings.NewReader(""), &out, &told).Run(context.Background(), append([]string{"--json"}, args...))
	var r refusal
	if wantFault != "" {
		if err := json.Unmarshal(told.Bytes(), &r); err != nil {
			t.Fatalf("fakt %s: stderr is no JSON: %v: %s", strings.Join(args, " "), err, told.String())
		}
	}
	code := ""
	if len(r.Error.Faults) > 0 {
		code = r.Error.Faults[0].Code
		if s := r.Error.Faults[0].Message; s == "" || s == code {
			t.Errorf("fault %s has no sentence", code)
		}
	}
	if exit != wantExit || code != wantFault {
		t.Fatalf("fakt %s: exit %d, fault %q, want %d, %q: %s", strings.Join(args, " "), exit, code, wantExit, wantFault, told.String())
	}
	return out.String()
}

// club makes a company file that may issue, with a draft ready, and keeps everything else of fakt in the test's folder.
func club(t *testing.T) (path, draft string) {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("FAKT_DATA", filepath.Join(dir, "data"))
	t.Setenv("LANG", "en_GB.UTF-8")
	t.Setenv("LC_ALL", "")
	path = filepath.Join(dir, "klubb.fakt")
	t.Setenv("FAKT_COMPANY", path)
	run(t, 0, "", "init", path, "--name", "Klubb", "--org-no", "999006108", "--account", "15035040118")
	run(t, 0, "", "company", "set", "address.postCode=2040", "address.city=Kløfta")
	customer := write(t, filepath.Join(dir, "kunde.json"), `{"no":"1","name":"Kari","type":"person","address":{"city":"Oslo","postCode":"0155"}}`)
	run(t, 0, "", "customer", "add", customer)
	return path, write(t, filepath.Join(dir, "utkast.json"), `{"customer":{"no":"1"},"lines":[{"item":"X","quantity":"1","price":"100"}]}`)
}

func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// raw opens a company file as somebody with a SQLite shell would.
func raw(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(2000)")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db
}

func exec1(t *testing.T, db *sql.DB, query string) {
	t.Helper()
	if _, err := db.Exec(query); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func TestFile_OfANewerProgramIsLeftAlone(t *testing.T) {
	path, _ := club(t)
	db := raw(t, path)
	exec1(t, db, `PRAGMA user_version = 9999`)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	run(t, 4, "file-newer", "invoice", "list")
	run(t, 4, "file-newer", "verify")
	run(t, 4, "file-newer", "restore", write(t, path+".copy", string(before)))
	after, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the newer file was changed (%v)", err)
	}
}

func TestFile_HeldByAnotherProgramIsToldAndNothingIsLost(t *testing.T) {
	path, draft := club(t)
	run(t, 0, "", "invoice", "draft", draft)
	db := raw(t, path)
	exec1(t, db, `BEGIN IMMEDIATE`)
	run(t, 0, "", "invoice", "list") // reading goes on
	run(t, 4, "file-locked", "invoice", "issue", "--all")
	exec1(t, db, `ROLLBACK`)
	out := run(t, 0, "", "invoice", "issue", "--all")
	if !strings.Contains(out, `"number": "10001"`) {
		t.Errorf("issued after the lock: %s", out)
	}
	run(t, 0, "", "verify")
}

// TestFile_CutShortIsTold: a file that is cut short, or whose head is gone, is told and stays as it is.
func TestFile_CutShortIsTold(t *testing.T) {
	path, draft := club(t)
	run(t, 0, "", "invoice", "draft", draft)
	run(t, 0, "", "invoice", "issue", "--all")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, cut := range map[string][]byte{"half": whole[:len(whole)/2], "head": whole[:100], "no head": append(make([]byte, 100), whole[100:]...)} {
		write(t, path, string(cut))
		run(t, 4, "file-damaged", "invoice", "list")
		run(t, 4, "file-damaged", "invoice", "issue", "--all")
		if left, err := os.ReadFile(path); err != nil || !bytes.Equal(left, cut) {
			t.Errorf("%s: the damaged file was changed (%v)", name, err)
		}
	}
	write(t, path, string(whole))
	run(t, 0, "", "verify")
}

// TestDisk_FullIsToldAndNothingIsLost runs fakt on a small disk of its own until that is full. What was told to be issued
// is there afterwards, and the file is whole.
func TestDisk_FullIsToldAndNothingIsLost(t *testing.T) {
	path, draft := club(t)
	dir := filepath.Dir(path)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	fakt := filepath.Join(dir, "fakt") // the test binary is fakt when it is called so
	if err := os.Symlink(self, fakt); err != nil {
		t.Fatal(err)
	}
	if err := exec.Command("unshare", "-rm", "sh", "-c", `mkdir "$0" && mount -t tmpfs -o size=1m none "$0"`, filepath.Join(dir, "try")).Run(); err != nil {
		t.Skip("this system does not let an ordinary user mount a small disk:", err)
	}
	script := `set -eu
mkdir "$DIR/disk"
mount -t tmpfs -o size=1500k none "$DIR/disk"
cp "$FAKT_COMPANY" "$DIR/disk/klubb.fakt"
export FAKT_COMPANY="$DIR/disk/klubb.fakt"
n=0
while [ $n -lt 400 ]; do
	n=$((n+1))
	"$FAKT" invoice draft "$DRAFT" > "$DIR/out" 2> "$DIR/err" || { echo "exit $?" >> "$DIR/err"; break; }
	"$FAKT" --json invoice issue --all >> "$DIR/issued" 2> "$DIR/err" || { echo "exit $?" >> "$DIR/err"; break; }
done
cp "$DIR"/disk/klubb.fakt* "$DIR/after/"
`
	if err := os.Mkdir(filepath.Join(dir, "after"), 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("unshare", "-rm", "sh", "-c", script)
	cmd.Env = append(os.Environ(), "DIR="+dir, "FAKT="+fakt, "DRAFT="+draft)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	told, err := os.ReadFile(filepath.Join(dir, "err"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(told), "disk is full") || !strings.HasSuffix(strings.TrimSpace(string(told)), "exit 1") {
		t.Errorf("a full disk is told as %s", told)
	}
	t.Setenv("FAKT_COMPANY", filepath.Join(dir, "after", "klubb.fakt"))
	run(t, 0, "", "verify")
	issued, err := os.ReadFile(filepath.Join(dir, "issued"))
	if err != nil {
		t.Fatal(err)
	}
	stored := run(t, 0, "", "invoice", "list")
	for _, line := range strings.Split(string(issued), "\n") {
		if strings.Contains(line, `"number"`) && !strings.Contains(stored, strings.TrimSpace(line)) {
			t.Errorf("%s was told and is not there", line)
		}
	}
	run(t, 0, "", "invoice", "issue", "--all") // with room again the rest goes
	run(t, 0, "", "verify")
}
