#!/usr/bin/env bash
# Runs the benchmarks that carry a promised figure, each package with its floor in the same run, and prints one table.
# Machines are noisy: read the ratios; BENCH_COUNT sets how often each runs (the median counts).
set -euo pipefail
export CGO_ENABLED=0
out=$(mktemp)
trap 'rm -f "$out"' EXIT
for pkg in $(go list -tags ci,migrated_fynedo ./...); do
  dir=$(go list -tags ci,migrated_fynedo -f '{{.Dir}}' "$pkg")
  grep -qsE '^func Benchmark' "$dir"/*_test.go || continue
  go test -tags ci,migrated_fynedo -run '^$' -bench . -benchmem -count "${BENCH_COUNT:-3}" "$pkg" | tee -a "$out" | grep -E '^(pkg|Benchmark)' >&2
done
go run ./tools/benchtable < "$out"
