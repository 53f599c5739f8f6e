# SPDX-License-Identifier: LGPL-2.1-or-later
"""
Edits of one header, as people make them.

Each takes the text, something to choose with, and a number that is used for no other
edit, and gives the new text and what was done; None where the header has nothing that
could be edited so.  New names end in that number, so they clash with nothing.
"""

import re

DEFINE = re.compile(r"^#define[ \t]+([A-Z][A-Z0-9_]{3,})[ \t]+(0x[0-9a-fA-F]+|\d+)"
                    r"(?=[ \t]*(?:/\*[^\n]*\*/)?[ \t]*$)", re.M)
RECORD = re.compile(r"^struct (\w+) \{\n([^{}]*)^\};$", re.M)
ENUMERATION = re.compile(r"^(?:typedef )?enum\b[^{};]*\{\n([^{}]*)^\}", re.M)
# The last of them is mostly a bound, which has no comma or says so.
ENUMERATOR = re.compile(r"^[ \t]+(?!\w*(?:MAX|LAST|COUNT|NUM)\b)([A-Z]\w*)(?:\s*=\s*[^,\n/]+)?,"
                        r"[ \t]*(?:/\*[^\n]*\*/)?[ \t]*\n", re.M)
MEMBER = re.compile(r"^\t(__u(?:8|16|32|64))([ \t]+)(\w+);(?=[ \t]*(?:/\*[^\n]*\*/)?[ \t]*$)", re.M)
RESERVED = re.compile(r"(?:__)?(?:reserved|resv|rsvd|pad|padding|unused)\d*")
OUTER = re.compile(r"(?<!\\\n)^(?:struct \w+ \{|enum \w+ \{|#define )", re.M)


class Names:
    """In how many headers each identifier stands: what stands in one may go."""

    def __init__(self, texts):
        self.headers = {}
        for text in texts:
            for word in set(re.findall(r"[A-Za-z_]\w{3,}", text)):
                self.headers[word] = self.headers.get(word, 0) + 1

    def is_local(self, name):
        return self.headers.get(name, 0) <= 1


class Choice:
    """A pseudo-random sequence of our own, as Python's may differ from version to version."""

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        # Knuth's MMIX generator; its high bits are the good ones.
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        return (self.state >> 33) % limit

    def among(self, items):
        items = list(items)
        return items[self.below(len(items))] if items else None


def cut(text, start, end, replacement=""):
    return text[:start] + replacement + text[end:]


def line_end(text, at):
    """Behind the line break that ends the line of @at."""
    return text.index("\n", at) + 1 if "\n" in text[at:] else len(text)


def count_words(text, word):
    return len(re.findall(rf"\b{word}\b", text))


def local_defines(text, names):
    return [m for m in DEFINE.finditer(text) if names.is_local(m.group(1))]


def next_value(value):
    if value.startswith("0x"):
        return f"0x{(int(value, 16) << 1) or 1:x}"
    return str(int(value) + 1)


def add_constant(text, choice, number, names):
    define = choice.among(DEFINE.finditer(text))
    if not define:
        return None
    name = f"{define.group(1).rpartition('_')[0] or define.group(1)}_X{number}"
    at = line_end(text, define.end())
    return cut(text, at, at, f"#define {name}\t{next_value(define.group(2))}\n"), f"add {name}"


def rename_constant(text, choice, number, names):
    define = choice.among(local_defines(text, names))
    if not define:
        return None
    old, new = define.group(1), f"{define.group(1)}_X{number}"
    return re.sub(rf"\b{old}\b", new, text), f"rename {old} to {new}"


def change_constant(text, choice, number, names):
    define = choice.among(DEFINE.finditer(text))
    if not define:
        return None
    new = next_value(define.group(2))
    return cut(text, *define.span(2), new), f"let {define.group(1)} be {new}"


def remove_constant(text, choice, number, names):
    define = choice.among(d for d in local_defines(text, names)
                          if count_words(text, d.group(1)) == 1)
    if not define:
        return None
    return (cut(text, define.start(), line_end(text, define.end())), f"drop {define.group(1)}")


