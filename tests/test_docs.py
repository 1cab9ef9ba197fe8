"""What the documents promise about commands and files is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
KINDS = ROOT / "docs" / "kinds"
DOCS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *(path for path in sorted((ROOT / "docs").rglob("*.md")) if KINDS not in path.parents),
]
"""Documents that people wrote; the pages of kinds are generated, and hold AWS's prose."""

ADRS = sorted(path.name for path in (ROOT / "docs" / "adr").glob("[0-9]*.md"))


MAKE = re.compile(r"\bmake((?: [a-z]+\b)+)")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))


@pytest.mark.parametrize("document", DOCS, ids=name)
def test_every_make_target_that_a_document_names_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    code = re.findall(r"`[^`]+`|^ {4}.*$|^```.*?^```", text, re.MULTILINE | re.DOTALL)
    named = {word for part in code for run in MAKE.findall(part) for word in run.split()}
    assert named <= targets()


def test_ci_runs_the_readme_s_own_commands() -> None:
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    [listed] = re.findall(r"^for target in (.+); do$", run, re.MULTILINE)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [target for target in listed.split() if f"make {target}" not in readme] == []


@pytest.mark.parametrize("document", DOCS, ids=name)
def test_every_link_to_a_file_of_the_repository_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_decision_is_in_the_index_and_numbered_once() -> None:
    index = (ROOT / "docs" / "adr" / "README.md").read_text(encoding="utf-8")
    assert [adr for adr in ADRS if f"({adr})" not in index] == []
    numbers = [adr.partition("-")[0] for adr in ADRS]
    assert sorted(set(numbers)) == numbers
