"""Runs the benchmarks' goals several times, and prints the median of each row with its spread."""

import argparse
import json
import pathlib
import subprocess
import sys

from machine import Usage, describe
from table import table

ROOT = pathlib.Path(__file__).resolve().parents[2]
BENCHMARKS = ROOT / "artifacts/bin/RedisAi.Benchmarks/release/RedisAi.Benchmarks"


def options():
    parser = argparse.ArgumentParser(prog="eng/goals.sh", description=__doc__)
    parser.add_argument("--times", type=int, default=10, help="how many runs that nothing disturbed (10)")
    parser.add_argument("--only", default="", help="a group, or how the names of rows begin, as the benchmarks take it")
    parser.add_argument("--busy", type=float, default=5, help="a run during which other processes took more than this share of the "
                        "cores, in percent, counts as disturbed and is made again (5)")
    parser.add_argument("--tries", type=int, help="at most so many runs, disturbed or not (twice --times); "
                        "where too few were quiet, the table is of the quietest")
    parser.add_argument("--fresh", action="store_true", help="forget the runs of this commit that were made before")
    return parser.parse_args()


def commit():
    return subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def run_once(file, only):
    """Makes a run, and says which share of the cores others had meanwhile."""
    before = Usage.now()
    command = [BENCHMARKS, "goals", "--json", file] + (["--only", only] if only else [])
    if subprocess.run(command, check=False).returncode == 2:
        sys.exit(2)
    return Usage.now().others_since(before)


def main():
    chosen = options()
    folder = ROOT / "artifacts/goals" / f"{commit()}{'-' + chosen.only if chosen.only else ''}"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.json") if chosen.fresh else ():
        old.unlink()

    runs = [json.loads(file.read_text()) for file in sorted(folder.glob("run-*.json"))]
    tries = chosen.tries or 2 * chosen.times
    while len(runs) < tries and sum(run["others"] <= chosen.busy for run in runs) < chosen.times:
        print(f"\nrun {len(runs) + 1}")
        rows = folder / "rows.json"
        others = run_once(rows, chosen.only)
        print(f"others had {others:.1f} % of the cores")
        run = {"others": others, "rows": json.loads(rows.read_text())}
        rows.unlink()
        (folder / f"run-{len(runs) + 1:02}.json").write_text(json.dumps(run, indent=1))
        runs.append(run)

    quietest = sorted(runs, key=lambda run: run["others"])[: chosen.times]
    print(f"\n{describe()}; commit {commit()}; {len(quietest)} runs of {len(runs)}, "
          f"others had {quietest[0]['others']:.1f} to {quietest[-1]['others']:.1f} % of the cores\n")
    print(table([run["rows"] for run in quietest]))


main()
