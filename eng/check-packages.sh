#!/usr/bin/env bash
# Packs the packages, checks what their users read, and lets a project outside the solution restore them from that folder and run models and a script.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
"$root/eng/fetch.sh" onnxruntime
"$root/eng/build-torch.sh"

# The versions do not change from run to run, so what was restored before would be taken for the new packages.
rm -rf "$root/artifacts/packages" "$root/artifacts/consumer"
for project in RedisAi.Core RedisAi.Store.Sqlite RedisAi.Server RedisAi.MLflow RedisAi.AspNetCore RedisAi.OnnxRuntime RedisAi.Backends.Onnx RedisAi.Backends.Torch; do
  dotnet pack "$root/src/$project" --configuration Release -v quiet --nologo
done

dotnet run --project "$root/eng/PublicDocs" --configuration Release -v quiet -- check "$root"/artifacts/packages/*.nupkg

data="$root/tests/data"
dotnet run --project "$root/tests/Consumer" --configuration Release -v quiet -- "$data/onnx/add16.onnx" "$data/torch/add16.pt"
