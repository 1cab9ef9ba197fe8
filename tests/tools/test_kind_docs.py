"""The pages of the kinds are as the kinds are, and say what a reader needs."""

import argparse
import re

import pytest

from reconciler.cli.chosen import choice_of
from reconciler.events.named.names import NAMES, words
from reconciler.expand.notice import SUBJECTS
from reconciler.kinds.table import KINDS
from reconciler.kinds.words import By, Kind
from reconciler.spec.form import Shape
from reconciler.spec.forms import forms
from tools.kind_docs import ROOT, example, intro, page, pages, stale
from tools.kind_events import WATCHED
from tools.kind_fields import by, first_sentence, limits, part_names, row, tables, where

BY_ID = {kind.id: kind for kind in KINDS}


def test_the_committed_pages_are_those_of_the_kinds() -> None:
    assert stale(pages()) == [], "run `python -m tools.kind_docs --write`"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_every_page_shows_a_tested_example_and_says_what_the_kind_is(kind: object) -> None:
    known = next(one for one in KINDS if one is kind)
    assert example(known), f"docs/kinds has no example of {known.id}"
    assert intro(known), f"no comment at the head of the example of {known.id} says what it is"


def test_every_field_is_on_the_page() -> None:
    text = page(BY_ID["codepipeline.pipelines"])
    for name in forms()["codepipeline.pipelines"].fields:
        assert f"| `{name}` |" in text
    assert "| `actions[*].configuration` |" in text


@pytest.mark.parametrize("kind", WATCHED)
def test_who_is_told_of_a_kind_is_said_in_words_that_there_are(kind: str) -> None:
    shown = WATCHED[kind]
    assert set(shown.words) <= set(words(SUBJECTS[kind]))
    group, _ = NAMES[shown.name]
    assert shown.name in words(SUBJECTS[kind]).values()
    assert shown.of.count("/") == max(len(group.about) - 1, 0)
    assert "notify:" in (ROOT / "specs" / shown.stack).read_text(encoding="utf-8")
    assert f"notify: [{{on: [{', '.join(shown.words)}]" in page(BY_ID[kind])


def test_what_a_kind_says_is_told() -> None:
    text = page(BY_ID["codecommit.repositories"])
    assert "**Holds data.** Deleting it loses every commit" in text
    assert "`clone_url_http`" in text
    assert "codecommit:BatchGetRepositories" in text
    assert "ListRepositories" not in text, "only an import lists them"
    assert "left alone (part)" in text


def test_the_page_says_how_import_names_one() -> None:
    groups = "codedeploy.deployment_groups"
    held = (
        f"`reconcile import {groups}.NAME`, or with what holds it, `{groups}.APPLICATION_NAME/NAME`"
    )
    assert f"- Import key: {held}; globs are taken too." in page(BY_ID[groups]).splitlines()
    alone = "- Import key: `reconcile import codebuild.projects.NAME`; globs are taken too."
    assert alone in page(BY_ID["codebuild.projects"]).splitlines()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_the_import_key_of_a_page_is_one_that_import_takes(kind: Kind) -> None:
    line = next(one for one in page(kind).splitlines() if one.startswith("- Import key:"))
    keys = re.findall(rf"{re.escape(kind.id)}\.[^`]+", line)
    assert len(keys) == min(2, len(kind.identity))
    choice = choice_of(argparse.Namespace(what=keys, name=[], tag=[], all=False), forms())
    names = tuple(one.upper() for one in kind.identity)
    assert all(wish.fits(kind.id, names) for wish in choice.wishes)


def test_a_table_says_of_another_what_it_takes_from_there() -> None:
    (found,) = (
        one for one in tables(forms()["codebuild.projects"]) if "### `secondary_sources`" in one
    )
    assert "What `source` takes, with:" in found
    assert "| `source_identifier` |" in found
    assert "| `git_clone_depth` |" not in found


def test_parts_are_what_is_left_alone() -> None:
    assert set(part_names(BY_ID["codecommit.repositories"])) == {
        "triggers",
        "approval_rule_templates",
    }
    assert "policies" not in set(part_names(BY_ID["iam.roles"])), (
        "a role's policies are always kept"
    )


def test_a_cell_never_breaks_its_table() -> None:
    kind = BY_ID["codecommit.repositories"]
    shape = Shape("string", doc="One of a|b,\n<c> or *d*. More of it.")
    assert row("x", shape, kind) == "| `x` | string |  | One of a\\|b, \\<c\\> or \\*d\\*. |"


@pytest.mark.parametrize(
    ("doc", "told"),
    [
        ("The name. It is unique.", "The name."),
        ("Names, e.g. Build. More.", "Names, e.g. Build."),
        ("Values are: A or B.", "Values are."),
        ("word " * 60, "word " * 43 + "word …"),
    ],
)
def test_only_the_first_sentence_is_shown(doc: str, told: str) -> None:
    assert first_sentence(doc) == told


def test_bounds_are_said_where_they_say_something() -> None:
    assert limits(Shape("string", low=1)) == ""
    assert limits(Shape("string", low=3, high=63)) == ", 3 to 63"
    assert limits(Shape("integer", low=0)) == ", 0 or more"
    assert limits(Shape("list", high=5)) == ", up to 5"


def test_words_that_depend_on_another_field_name_it() -> None:
    assert where(By("type", {"SecureString": True}, False)) == " where `type` is `SecureString`"
    assert where(By("auth_type", {"CODECONNECTIONS": False}, True)) == (
        " unless `auth_type` is `CODECONNECTIONS`"
    )
    assert by(By(".name", {"Worker": "SQS/HTTP"}, "Standard")) == (
        'by `name`: `"SQS/HTTP"` for Worker, else `"Standard"`'
    )
