#!/usr/bin/env bash
# Makes speech.wav, and speech.truth.json with the true times of what is to be heard in it. Needs espeak-ng and sox:
# eng/install-tools.sh installs them. The same versions of the two give the same bytes, since sox seeds its noise (-R).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
rate=16000
gap=1.0

fail() { printf 'make-audio.sh: %s\n' "$*" >&2; exit 1; }

for tool in espeak-ng sox soxi; do
  command -v "$tool" >/dev/null || fail "$tool was not found. Run eng/install-tools.sh."
done

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

format=(-r "$rate" -c 1 -b 16 -e signed-integer)

# 32-bit pieces: only the finished file is rounded to 16 bits.
speak() {
  local name=$1 voice=$2 pitch=$3 sentence=$4
  espeak-ng -v "$voice" -p "$pitch" -s 165 -w raw.wav "$sentence"
  # What espeak-ng leaves silent at both ends is cut off, so that the piece's length is the speech's.
  sox -R raw.wav -r "$rate" -c 1 -b 32 "$name.wav" \
    silence 1 0.005 0.5% reverse silence 1 0.005 0.5% reverse norm -6
}

speak speech1 en-us+m3 45 "The weather is lovely this morning in the mountains."
speak speech2 en-us+f2 60 "Every evening we walk along the river below our village."
# The fades keep clicks out.
sox -R -n -r "$rate" -c 1 -b 32 noise.wav synth 1.5 whitenoise fade t 0.01 1.5 0.01 gain -20
sox -R -n -r "$rate" -c 1 -b 32 tone.wav synth 1.5 sine 440 fade t 0.01 1.5 0.01 gain -12
sox -R -n -r "$rate" -c 1 -b 32 gap.wav trim 0 "$gap"

# What is heard, in order, as NAME:WHAT. A gap comes before each part and after the last.
parts=(speech1:speech noise:noise tone:tone speech2:speech)

seconds() { awk -v samples="$1" -v rate="$rate" 'BEGIN { printf "%.3f", samples / rate }'; }

position=0
files=()
truth=()
for part in "${parts[@]}"; do
  file=${part%%:*}.wav
  files+=(gap.wav "$file")
  start=$((position + $(soxi -s gap.wav)))
  position=$((start + $(soxi -s "$file")))
  truth+=("  { \"start\": $(seconds "$start"), \"end\": $(seconds "$position"), \"what\": \"${part#*:}\" }")
done

sox -R "${files[@]}" gap.wav dry.wav
# A faint noise floor, as every microphone has: digital zero is not what a detector meets.
sox -R -n -r "$rate" -c 1 -b 32 floor.wav synth "$(soxi -s dry.wav)s" whitenoise gain -70
sox -R -m -v 1 dry.wav -v 1 floor.wav "${format[@]}" speech.wav

{
  printf '[\n'
  for ((i = 0; i < ${#truth[@]}; i++)); do
    if ((i < ${#truth[@]} - 1)); then printf '%s,\n' "${truth[i]}"; else printf '%s\n' "${truth[i]}"; fi
  done
  printf ']\n'
} >speech.truth.json

mv -f speech.wav speech.truth.json "$here"