def add_macro(text, choice, number, names):
    define = choice.among(DEFINE.finditer(text))
    if not define:
        return None
    name = f"{define.group(1)}_OF_X{number}"
    at = line_end(text, define.end())
    return cut(text, at, at, f"#define {name}(x)\t((x) + {define.group(1)})\n"), f"add {name}()"


def records(text):
    """Those that could have one more member of a fixed size at their end."""
    return [m for m in RECORD.finditer(text)
            if re.search(r"\b__u32\b", m.group(2)) and not re.search(r"\[0?\]|FLEX", m.group(2))]


def append_member(text, choice, number, names):
    record = choice.among(records(text))
    if not record:
        return None
    at = record.end(2)
    return (cut(text, at, at, f"\t__u32\tx{number};\n"), f"append x{number} to {record.group(1)}")


def append_to_argsz(text, choice, number, names):
    record = choice.among(r for r in records(text) if re.search(r"\bargsz;", r.group(2)))
    if not record:
        return None
    at = record.end(2)
    return (cut(text, at, at, f"\t__u64\tx{number};\n"),
            f"append x{number} to {record.group(1)}, which has argsz")


def members(text):
    return [(record, member) for record in RECORD.finditer(text)
            for member in MEMBER.finditer(text, record.start(2), record.end(2))]


def insert_member(text, choice, number, names):
    found = choice.among(members(text))
    if not found:
        return None
    record, member = found
    return (cut(text, member.start(), member.start(), f"\t__u32\tx{number};\n"),
            f"put x{number} before {member.group(3)} in {record.group(1)}")


def widen_member(text, choice, number, names):
    found = choice.among(f for f in members(text) if f[1].group(1) != "__u64")
    if not found:
        return None
    record, member = found
    wider = {"__u8": "__u16", "__u16": "__u32", "__u32": "__u64"}[member.group(1)]
    return (cut(text, *member.span(1), wider), f"widen {member.group(3)} in {record.group(1)}")


def rename_member(text, choice, number, names):
    found = choice.among(f for f in members(text) if count_words(text, f[1].group(3)) == 1)
    if not found:
        return None
    record, member = found
    name = f"{member.group(3)}_x{number}"
    return (cut(text, *member.span(3), name),
            f"rename {member.group(3)} in {record.group(1)} to {name}")


def use_reserved(text, choice, number, names):
    found = choice.among(f for f in members(text) if RESERVED.fullmatch(f[1].group(3)))
    if not found:
        return None
    record, member = found
    return (cut(text, *member.span(3), f"x{number}"),
            f"use {member.group(3)} of {record.group(1)} for x{number}")


def enumerators(text):
    """For each enumeration its enumerators, without the bound at the end."""
    found = [list(ENUMERATOR.finditer(text, m.start(1), m.end(1)))
             for m in ENUMERATION.finditer(text)]
    return [matches for matches in found if matches]


def append_enumerator(text, choice, number, names):
    matches = choice.among(enumerators(text))
    if not matches:
        return None
    name = f"{matches[-1].group(1)}_X{number}"
    at = matches[-1].end()
    return cut(text, at, at, f"\t{name},\n"), f"add enumerator {name}"


def insert_enumerator(text, choice, number, names):
    match = choice.among(choice.among(enumerators(text)) or [])
    if not match:
        return None
    name = f"{match.group(1)}_X{number}"
    return (cut(text, match.start(), match.start(), f"\t{name},\n"),
            f"put enumerator {name} before {match.group(1)}")


def remove_enumerator(text, choice, number, names):
    match = choice.among(m for group in enumerators(text) for m in group
                         if names.is_local(m.group(1)) and count_words(text, m.group(1)) == 1)
    if not match:
        return None
    return cut(text, *match.span()), f"drop enumerator {match.group(1)}"


def add_comment(text, choice, number, names):
    place = choice.among(OUTER.finditer(text))
    if not place:
        return None
    return (cut(text, place.start(), place.start(), f"/* See note {number} of the manual. */\n"),
            "say more in a comment")
