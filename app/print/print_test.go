//go:build !windows

package print_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fakturist/app/print"

	"github.com/google/go-cmp/cmp"
)

// programs puts executables into a folder that is all of PATH but the shell's own.
func programs(t *testing.T, scripts map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, body := range scripts {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+body), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir)
	t.Setenv("DIR", dir)
	return dir
}

const (
	lp     = `for a in "$@"; do printf '%s\n' "$a" >> "$DIR/args"; done; echo "request id is Kontor-12 (1 file(s))"`
	lpstat = `case "$1" in -e) echo Gang; echo Kontor;; -d) echo "system default destination: Kontor";; *) exit 1;; esac`
)

func TestPrinters_TellsTheDefaultOneFirst(t *testing.T) {
	programs(t, map[string]string{"lpstat": lpstat})
	got, err := print.System().Printers(context.Background())
	if diff := cmp.Diff(got, []string{"Kontor", "Gang"}); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

func TestPrinters_AsksAnOlderSystemInItsWay(t *testing.T) {
	programs(t, map[string]string{"lpstat": `case "$1" in -a) echo "Gang accepting requests since Mon";; *) echo "unknown option" >&2; exit 1;; esac`})
	got, err := print.System().Printers(context.Background())
	if diff := cmp.Diff(got, []string{"Gang"}); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

func TestPrinters_AreNoneWithoutASystemOrAPrinter(t *testing.T) {
	for name, scripts := range map[string]map[string]string{"nothing": nil, "no printer": {"lpstat": `echo "No destinations added." >&2; exit 1`}} {
		programs(t, scripts)
		if got, err := print.System().Printers(context.Background()); len(got) != 0 || err != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func TestPrint_HandsTheFileOverAtFullSize(t *testing.T) {
	dir := programs(t, map[string]string{"lp": lp})
	file := filepath.Join(dir, "brev; rm -rf $HOME.pdf")
	job, err := print.System().Print(context.Background(), file, print.Options{Printer: "Gang", Duplex: true, Copies: 2, Title: "Brev"})
	if err != nil || job != "Kontor-12" {
		t.Fatalf("job %q, %v", job, err)
	}
	want := []string{"-d", "Gang", "-n", "2", "-o", "sides=two-sided-long-edge", "-o", "print-scaling=none", "-t", "Brev", file}
	if diff := cmp.Diff(args(t, dir), want); diff != "" {
		t.Error(diff)
	}
}

func TestPrint_OnOneSideWhateverThePrinterIsSetTo(t *testing.T) {
	dir := programs(t, map[string]string{"lp": lp})
	file := filepath.Join(dir, "brev.pdf")
	if _, err := print.System().Print(context.Background(), file, print.Options{Printer: print.Default}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(args(t, dir), []string{"-n", "1", "-o", "sides=one-sided", "-o", "print-scaling=none", file}); diff != "" {
		t.Error(diff)
	}
}

func args(t *testing.T, dir string) []string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "args"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
}

func TestPrint_SaysWhyItDidNot(t *testing.T) {
	for name, c := range map[string]struct {
		scripts map[string]string
		printer string
		want    string
	}{
		"no lp":            {nil, "Gang", print.CodeNoSystem},
		"unknown printer":  {map[string]string{"lp": `echo 'lp: The printer or class does not exist.' >&2; exit 1`}, "Borte", print.CodeNoPrinter},
		"out of order":     {map[string]string{"lp": `echo 'lp: Printer is not accepting jobs.' >&2; exit 1`}, "Gang", print.CodeFailed},
		"an option":        {map[string]string{"lp": lp}, "-oraw", print.CodeNoPrinter},
		"a name of no one": {map[string]string{"lp": lp}, "", print.CodeNoPrinter},
	} {
		programs(t, c.scripts)
		_, err := print.System().Print(context.Background(), "brev.pdf", print.Options{Printer: c.printer})
		var e *print.Error
		if !errors.As(err, &e) || e.Code() != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
		if name == "out of order" && !strings.Contains(e.Detail(), "not accepting") {
			t.Errorf("what the system said is lost: %q", e.Detail())
		}
	}
}

func TestPrint_StopsWhenCancelled(t *testing.T) {
	programs(t, map[string]string{"lp": "exec /bin/sleep 30"})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := print.System().Print(ctx, "brev.pdf", print.Options{Printer: print.Default})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
