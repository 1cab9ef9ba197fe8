"""What `reconcile import` is asked for: sections, kinds and addresses, names and tags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from reconciler.engine.importing.choice import Choice, Wish
from reconciler.errors import Fault, Usage
from reconciler.spec.form import Form
from reconciler.spec.suggest import did_you_mean

if TYPE_CHECKING:
    import argparse


def choice_of(wanted: argparse.Namespace, forms: Mapping[str, Form]) -> Choice:
    """What the command line asks for. Raises Usage for what is no kind, no tag, or nothing at all."""
    if not (wanted.what or wanted.name or wanted.tag or wanted.all):
        message = "nothing was said to be imported"
        expected = "a section, kind or address, `--name`, `--tag`, or `--all`"
        raise Usage(Fault("RC6431", message, expected=expected))
    wrong = [fault for text in wanted.what if (fault := _unknown(text, forms))]
    if wrong:
        raise Usage(*wrong)
    wishes = tuple(_wish(text, forms) for text in wanted.what)
    every = (Wish("--all", frozenset(forms)),)
    return Choice(wishes or every, tuple(wanted.name), dict(map(_tag, wanted.tag)))


def _wish(text: str, forms: Mapping[str, Form]) -> Wish:
    """`codebuild`, `codebuild.projects`, or `codebuild.projects.NAME`; a name may hold dots."""
    section, _, rest = text.partition(".")
    kind, _, name = rest.partition(".")
    kinds = [one for one in forms if one.startswith(f"{section}.")]
    return Wish(text, frozenset([f"{section}.{kind}"] if kind else kinds), name)


def _unknown(text: str, forms: Mapping[str, Form]) -> Fault | None:
    """What is wrong with the section or kind of an address; None where there is one."""
    section, _, rest = text.partition(".")
    kind = rest.partition(".")[0]
    sections = dict.fromkeys(one.partition(".")[0] for one in forms)
    if section not in sections:
        return _fault(f"`{section}` is no section", section, sections)
    named = f"{section}.{kind}"
    if kind and named not in forms:
        below = [one for one in forms if one.startswith(f"{section}.")]
        return _fault(f"`{named}` is no kind", named, below)
    return None


def _fault(message: str, text: str, known: Iterable[str]) -> Fault:
    every = tuple(known)
    suggestion = did_you_mean(text, every) or f"There are {', '.join(sorted(every))}."
    return Fault(
        "RC6430", message, expected="a section, a kind, or an address", suggestion=suggestion
    )


def _tag(text: str) -> tuple[str, str]:
    key, mark, value = text.partition("=")
    if not key or not mark:
        raise Usage(Fault("RC6434", f"--tag {text} is no tag", expected="KEY=VALUE"))
    return key, value
