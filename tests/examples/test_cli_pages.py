"""The AWS CLI's documented examples, run by the AWS CLI itself against a served sandbox.

Of every example whose operation is covered: the request is accepted, and the answer has the members
that the page documents. What differs is listed below with its reason, and nothing else may.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from reconciler.aws.models import model
from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.services import SERVICES
from reconciler.sandbox.tags import OPERATIONS as TAGGING
from tests.examples.differences import DIFFERENCES
from tests.examples.pages import Example, examples
from tests.examples.replay import REGION, Cli, Stage, lacks
from tests.examples.stories import STORIES
from tools.outsider import CLI, NO_CLI, is_whole

pytestmark = pytest.mark.skipif(not is_whole(CLI), reason=NO_CLI)


@pytest.fixture
def played(tmp_path: Path) -> Iterator[Stage]:
    """A sandbox of its own, and the CLI on it: no configuration, no proxy, no URL that it fetches."""
    sandbox = Sandbox()
    keys = sandbox.credentials()
    settings = tmp_path / "config"
    settings.write_text("[default]\ncli_follow_urlparam = false\n", encoding="utf-8")
    folder = tmp_path / "files"
    folder.mkdir()
    with sandbox.serve() as server:
        environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "AWS_ENDPOINT_URL": server.url,
            "AWS_ACCESS_KEY_ID": keys.access_key_id,
            "AWS_SECRET_ACCESS_KEY": keys.secret_access_key,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_CONFIG_FILE": str(settings),
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_MAX_ATTEMPTS": "1",
        }
        session = sandbox.attach(boto3.Session(region_name=REGION))
        clients = {
            name: session.client(name)
            for name in ("iam", *{one.service for one in STORIES.values()})
        }
        with Cli(CLI / "bin" / "python", environ, folder) as cli:
            yield Stage(sandbox, clients.__getitem__, cli)


def covered(example: Example) -> bool:
    """Whether an example is a call of an operation that the sandbox has.

    The CLI's own commands (`deploy install`, `codeartifact login`) are none: they change machines.
    """
    service = STORIES[example.service].service
    method = example.command.replace("-", "_")
    if method not in model(service).methods:
        return False
    handlers = next(of.covered(service) for of in SERVICES if service in of.names)
    return method in handlers or method in TAGGING


def found(service: str) -> list[Example]:
    [folder] = CLI.glob("lib/python*/site-packages/awscli/examples")
    return [one for one in examples(folder / service) if one.service == service and covered(one)]


@pytest.mark.parametrize("service", sorted(STORIES))
def test_documented_examples_are_answered_as_documented(service: str, played: Stage) -> None:
    differ: dict[str, list[str]] = {}
    ran = found(service)
    for example in ran:
        told = played.tell(example, STORIES[service])
        missing = list(lacks(example.answer, told.answer or {}))
        if told.code or missing:
            differ.setdefault(example.page, []).append(told.error or f"lacks {missing}")
    listed = {page for page in DIFFERENCES if page.startswith(f"{service}/")}
    unlisted = [f"{page}: {why}" for page in sorted(differ.keys() - listed) for why in differ[page]]
    assert not unlisted, "\n" + "\n".join(unlisted)
    assert listed - differ.keys() == set(), "these are answered as documented by now"
    assert len(ran) > len(listed)
