#!/usr/bin/env bash
# All goals, several times, and their medians as a table: eng/goals.sh --help.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
"$root/eng/fetch.sh" all
"$root/eng/build-torch.sh"
"$root/eng/make-resnet.sh"
dotnet build "$root/benchmarks/RedisAi.Benchmarks" --configuration Release -v quiet --nologo
exec /usr/bin/python3 "$root/eng/goals/goals.py" "$@"
