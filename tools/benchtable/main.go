// Benchtable reads the output of go test -bench and prints each promised figure beside its floor from the same run. With
// -names it prints the benchmarks it wants, as a pattern for go test -bench.
//
// The median of all runs counts. Where a benchmark has several cases, the slowest one does. A benchmark that reports its own
// median (ms-p50), or a floor measured by turns with it (ms-floor-p50), is taken at its word: one slow disk write spoils a mean.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
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
	metric             string // "": time; else the unit of a metric the benchmark reports
	holds              func(measured, floor float64) bool
}

func atMost(limit float64) func(float64, float64) bool {
	return func(measured, _ float64) bool { return measured <= limit }
}

func times(n float64) func(float64, float64) bool {
	return func(measured, floor float64) bool { return floor > 0 && measured <= n*floor }
}

// ms is a limit in the nanoseconds times are counted in.
func ms(n float64) float64 { return n * 1e6 }

var promises = []promise{
	{"durable issue of one invoice", "BenchmarkIssueDurable", "BenchmarkFdatasyncFloor", "≤ 5 × fdatasync", "", times(5)},
	{"issue with PDF and EHF made and stored", "BenchmarkIssueWhole", "BenchmarkFdatasyncFloor", "none", "", nil},
	{"one-page PDF, embedded fonts", "BenchmarkOnePagePDF", "BenchmarkBarePDFPage", "≤ 5 ms", "", atMost(ms(5))},
	{"EHF of one invoice", "BenchmarkWrite", "BenchmarkWriteFloor", "≤ 1 ms", "", atMost(ms(1))},
	{"every EHF rule on one document", "BenchmarkCheck", "BenchmarkCheckFloor", "≤ 2 ms", "", atMost(ms(2))},
	{"a key in the editor, 200 lines", "BenchmarkEditorKey200", "", "≤ 16 ms", "", atMost(ms(16))},
	{"register of 10,000 members, planned", "BenchmarkPlan_10000Members", "", "none", "", nil},
	{"first page of 100,000 invoices", "BenchmarkFirstPage100k", "BenchmarkReadRowsFloor", "≤ 20 ms", "", atMost(ms(20))},
	{"search, one keystroke, 100,000 invoices", "BenchmarkSearch100k", "BenchmarkReadRowsFloor", "≤ 50 ms", "", atMost(ms(50))},
	{"camt.053 of 10,000 entries, read", "BenchmarkRead10000Entries", "BenchmarkByteScanFloor", "none", "", nil},
	{"camt.053 of 10,000 entries, read and matched", "BenchmarkImportAndMatch10000", "BenchmarkImportFloor", "≤ 3 s", "", atMost(ms(3000))},
	{"1,000 mails with PDF to Exim", "BenchmarkSend1000MailsToExim", "BenchmarkSendFloor", "≤ 60 s", "", atMost(ms(60_000))},
	{"memory of sending them", "BenchmarkSend1000MailsToExim", "", "≤ 150 MB", "peak-MB", atMost(150)},
	{"1,000 mails to the server of the box", "BenchmarkSend1000Mails", "BenchmarkSendFloor", "none", "", nil},
	{"dry run of 10,000 invoices", "BenchmarkDryRun10000", "BenchmarkDryRunFloor", "≤ 2 s", "", atMost(ms(2000))},
	{"new list of channels, 10,000 customers", "BenchmarkPreviewRoutes10000", "", "none", "", nil},
	{"1,000 letters merged for the printer", "BenchmarkMergeLetters", "", "none", "", nil},
	{"window ready, 50,000 invoices", "BenchmarkWindowReady50k", "BenchmarkOpen50k", "≤ 1.5 s", "", atMost(ms(1500))},
	{"memory of the idle window", "BenchmarkWindowReady50k", "", "≤ 200 MB", "MB-idle", atMost(200)},
}

func main() {
	names := flag.Bool("names", false, "print the pattern of the benchmarks wanted")
	flag.Parse()
	if *names {
		fmt.Println(pattern())
		return
	}
	r, err := read(os.Stdin)
	if err != nil {
		fmt.Fprintln(os.Stderr, "benchtable:", err)
		os.Exit(1)
	}
	fmt.Printf("%-46s %12s %12s %8s  %-16s %s\n", "figure (median)", "measured", "floor", "ratio", "promise", "")
	for _, p := range promises {
		fmt.Println(p.line(r))
	}
}

// pattern matches every benchmark of the table and nothing else.
func pattern() string {
	var wanted []string
	for _, p := range promises {
		for _, name := range []string{p.bench, p.floor} {
			if name != "" && !slices.Contains(wanted, name) {
				wanted = append(wanted, name)
			}
		}
	}
	return "^(" + strings.Join(wanted, "|") + ")$"
}

// results are all runs: benchmark, its case, unit, and the values of its runs.
type results map[string]map[string]map[string][]float64

var line = regexp.MustCompile(`^(Benchmark\w+)(/\S*?)?(?:-\d+)?\s+\d+\s+(.*)$`)

func read(in io.Reader) (results, error) {
	all := results{}
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		m := line.FindStringSubmatch(lines.Text())
		if m == nil {
			continue
		}
		name, part := m[1], m[2]
		if all[name] == nil {
			all[name] = map[string]map[string][]float64{}
		}
		if all[name][part] == nil {
			all[name][part] = map[string][]float64{}
		}
		words := strings.Fields(m[3])
		for i := 0; i+1 < len(words); i += 2 {
			if v, err := strconv.ParseFloat(words[i], 64); err == nil {
				all[name][part][words[i+1]] = append(all[name][part][words[i+1]], v)
			}
		}
	}
	return all, lines.Err()
}

// worst is the slowest case's median of a unit; 0 when nothing was measured.
func (r results) worst(bench, unit string) float64 {
	worst := 0.0
	for _, units := range r[bench] {
		worst = max(worst, median(units[unit]))
	}
	return worst
}

// time is a benchmark's time in nanoseconds, by its own median where it reports one.
func (r results) time(bench string) float64 {
	if own := r.worst(bench, "ms-p50"); own > 0 {
		return ms(own)
	}
	return r.worst(bench, "ns/op")
}

func (p promise) line(r results) string {
	got, floor, show := r.time(p.bench), r.time(p.floor), human
	if own := r.worst(p.bench, "ms-floor-p50"); own > 0 {
		floor = ms(own)
	}
	if p.metric != "" {
		got, floor = r.worst(p.bench, p.metric), 0
		show = func(v float64) string { return fmt.Sprintf("%.0f MB", v) }
	}
	if got == 0 {
		return fmt.Sprintf("%-46s %12s %12s %8s  %-16s", p.what, "not run", "", "", p.limit)
	}
	ratio, beside, verdict := "", "", "holds"
	if floor > 0 {
		ratio, beside = fmt.Sprintf("%.1f", got/floor), human(floor)
	}
	switch {
	case p.holds == nil:
		verdict = ""
	case !p.holds(got, floor):
		verdict = "MISSED"
	}
	return fmt.Sprintf("%-46s %12s %12s %8s  %-16s %s", p.what, show(got), beside, ratio, p.limit, verdict)
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	values = slices.Sorted(slices.Values(values))
	return values[len(values)/2]
}

func human(ns float64) string {
	switch {
	case ns < 1e3:
		return fmt.Sprintf("%.0f ns", ns)
	case ns < 1e6:
		return fmt.Sprintf("%.1f µs", ns/1e3)
	case ns < 1e9:
		return fmt.Sprintf("%.2f ms", ns/1e6)
	}
	return fmt.Sprintf("%.2f s", ns/1e9)
}
