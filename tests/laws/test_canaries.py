"""Canaries: what is kept secret reaches AWS, and is in nothing that the tool writes, whatever goes wrong.

Every example that declares a secret is planned and applied by the command, each of its secrets a
value of its own; then every stream, file and record is searched, and the state of the client too.
"""

import json
import re
from pathlib import Path

import pytest

from reconciler.engine.reading.secret_versions import secret_spots
from reconciler.kinds.table import KINDS
from reconciler.sandbox.faults import Fault
from tests.cli.conftest import tree
from tests.cli.tree import SETTINGS, Tree
from tests.conftest import SOAK
from tests.laws.examples import IDS, example, text_of

__all__ = ["tree"]

KEPT = [kind for kind in IDS if any(any(secret_spots(one)) for one in example(kind).resources)]
"""The examples that declare a secret."""

FAULTS: dict[str, list[Fault]] = {
    "well": [],
    "denied": [Fault("deny", f"*:{verb}*") for verb in ("Create", "Put", "Update", "Import")],
    "lost": [Fault("reset", f"*:{verb}*") for verb in ("Create", "Put", "Update", "Import")],
}
"""What goes wrong with every write. Lost answers are really waited for: the long run does it."""

CASES = [(kind, weather) for kind in KEPT for weather in FAULTS if SOAK or weather != "lost"]


def canary(number: int) -> str:
    """A value that occurs nowhere by chance."""
    return f"CaNaRy{number}vAlUe{number}zz9"


def planted(tree: Tree, kind: str) -> list[str]:
    """The values behind the secrets of an example, each put where its spec says that it is kept."""
    secrets = sorted(
        {secret for one in example(kind).resources for _, secret in secret_spots(one)}, key=str
    )
    documents: dict[str, dict[str, str]] = {}
    for number, secret in enumerate(secrets):
        match secret.provider:
            case "env":
                tree.patch.setenv(secret.name, canary(number))
            case "ssm":
                tree.aws("ssm").put_parameter(
                    Name=secret.name, Value=canary(number), Type="SecureString"
                )
            case "secretsmanager":
                documents.setdefault(secret.name, {})[secret.key] = canary(number)
    for name, held in documents.items():
        text = held[""] if "" in held else json.dumps(held)
        tree.aws("secretsmanager").create_secret(Name=name, SecretString=text)
    return [canary(number) for number in range(len(secrets))]


def reports(command: str, *formats: str) -> list[str]:
    """The options that write a file of a command in each of these formats."""
    return [f"--report={form}={command}.{form}" for form in formats]


def test_every_kind_with_secrets_has_a_canary() -> None:
    """A kind whose example shows no secret although a field of it is one would not be watched."""
    marked = {
        kind.id
        for kind in KINDS
        if re.search(r"secret=(?!False)", repr(kind.fields).replace("secret=False", ""))
    }
    assert marked - {*KEPT} <= UNSHOWN


UNSHOWN = {"codepipeline.pipelines", "elasticbeanstalk.configuration_templates"}
"""Kinds whose examples have no secret: `tests/cli/test_secrets.py` has one of pipelines, and templates
take the options of environments."""


@pytest.mark.parametrize(("kind", "weather"), CASES)
def test_no_secret_is_in_anything_that_is_written(tree: Tree, kind: str, weather: str) -> None:
    tree.specs(text_of(kind), SETTINGS)
    values = planted(tree, kind)
    assert values
    tree.fails(FAULTS[weather])
    tree.hurries()
    ran = [tree.plan(*reports("plan", "json", "markdown", "junit", "html", "sarif"))]
    ran.append(tree.plan("--format", "json"))
    ran.append(tree.apply(*reports("apply", "json", "text", "html")))
    drift = reports("drift", "json", "markdown", "html", "sarif")
    ran.append(tree.run("drift", "--sandbox", str(tree.state), *drift))
    ran.append(tree.run("validate", *reports("validate", "json", "sarif")))
    ran.append(tree.apply("--format", "json"))
    for value in values:
        for one in ran:
            assert value not in one.out + one.err
        for name in tree.files():
            assert value not in Path(tree.root / name).read_text(errors="replace"), name
