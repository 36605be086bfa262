#!/usr/bin/env bash
# Installs those of the given packages that are missing, on Debian and its relatives: eng/apt-install.sh PACKAGE...
# Prints nothing when nothing is missing.
set -euo pipefail

fail() { printf 'eng/apt-install.sh: %s\n' "$*" >&2; exit 1; }

for tool in apt-get dpkg-query; do
  command -v "$tool" >/dev/null || fail "$tool was not found. Install these by hand: $*."
done

missing=()
for package in "$@"; do
  status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || status=absent
  if [[ $status != installed ]]; then missing+=("$package"); fi
done

if ((${#missing[@]} == 0)); then exit 0; fi

as_root=()
if ((EUID != 0)); then
  command -v sudo >/dev/null || fail "Run this as root, or install sudo, to install: ${missing[*]}."
  as_root=(sudo)
fi

# Another apt-get is waited for, for five minutes at most.
apt_get=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
printf 'Installing %s.\n' "${missing[*]}" >&2
"${apt_get[@]}" update || fail "apt-get could not read its package lists. Check the network."
"${apt_get[@]}" install -y --no-install-recommends "${missing[@]}" >/dev/null ||
  fail "apt-get could not install: ${missing[*]}."
