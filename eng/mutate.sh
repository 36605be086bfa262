#!/usr/bin/env bash
# Breaks the code in random places, one at a time, and counts how many of these mutants the tests notice: eng/mutate.sh --help.
# It works in a clone of the last commit below artifacts/mutation; the folder it is called from stays as it is.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
if [[ ! -d $root/artifacts/native || ! -d $root/artifacts/models ]]; then
  "$root/eng/fetch.sh" all
  "$root/eng/build-torch.sh"
fi

exec /usr/bin/python3 "$root/eng/mutation/mutate.py" "$@"
