"""The models' patterns are Java expressions that must match the whole value; here they are Python's.

Differences that the models of the installed botocore show: classes of Unicode (`\\p{L}`), which
Python's `re` lacks, a hyphen after a class (`[\\w-_]`), and that `\\w`, `\\d` and `\\s` mean ASCII
(java.util.regex.Pattern). `\\p{L}` and `\\p{N}` become `\\w`, a little too wide: wherever the models
use one of them, they allow the other and the underscore too.
"""

from __future__ import annotations

import re
from functools import cache

_SEEN = r"\x20-\x7e\xa0-\xac\xae-\u200a\u2010-\u2029\u202f-\u205f\u2070-\ud7ff\uf900-\ufefe\uff00-\U0010ffff"
_CLASSES = {
    r"\p{L}": r"\w",
    r"\p{N}": r"\w",
    r"\p{Z}": r"\x20\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000",
    r"\p{P}": r"!-#%-*,-/:;?@\[-\]_{}\xa1\xa7\xab\xb6\xb7\xbb\xbf\u2010-\u2027\u2030-\u205e\u3001-\u3011",
    r"\p{M}": r"\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f",
    r"\p{C}": r"\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\uf8ff\ufeff",
    r"\P{C}": _SEEN,
    r"\p{IsWhitespace}": r"\s",
}
_CLASS = re.compile(r"\\[pP]\{\w+\}")
_HYPHEN = re.compile(r"(\\[wds])-(?=[^\]])")


@cache
def matcher(pattern: str) -> re.Pattern[str]:
    """Return the Python expression for a model's pattern; to be used with `fullmatch`."""
    wide = _CLASS.search(pattern) is not None
    text = _HYPHEN.sub(r"\1\\-", _translated(pattern) if wide else pattern)
    return re.compile(text, 0 if wide else re.ASCII)


def _translated(pattern: str) -> str:
    """Replace Unicode classes; one that stands outside of brackets becomes a bracket of its own."""
    out: list[str] = []
    inside, at = False, 0
    while at < len(pattern):
        found = _CLASS.match(pattern, at)
        if found:
            part = _CLASSES[found.group()]
            out.append(part if inside else f"[{part}]")
            at = found.end()
            continue
        width = 2 if pattern[at] == "\\" else 1
        if width == 1 and pattern[at] in "[]":
            inside = pattern[at] == "["
        out.append(pattern[at : at + width])
        at += width
    return "".join(out)
