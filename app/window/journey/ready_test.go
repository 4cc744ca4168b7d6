//go:build window

package journey_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"fakturist/billing/payref"
)

// manyInvoices is how many unpaid invoices the window must open with in a second and a half.
const manyInvoices = 50_000

// BenchmarkWindowReady50k starts the real window on a company with 50,000 invoices and waits until its figures stand there. It
// also reports the memory of the window after it came to rest, in megabytes.
func BenchmarkWindowReady50k(b *testing.B) {
	d := newDesk(b)
	file := d.manyInvoices()
	var rest float64
	for b.Loop() {
		d.window = exec.Command(os.Getenv("FAKTURIST_WINDOW"), "-light", file)
		d.window.Env, d.window.Dir = d.env, d.home
		said, err := d.window.StderrPipe()
		if err != nil {
			b.Fatal(err)
		}
		if err := d.window.Start(); err != nil {
			b.Fatal(err)
		}
		waitFor(b, bufio.NewScanner(said), "window ready")
		b.StopTimer()
		go func() { // keeps the pipe empty
			for s := bufio.NewScanner(said); s.Scan(); {
			}
		}()
		time.Sleep(3 * time.Second)
		rest = d.memory()
		d.close()
		b.StartTimer()
	}
	b.ReportMetric(rest, "MB-idle")
}

func waitFor(b *testing.B, said *bufio.Scanner, words string) {
	b.Helper()
	for said.Scan() {
		if strings.Contains(said.Text(), words) {
			return
		}
	}
	b.Fatalf("the window ended before it said %q", words)
}

// memory is the resident memory of the window in megabytes.
func (d *desk) memory() float64 {
	d.t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", d.window.Process.Pid))
	if err != nil {
		d.t.Fatal(err)
	}
	for _, line := range strings.Split(string(status), "\n") {
		if kb, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			n, err := strconv.ParseFloat(strings.Fields(kb)[0], 64)
			if err != nil {
				d.t.Fatal(err)
			}
			return n / 1024
		}
	}
	d.t.Fatal("no VmRSS")
	return 0
}

// manyInvoices makes a company with unpaid invoices of a former system, as fakt imports them.
func (d *desk) manyInvoices() string {
	d.t.Helper()
	file := filepath.Join(d.home, "stor.fakt")
	d.fakt("init", file, "--name", "Stor AS", "--org-no", "923609016", "--account", "15032080119", "--practice")
	var csv strings.Builder
	csv.WriteString("number;customer_no;customer_name;issued;due;amount;outstanding;currency;kid;credited\r\n")
	for i := range manyInvoices {
		payload := fmt.Sprintf("%011d", i+1)
		left := "0,00"
		if i%20 == 0 {
			left = "1250,00"
		}
		fmt.Fprintf(&csv, "%d;%d;Kunde %d;01.%02d.2026;15.%02d.2026;1250,00;%s;NOK;%s;no\r\n", 100001+i, 1+i%400, 1+i%400, 1+i%10, 1+i%10, left,
			payload+string(payref.Luhn(payload)))
	}
	from := filepath.Join(d.home, "open.csv")
	if err := os.WriteFile(from, []byte(csv.String()), 0o600); err != nil {
		d.t.Fatal(err)
	}
	d.fakt("--company", file, "import", "open-items", from)
	return file
}

func (d *desk) fakt(args ...string) {
	d.t.Helper()
	c := exec.Command(os.Getenv("FAKTURIST_FAKT"), args...)
	c.Env = d.env
	if out, err := c.CombinedOutput(); err != nil {
		d.t.Fatalf("fakt %v: %v\n%s", args, err, out)
	}
}
