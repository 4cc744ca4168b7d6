#!/usr/bin/env bash
# Prints 1 when the tests with real servers (app/realtest) can run here, for FAKTURIST_REALSERVERS; else nothing, and says which
# tests are left out and why. Where they must run (FAKTURIST_REALSERVERS_REQUIRED=1) leaving them out is a failure.
set -euo pipefail

why=()
[ "$(id -u)" = 0 ] || why+=("not root")
for binary in dovecot exim4 knotd; do
  command -v $binary >/dev/null || why+=("$binary is missing")
done
# Dovecot 2.4 reads another language of settings.
version=$(dovecot --version 2>/dev/null || true)
case $version in "" | 2.3.*) ;; *) why+=("Dovecot is $version, not 2.3") ;; esac
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
