"""Breaks the code in random places, one at a time, and counts how many of these mutants the tests notice."""

import argparse
import json
import random
import re
import signal
import sys
from pathlib import Path

from csharp import EXCLUDED_CALLS, EXCLUDED_LINES, EXCLUDED_MEMBERS
from kinds import KINDS
from places import Places
from trial import LEAST_LIMIT, Clone, git

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "artifacts" / "mutation"


def arguments():
    kinds = "\n".join(f"  {kind}: {find.__doc__}" for kind, find in KINDS.items())
    left_out = "\n".join(f"  {pattern}: {reason}" for pattern, reason in EXCLUDED_CALLS + EXCLUDED_MEMBERS + EXCLUDED_LINES)
    parser = argparse.ArgumentParser(
        prog="eng/mutate.sh", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"kinds:\n{kinds}\n\nleft out, besides comments, texts, attributes and what is thrown:\n{left_out}")
    parser.add_argument("--seed", type=int, help="the places depend on it, and on the commit")
    parser.add_argument("--count", type=int, default=40, help="how many mutants that compile (40)")
    parser.add_argument("--only", action="append", metavar="PATH-PREFIX", help="where (src/RedisAi.Core/); may be given again")
    parser.add_argument("--tests", action="append", metavar="PROJECT", help="runs these projects alone; --resume without it tries the others on what they missed")
    parser.add_argument("--resume", action="store_true", help="goes on with the latest run, or with that of --seed")
    parser.add_argument("--list", action="store_true", help="prints the places, and tries none")
    return parser.parse_args()


class Log:
    """What is known so far, a line of JSON for each step: what was asked, the base run, each place that was tried."""

    def __init__(self, path):
        self.path = path
        self.entries = [json.loads(line) for line in path.read_text().splitlines()] if path and path.exists() else []

    def run(self):
        return self.entries[0]

    def tried(self):
        return {entry["place"]: entry for entry in self.entries if entry["what"] == "mutant"}

    def add(self, **entry):
        self.entries.append(entry)
        if self.path:
            with open(self.path, "a", encoding="utf-8") as file:
                file.write(json.dumps(entry) + "\n")


def open_log(options):
    FOLDER.mkdir(parents=True, exist_ok=True)
    if options.resume:
        logs = [FOLDER / f"{options.seed}.jsonl"] if options.seed is not None else sorted(FOLDER.glob("*.jsonl"), key=lambda path: path.stat().st_mtime)
        if not logs or not logs[-1].exists():
            sys.exit(f"eng/mutate.sh: there is no run to go on with in {FOLDER}.")
        return Log(logs[-1])

    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**8)
    path = None if options.list else FOLDER / f"{seed}.jsonl"
    if path and path.exists():
        sys.exit(f"eng/mutate.sh: there is a run with this seed: --resume goes on with it; or remove {path}.")
    log = Log(path)
    log.add(what="run", seed=seed, commit=git(ROOT, "rev-parse", "HEAD"), only=options.only or ["src/RedisAi.Core/"])
    return log


def base(clone, log, names):
    """Nothing is broken: all must pass. From the time this takes come the limits, for all tests and for one."""
    limits = {entry["tests"]: entry["limits"] for entry in log.entries if entry["what"] == "base"}
    for name, project in clone.projects().items():
        if names and name not in names:
            continue
        compiles, error = clone.build(project)
        if not compiles:
            sys.exit(f"eng/mutate.sh: {name} does not compile without a mutant: {error}")
        if name in limits:
            continue
        run = clone.run_tests(name)
        if run.end != "passed":
            sys.exit(f"eng/mutate.sh: without a mutant, this {run.end}: {run.test}")
        limits[name] = [max(round(4 * seconds), LEAST_LIMIT) for seconds in (run.seconds, run.longest)]
        log.add(what="base", tests=name, seconds=round(run.seconds), limits=limits[name])
        say(f"base: {name} passed in {run.seconds:.0f} s, limit {limits[name][0]} s, for one test {limits[name][1]} s")
    return {name: limits[name] for name in limits if not names or name in names}


def attempt(clone, limits, mutant, earlier):
    """What the tests say to a mutant; those that missed it earlier need not run again."""
    ran, total = earlier.get("ran", []), earlier.get("seconds", 0)
    for name, project in clone.projects_for(mutant.file).items():
        if name not in limits or name in ran:
            continue
        compiles, error = clone.build(project)
        if not compiles:
            return {"result": "does not compile", "by": error}
        nearby = clone.nearby(mutant.file) if not ran else None
        run = clone.run_tests(name, limits[name], nearby) if nearby else None
        total += run.seconds if run else 0
        if run is None or run.end in ("passed", "empty"):
            run = clone.run_tests(name, limits[name])
            total += run.seconds
        ran = [*ran, name]
        if run.end == "passed":
            continue
        result = {"result": "noticed", "by": {"failed": "", "hung": "a hang of ", "crashed": "a crash of "}[run.end] + run.test}
        if run.end == "failed" and clone.run_tests(name, limits[name], ("--filter-method", re.sub(r"\(.*", "", run.test))).end in ("passed", "empty"):
            # A test that fails now and then without a mutant is no proof, though it may be one of a race: something has to fail once more.
            second = clone.run_tests(name, limits[name])
            total += second.seconds
            if second.end == "passed":
                continue
            result |= {"again": False, "by": f"{result['by']}, then by {second.test}"}
        return result | {"ran": ran, "seconds": round(total)}
    return {"result": "missed", "ran": ran, "seconds": round(total)}


def describe(result):
    if result["result"] != "noticed":
        return "MISSED"
    doubt = "" if result.get("again", True) else " (the first of which passed when it was run alone)"
    return f"noticed by {result['by']} after {result['seconds']} s{doubt}"


def say(line):
    print(line, flush=True)


def main():
    options = arguments()
    log = open_log(options)
    run = log.run()
    say(f"seed {run['seed']}, commit {run['commit'][:10]}")
    clone = Clone(ROOT, FOLDER / "tree")
    clone.prepare(run["commit"])
    places = Places(clone.folder, run["only"])
    say("places: " + ", ".join(f"{count} {kind}" for kind, count in places.counts().items()))
    limits = {} if options.list else base(clone, log, options.tests)

    tried, counted, noticed = log.tried(), 0, 0
    for place, mutant in enumerate(places.draw(run["seed"])):
        if counted == options.count:
            break
        text = clone.read(mutant.file)
        before, after = mutant.before_and_after(text)
        result = tried.get(place)
        left = [name for name in clone.projects_for(mutant.file) if name in limits and name not in (result or {}).get("ran", [])]
        if not options.list and (result is None or result["result"] == "missed" and left):
            clone.write(mutant.file, mutant.apply(text))
            try:
                result = attempt(clone, limits, mutant, result or {})
            finally:
                clone.write(mutant.file, text)
            log.add(what="mutant", place=place, kind=mutant.kind, file=mutant.file, line=mutant.line(text), before=before, after=after, **result)
        if result and result["result"] == "does not compile":
            continue
        counted += 1
        noticed += bool(result and result["result"] == "noticed")
        say(f"{counted}. {mutant.file}:{mutant.line(text)}, {mutant.kind}\n    - {before}\n    + {after}\n    {describe(result) if result else ''}")

    if not options.list:
        say(f"noticed {noticed} of {counted}")
        clone.remove()


def cut(*_):
    raise KeyboardInterrupt


if __name__ == "__main__":
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, cut)
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("eng/mutate.sh: cut; --resume goes on.")
