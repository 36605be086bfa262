#!/usr/bin/python3
"""Makes sentences.txt: short plain sentences from Jane Austen's novels, which are in the public domain, each under a word it is about.

The novels come out of Debian's package r-cran-janeaustenr 1.0.0:

    apt-get download r-cran-janeaustenr && dpkg -x r-cran-janeaustenr_*.deb novels
    /usr/bin/python3 make-sentences.py novels/usr/lib/R/site-library/janeaustenr/data/Rdata.rdb

Running this again gives the same bytes.
"""

import re
import struct
import sys
import zlib
from collections import Counter
from pathlib import Path

# How many of the novels' most frequent words the sentences are made of, and how many sentences each topic has.
COMMON_WORDS = 1500
SENTENCES_PER_TOPIC = 22
WORDS = range(4, 13)

TOPICS = """
affection anger beauty books brother character children comfort conversation country dancing daughter dinner duty evening eyes family
father feelings fortune friends happiness heart home honour hope horses house ladies letters life love marriage men mind misery money
morning mother nature night pain party people pleasure pride reading rooms secrets silence sister spirits surprise taste tea time town
truth walking women words world
""".split()

# A topic stands for its other forms, too.
FORMS = {
    "anger": "angry", "books": "book", "children": "child", "dancing": "dance", "eyes": "eye", "friends": "friend", "horses": "horse",
    "feelings": "feeling", "happiness": "happy", "ladies": "lady", "letters": "letter", "marriage": "marry married",
    "misery": "miserable", "reading": "read", "rooms": "room", "secrets": "secret", "walking": "walk", "women": "woman", "men": "man",
    "words": "word", "pride": "proud", "beauty": "beautiful",
}

# What the sentences need not say to anybody.
LEFT_OUT = {"negro", "slave", "slaves", "gipsy", "gipsies", "jew"}


def novels(rdb):
    """The lines of each novel: R keeps each object as its length and a zlib stream, in which strings have a mark and a length."""
    data = rdb.read_bytes()
    start = 0
    while start < len(data):
        stream = zlib.decompressobj()
        content = stream.decompress(data[start + 4:])
        lines, at = [], content.find(b"\x00\x04\x00\x09")
        while at >= 0:
            length = struct.unpack(">I", content[at + 4:at + 8])[0]
            lines.append(content[at + 8:at + 8 + length].decode())
            at = content.find(b"\x00\x04\x00\x09", at + 8 + length)
        yield lines
        start = len(data) - len(stream.unused_data)


def sentences(lines):
    """What stands between the ends of sentences, without the quotation marks."""
    for paragraph in re.split(r"\n\s*\n", "\n".join(lines)):
        text = " ".join(paragraph.replace("_", "").replace("--", " -- ").split())
        text = re.sub(r"\b(Mrs?|Dr|St)\.", r"\1", text)
        for sentence in re.findall(r"(?:(?<=[.!?] )|(?<=\")|^)\"?([A-Z][^.!?\"]*[.!?])", text):
            yield sentence


def is_plain(sentence):
    """No brackets, dashes, numbers, and no names: nothing but its first word and "I" begins with a capital."""
    return re.fullmatch(r"[A-Z][a-z']*(,? (I|[a-z][a-z']*))*[.!?]", sentence) is not None


def words(sentence):
    return [word.strip("'") for word in re.findall(r"[a-z']+", sentence.lower())]


def main():
    # A dictionary, for the order.
    found = {sentence: None for lines in novels(Path(sys.argv[1])) for sentence in sentences(lines) if is_plain(sentence)}
    counts = Counter(word for sentence in found for word in words(sentence))
    common = {word for word, _ in counts.most_common(COMMON_WORDS)} - LEFT_OUT
    # A name is not written small anywhere.
    small = {"i", *(word for sentence in found for word in re.findall(r" ([a-z]+)", sentence))}
    known = [s for s in found if len(words(s)) in WORDS and common.issuperset(words(s)) and small.issuperset(words(s))]

    used = set()
    with open(Path(__file__).parent / "sentences.txt", "w", encoding="utf-8") as file:
        for topic in TOPICS:
            forms = {topic, *FORMS.get(topic, "").split()}
            about = [s for s in known if s not in used and forms & set(words(s))][:SENTENCES_PER_TOPIC]
            used.update(about)
            file.writelines(f"{topic}: {sentence}\n" for sentence in about)


main()
