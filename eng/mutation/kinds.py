"""The kinds of mutation: each finds its places in the code of a file, and says what stands there instead."""

import re

from csharp import body, closing, expression_end

# A call by these names gives something back.
GIVES_BACK = r"(?:Release|Dispose|Return|Leave|Free|Unregister|Detach|Exit|Close|Retire)\w*"

ASSIGNMENT = r"[\w.\[\]^!*()]+ (?:[-+*/%|&^]|\?\?|<<|>>)?= .*;|\([\w.\[\], ]+\) = .*;|[\w.\[\]]+(?:\+\+|--);|(?:\+\+|--)[\w.\[\]]+;"
CALL = r"(?:await )?[\w.!?\[\]<>()]*\w(?:<[\w, ]+>)?\(.*\)(?:\.ConfigureAwait\(\w+\))?;"
JUMP = r"return;|continue;"


def swaps(code, pattern, instead):
    for match in re.finditer(pattern, code):
        yield match.start(), match.end(), instead[match[0]]


def comparison(code, _):
    """< to <=, == to !=, and back. Spaces are what tells them from type arguments."""
    operators = {" < ": " <= ", " <= ": " < ", " > ": " >= ", " >= ": " > ", " == ": " != ", " != ": " == "}
    yield from swaps(code, r"(?<!operator) (?:<=?|>=?|==|!=) (?!\()", operators)
    yield from swaps(code, r"(?<=is )[<>]=?(?= )", {"<": "<=", "<=": "<", ">": ">=", ">=": ">"})
    yield from swaps(code, r" is not null\b| is null\b", {" is null": " is not null", " is not null": " is null"})


def boundary(code, _):
    """One more or one less: +1 and -1 dropped, another index, a loop that begins later."""
    for match in re.finditer(r" [-+] 1(?![\w.])", code):
        yield match.start(), match.end(), ""
    for match in re.finditer(r"(?<=[\w\])])\[(\w*[a-z]\w*)\]", code):
        if not re.search(r"\bnew [\w.]*$", code[:match.start()][-60:]):
            yield match.start(), match.end(), f"[{match[1]} + 1]"
    for match in re.finditer(r"\[\^1\]", code):
        yield match.start(), match.end(), "[^2]"
    for match in re.finditer(r"(?<=for \(int )(\w+) = 0;", code):
        yield match.start(), match.end(), f"{match[1]} = 1;"


def condition(code, text):
    """A negated condition."""
    for match in re.finditer(r"\b(?:if|while) (\()", code):
        end = closing(code, match.start(1))
        yield match.start(1), end + 1, f"(!{text[match.start(1):end + 1]})"


def follows_statement(code, start):
    before = code[:start].rstrip()
    return before[-1:] in ("", ";", "{", "}", ":")


def one_line(code, pattern):
    for match in re.finditer(rf"^ +((?:{pattern})) *$", code, re.MULTILINE):
        if follows_statement(code, match.start(1)):
            yield match


def release(code, _):
    """Something that is not given back."""
    for match in one_line(code, CALL):
        if re.search(rf"\b{GIVES_BACK}\(", match[1]):
            yield match.start(1), match.end(1), ""
    for match in re.finditer(rf"\bvoid [\w<>]+\([^()]*\) (=> [^;]*\b{GIVES_BACK}\([^;]*;)", code):
        yield match.start(1), match.end(1), "{ }"
    for match in re.finditer(r"^ +(?:await )?(using )(?=[A-Zv][\w<>?, ]* \w+ =)", code, re.MULTILINE):
        if "await" not in match[0]:
            yield match.start(1), match.end(1), ""


def statement(code, _):
    """A statement that is left out."""
    for match in one_line(code, f"{ASSIGNMENT}|{CALL}|{JUMP}"):
        if not re.search(rf"\b{GIVES_BACK}\(|^(?:base|this|nameof)\(", match[1]):
            yield match.start(1), match.end(1), ""


def arguments(code, opening):
    """The arguments of a call, as pairs of start and end; the first is by reference."""
    at, last, found = opening + 1, closing(code, opening), []
    while at < last:
        end = expression_end(code, at)
        found.append((at, end))
        at = end + 1
    return found, last + 1


def plain(call, values):
    """A plain read or write in the place of an atomic one."""
    target = re.sub(r"^ref ", "", values[0])
    rest = values[1:]
    return {
        "Write": lambda: f"{target} = {rest[0]}",
        "Exchange": lambda: f"({target}, {target} = {rest[0]}).Item1",
        "CompareExchange": lambda: f"({target}, {target} = {target} == {rest[1]} ? {rest[0]} : {target}).Item1",
        "Increment": lambda: f"++{target}",
        "Decrement": lambda: f"--{target}",
        "Add": lambda: f"({target} += {rest[0]})",
        "Or": lambda: f"({target}, {target} |= {rest[0]}).Item1",
        "And": lambda: f"({target}, {target} &= {rest[0]}).Item1",
        "MemoryBarrier": lambda: "_ = 0",
    }[call]()


