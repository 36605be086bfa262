#!/usr/bin/env bash
# Runs a sample: ./demo.sh finds the speech in a recording (VoiceActivity), ./demo.sh pipeline reads the text off a picture
# (ScriptPipeline, which needs libtorch), ./demo.sh ocr reads a whole page (Ocr), ./demo.sh abtest compares two models (AbTest),
# ./demo.sh digits shows a digit to models of seven frameworks (Digits, which needs libtorch), ./demo.sh chat serves a page to chat
# with (Chat), ./demo.sh streams sends calls through two workers and kills one (StreamPipeline, which needs redis-server). Further
# arguments go to the sample; --help, or the sample's README, tells them.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

sample=VoiceActivity
models=(silero-vad)
if [ "${1-}" = pipeline ]; then
  shift
  sample=ScriptPipeline
  models=(text-recognition)
  "$root/eng/build-torch.sh"
elif [ "${1-}" = ocr ]; then
  shift
  sample=Ocr
  models=(text-detection text-recognition)
elif [ "${1-}" = abtest ]; then
  shift
  sample=AbTest
  models=()
elif [ "${1-}" = digits ]; then
  shift
  sample=Digits
  models=(tflite)
  "$root/eng/build-torch.sh"
elif [ "${1-}" = chat ]; then
  shift
  sample=Chat
  models=()
elif [ "${1-}" = streams ]; then
  shift
  sample=StreamPipeline
fi

for what in onnxruntime ${models[@]+"${models[@]}"}; do "$root/eng/fetch.sh" "$what"; done
exec dotnet run --project "$root/samples/$sample" --configuration Release -v quiet -- "$@"
