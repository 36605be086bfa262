"""The rows of several runs as one table in Markdown."""

import statistics


def table(runs):
    names = list(dict.fromkeys(row["name"] for run in runs for row in run))
    lines = ["| row | goal | median | lowest to highest | quartiles | held in |", "| --- | --- | --- | --- | --- | --- |"]
    for name in names:
        lines.append(line(name, [row for run in runs for row in run if row["name"] == name]))
    return "\n".join(lines)


def line(name, rows):
    values = sorted(row["value"] for row in rows)
    first = rows[0]
    sign = "<=" if first["better"] == "lower" else ">="
    median = statistics.median(values)
    lower, _, upper = statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else (median,) * 3
    held = sum(row["met"] for row in rows)
    met = median <= first["limit"] if first["better"] == "lower" else median >= first["limit"]
    return (f"| `{name}` | {sign} {first['limit']:g} | {number(median)}{'' if met else ' **missed**'} | {number(values[0])} to {number(values[-1])} "
            f"| {number(lower)} to {number(upper)} | {held} of {len(rows)} |")


def number(value):
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}" if abs(value) < 0.995 else f"{value:.2f}"
