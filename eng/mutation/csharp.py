"""What of a C# file is code: text of the same length in which comments and strings are blanks, and the parts that are not mutated."""

import re

# Where a mutant would tell nothing about the tests. Each comes with the reason.
EXCLUDED_CALLS = [
    (r"\bDebug\.\w+\(", "not in a release build"),
    (r"\b(?:_?[lL]ogger|_log|Log)\??\.\w+\(", "what the log says is no behaviour that is promised"),
    (r"\b\w*Prefetch\w*\(", "a hint to the processor"),
    (r"\bGC\.(?:KeepAlive|SuppressFinalize|AddMemoryPressure|RemoveMemoryPressure|AllocateUninitializedArray)\b[^(]*\(",
     "a hint to the collector, or a race against it that no test can win"),
    (r"\b(?:EnsureCapacity|TrimExcess)\(", "how large a list is before it grows"),
    (r"\bnew (?:List|Dictionary|HashSet|Queue|Stack|StringBuilder|PriorityQueue)(?:<[^;()]*>)?\(", "an initial capacity"),
    (r"\bThread\.(?:SpinWait|Yield|Sleep)\(", "how politely a thread waits"),
    (r"\bGetCurrentProcessorId\(", "which of several equal parts a thread starts with"),
    (r"\bConfigureAwait\(", "there is no synchronization context in the tests"),
    (r"\bnameof\(", "a name in a message"),
]

# Whole members.
EXCLUDED_MEMBERS = [
    (r"\boverride string\?? ToString\(\)", "text for people"),
    (r"\bvoid Prefetch\w*\(", "a hint to the processor"),
]

# Whole lines.
EXCLUDED_LINES = [
    (r"\bstackalloc\b", "whether a buffer is on the stack or on the heap"),
    (r"^\s*#", "a directive"),
    (r"^\s*using [\w.=<>, ]+;", "an import"),
    (r"^\s*using (?:JsonDocument|MemoryStream)\b", "memory that the collector gets back in any case"),
]

OPENING, CLOSING = "([{", ")]}"


def blank(text):
    return re.sub(r"[^\n]", " ", text)


def string_end(text, start):
    """Where the string that begins at start ends; None if there is none. What is interpolated belongs to it."""
    prefix = re.compile(r'(\$*)(@?)(\$*)("+)').match(text, start)
    if not prefix:
        return None
    dollars, quotes = len(prefix[1]) + len(prefix[3]), len(prefix[4])
    if quotes >= 3:
        end = text.find('"' * quotes, prefix.end())
        end = len(text) if end < 0 else end + quotes
        while end < len(text) and text[end] == '"':
            end += 1
        return end
    if quotes == 2 and not prefix[2]:
        return prefix.end()

    at = prefix.start(4) + 1
    while at < len(text):
        if prefix[2] and text.startswith('""', at) or not prefix[2] and text[at] == "\\":
            at += 2
        elif text[at] == '"':
            return at + 1
        elif dollars and text.startswith("{{", at):
            at += 2
        elif dollars and text[at] == "{":
            at = hole_end(text, at + 1)
        else:
            at += 1
    return at


def hole_end(text, at):
    depth = 1
    while at < len(text) and depth:
        inner = string_end(text, at) if text[at] in '$@"' else None
        if inner:
            at = inner
            continue
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        at += 1
    return at


def code_only(text):
    """The text with comments, strings and characters blanked, at the same places."""
    parts, at = [], 0
    token = re.compile(r"""//[^\n]*|/\*.*?\*/|'(?:\\.[^']*|[^'\\\n])'|[$@]*(?=")""", re.DOTALL)
    while match := token.search(text, at):
        parts.append(text[at:match.start()])
        end = string_end(text, match.start()) if text[match.end():match.end() + 1] == '"' and match[0].strip("$@") == "" else match.end()
        parts.append(blank(text[match.start():end]))
        at = end
    parts.append(text[at:])
    return "".join(parts)


def depths(code, start):
    """Each place from start on, with how many brackets are open behind it: counted from 0, so below 0 behind those around start."""
    depth = 0
    for at in range(start, len(code)):
        depth += (code[at] in OPENING) - (code[at] in CLOSING)
        yield at, depth


def closing(code, opening):
    """The place of the bracket that closes the one at opening."""
    return next((at for at, depth in depths(code, opening) if depth == 0), len(code) - 1)


def expression_end(code, start):
    """Where the expression or statement that begins at start ends: a semicolon, comma or closing bracket outside of its own brackets."""
    ends = (at for at, depth in depths(code, start) if depth < 0 or depth == 0 and code[at] in ";,")
    return next(ends, len(code))


def body(code, header):
    """The body of the member whose header begins at a place: from its brace or arrow to its end."""
    for at, depth in depths(code, header):
        if depth == 0 and code.startswith("=>", at):
            return at, expression_end(code, at)
        if depth == 1 and code[at] == "{":
            return at, closing(code, at) + 1
        if depth == 0 and code[at] == ";":
            return at, at
    return len(code), len(code)


def attributes(code):
    """Attributes stand at the beginning of a line; a collection there is followed by punctuation."""
    for match in re.finditer(r"^\s*(\[)(?=[A-Za-z])", code, re.MULTILINE):
        end = closing(code, match.start(1)) + 1
        if re.match(r"\s*(?:$|[\[\w(])", code[end:].split("\n", 1)[0] or "\n"):
            yield match.start(1), end
    yield from (match.span() for match in re.finditer(r"(?<=[(, ])\[\w+(?:\([^()]*\))?\] (?=\w)", code))


def excluded(code):
    """The parts that are not mutated, as pairs of start and end."""
    yield from attributes(code)
    for match in re.finditer(r"\bthrow\b", code):  # The type stays to be tested, but here is little else than texts.
        yield match.start(), expression_end(code, match.end())
    for pattern, _ in EXCLUDED_CALLS:
        for match in re.finditer(pattern, code):
            line = code.rfind("\n", 0, match.start()) + 1
            whole = not code[line:match.start()].strip()  # As a statement it must not be removed, either.
            end = closing(code, match.end() - 1) + 1
            yield (line, end + 1) if whole and code[end:end + 1] == ";" else (match.start(), end)
    for pattern, _ in EXCLUDED_MEMBERS:
        for match in re.finditer(pattern, code):
            yield match.start(), body(code, match.end())[1]
    for pattern, _ in EXCLUDED_LINES:
        for match in re.finditer(pattern, code, re.MULTILINE):
            end = code.find("\n", match.end())
            yield code.rfind("\n", 0, match.start() + 1) + 1, len(code) if end < 0 else end
