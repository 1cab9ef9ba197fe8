"""A plan that was approved, read back from its JSON, and how a plan of now differs from it.

Digests decide; the differences are for people. What stands in the file of an approved plan is text
of somebody's, and is shown as such.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reconciler.engine.deciding.fingerprint import digest_of
from reconciler.plan.plan import Action, Plan
from reconciler.report.plan_json import scope_data
from reconciler.report.values import clipped, shown_whole

GOING = frozenset({str(Action.DELETE), str(Action.FORGET)})
"""Actions after which a resource need not be in a plan any more."""


@dataclass(frozen=True)
class Approved:
    """A plan as its file has it.

    `changes`: (scope, address) → the change, without no-ops. `base`: the commit that it was made with.
    """

    stack: str
    owner: str
    environment: str
    digest: str
    options: tuple[str, ...]
    scopes: tuple[tuple[str, str, str, str], ...]
    changes: Mapping[tuple[str, str], Mapping[str, Any]]
    base: str = ""

    @property
    def is_intact(self) -> bool:
        """Whether the digest is that of the scopes, changes and options that stand beside it."""
        told = (str(change["digest"]) for change in self.changes.values())
        return self.digest == digest_of(self.owner, self.scopes, told, self.options)


def approved(data: Mapping[str, Any]) -> Approved:
    """A plan from its JSON data; raises KeyError or TypeError where something is missing."""
    scopes = data["scopes"]
    return Approved(
        str(data["stack"]),
        str(data["owner"]),
        str(data["environment"]),
        str(data["digest"]),
        tuple(map(str, data["options"])),
        tuple(
            (str(one["name"]), str(one["account"]), str(one["region"]), str(one["partition"]))
            for one in scopes
        ),
        {
            (str(scope["name"]), str(change["address"])): change
            for scope in scopes
            for change in scope["changes"]
            if change["action"] != Action.NOOP and change["digest"]
        },
        str((data.get("base") or {}).get("commit", "")),
    )


def is_rest_of(plan: Plan, past: Approved) -> bool:
    """Whether `plan` does only what was approved, and what it leaves out of that is done already.

    Done: the resource is planned and needs nothing, or was to go and is gone; or of its fields only
    some are left to be written, each with the value that was approved.
    """
    now, same = _changes(plan), _is_same_place(plan, past)
    is_less = all(_is_left_of(past.changes.get(key), change) for key, change in now.items())
    noops = {(one.scope.name, one.address) for one in plan.changes if one.action is Action.NOOP}
    left = {key: change for key, change in past.changes.items() if key not in now}
    is_done = all(key in noops or one["action"] in GOING for key, one in left.items())
    return same and is_less and is_done


def no_longer(past: Approved, plan: Plan) -> tuple[str, ...]:
    """What was approved and needs not be done any more: `update codecommit.repositories.web`, with
    the fields where others are still to be written.
    """
    now = _changes(plan)
    told = [_named(change) for key, change in past.changes.items() if key not in now]
    for key, change in now.items():
        paths = {field["path"] for field in change["fields"]}
        old = past.changes.get(key, {"fields": ()})
        done = [field for field in old["fields"] if field["path"] not in paths]
        told += [_named(old) + _paths({"fields": done})] if done else []
    return tuple(told)


def _is_left_of(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> bool:
    """Whether a change is one that was approved, or what is left of it: fewer fields and no new one.

    What was to be made or adopted, and was when the apply ended, is updated now.
    """
    if old is None or old["digest"] == new["digest"]:
        return old is not None
    was, now = str(old["action"]), str(new["action"])
    made = was == Action.CREATE and now == Action.UPDATE
    resumed = made or (was == Action.ADOPT and now == Action.UPDATE)
    if not (resumed or was == now) or len(new["fields"]) >= len(old["fields"]):
        return False
    kept = {field["path"]: field for field in old["fields"]}
    return all(_is_same(kept.get(field["path"]), field, made=made) for field in new["fields"])


def _is_same(old: Mapping[str, Any] | None, new: Mapping[str, Any], *, made: bool) -> bool:
    """Whether a field is changed as it was approved; of something just `made`, to the same value."""
    if old is None:
        return False
    members = ("after", "sensitive") if made else ("op", "before", "after", "sensitive")
    gone = made and "remove" in (old["op"], new["op"])
    return not gone and all(old.get(name) == new.get(name) for name in members)


def summary(plan: Plan) -> tuple[str, ...]:
    """What a plan would do now, a line for each change: `now: update ...repositories.web (name)`."""
    return tuple(f"now: {_named(one)}{_paths(one)}" for one in _changes(plan).values())


def differences(past: Approved, plan: Plan) -> tuple[str, ...]:
    """How `plan` differs from what was approved, a sentence each; never empty for another digest."""
    told = [*_around(past, plan)]
    now = _changes(plan)
    for key in sorted({*past.changes, *now}):
        match past.changes.get(key), now.get(key):
            case None, new if new is not None:
                told.append(f"now also: {_named(new)}{_paths(new)}")
            case old, None if old is not None:
                told.append(f"no longer: {_named(old)}{_paths(old)}")
            case old, new if old is not None and new is not None:
                told += _changed(old, new)
    return tuple(told) or ("what is live, or the specs, changed in a way that is not shown",)


def _is_same_place(plan: Plan, past: Approved) -> bool:
    scopes = {(one.name, one.account, one.region, one.partition) for one in plan.scopes}
    same_options = sorted(plan.options) == sorted(past.options)
    return plan.owner == past.owner and scopes == {*past.scopes} and same_options


def _changes(plan: Plan) -> dict[tuple[str, str], Mapping[str, Any]]:
    return {
        (scope.name, change["address"]): change
        for scope in plan.scopes
        for change in scope_data(plan, scope.name)["changes"]
        if change["action"] != Action.NOOP
    }


def _around(past: Approved, plan: Plan) -> Iterator[str]:
    if past.owner != plan.owner:
        yield f"the owner was {past.owner}, now {plan.owner}"
    where = {name: (account, region) for name, account, region, _ in past.scopes}
    for scope in plan.scopes:
        before = where.get(scope.name)
        if before != (scope.account, scope.region):
            told = "/".join(before) if before else "not there"
            yield f"the scope {scope.name or 'itself'} was {told}, now {scope.account}/{scope.region}"
    for option in sorted({*past.options} - {*plan.options}):
        yield f"approved with {option}, which is not so now"
    for option in sorted({*plan.options} - {*past.options}):
        yield f"not approved with {option}"


def _named(change: Mapping[str, Any]) -> str:
    return f"{change['action']} {change['address']}"


def _paths(change: Mapping[str, Any]) -> str:
    paths = [str(one["path"]) for one in change["fields"]]
    told = [path for path in paths if not path.startswith("tags.reconcile:")]
    more = f" and {len(told) - 5} more" if len(told) > 5 else ""
    return f" ({', '.join(told[:5])}{more})" if told else ""


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """How one change differs; nothing where its digest is the same."""
    if old["digest"] == new["digest"]:
        return
    address, told = new["address"], False
    if old["action"] != new["action"]:
        yield f"{address}: {old['action']} was approved, now {new['action']}"
        told = True
    before = {one["path"]: one for one in old["fields"]}
    after = {one["path"]: one for one in new["fields"]}
    for path in sorted({*before, *after}):
        was, now = _leaf(before.get(path)), _leaf(after.get(path))
        if was != now:
            yield f"{address}: {path}: approved {was}, now {now}"
            told = True
    if not told:
        yield f"{address}: what is live changed since, in what the plan leaves as it is"


def _leaf(field: Mapping[str, Any] | None) -> str:
    """`"a" -> "b"`, or that there is no change; of a sensitive one neither value."""
    if field is None:
        return "no change"
    if field.get("sensitive"):
        return f"{field['op']} (not shown)"
    values = {"add": ("after",), "remove": ("before",)}.get(field["op"], ("before", "after"))
    told = " -> ".join(clipped(shown_whole(field.get(name))) for name in values)
    return f"{told} removed" if field["op"] == "remove" else told
