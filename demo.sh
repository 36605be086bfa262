#!/usr/bin/env bash
# Runs the VoiceActivity sample on the recording that is in the repository, or with the arguments given (--help tells them).
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
"$root/eng/fetch.sh" onnxruntime
"$root/eng/fetch.sh" silero-vad
exec dotnet run --project "$root/samples/VoiceActivity" --configuration Release -v quiet -- "$@"
