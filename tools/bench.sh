#!/usr/bin/env bash
# Runs the benchmarks that carry a promised figure, each with its floor in the same run, and prints one table.
# Machines are noisy: read the ratios; BENCH_COUNT sets how often each runs (the median counts). The window is measured where
# FAKTURIST_WINDOW and FAKTURIST_FAKT name the programs.
set -euo pipefail
export CGO_ENABLED=0
export FAKTURIST_REALSERVERS=${FAKTURIST_REALSERVERS-$(tools/realservers.sh)} # those that send through Exim, where it is
tags=ci,migrated_fynedo
names=$(go run ./tools/benchtable -names)
out=$(mktemp) one=$(mktemp)
trap 'rm -f "$out" "$one"' EXIT

bench() { # TAGS PACKAGE ARGS…: what fails is shown, and the rest still runs
  local t=$1 pkg=$2
  shift 2
  if ! go test -tags "$t" -run '^$' -bench "$names" -benchmem -count "${BENCH_COUNT:-3}" "$@" "$pkg" > "$one" 2>&1; then
    cat "$one" >&2
    failed=1
  fi
  grep -E '^(pkg|Benchmark)' "$one" >&2 || true
  cat "$one" >> "$out"
}

# Only packages that hold one of them.
failed=0
for dir in $(grep -lrE "^func ($(sed 's/^^(//; s/)\$$//' <<<"$names"))\(" --include='*_test.go' . | xargs -n1 dirname | sort -u); do
  if [ "$dir" != ./app/window/journey ]; then
    bench "$tags" "$dir"
  elif [ -n "${FAKTURIST_WINDOW:-}" ]; then
    bench "$tags,window" "$dir" -benchtime 3x
  fi
done
go run ./tools/benchtable < "$out"
exit "$failed"