def lock(code, text):
    """A lock that is not taken, or something atomic made plain; not Volatile, which on x64 is a plain read or write already."""
    for match in re.finditer(r"\block (\()", code):
        yield match.start(), closing(code, match.start(1)) + 1, ""
    for match in re.finditer(r"\busing (\()[^()]*\.EnterScope\(\)\)|\busing [\w.]+ \w+ = [\w.]+\.EnterScope\(\);", code):
        yield match.start(), match.end(), ""
    names = "Exchange|CompareExchange|Increment|Decrement|Add|Or|And|MemoryBarrier"
    for match in re.finditer(rf"\bInterlocked\.({names})(?:<[^()]*>)?\(", code):
        places, end = arguments(code, match.end() - 1)
        values = [text[first:last].strip() for first, last in places] or [""]
        replacement = plain(match[1], values)
        alone = follows_statement(code, match.start()) and code[end:end + 1] == ";"
        if alone and match[1] == "Exchange":
            replacement = plain("Write", values)
        yield match.start(), end, replacement if not alone or match[1] != "CompareExchange" else f"_ = {replacement}"


MEMBER = re.compile(
    r"^ {4,8}(?:(?:public|private|internal|protected|static|override|virtual|async|readonly|sealed|unsafe|new|partial) )+"
    r"(bool|(?:Value)?Task<bool>) [\w.<>]+(?=\(| =>| *\n| \{)", re.MULTILINE)


def returned(code, text):
    """The opposite is returned."""
    for member in MEMBER.finditer(code):
        start, end = body(code, member.end())
        places = [match.end() for match in re.finditer(r"\breturn (?=[^;])", code[start:end])]
        places = [start + place for place in places] if code[start:start + 1] == "{" else [start + 3]
        for place in places:
            last = expression_end(code, place)
            value = text[place:last].strip()
            if value in ("true", "false"):
                yield place, last, "false" if value == "true" else "true"
            elif value:
                yield place, last, f"!({value})"


def constant(code, _):
    """Another number, or the other truth value."""
    for match in re.finditer(r"(?<![\w.])(\d[\d_]*)(\.\d+)?([uUlLfFdDmM]*)(?![\w.]|\.\d)", code):
        before = code[:match.start()]
        if re.search(r" [-+] $|for \(int \w+ = $", before[-40:]) and match[1] in "01":
            continue  # These are boundaries.
        number = int(match[1].replace("_", ""))
        if match[2]:
            other = f"{float(match[1] + match[2]) * 2:g}"
        else:
            other = str(number + 1 if number < 16 else number * 2)
        yield match.start(), match.end(), other + match[3]
    for match in re.finditer(r"\b(?:true|false)\b", code):
        if not re.search(r"(?:return|=>|when) $", code[:match.start()][-10:]):
            yield match.start(), match.end(), "false" if match[0] == "true" else "true"


def logic(code, _):
    """&& to ||, and back."""
    yield from swaps(code, r"&&|\|\|", {"&&": "||", "||": "&&"})


def last_words(code, _):
    """A finally that does nothing."""
    for match in re.finditer(r"\bfinally\s*(\{)", code):
        yield match.start(1), closing(code, match.start(1)) + 1, "{ }"


def counting(code, _):
    """Counted down in the place of up, and back; not by a loop, which would only run out of its array."""
    loops = re.compile(r"\bfor \([^;]*;[^;]*;[^;\n]*$")
    instead = {"++": "--", "--": "++", " += ": " -= ", " -= ": " += "}
    for place in swaps(code, r"(?<=[\w\])])(?:\+\+|--)|(?:\+\+|--)(?=[\w(])| [-+]= ", instead):
        if not loops.search(code[max(0, place[0] - 200):place[0]]):
            yield place
    yield from swaps(code, r"(?<=Interlocked\.)(?:Increment|Decrement)(?=\()", {"Increment": "Decrement", "Decrement": "Increment"})


KINDS = {
    "comparison": comparison,
    "boundary": boundary,
    "condition negated": condition,
    "release removed": release,
    "lock removed": lock,
    "statement removed": statement,
    "result inverted": returned,
    "constant changed": constant,
    "logic": logic,
    "finally emptied": last_words,
    "counting": counting,
}
