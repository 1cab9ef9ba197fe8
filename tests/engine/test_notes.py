"""Notes of what is no change."""

import pytest

from reconciler.engine.deciding.notes import ILL, RAISED, ill, raised
from reconciler.engine.live import Live
from reconciler.spec.stack import Resource
from tests.engine.estate import SCOPE, resource

STACK = "64bit Amazon Linux 2023 v{} running Python 3.12"


def environment(version: str) -> Resource:
    fields = {"solution_stack_name": STACK.format(version)}
    return resource("elasticbeanstalk.environments.prod", "prod", fields, parents=("shop",))


@pytest.mark.parametrize(("live", "codes"), [("4.7.3", [RAISED]), ("4.7.2", []), ("4.6.9", [])])
def test_a_version_that_aws_raised_is_noted(live: str, codes: list[str]) -> None:
    wanted = environment("4.7.2")
    fields = {"solution_stack_name": STACK.format(live)}
    notes = raised(wanted, Live(wanted.form, SCOPE, wanted.identity, fields))
    assert [note.code for note in notes] == codes
    assert all(live in note.message for note in notes)


def test_what_keeps_a_live_resource_from_working_is_noted() -> None:
    wanted = environment("4.7.2")

    def told(health: str) -> list[tuple[str, str]]:
        live = Live(wanted.form, SCOPE, wanted.identity, {}, raw={"Health": health})
        return [(note.code, note.message) for note in ill(wanted, live)]

    assert told("Red") == [(ILL, "most of its requests or instances fail; see its events")]
    assert told("Green") == []
