#!/usr/bin/env bash
# Runs the whole suite again and again under circumstances in which mistakes of timing and memory show: unoptimized, on busy cores, with
# code that is compiled once, with little memory, with many collections.
#
#   eng/suite-matrix.sh                    20 runs, spread over the table below
#   eng/suite-matrix.sh --runs 5           as many
#   eng/suite-matrix.sh --only busy        one configuration; with --runs, that often
#   eng/suite-matrix.sh --projects RedisAi.Core.Tests,RedisAi.Hosting.Tests
#   eng/suite-matrix.sh --no-build         takes what is built
#   eng/suite-matrix.sh --list
#
# Nothing is run twice to make it pass. What each run printed is in artifacts/matrix. Set REDISAI_FIXTURES for the tests over other
# libraries' models.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
logs=$root/artifacts/matrix
cores=$(getconf _NPROCESSORS_ONLN)

# name | Release or Debug | how many loops keep each core busy | environment | tests left out, by class
#
# Left out:
# - AllocationTests count bytes that optimized code does not allocate: neither code that is not optimized (Debug) nor the first tier's.
configurations='
release    | Release | 0 | | 
debug      | Debug   | 0 | | *AllocationTests
busy       | Release | 1 | | 
busy-debug | Debug   | 1 | | *AllocationTests
crowded    | Release | 6 | | 
optimized  | Release | 0 | DOTNET_TieredCompilation=0 | 
no-pgo     | Release | 0 | DOTNET_TieredPGO=0 | 
small-heap | Release | 0 | DOTNET_GCHeapHardLimit=0x10000000 | 
small-gen0 | Release | 0 | DOTNET_gcServer=0 DOTNET_GCgen0size=0x40000 | 
conserving | Release | 0 | DOTNET_gcServer=0 DOTNET_GCConserveMemory=9 DOTNET_GCgen0size=0x40000 | 
'

runs= only= projects= build=1
while (($# > 0)); do
  case $1 in
    --runs) runs=$2; shift 2 ;;
    --only) only=$2; shift 2 ;;
    --projects) projects=${2//,/ }; shift 2 ;;
    --no-build) build=0; shift ;;
    --list) grep -v '^$' <<<"$configurations"; exit 0 ;;
    *) echo "eng/suite-matrix.sh: '$1' is not known; see its head." >&2; exit 1 ;;
  esac
done

lines=()
while IFS= read -r line; do
  if [[ -n $line ]] && { [[ -z $only ]] || [[ $(cut -d'|' -f1 <<<"$line" | xargs) == "$only" ]]; }; then lines+=("$line"); fi
done <<<"$configurations"
if ((${#lines[@]} == 0)); then
  echo "eng/suite-matrix.sh: there is no configuration '$only'; see --list." >&2
  exit 1
fi
if [[ -z $runs ]]; then runs=$([[ -n $only ]] && echo 1 || echo 20); fi
if [[ -z $projects ]]; then projects=$(cd "$root/tests" && ls -d ./*.Tests | sed 's|^./||'); fi

if ((build)); then
  "$root/eng/fetch.sh" all
  "$root/eng/build-torch.sh"
  for kind in Release Debug; do
    if printf '%s\n' "${lines[@]}" | grep -q "| *$kind"; then dotnet build "$root/RedisAi.sln" --configuration $kind -v quiet --nologo; fi
  done
fi

loops=()
# Ends the loops that this script started, and no others.
stop_loops() {
  if ((${#loops[@]} > 0)); then kill "${loops[@]}" 2>/dev/null || true; wait "${loops[@]}" 2>/dev/null || true; fi
  loops=()
}
trap stop_loops EXIT
trap 'exit 130' INT TERM

count() { sed -n "s/^ *$1: *\([0-9][0-9]*\).*/\1/p" "$2" | awk '{ sum += $1 } END { print sum + 0 }'; }

mkdir -p "$logs"
bad=0
printf '%4s  %-11s %7s %7s %8s %8s\n' run name passed failed skipped seconds
for ((run = 1; run <= runs; run++)); do
  IFS='|' read -r name kind busy environment excluded <<<"${lines[(run - 1) % ${#lines[@]}]}"
  read -r name <<<"$name"
  read -r kind <<<"$kind"
  read -ra environment <<<"$environment"
  read -ra excluded <<<"$excluded"
  filters=()
  for class in "${excluded[@]}"; do filters+=(--filter-not-class "$class"); done
  for ((i = 0; i < busy * cores; i++)); do
    # A loop that ends with this script, however that ends.
    (while kill -0 $$ 2>/dev/null; do for ((n = 0; n < 100000; n++)); do :; done; done) &
    loops+=($!)
  done

  log=$logs/$(printf '%02d' "$run")-$name.log
  : >"$log"
  started=$SECONDS
  broken=
  for project in $projects; do
    assembly=$root/artifacts/bin/$project/$(tr '[:upper:]' '[:lower:]' <<<"$kind")/$project.dll
    # 8: a project of which all tests are left out.
    status=0
    env "${environment[@]}" dotnet "$assembly" --no-progress --no-ansi "${filters[@]}" >>"$log" 2>&1 || status=$?
    if ((status != 0 && status != 8)); then broken="$broken $project($status)"; fi
  done
  stop_loops

  printf '%4d  %-11s %7d %7d %8d %8d\n' "$run" "$name" "$(count succeeded "$log")" "$(count failed "$log")" "$(count skipped "$log")" "$((SECONDS - started))"
  if [[ -n $broken ]]; then
    bad=1
    echo "      failed:$broken, see $log"
    # The name of each failed test, and the lines of its message.
    awk '/^failed /{ shown = 6 } shown-- > 0 { print "        " $0 }' "$log"
  fi
done
exit "$bad"
