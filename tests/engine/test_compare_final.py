"""A value that AWS never goes back from: to leave it, the resource is made anew."""

from reconciler.engine.comparing.compare import compare
from reconciler.engine.live import Live
from reconciler.errors import Place
from reconciler.spec.forms import forms
from reconciler.spec.stack import Resource, Scope

SCOPE = Scope("", "1", "eu-west-1")
FORM = forms()["ssm.parameters"]


def replaces(before: str, after: str) -> bool:
    wanted = Resource(
        "ssm.parameters.a", FORM, SCOPE, ("/a",), {"tier": after}, Place("a.yaml", 1, 1)
    )
    live = Live(FORM, SCOPE, ("/a",), {"tier": before}, {}, {}, {}, "", False)
    (change,) = compare(wanted, live).fields
    return change.replaces


def test_only_leaving_it_replaces() -> None:
    assert replaces("Advanced", "Standard")
    assert not replaces("Standard", "Advanced")
