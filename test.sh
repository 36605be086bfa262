#!/usr/bin/env bash
# Fetches and builds everything and runs all tests; further arguments go to `dotnet test`. The last line tells how many passed, the lines before it which failed.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
"$root/eng/fetch.sh" all
"$root/eng/build-torch.sh"
dotnet build "$root/RedisAi.sln" --configuration Release -v quiet --nologo

log="$(mktemp)"
trap 'rm -f "$log"' EXIT
status=0
(cd "$root" && dotnet test --solution RedisAi.sln --configuration Release --no-build "$@") 2>&1 | tee "$log" || status=$?

# The summary of all projects is the last one that the runner prints.
count() { sed -n "s/^ *$1: *\([0-9][0-9]*\).*/\1/p" "$log" | tail -1; }
passed="$(count succeeded)"
failed="$(count failed)"
skipped="$(count skipped)"
"$root/eng/failures.sh" "$log"
echo "${passed:-0} passed, ${failed:-0} failed, ${skipped:-0} skipped"
if [ "${passed:-0}" -eq 0 ]; then
  echo "No test ran." >&2
  exit 1
fi
exit "$status"
