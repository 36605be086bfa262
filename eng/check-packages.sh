#!/usr/bin/env bash
# Packs the packages, checks what their users read, lets a project outside the solution restore them from that folder and run models and a script, and
# installs the tool from there and runs it.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
"$root/eng/fetch.sh" onnxruntime
"$root/eng/fetch.sh" tflite
"$root/eng/build-torch.sh"

# The versions do not change from run to run, so what was restored before would be taken for the new packages.
rm -rf "$root/artifacts/packages" "$root/artifacts/consumer"
for project in RedisAi.Core RedisAi.Store.Sqlite RedisAi.Store.Redis RedisAi.Client RedisAi.Server RedisAi.MLflow RedisAi.AspNetCore RedisAi.OnnxRuntime RedisAi.Backends.Onnx RedisAi.Backends.Torch RedisAi.TfLiteRuntime RedisAi.Backends.TfLite RedisAi.Importers RedisAi.Cli; do
  dotnet pack "$root/src/$project" --configuration Release -v quiet --nologo
done

dotnet run --project "$root/eng/PublicDocs" --configuration Release -v quiet -- check "$root"/artifacts/packages/*.nupkg

data="$root/tests/data"
dotnet run --project "$root/tests/Consumer" --configuration Release -v quiet -- "$data/onnx/add16.onnx" "$data/torch/add16.pt" "$data/tflite/add16.tflite"

# From this folder alone, as on a machine without a network, and to where nothing of this repository lies beside it.
tool="$(mktemp -d)"
trap 'rm -rf "$tool"' EXIT
dotnet tool install RedisAi.Cli --tool-path "$tool" --source "$root/artifacts/packages" >"$tool/install.log" || { cat "$tool/install.log"; exit 1; }
"$tool/redisai" --help | grep '^  inspect <file>' >/dev/null
for model in onnx/mlp.onnx torch/add16.pt tflite/digits.tflite; do
  "$tool/redisai" inspect "$data/$model" --json | grep '"inputs"' >/dev/null
done
for library in linux-arm64/native/libonnxruntime.so win-x64/native/onnxruntime.dll win-arm64/native/onnxruntime.dll osx-arm64/native/libonnxruntime.dylib \
  linux-arm64/native/libtensorflowlite_c.so win-x64/native/tensorflowlite_c.dll osx-arm64/native/libtensorflowlite_c.dylib; do
  [ -s "$(echo "$tool"/.store/redisai.cli/*/redisai.cli/*/tools/net10.0/any/runtimes/"$library")" ] || { echo "The tool lacks $library."; exit 1; }
done
echo "The tool runs."
