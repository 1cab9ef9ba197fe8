"""`reconcile.yaml`: the project, where specs are, and the environments they are applied in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from reconciler.errors import Fault, Place, Usage
from reconciler.spec.files.checking import faults_of
from reconciler.spec.files.settings_schema import SETTINGS
from reconciler.spec.files.text import parse
from reconciler.spec.nodes import ListNode, MapNode, Node, ScalarNode
from reconciler.spec.stack import Scope
from reconciler.spec.suggest import did_you_mean, listed

FILE: Final = "reconcile.yaml"
"""The name of the settings' file, at the root of the repository."""
SPECS: Final = ("specs/**/*.yaml",)
"""Where specs are when the settings do not say."""
NOTHING: Final = MapNode({}, Place(FILE))
"""A mapping that was not written."""
PARTITIONS: Final = {
    "cn-": "aws-cn",
    "us-gov-": "aws-us-gov",
    "us-iso-": "aws-iso",
    "us-isob-": "aws-iso-b",
    "eu-isoe-": "aws-iso-e",
    "us-isof-": "aws-iso-f",
    "eusc-": "aws-eusc",
}
"""Start of a region's name → its partition; every other one is `aws` (botocore's partitions.json)."""


@dataclass(frozen=True)
class Environment:
    """A named place to apply to; `scopes[0]` is its own scope, named "". `vars` are unresolved."""

    name: str
    scopes: tuple[Scope, ...]
    vars: MapNode = NOTHING


@dataclass(frozen=True)
class Lock:
    """Where the lock lies: bucket, key prefix, region ("": the environment's), lease in seconds."""

    bucket: str
    prefix: str
    region: str
    lease: int

    def key(self, owner: str) -> str:
        """The object that is the lock of one owner's stack."""
        prefix = self.prefix.strip("/")
        return f"{prefix}{'/' if prefix else ''}{owner}.lock.json"


@dataclass(frozen=True)
class Guards:
    """More than `max_deletes` deletes that are more than `max_delete_percent` need an override."""

    max_delete_percent: int = 25
    max_deletes: int = 3


@dataclass(frozen=True)
class Settings:
    """What `reconcile.yaml` says; without one, what holds then (`present` is False).

    `secrets_allow`: globs of secrets that may be resolved, None: every one. `vars`, `tags` and
    `names` are unresolved nodes.
    """

    present: bool = False
    project: str = ""
    specs: tuple[str, ...] = SPECS
    environments: Mapping[str, Environment] = field(default_factory=dict)
    lock: Lock | None = None
    guards: Guards = Guards()
    ignore_tags: tuple[str, ...] = ()
    secrets_allow: tuple[str, ...] | None = None
    vars: MapNode = NOTHING
    tags: MapNode = NOTHING
    names: ScalarNode | None = None


def settings_of(text: str | bytes, file: str = FILE) -> tuple[Settings, tuple[Fault, ...]]:
    """The settings in `text` and all that is wrong with them; what is wrong is as if left out."""
    parsed = parse(text, file)
    node = parsed.node
    if not isinstance(node, MapNode):
        wrong = () if node is None else (Fault("RC1111", f"`{file}` is no mapping", node.place),)
        return Settings(present=True), (*parsed.faults, *wrong)
    faults = tuple(faults_of(node, SETTINGS, "", Place(file)))
    return _settings(node), (*parsed.faults, *faults)


def environment(settings: Settings, name: str = "") -> Environment:
    """The environment called `name`, or the only one; without environments the ambient one.

    Raises `Usage` where there are several and none is named, or none of that name. The ambient
    environment has the name "" and one scope whose account and region the session fills in.
    """
    known = settings.environments
    if name in known:
        return known[name]
    if not name and len(known) < 2:
        return next(iter(known.values()), Environment("", (Scope("", "", ""),)))
    if not name:
        message = f"reconcile.yaml declares several environments: {listed(known)}"
        raise Usage(Fault("RC1113", message, None, None, "Name one with `--environment`."))
    expected = listed(known, " or ") if known else "no environment: reconcile.yaml declares none"
    message = f"there is no environment `{name}`"
    raise Usage(Fault("RC1113", message, None, expected, did_you_mean(name, known)))


def partition_of(region: str) -> str:
    """The partition that `region` belongs to."""
    found = [name for start, name in PARTITIONS.items() if region.startswith(start)]
    return found[0] if found else "aws"


def _settings(node: MapNode) -> Settings:
    guards, secrets = _map(node, "guards"), _map(node, "secrets")
    names = node.get("names")
    return Settings(
        present=True,
        project=_text(node, "project"),
        specs=_texts(node, "specs") or SPECS,
        environments=_environments(_map(node, "environments")),
        lock=_lock(_map(node, "lock")),
        guards=Guards(
            _number(guards, "max_delete_percent", Guards.max_delete_percent),
            _number(guards, "max_deletes", Guards.max_deletes),
        ),
        ignore_tags=_texts(node, "ignore_tags"),
        secrets_allow=_texts(secrets, "allow") if "allow" in secrets else None,
        vars=_map(node, "vars"),
        tags=_map(node, "tags"),
        names=names if isinstance(names, ScalarNode) and _is_text(names) else None,
    )


def _environments(node: MapNode) -> dict[str, Environment]:
    return {
        name: Environment(name, _scopes(value), _map(value, "vars"))
        for name, value in node.items()
        if isinstance(value, MapNode)
    }


def _scopes(node: MapNode) -> tuple[Scope, ...]:
    own = _scope("", node, Scope("", "", ""))
    more = _map(node, "scopes")
    return (
        own,
        *(_scope(name, value, own) for name, value in more.items() if isinstance(value, MapNode)),
    )


def _scope(name: str, node: MapNode, own: Scope) -> Scope:
    """A scope, completed from the environment's own; its roles serve in its own account only."""
    account = _text(node, "account") or own.account
    region = _text(node, "region") or own.region
    roles = own if account == own.account else Scope("", "", "")
    return Scope(
        name,
        account,
        region,
        partition_of(region),
        _text(node, "role_arn") or roles.role_arn,
        _text(node, "plan_role_arn") or roles.plan_role_arn,
    )


def _lock(node: MapNode) -> Lock | None:
    bucket, _, prefix = _text(node, "s3").removeprefix("s3://").partition("/")
    if not bucket:
        return None
    return Lock(bucket, prefix, _text(node, "region"), _number(node, "lease", 120))


def _map(node: MapNode, key: str) -> MapNode:
    found = node.get(key)
    return found if isinstance(found, MapNode) else MapNode({}, node.place_of(key))


def _text(node: MapNode, key: str) -> str:
    found = node.get(key)
    return found.text if isinstance(found, ScalarNode) and _is_text(found) else ""


def _texts(node: MapNode, key: str) -> tuple[str, ...]:
    found = node.get(key)
    items: tuple[Node, ...] = found.items if isinstance(found, ListNode) else ()
    return tuple(item.text for item in items if isinstance(item, ScalarNode) and _is_text(item))


def _number(node: MapNode, key: str, otherwise: int) -> int:
    text = _text(node, key)
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else otherwise


def _is_text(node: ScalarNode) -> bool:
    return not node.empty and not node.is_null
