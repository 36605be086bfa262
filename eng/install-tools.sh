#!/usr/bin/env bash
# Installs what maintainers need to make the test data and what the samples bring again, on Debian and its relatives.
# Building and testing need none of it: what these tools make is committed. Prints nothing when nothing is missing.
# The novels behind the sample Chat come out of a package that needs all of R; samples/Chat/model/make-sentences.py says how to do without.
set -euo pipefail
exec "$(dirname "${BASH_SOURCE[0]}")/apt-install.sh" python3-onnx python3-numpy python3-torch python3-pil fonts-dejavu-core espeak-ng sox redis-server
