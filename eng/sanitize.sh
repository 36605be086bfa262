#!/usr/bin/env bash
# Calls the shim's C interface under AddressSanitizer and UndefinedBehaviorSanitizer, from a program in C++ without .NET. It ends at the
# first report: memory that is read or written out of bounds, used after it was freed, or never freed, and what C++ leaves undefined.
#
#   eng/sanitize.sh              builds the shim and the test with the sanitizers, and runs it
#   eng/sanitize.sh --fresh      builds them anew
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/artifacts/sanitize/build

case ${1-} in
  --fresh) rm -rf "$build" ;;
  '') ;;
  *) echo "eng/sanitize.sh: '$1' is not known; see its head." >&2; exit 1 ;;
esac

# Installs the compiler and libtorch where they are missing.
"$root/eng/build-torch.sh"

mkdir -p "$build"
log=$root/artifacts/sanitize/build.log
# -O1 keeps the stacks readable. All sources as one, as eng/build-torch.sh has them.
if ! { cmake -S "$root/src/RedisAi.Backends.Torch/native" -B "$build" -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE=-O1 \
  -DREDISAI_TORCH_SANITIZE=ON -DREDISAI_TORCH_TESTS=ON -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=0 \
  ${REDISAI_TORCH_DIR:+"-DCMAKE_PREFIX_PATH=$REDISAI_TORCH_DIR"} && cmake --build "$build"; } >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi

# detect_container_overflow: libtorch was built without the sanitizers, so its vectors do not tell how much of them is in use.
# detect_stack_use_after_return costs little here, and GCC leaves it off.
export ASAN_OPTIONS=detect_container_overflow=0:detect_stack_use_after_return=1:detect_leaks=1
export UBSAN_OPTIONS=print_stacktrace=1
"$build/shim_test" "$root/tests/data/torch"
