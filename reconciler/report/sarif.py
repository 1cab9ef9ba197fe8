"""Faults, notes, guards and drift as SARIF 2.1.0, for GitHub code scanning and for editors.

Written by hand: the libraries for it are unmaintained (sarif-om, 2019) or bring pydantic along, and what
is written here is a dozen keys. Sources: OASIS, "Static Analysis Results Interchange Format 2.1.0";
GitHub, "SARIF support for code scanning": a file in which any result has no physical location is refused
whole, paths are relative to the root of the repository, `originalUriBaseIds` are not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias
from urllib.parse import quote

from reconciler import __version__
from reconciler.errors import Fault, Place
from reconciler.plan.plan import Change, Plan
from reconciler.report.drift import drifted, moved
from reconciler.report.escape import visible
from reconciler.report.explained import Explained, explained
from reconciler.report.faults_json import dumped
from reconciler.report.fields import field_lines

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
"""Where the format's schema is published."""

HOME = Place("reconcile.yaml")
"""Where a result is put that has no place in a spec: no result may be without one."""

Level: TypeAlias = Literal["error", "warning", "note"]
"""How bad a result is: what stops a run, what should be looked at, and the rest."""

TITLES = {
    "drift": (
        "Live is not as the specs say",
        "Somebody, or something, changed it after the apply.",
    ),
    "guard": ("A guard refuses a change", "What would be done is dangerous, or not this stack's."),
    "unread": (
        "A kind could not be read",
        "What is live is not known, and nothing of it is pruned.",
    ),
}
"""Title and reason of the results that carry no code of their own."""


@dataclass(frozen=True)
class Result:
    """One statement: its rule (a code, or a key of TITLES with what follows a slash), level, and fault."""

    rule: str
    level: Level
    fault: Fault


def faults_sarif(faults: Iterable[Fault], notes: Iterable[Fault] = (), folder: str = "") -> str:
    """What `validate` says; `folder` is where the specs' root lies in the repository, `` or `ci/`."""
    said = [*(_of("error", one) for one in faults), *(_of("note", one) for one in notes)]
    return _log(said, folder)


def plans_sarif(plans: Iterable[Plan], folder: str = "") -> str:
    """Guards, what is pending or noted, kinds unread, and with a base what drifted."""
    return _log([one for plan in plans for one in _results(plan)], folder)


def drifts_sarif(plans: Iterable[Plan], folder: str = "") -> str:
    """Every resource that differs from its spec, at its declaration."""
    return _log([one for plan in plans for one in (*_drift(plan), *_unread(plan))], folder)


def _results(plan: Plan) -> Iterator[Result]:
    for block in plan.blocks:
        yield Result(f"guard/{block.guard}", "error", _fault(None, block.message, block.override))
    for change in plan.changes:
        for block in change.blocks:
            told = _fault(change, block.message, block.override)
            yield Result(f"guard/{block.guard}", "error", told)
        for fault in change.pending:
            place = fault.place or change.place
            told = Fault(fault.code, fault.message, place, None, fault.suggestion, change.address)
            yield _of("note", told)
    yield from (_of("note", fault) for fault in plan.notes)
    yield from _drift(plan) if plan.base else ()
    yield from _unread(plan)


def _drift(plan: Plan) -> Iterator[Result]:
    """A result a resource, its drifted leaves in the message, masked as everywhere."""
    words = drifted(plan)
    for change in plan.changes:
        if word := words.get(change.address):
            leaves = (line.strip() for line in field_lines(moved(change, plan)))
            message = "; ".join([word, *leaves])
            yield Result(f"drift/{word.replace(' ', '-')}", "warning", _fault(change, message))


def _unread(plan: Plan) -> Iterator[Result]:
    for kind, why in sorted(plan.unread.items()):
        yield Result("unread", "warning", _fault(None, f"{kind} could not be read: {why}"))


def _fault(change: Change | None, message: str, override: str = "") -> Fault:
    mend = f"Allow it with {override}." if override else None
    if change is None:
        return Fault("", message, suggestion=mend)
    return Fault("", message, change.place, suggestion=mend, address=change.address)


def _of(level: Level, fault: Fault) -> Result:
    return Result(fault.code, level, fault)


def _log(results: list[Result], folder: str) -> str:
    rules = sorted({one.rule for one in results})
    driver = {
        "name": "reconcile",
        "version": __version__,
        "rules": [_rule(rule) for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, rules.index(one.rule), folder) for one in results],
    }
    return dumped({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule: str) -> dict[str, Any]:
    """A rule with what `reconcile explain` says of it."""
    start, _, more = rule.partition("/")
    if start in TITLES:
        title, why = TITLES[start]
        told = Explained(rule, f"{title} ({more})" if more else title, why, "")
    else:
        told = explained().get(rule, Explained(rule, rule, "", ""))
    texts = {"shortDescription": told.title, "fullDescription": told.why, "help": told.mend}
    return {"id": rule, **{key: {"text": text} for key, text in texts.items() if text}}


def _result(one: Result, index: int, folder: str) -> dict[str, Any]:
    fault = one.fault
    location: dict[str, Any] = {"physicalLocation": _physical(fault.place or HOME, folder)}
    if fault.address:
        location["logicalLocations"] = [
            {"fullyQualifiedName": visible(fault.address), "kind": "resource"}
        ]
    related = [
        {
            "physicalLocation": _physical(note.place, folder),
            "message": {"text": visible(note.message)},
        }
        for note in fault.notes
        if note.place
    ]
    return {
        "ruleId": one.rule,
        "ruleIndex": index,
        "level": one.level,
        "message": {"text": _message(fault)},
        "locations": [location],
        **({"relatedLocations": related} if related else {}),
    }


def _message(fault: Fault) -> str:
    """What is wrong, what was expected, what to do, as sentences on one line; no link takes effect.

    `[text](target)` is a link in a SARIF message (section 3.11.6), `[text] (target)` is none.
    """
    subject = f"{fault.address}: " if fault.address else ""
    said = [f"{subject}{fault.message}"]
    said += [f"expected: {fault.expected}"] if fault.expected else []
    said += [note.message for note in fault.notes if not note.place]
    said += [fault.suggestion] if fault.suggestion else []
    return visible(" · ".join(said)).replace("](", "] (")


def _physical(place: Place, folder: str) -> dict[str, Any]:
    return {
        "artifactLocation": {"uri": quote(f"{folder}{place.file}"), "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": place.line, "startColumn": place.column},
    }
