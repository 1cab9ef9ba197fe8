"""The examples that botocore ships with its models, replayed by boto3 against the sandbox.

Of every example whose operation is covered: the request is accepted, and the answer has the members
that the example shows. What differs is listed with its reason.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import botocore
import pytest
from botocore.exceptions import ClientError

from reconciler.aws.models import model
from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.services import SERVICES
from reconciler.sandbox.tags import OPERATIONS as TAGGING
from tests.examples.differences import SHIPPED
from tests.examples.replay import REGION, filled, lacks, make_roles, moments
from tests.examples.stories import STORIES

STORY = {story.service: story for story in STORIES.values()}
Example = tuple[str, dict[str, Any], Any]


def shipped(service: str) -> Iterator[Example]:
    """Yield operation, input and output of botocore's examples for a service."""
    data = Path(botocore.__file__).parent / "data" / service
    for path in sorted(data.glob("*/examples-1.json*")):
        raw = path.read_bytes()
        held = json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
        for operation, cases in held["examples"].items():
            yield from ((operation, one.get("input", {}), one.get("output")) for one in cases)


def examples() -> list[Any]:
    """All examples of covered operations, each with its service."""
    return [
        pytest.param(name, *example, id=f"{name}-{example[0]}-{number}")
        for of in SERVICES
        for name in of.names
        for number, example in enumerate(shipped(name))
        if model(name).operation(example[0]).method in {*of.covered(name), *TAGGING}
    ]


@pytest.mark.parametrize(("service", "operation", "sent", "shown"), examples())
def test_shipped_examples_are_answered_as_shown(
    service: str,
    operation: str,
    sent: dict[str, Any],
    shown: Any,
    client: Callable[..., Any],
    sandbox: Sandbox,
) -> None:
    sandbox.page_size = None
    ask = getattr(client(service, REGION), model(service).operation(operation).method)
    wrong: list[str] = []
    for ids in moments(sandbox, lambda name: client(name, REGION), STORY[service]):
        make_roles(lambda name: client(name, REGION), json.dumps(sent))
        try:
            answer = ask(**json.loads(filled(json.dumps(sent), ids)))
        except ClientError as error:
            wrong.append(str(error))
        else:
            wrong = [f"lacks {name}" for name in lacks(shown, answer)]
            break
    assert bool(wrong) == (f"{service} {operation}" in SHIPPED), wrong
