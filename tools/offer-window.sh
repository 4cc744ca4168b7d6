#!/usr/bin/env bash
# After the demo: where there is a display and somebody to ask, offers the window on the same practice company.
set -euo pipefail
file=$1/barnehage.fakturist
[ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && [ -t 0 ] || exit 0
printf 'Open the window on this practice company? It is built first, which takes a few minutes. [y/N] '
read -r answer
case $answer in [yYjJ]*) make build/fakturist && exec build/fakturist "$file" ;; esac
