#!/usr/bin/env bash
# Repeats what failed in a log of `dotnet test`, so that it is read where the log ends: the names of tests with the first lines of their messages, then the projects; some 45 lines at most.
# Usage: eng/failures.sh LOG
set -euo pipefail

# A failed test is "failed NAME (TIME)", its message, "  from ASSEMBLY", and the message again, set in, with the stack.
awk -v most=40 '
  /^failed / { name = $0; sub(/^failed /, "  ", name); inMessage = 0; next }
  name != "" && /^  from .*\.dll / { tell(name); name = ""; inMessage = 1; left = 4; next }
  /^    at |^    --- |^[^ ]/ { inMessage = 0; next }
  inMessage && left-- > 0 { tell("  " substr($0, 1, 400)) }
  END { if (told > most) print "  … and " told - most " lines more" }
  function tell(line) { if (++told <= most) print line }
' "$1"
awk '/^\/.*\.dll \(.*\) failed with / && ++told <= 5 { sub(/^.*\//, "  "); print }' "$1"
