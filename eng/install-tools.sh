#!/usr/bin/env bash
# Installs what maintainers need to make the test data and the sample audio again, on Debian and its relatives.
# Building and testing need none of it: what these tools make is committed. Prints nothing when nothing is missing.
set -euo pipefail

packages=(python3-onnx python3-numpy espeak-ng sox)

fail() { printf 'eng/install-tools.sh: %s\n' "$*" >&2; exit 1; }

for tool in apt-get dpkg-query; do
  command -v "$tool" >/dev/null || fail "$tool was not found. Install these by hand: ${packages[*]}."
done

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || status=absent
  if [[ $status != installed ]]; then missing+=("$package"); fi
done

if ((${#missing[@]} == 0)); then exit 0; fi

as_root=()
if ((EUID != 0)); then
  command -v sudo >/dev/null || fail "Run this as root, or install sudo, to install: ${missing[*]}."
  as_root=(sudo)
fi

printf 'Installing %s.\n' "${missing[*]}" >&2
"${as_root[@]}" apt-get update -qq || fail "apt-get could not read its package lists. Check the network."
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
  fail "apt-get could not install: ${missing[*]}."
