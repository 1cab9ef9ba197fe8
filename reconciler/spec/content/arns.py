"""ARNs made of names: templates filled, and the spelling of names that an ARN cannot hold as they are.

A hole `{/name}` stands for a name with one slash before it, whether or not it begins with one (SSM
parameters). A hole `{pattern:hex}` stands for a name of which every character but a few is written as `%` and
lower-case hex: `/npm/*` is `/npm/%2a`. Source: the tests of package groups' ARNs in
aws-cloudformation-resource-providers-codeartifact (AbstractPackageGroupArnTest).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any, Final

HEX: Final = "hex"
"""The spelling of a hole whose name is escaped."""

SLASH: Final = "/"
"""The spelling of a hole whose name has one slash before it."""

_AS_THEY_ARE: Final = "/~@:+,=;!&'()"


def holes(template: str) -> Iterator[tuple[str, str, str]]:
    """The pieces of a template: text, the name that follows it, and how that is spelt."""
    for text, name, spelling, _ in Formatter().parse(template):
        own = name or ""
        yield text, own.lstrip("/"), SLASH if own.startswith("/") else spelling or ""


def filled(template: str, names: Mapping[str, Any]) -> str:
    """The ARN of these names. Raises KeyError where one is missing."""
    return "".join(
        f"{text}{spelt(str(names[name]), spelling) if name else ''}"
        for text, name, spelling in holes(template)
    )


def spelt(name: str, spelling: str) -> str:
    """A name as an ARN writes it."""
    if spelling == SLASH:
        return f"/{name.lstrip('/')}" if name else ""
    if spelling != HEX:
        return name
    from urllib.parse import quote

    quoted = quote(name, safe=_AS_THEY_ARE)
    return re.sub(r"%[0-9A-F]{2}", lambda found: found[0].lower(), quoted)


def read(name: str, spelling: str) -> str:
    """The name that an ARN writes so; only a path of several names begins with its slash."""
    if spelling == SLASH:
        return name if name.count("/") != 1 else name.lstrip("/")
    if spelling != HEX:
        return name
    from urllib.parse import unquote

    return unquote(name)
