#!/usr/bin/env bash
# Runs a sample: ./demo.sh finds the speech in a recording (VoiceActivity), ./demo.sh pipeline reads the text off a picture
# (ScriptPipeline, which needs libtorch), ./demo.sh chat serves a page to chat with (Chat). Further arguments go to the sample; --help, or
# the sample's README, tells them.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

sample=VoiceActivity
model=silero-vad
if [ "${1-}" = pipeline ]; then
  shift
  sample=ScriptPipeline
  model=text-recognition
  "$root/eng/build-torch.sh"
elif [ "${1-}" = chat ]; then
  shift
  sample=Chat
  model=
fi

"$root/eng/fetch.sh" onnxruntime
if [ -n "$model" ]; then "$root/eng/fetch.sh" "$model"; fi
exec dotnet run --project "$root/samples/$sample" --configuration Release -v quiet -- "$@"
