# Joins reports in lcov's format and prints the figures of each assembly, then the files with the most lines that no test runs.
BEGIN { FS = ":" }

$1 == "SF" {
  file = substr($0, 4)
  if (index(file, root) == 1) file = substr(file, length(root) + 1)
  known = file ~ /^src\//
}

!known { next }

$1 == "DA" {
  split($2, part, ",")
  key = file SUBSEP part[1]
  if (!(key in hits)) { order[++lines] = key; hits[key] = 0 }
  hits[key] += part[2]
}

$1 == "BRDA" {
  at = match($2, /,[^,]*$/)
  key = file SUBSEP substr($2, 1, at - 1)
  if (!(key in taken)) taken[key] = 0
  taken[key] += substr($2, at + 1)
}

function assembly(path) { split(path, folder, "/"); return folder[2] }

function percent(some, all) { return all == 0 ? 100 : 100 * some / all }

# Lines are in order within a file, since each report has them so; but one report may know lines that another does not.
function ranges(path,    n, i, j, swap, list, text, first) {
  n = split(missing[path], list, " ")
  for (i = 2; i <= n; i++)
    for (j = i; j > 1 && list[j] + 0 < list[j - 1] + 0; j--) { swap = list[j]; list[j] = list[j - 1]; list[j - 1] = swap }
  for (i = 1; i <= n; i = j) {
    first = list[i]
    for (j = i + 1; j <= n && list[j] == list[j - 1] + 1; j++) { }
    text = text (text == "" ? "" : ", ") (list[j - 1] == first ? first : first "-" list[j - 1])
  }
  return text
}

END {
  for (i = 1; i <= lines; i++) {
    split(order[i], part, SUBSEP)
    name = assembly(part[1])
    all[name]++
    if (hits[order[i]] > 0) run[name]++
    else { missing[part[1]] = missing[part[1]] " " part[2]; count[part[1]]++ }
  }
  for (key in taken) {
    split(key, part, SUBSEP)
    name = assembly(part[1])
    branches[name]++
    if (taken[key] > 0) branched[name]++
  }

  printf "\n%-26s %8s %8s\n", "assembly", "lines", "branches"
  n = split(assemblies, names, " ")
  for (i = 1; i <= n; i++)
    printf "%-26s %6.2f %% %6.2f %%   %d of %d lines, %d of %d branches\n", names[i], percent(run[names[i]], all[names[i]]),
      percent(branched[names[i]], branches[names[i]]), run[names[i]], all[names[i]], branched[names[i]], branches[names[i]]

  printf "\n%s\n", "lines not run, by file"
  for (; shown > 0; shown--) {
    most = ""
    for (path in count) if (most == "" || count[path] > count[most] || (count[path] == count[most] && path < most)) most = path
    if (most == "") break
    printf "%5d  %s: %s\n", count[most], most, ranges(most)
    delete count[most]
  }

  core = percent(run["RedisAi.Core"], all["RedisAi.Core"])
  if (core < minimum) {
    printf "\nRedisAi.Core: %.2f %% of its lines are run, %s %% are asked for.\n", core, minimum
    exit 1
  }
}
