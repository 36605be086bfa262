"""What the machine is, and how much of it others use."""

import os
import platform
import resource
from typing import NamedTuple


class Usage(NamedTuple):
    """Processor time since some start, in seconds: of all cores; idle; of this process's children that have ended."""

    total: float
    idle: float
    own: float

    @staticmethod
    def now():
        with open("/proc/stat", encoding="ascii") as file:
            # user nice system idle iowait irq softirq steal; guests are counted in user already. Time that was stolen is others'.
            ticks = [int(field) for field in file.readline().split()[1:9]]
        own = resource.getrusage(resource.RUSAGE_CHILDREN)
        second = os.sysconf("SC_CLK_TCK")
        return Usage(sum(ticks) / second, (ticks[3] + ticks[4]) / second, own.ru_utime + own.ru_stime)

    def others_since(self, before):
        """The share of the cores that neither was idle nor went to children, in percent."""
        total = self.total - before.total
        return max(0.0, 100 * (total - (self.idle - before.idle) - (self.own - before.own)) / total)


def describe():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        names = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{len(names)} cores of {names[0] if names else platform.machine()}, {memory:.0f} GiB"
