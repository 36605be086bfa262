#!/usr/bin/env bash
# Makes a ResNet-18 with random weights for the benchmarks, 45 MB that are not worth committing:
#
#   artifacts/models/resnet18.pt, with one input and its answer beside it as resnet18.in.0.npy and resnet18.out.0.npy
#
# On Debian and its relatives it installs python3-torch and python3-torchvision; elsewhere PYTHON names a Python that has them.
# Prints nothing when everything is already in place.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=$root/artifacts/models
stamp=$folder/.made-resnet18
text=$(cksum <"${BASH_SOURCE[0]}")

scratch=
clean_up() { if [[ -n $scratch ]]; then rm -rf "$scratch"; fi; }
trap clean_up EXIT

fail() { printf 'eng/make-resnet.sh: %s\n' "$*" >&2; exit 1; }

is_made() { [[ -s $folder/resnet18.pt && -f $stamp && $(<"$stamp") == "$text" ]]; }

mkdir -p "$folder"
if is_made; then exit 0; fi
# One at a time, where there is flock: whoever waited finds the work done.
if command -v flock >/dev/null; then
  exec 9>"$folder/.lock-resnet18"
  flock 9
  if is_made; then exit 0; fi
fi

if [[ -z ${PYTHON-} ]] && command -v apt-get >/dev/null; then
  "$root/eng/apt-install.sh" python3-torch python3-torchvision
  # Another python3 may come before Debian's in PATH, and would not see Debian's packages.
  PYTHON=/usr/bin/python3
fi
python=${PYTHON:-python3}
command -v "$python" >/dev/null || fail "$python was not found. Set PYTHON to a Python that has torch and torchvision."

printf 'Making a ResNet-18.\n' >&2
scratch=$(mktemp -d "$folder/resnet.XXXXXX")
"$python" - "$scratch" <<'PYTHON' || fail "The model could not be made. Does $python have torch, torchvision and numpy?"
import copy
import sys
import warnings

import numpy as np
import torch
import torchvision

warnings.filterwarnings("ignore", category=UserWarning)
torch.manual_seed(18)
model = torchvision.models.resnet18(weights=None).eval()
image = torch.rand(1, 3, 224, 224)
with torch.no_grad():
    # In float64, and rounded once: a second opinion.
    logits = copy.deepcopy(model).double()(image.double()).float()
    scripted = torch.jit.script(model)
    torch.testing.assert_close(scripted(image), logits, rtol=1e-4, atol=1e-4)

scripted.save(f"{sys.argv[1]}/resnet18.pt")
np.save(f"{sys.argv[1]}/resnet18.in.0.npy", image.numpy())
np.save(f"{sys.argv[1]}/resnet18.out.0.npy", logits.numpy())
PYTHON

rm -f "$stamp"
mv -f "$scratch"/resnet18.* "$folder/"
printf '%s\n' "$text" >"$stamp"
printf 'The model is %s.\n' "$folder/resnet18.pt" >&2
