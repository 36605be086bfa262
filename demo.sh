#!/usr/bin/env bash
# Runs a sample: ./demo.sh finds the speech in a recording (VoiceActivity), ./demo.sh pipeline reads the text off a picture
# (ScriptPipeline, which needs libtorch). Further arguments go to the sample; --help tells them.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

sample=VoiceActivity
model=silero-vad
if [ "${1-}" = pipeline ]; then
  shift
  sample=ScriptPipeline
  model=text-recognition
  "$root/eng/build-torch.sh"
fi

"$root/eng/fetch.sh" onnxruntime
"$root/eng/fetch.sh" "$model"
exec dotnet run --project "$root/samples/$sample" --configuration Release -v quiet -- "$@"
