"""AWS's patterns in the dialect that JSON Schema (ECMA 262, with the `u` flag) and `re` share.

The service models hold Java expressions, and AWS's API references give them as what the whole value
must match; Smithy's `pattern` trait, from which they come, leaves the anchors to its author, and
authors left them out. What the shared dialect cannot say is dropped, and so is what matches a long
text in exponential time: a pattern too many would refuse good specs or hang on bad ones, one too
few is caught by AWS at apply.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator

_TOKEN = re.compile(r"\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|\\.|.", re.DOTALL)
_IMPOSSIBLE = re.compile(
    r"\\[1-9]|\\\\[dw]|\\[pPQEGZAzhHRvVXkbB]|[*+?}]\+|\(\?(?![:=!])|&&|\[[^\]]*(?<!\\)\["
)
"""Classes by Unicode property, back-references, possessive quantifiers, flags, look-behind, classes
in classes; and a doubled backslash before a class (VPC Lattice's ARNs), which is AWS's own slip."""
_EXPLOSIVE = re.compile(r"\(\[ \\t\]\+")
"""`[ \\t]*[ -~]+([ \\t]+[ -~]+)*`, as EventBridge writes header values: every blank may be matched
by either part, so that a text of n words is tried in 2**n ways before it is refused."""
_CLASSES = {r"\w": "A-Za-z0-9_", r"\d": "0-9"}
_NEGATED = {r"\W": "[^A-Za-z0-9_]", r"\D": "[^0-9]"}
_SYNTAX = frozenset("^$\\.*+?()[]{}|/")
_LETTERS = frozenset("snrtfux")
END = r"$(?!\n)"
"""The end of the text in both dialects: Python's `$` alone also matches before a last newline."""


def portable(pattern: str) -> str:
    """Return `pattern` anchored and in the shared dialect, or "" where that cannot say it.

    `\\w` and `\\d` become ASCII classes, as Java reads them; Python would let every alphabet in. A bare
    `.*` says nothing that is worth an error.
    """
    if pattern in ("", ".*") or _IMPOSSIBLE.search(pattern) or _EXPLOSIVE.search(pattern):
        return ""
    body = "".join(_translated(pattern))
    anchored = _anchored(body)
    return anchored if _compiles(anchored) else ""


def _translated(pattern: str) -> Iterator[str]:
    """Yield the tokens of `pattern`, each in the shared dialect."""
    tokens = _TOKEN.findall(pattern)
    inside = False
    for index, token in enumerate(tokens):
        opened = not inside and token == "["
        if inside:
            yield _in_class(token, tokens[index - 1])
            inside = token != "]"
        else:
            yield _outside(token)
            inside = opened


def _in_class(token: str, before: str) -> str:
    """Return a token of a character class; a hyphen after a class is a hyphen, not a range."""
    if token in _CLASSES:
        return _CLASSES[token]
    if token == "-" and before in (*_CLASSES, r"\s", r"\S"):
        return r"\-"
    return token if token == r"\-" else _unescaped(token)


def _outside(token: str) -> str:
    """Return a token that stands outside of character classes."""
    if token in _CLASSES:
        return f"[{_CLASSES[token]}]"
    return _NEGATED.get(token) or _unescaped(token)


def _unescaped(token: str) -> str:
    """Drop a needless escape, which ECMA's `u` flag refuses: `\\:` is `:`."""
    if not token.startswith("\\") or token[1] in _SYNTAX or token[1] in _LETTERS or token == r"\S":
        return token
    return token[1:]


def _anchored(body: str) -> str:
    """Return an expression that matches the whole text."""
    if "|" not in body:
        body = body.removeprefix("^")
        body = body[:-1] if body.endswith("$") and not body.endswith(r"\$") else body
        return f"^{body}{END}"
    return f"^(?:{body}){END}"


def _compiles(pattern: str) -> bool:
    """Tell whether Python takes the expression without as much as a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            re.compile(pattern)
        except (re.error, FutureWarning):
            return False
    return True
