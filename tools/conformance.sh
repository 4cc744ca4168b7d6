#!/usr/bin/env bash
# Holds Fakturist against what others publish: the official EHF validator, its example documents, bank file samples and the
# contract of an access point.
# They are not part of this project; SHARED names the folder they stand in. What is not there is skipped, and said so.
set -euo pipefail
export CGO_ENABLED=0
echo "Sending, killed two hundred times, with servers that count:"
FAKTURIST_KILLS=200 go test -tags ci,migrated_fynedo -count=1 -v -run '^TestConformance_SendingSurvives200Kills$' ./app | grep -E 'kills:|FAIL|ok '
shared=${SHARED:-../shared}
if [ ! -d "$shared" ]; then
  echo "SKIPPED: conformance. The folder $shared with the official validator and the bank samples does not exist."
  echo "         Nothing was held against them. Name it: make conformance SHARED=/path"
  exit 0
fi
FAKTURIST_SHARED=$(cd "$shared" && pwd)
export FAKTURIST_SHARED
for part in peppol samples matching-dev openapi; do
  [ -d "$FAKTURIST_SHARED/$part" ] || echo "SKIPPED: $part is not in $shared."
done
go test -tags ci,migrated_fynedo -count=1 -v -run 'TestConformance_' ./billing/... ./app/channel/... |
  grep -vE '^ *(=== |\?|ok .*no tests to run|testing: warning|PASS$| --- )'
exit "${PIPESTATUS[0]}"
