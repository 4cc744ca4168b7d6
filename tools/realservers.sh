#!/usr/bin/env bash
# Prints 1 when the tests with real servers (app/realtest) can run here, for FAKTURIST_REALSERVERS; else nothing, and says which
# tests are left out and why. Where they must run (FAKTURIST_REALSERVERS_REQUIRED=1) leaving them out is a failure.
set -euo pipefail

why=()
[ "$(id -u)" = 0 ] || why+=("not root")
for binary in dovecot exim4 knotd; do
  command -v $binary >/dev/null || why+=("$binary is missing")
done
if [ ${#why[@]} -eq 0 ]; then
  echo 1
  exit
fi
printf -v list '%s, ' "${why[@]}"
echo "SKIPPED: the tests against real Dovecot, Exim and Knot (app/realtest; mail, bounces, outbox, DNS): ${list%, }" >&2
if [ "${FAKTURIST_REALSERVERS_REQUIRED:-}" = 1 ]; then
  echo "FAKTURIST_REALSERVERS_REQUIRED=1: they must run here" >&2
  exit 1
fi
