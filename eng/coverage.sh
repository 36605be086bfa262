#!/usr/bin/env bash
# Measures which lines and branches of the libraries the tests run, all test projects together:
#
#   eng/coverage.sh                        builds, runs every test project, prints the figures
#   eng/coverage.sh --min-line 90          ends with an error if fewer lines of RedisAi.Core are run, in percent
#   eng/coverage.sh --only RedisAi.Core.Tests,RedisAi.Hosting.Tests    measures these again, and keeps the others' results
#   eng/coverage.sh --no-build             takes what is built for Release
#   eng/coverage.sh --report               prints the figures of the last run again
#   eng/coverage.sh --files 10             lists ten files instead of forty
#
# coverlet puts counters into copies of what was built, in artifacts/coverage, so no other build notices. Set REDISAI_FIXTURES for the
# tests over other libraries' models. What runs in a process of its own (the fuzz hosts, one sample) does not count.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
results=$root/artifacts/coverage
assemblies="RedisAi.Core RedisAi.Backends.Onnx RedisAi.Backends.Torch RedisAi.Backends.TfLite"

# One class is left out: FolderTests reads in which file a type is from the symbols, and cannot read those that coverlet writes. The counters are increments of a static array: they allocate nothing, so tests of allocation hold, and they are in the
# libraries' own code only, so function pointers and what is called without a transition stay as they are.
minimum=0 files=40 build=1 run=1 only=
while (($# > 0)); do
  case $1 in
    --min-line) minimum=$2; shift 2 ;;
    --files) files=$2; shift 2 ;;
    --only) only=${2//,/ }; shift 2 ;;
    --no-build) build=0; shift ;;
    --report) run=0; shift ;;
    *) echo "eng/coverage.sh: '$1' is not known; see its head." >&2; exit 1 ;;
  esac
done

copy() {
  mkdir -p "$results/bin/$1"
  rm -rf "$results/bin/$1/release"
  cp -R "$root/artifacts/bin/$1/release" "$results/bin/$1/release"
}

failed=
measure() {
  local project=$1
  copy "$project"
  rm -f "$results/$project.info"
  echo "== $project"
  dotnet msbuild "$root/eng/coverage/Coverage.csproj" -t:Cover -nologo -v:minimal -p:TestAssembly="$results/bin/$project/release/$project.dll" \
    -p:ReportFile="$results/$project.info" >"$results/$project.log" 2>&1 || failed="$failed $project"
  grep -E '^ +(total|failed|succeeded|skipped): |^ *failed ' "$results/$project.log" || tail -5 "$results/$project.log"
}

if ((run)); then
  if ((build)); then
    "$root/eng/fetch.sh" all
    "$root/eng/build-torch.sh"
    dotnet build "$root/RedisAi.sln" --configuration Release -v quiet --nologo
  fi
  mkdir -p "$results"
  dotnet restore "$root/eng/coverage/Coverage.csproj" -v quiet --nologo
  # Tests start it, from the folder beside their own.
  copy RedisAi.FuzzHost
  if [[ -z $only ]]; then
    rm -f "$results"/*.info "$results"/*.log
    only=$(cd "$root/tests" && ls -d ./*.Tests | sed 's|^./||')
  fi
  for project in $only; do measure "$project"; done
fi

# A line or branch counts as run if it was in any project's run.
status=0
awk -v root="$root/" -v assemblies="$assemblies" -v minimum="$minimum" -v shown="$files" -f "$root/eng/coverage/report.awk" "$results"/*.info || status=$?
if [[ -n $failed ]]; then
  echo "Tests failed, see $results/NAME.log:$failed" >&2
  status=1
fi
exit "$status"
