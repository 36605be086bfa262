#!/usr/bin/env bash
# Builds the shim between RedisAi.Backends.Torch and libtorch: artifacts/native/torch/runtimes/<rid>/native/libredisai_torch.so.
#
# On Debian and its relatives it installs what is missing: libtorch, OpenBLAS, cmake and a compiler. Elsewhere, or for another
# libtorch (a newer one, one with CUDA), unpack PyTorch's own and name its folder: REDISAI_TORCH_DIR=/path/to/libtorch, or
# CMAKE_PREFIX_PATH as cmake understands it. Prints nothing when everything is already in place.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source=$root/src/RedisAi.Backends.Torch/native
output=$root/artifacts/native/torch

# Raise this when the way of building changes, so that what an older script built is built again.
layout=1

scratch=
clean_up() { if [[ -n $scratch ]]; then rm -rf "$scratch"; fi; }
trap clean_up EXIT

say() { printf '%s\n' "$*" >&2; }
fail() { say "eng/build-torch.sh: $*"; exit 1; }
has() { command -v "$1" >/dev/null; }

case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) rid=linux-x64 library=libredisai_torch.so ;;
  Linux-aarch64) rid=linux-arm64 library=libredisai_torch.so ;;
  Darwin-arm64) rid=osx-arm64 library=libredisai_torch.dylib ;;
  *) fail "$(uname -s) on $(uname -m) is not known here. Build $source with cmake, as its README says." ;;
esac
folder=$output/runtimes/$rid/native
stamp=$output/.built-$rid

# A libtorch that somebody chose comes before the system's, for cmake too.
prefix=${REDISAI_TORCH_DIR:-${CMAKE_PREFIX_PATH-}}
if [[ -n ${REDISAI_TORCH_DIR-} && ! -f $REDISAI_TORCH_DIR/share/cmake/Torch/TorchConfig.cmake ]]; then
  fail "REDISAI_TORCH_DIR is '$REDISAI_TORCH_DIR', and has no share/cmake/Torch/TorchConfig.cmake: it is not an unpacked libtorch."
fi
export CMAKE_PREFIX_PATH=$prefix

where_torch_is="Debian has it as libtorch-dev. Elsewhere unpack the one from pytorch.org, and set REDISAI_TORCH_DIR or CMAKE_PREFIX_PATH \
to its folder; for that of Python's torch package: CMAKE_PREFIX_PATH=\$(python3 -c 'import torch; print(torch.utils.cmake_prefix_path)')."

# Whether cmake will find a libtorch in the usual places.
torch_is_installed() {
  local config
  for config in /usr/{,local/}{lib,lib64,share,lib/*-linux-gnu}/cmake/Torch/TorchConfig.cmake; do
    if [[ -f $config ]]; then return 0; fi
  done
  return 1
}

# Where the system's libblas.so.3 leads to, or nothing. Debian's libtorch uses it; PyTorch's own brings another.
blas_in_use() {
  local blas
  for blas in /usr/lib/*-linux-gnu/libblas.so.3 /usr/lib64/libblas.so.3; do
    if [[ -e $blas ]]; then
      readlink -f "$blas"
      return
    fi
  done
}

# OpenBLAS, MKL and BLIS are quick; the reference BLAS multiplies so slowly that a batch takes as long as its rows one by one.
blas_is_quick() { case $(blas_in_use) in *openblas* | *mkl* | *blis*) return 0 ;; *) return 1 ;; esac }

# What the shim is made of: the sources, and the libtorch they are built against.
described() {
  local place header
  printf 'layout %s, prefix %s, compiler %s\n' "$layout" "$prefix" "${CXX-}"
  (cd "$source" && LC_ALL=C && cksum CMakeLists.txt include/* src/*)
  if [[ -n $prefix ]]; then
    IFS=';:' read -ra places <<<"$prefix"
    for place in "${places[@]}"; do
      # In an unpacked libtorch, and in Python's torch package.
      for header in "$place"{,/../..}/include/torch/csrc/api/include/torch/version.h; do
        if [[ -f $header ]]; then cksum "$header"; fi
      done
    done
  elif has dpkg-query; then
    dpkg-query -W -f '${Package} ${Version} ${db:Status-Status}\n' libtorch-dev 2>/dev/null || true
  fi
}

is_built() { [[ -s $folder/$library && -f $stamp && $(<"$stamp") == "$(described)" ]]; }

# What the build needs and does not find, as Debian's packages.
missing_packages() {
  has cmake || printf 'cmake\n'
  has "${CXX:-c++}" || printf 'g++\n'
  has ninja || has make || printf 'make\n'
  # Without apt-get cmake is asked all the same: it may find a libtorch where nobody here looks.
  if [[ -z $prefix ]] && has apt-get; then
    torch_is_installed || printf 'libtorch-dev\n'
    blas_is_quick || printf 'libopenblas0-pthread\n'
  fi
}

install_missing() {
  local missing
  missing=$(missing_packages)
  if [[ -z $missing ]]; then return; fi

  if has apt-get; then
    # Word splitting is what makes packages of the lines.
    # shellcheck disable=SC2086
    "$root/eng/apt-install.sh" $missing || fail "The shim cannot be built without these: ${missing//$'\n'/, }."
  else
    fail "The shim needs cmake, a C++17 compiler, make or ninja, and libtorch, and here is no apt-get to install them." \
      "Not found, by Debian's names: ${missing//$'\n'/, }. $where_torch_is"
  fi
}

build() {
  local text build_folder
  if has ninja; then export CMAKE_GENERATOR=${CMAKE_GENERATOR:-Ninja}; fi

  say "Building the shim for libtorch: about half a minute."
  # Beside the target, so that the move below is a rename: a parallel run sees the whole file or none.
  mkdir -p "$folder"
  scratch=$(mktemp -d "$output/build.XXXXXX")
  build_folder=$scratch/build
  text=$(described)
  # All sources as one: libtorch's headers take most of the time, and are read once instead of in each.
  if ! { cmake -S "$source" -B "$build_folder" -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=0 &&
    cmake --build "$build_folder"; } >"$scratch/log" 2>&1; then
    cat "$scratch/log" >&2
    if grep -q 'Could not find a package configuration file provided by "Torch"' "$scratch/log"; then
      fail "cmake found no libtorch. $where_torch_is"
    fi
    fail "The shim could not be built; the reason is above."
  fi

  rm -f "$stamp"
  mv -f "$build_folder/$library" "$folder/$library"
  printf '%s\n' "$text" >"$scratch/stamp"
  mv -f "$scratch/stamp" "$stamp"
  rm -rf "$scratch"
  scratch=
  say "The shim is $folder/$library."
}

if ! is_built; then
  mkdir -p "$output"
  # One at a time, where there is flock: whoever waited finds the work done.
  if has flock; then
    exec 9>"$output/.lock"
    flock 9
  fi
  if ! is_built; then
    install_missing
    build
  fi
fi

if [[ -z $prefix && $(uname -s) == Linux ]] && ! blas_is_quick; then
  blas=$(blas_in_use)
  say "Warning: libblas.so.3 is ${blas:-not there}, not OpenBLAS: libtorch will work, but slowly, and batches gain nothing." \
    "Install libopenblas0-pthread; if it is, choose it: update-alternatives --config libblas.so.3-$(uname -m)-linux-gnu."
fi
