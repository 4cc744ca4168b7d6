// Benchtable reads the output of go test -bench and prints each promised figure beside its floor from the same run.
package main

import (
	"bufio"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// promise is a figure we hold ourselves to.
type promise struct {
	what, bench, floor string
	limit              string
	holds              func(median, floor float64) bool
}

func atMost(ms float64) func(float64, float64) bool {
	return func(median, _ float64) bool { return median <= ms*1e6 }
}

func times(n float64) func(float64, float64) bool {
	return func(median, floor float64) bool { return floor > 0 && median <= n*floor }
}

var promises = []promise{
	{"durable issue of one invoice", "BenchmarkIssueDurable", "BenchmarkFdatasyncFloor", "≤ 5 × fdatasync", times(5)},
	{"one-page PDF, embedded fonts", "BenchmarkOnePagePDF", "BenchmarkBarePDFPage", "≤ 5 ms", atMost(5)},
	{"EHF of one invoice", "BenchmarkWrite", "BenchmarkWriteFloor", "≤ 1 ms", atMost(1)},
	{"first page of 100,000 invoices", "BenchmarkFirstPage100k", "BenchmarkReadRowFloor", "≤ 20 ms", atMost(20)},
	{"search, one keystroke, 100,000 invoices", "BenchmarkSearch100k", "BenchmarkReadRowFloor", "≤ 50 ms", atMost(50)},
	{"camt.053 with 10,000 entries, read and matched", "BenchmarkImportAndMatch10000", "BenchmarkByteScanFloor", "≤ 3 s", atMost(3000)},
	{"window ready, 50,000 invoices", "BenchmarkWindowReady50k", "", "≤ 1.5 s", atMost(1500)},
}

var line = regexp.MustCompile(`^(Benchmark\w+?)(?:-\d+)?\s+\d+\s+([0-9.]+) ns/op(.*)`)

func main() {
	runs := map[string][]float64{}
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		if m := line.FindStringSubmatch(in.Text()); m != nil {
			ns, err := strconv.ParseFloat(m[2], 64)
			if err == nil {
				runs[m[1]] = append(runs[m[1]], ns)
			}
		}
	}
	if err := in.Err(); err != nil {
		fmt.Fprintln(os.Stderr, "benchtable:", err)
		os.Exit(1)
	}
	fmt.Printf("%-48s %12s %12s %8s  %-18s %s\n", "figure (median)", "measured", "floor", "ratio", "promise", "")
	for _, p := range promises {
		print(p, median(runs[p.bench]), median(runs[p.floor]))
	}
}

func print(p promise, got, floor float64) {
	if got == 0 {
		fmt.Printf("%-48s %12s %12s %8s  %-18s\n", p.what, "not run", "", "", p.limit)
		return
	}
	ratio, verdict := "", "holds"
	if floor > 0 {
		ratio = fmt.Sprintf("%.1f", got/floor)
	}
	if !p.holds(got, floor) {
		verdict = "MISSED"
	}
	fmt.Printf("%-48s %12s %12s %8s  %-18s %s\n", p.what, human(got), human(floor), ratio, p.limit, verdict)
}

func median(ns []float64) float64 {
	if len(ns) == 0 {
		return 0
	}
	slices.Sort(ns)
	return ns[len(ns)/2]
}

func human(ns float64) string {
	switch {
	case ns == 0:
		return ""
	case ns < 1e3:
		return fmt.Sprintf("%.0f ns", ns)
	case ns < 1e6:
		return fmt.Sprintf("%.1f µs", ns/1e3)
	case ns < 1e9:
		return fmt.Sprintf("%.2f ms", ns/1e6)
	}
	return strings.TrimSpace(fmt.Sprintf("%.2f s", ns/1e9))
}
