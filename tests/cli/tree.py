"""A repository of specs, the command run in it, and the sandbox that it speaks with."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from reconciler.cli import apply, connect, main
from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.faults import Fault
from tests.engine.ground import Turned

ACCOUNT = "111122223333"
REGION = "eu-west-1"
SETTINGS = f"""\
project: acme
environments:
  test: {{account: "{ACCOUNT}", region: {REGION}}}
"""
REPOSITORY = """\
stack: shop
codecommit:
  repositories:
    web: {description: The shop}
"""


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, read as JSON."""
        return json.loads(self.out)

    def actions(self) -> dict[str, str]:
        """Address → action, of a plan in JSON, no-ops left out."""
        return {
            change["address"]: change["action"]
            for scope in self.json["scopes"]
            for change in scope["changes"]
            if change["action"] != "noop"
        }

    def blocked(self) -> dict[str, list[str]]:
        """Address → the guards that refuse it, of a plan in JSON."""
        return {
            change["address"]: [block["guard"] for block in change["blocked"]]
            for scope in self.json["scopes"]
            for change in scope["changes"]
            if change["blocked"]
        }


@dataclass(frozen=True)
class Tree:
    """A folder with specs, which is the current one, and the state of its sandbox."""

    root: Path
    state: Path
    capsys: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch
    faults: list[Fault] = field(default_factory=list)

    def write(self, name: str, text: str | bytes) -> Path:
        """Write a file of the tree."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def specs(self, spec: str, settings: str = SETTINGS) -> None:
        """Make the tree hold just this spec, and these settings ("" for none)."""
        for path in [*self.root.glob("specs/*.yaml"), *self.root.glob("reconcile.yaml")]:
            path.unlink()
        self.write("specs/shop.yaml", spec)
        if settings:
            self.write("reconcile.yaml", settings)

    def run(self, *arguments: str) -> Ran:
        """Run the command in this process."""
        self.capsys.readouterr()
        code = main(list(arguments))
        said = self.capsys.readouterr()
        return Ran(code, said.out, said.err)

    def plan(self, *more: str) -> Ran:
        """`reconcile plan` on the sandbox."""
        return self.run("plan", "--sandbox", str(self.state), *more)

    def planned(self, *more: str) -> Ran:
        """`reconcile plan --format json`, which must succeed."""
        ran = self.plan("--format", "json", *more)
        assert ran.code == 0, ran.out + ran.err
        return ran

    def apply(self, *more: str) -> Ran:
        """`reconcile apply --yes` on the sandbox."""
        return self.run("apply", "--sandbox", str(self.state), "--yes", *more)

    def applied(self, *more: str) -> Ran:
        """`reconcile apply --yes`, which must succeed."""
        ran = self.apply(*more)
        assert ran.code == 0, ran.out + ran.err
        return ran

    def aws(self, service: str, account: str = ACCOUNT, region: str = REGION) -> Any:
        """A boto3 client of an account of the sandbox: somebody else's hands."""
        import boto3

        session: Any = boto3.Session(region_name=region)
        Sandbox(self.state, account=account).attach(session)
        return session.client(service)

    def bend(self, service: str, table: str, key: str, **members: Any) -> None:
        """Make the sandbox say something of a record that no call can make it say."""
        store, place = Sandbox(self.state, account=ACCOUNT).store, f"{ACCOUNT}/{REGION}/{service}"
        with store.transaction():
            row = store.get(place, table, key)
            assert row is not None
            store.put(place, table, key, {**row, **members}, time.time())

    def fails(self, faults: Iterable[Fault]) -> None:
        """From now on these things go wrong in the sandbox."""

        def local_aws(file: Path | None, account: str) -> Sandbox:
            return Sandbox(file, account=account or ACCOUNT, faults=rules)

        rules = tuple(faults)
        self.patch.setattr(connect, "local_aws", local_aws)

    def hurries(self) -> None:
        """From now on no apply waits: its clock jumps, and takes the sandbox along."""
        self.patch.setattr(apply, "WallClock", lambda: Turned(Sandbox(self.state)))

    def guard(self) -> None:
        """From now on the sandbox weighs every call."""

        def local_aws(file: Path | None, account: str) -> Sandbox:
            sandbox = Sandbox(file, account=account or ACCOUNT)
            sandbox.enforce = True
            return sandbox

        self.patch.setattr(connect, "local_aws", local_aws)

    def files(self) -> set[str]:
        """Every file of the tree, relative to its root."""
        return {
            path.relative_to(self.root).as_posix()
            for path in self.root.rglob("*")
            if path.is_file()
        }

    def records(self) -> list[Any]:
        """The records that applies left, oldest first."""
        found = sorted(self.root.glob("reconcile-out/*.json"))
        return [json.loads(path.read_text()) for path in found]
