"""AWS's documentation, which the service models hold as HTML, as short plain text.

Editors show it on hover and `explain` prints it; both want a few sentences, not a page.
"""

from __future__ import annotations

import re
from html import unescape

LIMIT = 300
"""The most characters that a description keeps."""

_BREAK = re.compile(r"</?(?:p|li|ul|ol|dl|dt|dd|br|note|important|div|h\d)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")
_ESCAPED = re.compile(r"</?(?:code|i|b|a|em|strong|fullname)\b[^>]*>")
"""Tags that some documentation holds escaped, as text; `<rule-name>` is a placeholder and stays."""
_SPACE = re.compile(r"\s+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(`])")
_ABBREVIATION = re.compile(r"(?:\be\.g|\bi\.e|\betc|\bvs|\bNo)\.$")


def plain(html: str) -> str:
    """Return the first sentences of AWS's HTML as one line of at most `LIMIT` characters.

    A sentence that does not fit is left out whole; where the first one alone is too long it is cut
    at a word and ends in an ellipsis.
    """
    text = unescape(_TAG.sub("", _BREAK.sub(" ", html)))
    text = _SPACE.sub(" ", _ESCAPED.sub("", _BREAK.sub(" ", text))).strip()
    sentences = _sentences(text)
    if not sentences:
        return ""
    kept = sentences[0]
    for sentence in sentences[1:]:
        if len(kept) + 1 + len(sentence) > LIMIT:
            break
        kept = f"{kept} {sentence}"
    return _cut(kept)


def _sentences(text: str) -> list[str]:
    """Split at sentence ends; an abbreviation ends no sentence."""
    found: list[str] = []
    for piece in _SENTENCE.split(text):
        if found and _ABBREVIATION.search(found[-1]):
            found[-1] = f"{found[-1]} {piece}"
        elif piece:
            found.append(piece)
    return found


def _cut(text: str) -> str:
    """Return `text`, shortened at a word where it is too long."""
    if len(text) <= LIMIT:
        return text
    return text[: LIMIT - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
