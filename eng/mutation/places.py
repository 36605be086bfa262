"""Where the code can be broken, and which place comes next."""

import random
from dataclasses import dataclass

from csharp import code_only, excluded
from kinds import KINDS


@dataclass(frozen=True)
class Mutant:
    kind: str
    file: str
    start: int
    end: int
    instead: str

    def apply(self, text):
        return text[:self.start] + self.instead + text[self.end:]

    def line(self, text):
        return text.count("\n", 0, self.start) + 1

    def before_and_after(self, text):
        """What changes, and what it becomes: whole lines, joined to one."""
        first = text.rfind("\n", 0, self.start) + 1
        last = text.find("\n", self.end)
        before, after = text[first:last], text[first:self.start] + self.instead + text[self.end:last]
        return [short(" ".join(part.split())) for part in (before, after)]


def read(path):
    """The text as it is, so that places in it are the same when it is written back."""
    with open(path, encoding="utf-8", newline="") as source:
        return source.read()


def short(line):
    return line if len(line) <= 200 else line[:197] + "..."


def mutants_of(file, text):
    code = code_only(text)
    taboo = list(excluded(code))
    for kind, find in KINDS.items():
        for start, end, instead in find(code, text):
            if not any(first <= start and end <= last for first, last in taboo):
                yield Mutant(kind, file, start, end, instead)


class Places:
    """All places below some folders: each kind is as likely as another, then each line of the files that have such a place."""

    def __init__(self, root, prefixes):
        self.root = root
        self.lines, self.found = {}, {kind: {} for kind in KINDS}
        for path in sorted(root.glob("src/**/*.cs")):
            name = path.relative_to(root).as_posix()
            if not name.startswith(tuple(prefixes)):
                continue
            text = read(path)
            self.lines[name] = text.count("\n")
            for mutant in mutants_of(name, text):
                self.found[mutant.kind].setdefault(name, []).append(mutant)

    def counts(self):
        return {kind: sum(map(len, files.values())) for kind, files in self.found.items()}

    def draw(self, seed):
        """All places in an order that only the seed and the code decide."""
        chance = random.Random(seed)
        while kinds := [kind for kind, files in self.found.items() if files]:
            files = self.found[chance.choice(kinds)]
            names = list(files)
            name = chance.choices(names, [self.lines[name] for name in names])[0]
            yield files[name].pop(chance.randrange(len(files[name])))
            if not files[name]:
                del files[name]
