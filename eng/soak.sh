#!/usr/bin/env bash
# Everything at once on real threads, each answer checked, memory watched: eng/soak.sh [--minutes 30] [--seed S].
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
"$root/eng/fetch.sh" onnxruntime
"$root/eng/build-torch.sh"
dotnet build "$root/tests/RedisAi.Soak" --configuration Release -v quiet --nologo
exec dotnet run --project "$root/tests/RedisAi.Soak" --configuration Release --no-build -- "$@"
