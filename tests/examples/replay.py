"""AWS's documented examples, replayed against a sandbox: what became of each.

The accounts and regions of the pages, which change from page to page, are all made one; ids that AWS
makes up are those that the sandbox made; the roles that a command names are there. Nothing else of
a command is changed.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from reconciler.sandbox.app import Sandbox
from tests.examples.pages import Example
from tests.examples.stories import FILES, Client, Story

ACCOUNT, REGION = "123456789012", "us-east-1"
_ELSEWHERE = ("--endpoint-url", "--region", "--profile")
_ROLE = re.compile(r"arn:aws:iam::\d{12}:role/([\w+=,.@/-]+)")
_ARN = re.compile(r"\b(arn:aws:[\w-]+:)([a-z]{2}-[a-z]+-\d)?:(\d{12})(?:EXAMPLE)?(?=:)")
TRUST = {
    "Effect": "Allow",
    "Principal": {
        "AWS": "*",
        "Service": [
            f"{name}.amazonaws.com"
            for name in ("codebuild", "codedeploy", "codepipeline", "elasticbeanstalk", "events")
        ],
    },
    "Action": "sts:AssumeRole",
}


@dataclass(frozen=True)
class Told:
    """What became of one example: its answer, or the error that the CLI printed."""

    example: Example
    code: int
    answer: Any
    error: str


def one_place(text: str) -> str:
    """Return a text in which every ARN is of the one account and region of the replay."""
    return _ARN.sub(lambda arn: f"{arn[1]}{REGION if arn[2] else ''}:{ACCOUNT}", text)


def roles_in(text: str) -> Iterator[str]:
    """Yield the paths and names of the roles that a text names."""
    yield from dict.fromkeys(_ROLE.findall(text))


def lacks(documented: Any, answer: Any, path: str = "") -> Iterator[str]:
    """Yield the members that a documented answer has and ours has not.

    Of lists the first elements are compared, where both have one.
    """
    match documented, answer:
        case Mapping(), Mapping():
            for name, held in documented.items():
                if name not in answer:
                    yield f"{path}{name}"
                else:
                    yield from lacks(held, answer[name], f"{path}{name}.")
        case [first, *_], [ours, *_]:
            yield from lacks(first, ours, path)


class Cli:
    """The AWS CLI in a process of its own. A context manager; its end is the process's."""

    def __init__(self, python: Path, environ: Mapping[str, str], folder: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            [str(python), str(Path(__file__).with_name("inside_cli.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=dict(environ),
        )

    def run(self, example: Example, ids: Mapping[str, str]) -> Told:
        """Run one example, with the files that its page shows, and ids in place of examples."""
        for name, content in {**FILES, **example.files}.items():
            path = self._folder / Path(name).name
            path.write_text(filled(content, ids), encoding="utf-8")
        arguments = [filled(one, ids) for one in example.arguments]
        arguments = [re.sub(r"(fileb?://)[\w./-]*/", r"\1", one) for one in arguments]
        asked = {"arguments": _local(arguments), "folder": str(self._folder)}
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        told = json.loads(self._process.stdout.readline())
        answer = json.loads(told["out"]) if told["out"].lstrip().startswith(("{", "[")) else None
        return Told(example, told["code"], answer, told["error"].strip())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(timeout=20)
        self._process.stdout.close()


def filled(text: str, ids: Mapping[str, str]) -> str:
    """Return a text of one place, with the ids that were made where the page has examples."""
    text = one_place(text)
    for placeholder, made in ids.items():
        text = re.sub(placeholder, made, text)
    return text


def _local(arguments: list[str]) -> list[str]:
    """Return arguments without those that lead elsewhere: an endpoint, a region, a profile."""
    kept, skip = [], False
    for one in arguments:
        if not skip and one not in _ELSEWHERE:
            kept.append(one)
        skip = one in _ELSEWHERE
    return kept


def moments(sandbox: Sandbox, client: Client, story: Story) -> Iterator[dict[str, str]]:
    """Bring a sandbox to the end of a story, then to the end of less and less of it, and yield
    each time the ids that were made.
    """
    for count in range(len(story.parts), -1, -1):
        sandbox.reset()
        ids: dict[str, str] = {}
        for part in story.parts[:count]:
            sandbox.advance(story.wait)
            ids |= part(client)
        yield ids


def make_roles(client: Client, text: str) -> None:
    """Make the roles that a text names; anybody may assume them."""
    trust = json.dumps({"Version": "2012-10-17", "Statement": [TRUST]})
    for role in roles_in(one_place(text)):
        path, _, name = role.rpartition("/")
        client("iam").create_role(
            RoleName=name, Path=f"/{path}/" if path else "/", AssumeRolePolicyDocument=trust
        )


class Stage:
    """A sandbox, the CLI that speaks with it, and the moments of a story at which to try."""

    def __init__(self, sandbox: Sandbox, client: Client, cli: Cli) -> None:
        self._sandbox, self._client, self._cli = sandbox, client, cli

    def tell(self, example: Example, story: Story) -> Told:
        """Run an example where all of the story is there; else where less and less of it is."""
        failed = []
        for ids in moments(self._sandbox, self._client, story):
            make_roles(self._client, json.dumps([example.arguments, example.files]))
            told = self._cli.run(example, ids)
            if told.code == 0:
                return told
            failed.append(told)
        return failed[0]
