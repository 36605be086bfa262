#!/usr/bin/env bash
# Packs the packages, and lets a project outside the solution restore them from that folder and run a model.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
"$root/eng/fetch.sh" onnxruntime

# The versions do not change from run to run, so what was restored before would be taken for the new packages.
rm -rf "$root/artifacts/packages" "$root/artifacts/consumer"
for project in RedisAi.Core RedisAi.OnnxRuntime RedisAi.Backends.Onnx; do
  dotnet pack "$root/src/$project" --configuration Release -v quiet --nologo
done

dotnet run --project "$root/tests/Consumer" --configuration Release -v quiet -- "$root/tests/data/onnx/add16.onnx"
