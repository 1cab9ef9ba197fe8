"""CodeArtifact: patterns of package groups, and which of them lie within which.

Source: CodeArtifact User Guide, "Package group definition syntax and matching behavior"; ARNs as
in the tests of aws-cloudformation-resource-providers-codeartifact (AbstractPackageGroupArnTest).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

_FORMATS = ("cargo", "generic", "maven", "npm", "nuget", "pypi", "ruby", "swift")
_WITHOUT_NAMESPACE = ("cargo", "nuget", "pypi", "ruby")
_WITH_NAMESPACE = ("generic", "maven", "swift")
_RUNS = re.compile(r"[-._]+")
_UNESCAPED = "/~@:+,=;!&'()"


@dataclass(frozen=True)
class Part:
    """What one part of a package's path must be: a text, its start (`~`), or anything (`*`)."""

    text: str = ""
    kind: str = "*"

    def holds(self, other: Part) -> bool:
        """Say whether everything that fits the other part fits this one."""
        match self.kind:
            case "*":
                return True
            case "~":
                return other.kind != "*" and _starts(other.text, self.text)
            case _:
                return self == other


_ANY = Part()
Pattern = tuple[Part, Part, Part]
"""Format, namespace and name."""


def parsed(pattern: str) -> Pattern | None:
    """Return the parts of a pattern; None for what is none.

    The six forms: `/*`, `/npm/*`, `/maven/com.any~`, `/npm/space/*`, `/npm/space/any~`,
    `/npm/space/name$`.
    """
    if pattern == "/*":
        return _ANY, _ANY, _ANY
    _, *texts = pattern.split("/")
    if not pattern.startswith("/") or len(texts) not in (2, 3) or texts[0] not in _FORMATS:
        return None
    last = _last(texts[-1])
    if last is None or (len(texts) == 2 and last.kind == "$"):
        return None
    if not _fits_format(texts, last):
        return None
    form = Part(texts[0], "$")
    return (form, last, _ANY) if len(texts) == 2 else (form, Part(texts[1], "$"), last)


def arn_path(pattern: str) -> str:
    """Return a pattern as the ARN of its group spells it: `/npm/*` is `/npm/%2a`."""
    escaped = quote(pattern, safe=_UNESCAPED)
    return re.sub(r"%[0-9A-F]{2}", lambda found: found[0].lower(), escaped)


def within(outer: str, inner: str) -> bool:
    """Say whether a pattern holds all packages of another one."""
    first, second = parsed(outer), parsed(inner)
    if first is None or second is None:
        return False
    return all(one.holds(other) for one, other in zip(first, second, strict=True))


def parent(pattern: str, patterns: Iterable[str]) -> str | None:
    """Return the nearest of the patterns that holds this one, the longest; None for the root."""
    outer = [one for one in patterns if one != pattern and within(one, pattern)]
    return max(outer, key=len, default=None)


def associated(path: Sequence[str], patterns: Sequence[str]) -> tuple[str, str]:
    """Return the pattern that a package's format, namespace and name belong to, and how.

    A weak match is one up to case and to runs of `-`, `.` and `_`, which are all one dot; the
    longest pattern wins, matched weakly or not. Confusable characters are not folded here.
    """
    strong = {one for one in patterns if _matches(parsed(one), path)}
    folded = [_folded(text) for text in path]
    weak = {one for one in patterns if _matches(_folded_pattern(one), folded)}
    found = max(strong | weak, key=lambda one: (len(one), one in strong))
    return found, "STRONG" if found in strong else "WEAK"


def _last(text: str) -> Part | None:
    """Return the last part of a pattern; None where its suffix does not fit ("~ is used after a
    word character", `*` only after a slash).
    """
    if text == "*":
        return _ANY
    name, kind = text[:-1], text[-1:]
    if not name or kind not in {"~", "$"} or (kind == "~" and not _is_word(name[-1])):
        return None
    return Part(name, kind)


def _fits_format(texts: Sequence[str], last: Part) -> bool:
    """Say whether a namespace is given where the format has one, and only there."""
    form = texts[0]
    if len(texts) == 2:
        return last.kind == "*" or form not in _WITHOUT_NAMESPACE
    return (
        not texts[1]
        if form in _WITHOUT_NAMESPACE
        else bool(texts[1]) or form not in _WITH_NAMESPACE
    )


def _matches(pattern: Pattern | None, path: Sequence[str]) -> bool:
    parts = [Part(text, "$") for text in path]
    return pattern is not None and all(map(Part.holds, pattern, parts))


def _folded_pattern(pattern: str) -> Pattern | None:
    found = parsed(pattern)
    if found is None:
        return None
    form, space, name = (Part(_folded(one.text), one.kind) for one in found)
    return form, space, name


def _folded(text: str) -> str:
    return _RUNS.sub(".", text.casefold())


def _starts(text: str, start: str) -> bool:
    """Say whether a text starts so, up to the end of a word."""
    return text.startswith(start) and (text == start or not _is_word(text[len(start)]))


def _is_word(letter: str) -> bool:
    """Say whether a character belongs to a word: `[\\p{L}\\p{N}\\p{M}]`."""
    return unicodedata.category(letter)[0] in "LNM"
