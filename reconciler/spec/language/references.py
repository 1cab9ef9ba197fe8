"""Text with references, taken apart: `${{ vars.x }}`, the literal `$${{`, and wrong spellings.

A reference is a dotted path and nothing else: no functions, no filters, no code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from reconciler.errors import Fault, Place

OPEN: Final = "${{"
"""How a reference begins."""
TOKEN: Final = re.compile(r"\$\$\{\{|\$\{\{([^{}]*)\}\}|\$\{\{")
"""A literal `$${{`, a whole reference, or one that is not closed."""
PATH: Final = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_/-]+)*")
"""A dotted path; `/` occurs in the keys of stamped-out components."""
BRACES: Final = re.compile(r"(?<![${])\{\{\s*([A-Za-z0-9_.-]+)[^{}]*\}\}")
"""Jinja's spelling of a path, in double braces without a dollar sign."""
AWS: Final = re.compile(r"\$\{AWS::(\w+)\}")
"""CloudFormation's spelling of a pseudo parameter inside `Fn::Sub`."""
DOLLAR: Final = re.compile(r"\$\{(vars\.[A-Za-z0-9_.-]+)\}")
"""A reference with one brace, as other tools write it."""
PSEUDO: Final = {
    "Region": "region",
    "AccountId": "account",
    "Partition": "partition",
    "StackName": "stack",
}
"""CloudFormation's pseudo parameters (AWS CloudFormation User Guide) and what they are here."""

BUILT_IN: Final = ("stack", "account", "region", "partition", "environment")
"""Roots that are text by themselves."""
ROOTS: Final = (*BUILT_IN, "instance", "vars", "environments", "self")
"""Every root that is no section."""
SELF: Final = ("name", "arn", "key")
"""What `self` has."""
LITERAL: Final = "Where the text is meant as it stands, keep it in a file: `{file: path}`."
"""The way out where another tool's spelling is meant."""
EXPECTED: Final = "a dotted path: `vars.NAME`, `region`, `self.key`, `section.kind.key.attribute`"
"""What a reference may say."""


@dataclass(frozen=True)
class Reference:
    """One reference: the parts of its path. `str` gives it as it is written."""

    path: tuple[str, ...]

    @property
    def dotted(self) -> str:
        """The path with dots: `vars.network.subnets`."""
        return ".".join(self.path)

    def __str__(self) -> str:
        return f"${{{{ {self.dotted} }}}}"


Piece: TypeAlias = "str | Reference | Fault"
"""A part of text: literal, a reference, or what is wrong with one."""


def has_marks(text: str) -> bool:
    """Whether `text` may hold a reference or a wrong spelling of one; most text does not."""
    return "{{" in text or "${AWS::" in text or "${vars." in text


def pieces(text: str, place: Place) -> tuple[Piece, ...]:
    """The literal parts, references and faults of `text`, in order, with `$${{` made `${{`."""
    return tuple(_pieces(text, place)) if has_marks(text) else (text,)


def _pieces(text: str, place: Place) -> Iterator[Piece]:
    end = 0
    for token in TOKEN.finditer(text):
        before = text[end : token.start()]
        if before:
            yield from _literal(before, place)
        end = token.end()
        if token[0] == "$${{":
            yield OPEN
        else:
            yield _reference(token, place)
    if text[end:]:
        yield from _literal(text[end:], place)


def _reference(token: re.Match[str], place: Place) -> Reference | Fault:
    if token[1] is None:
        suggestion = "Close it with `}}`; a literal is written `$${{`."
        return Fault("RC1301", "a reference is not closed", place, EXPECTED, suggestion)
    path = token[1].strip()
    if not PATH.fullmatch(path):
        return _malformed(path, place)
    parts = tuple(path.split("."))
    if parts[0] in ROOTS or len(parts) >= 3:
        return _known(parts, place)
    return Fault("RC1301", f"`{path}` is no reference", place, EXPECTED, _near(parts))


def _known(parts: tuple[str, ...], place: Place) -> Reference | Fault:
    path = ".".join(parts)
    match parts:
        case ("vars",) | ("environments", *_) if len(parts) != 3 or parts[2:] != ("account",):
            return Fault("RC1301", f"`{path}` is no reference", place, _form(parts[0]))
        case ("self", *rest) if len(rest) != 1 or rest[0] not in SELF:
            return Fault("RC1301", f"`{path}` is no reference", place, _form("self"))
        case (root, _, *_) if root in {*BUILT_IN, "instance"}:
            message = f"`{root}` is text and has no parts"
            return Fault("RC1301", message, place, f"`${{{{ {root} }}}}`")
        case (root, _, _) if root not in ROOTS:
            message = f"`{path}` names a resource, not a value of it"
            suggestion = f"Write `{path}.arn`, or another attribute of it."
            return Fault("RC1301", message, place, EXPECTED, suggestion)
    return Reference(parts)


def _form(root: str) -> str:
    forms = {"vars": "`vars.NAME`", "environments": "`environments.NAME.account`"}
    return forms.get(root, "`self.name`, `self.arn` or `self.key`")


def _near(parts: tuple[str, ...]) -> str | None:
    from reconciler.spec.suggest import nearest

    found = nearest(parts[0], ROOTS)
    return f"Did you mean `{'.'.join((found, *parts[1:]))}`?" if found else None


def _malformed(path: str, place: Place) -> Fault:
    suggestion = None
    if "|" in path or "(" in path:
        suggestion = "There are no functions or filters: put the value into `vars`."
    return Fault("RC1301", f"`{path}` is no reference", place, EXPECTED, suggestion)


def _literal(text: str, place: Place) -> Iterator[Piece]:
    for found in BRACES.finditer(text):
        parts = found[1].split(".")
        if parts[0] in ROOTS or len(parts) >= 4:
            yield _foreign(found[0], f"${{{{ {found[1]} }}}}", place)
    for found in AWS.finditer(text):
        name = PSEUDO.get(found[1])
        yield _foreign(found[0], f"${{{{ {name} }}}}" if name else "", place)
    for found in DOLLAR.finditer(text):
        yield _foreign(found[0], f"${{{{ {found[1]} }}}}", place)
    yield text


def _foreign(written: str, right: str, place: Place) -> Fault:
    suggestion = f"Write `{right}`. {LITERAL}" if right else LITERAL
    message = f"`{written}` is another tool's spelling and stands for nothing here"
    return Fault("RC1309", message, place, "`${{ … }}`", suggestion)
