"""Specs as they are written: every value is read again as what it was."""

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from reconciler.errors import Place
from reconciler.spec.content.scalars import free
from reconciler.spec.files.text import parse
from reconciler.spec.forms import forms
from reconciler.spec.language.references import pieces
from reconciler.spec.nodes import MapNode, ScalarNode
from reconciler.spec.values import Late, Secret, Text, Value
from reconciler.spec.writing.entries import Document, Entry
from reconciler.spec.writing.scalars import literal, one_line
from reconciler.spec.writing.spelled import spelled
from reconciler.spec.writing.written import written

PROJECT = forms()["codebuild.projects"]
SCALARS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["on", "12:30", "012345", "1e3", "null", "~", "a: b", "#{Build.Tag}", "- x", ""]
    ),
    st.text("ab \n\t#:'\"\\{}$", max_size=30),
    st.integers(-(10**6), 10**6),
    st.booleans(),
)
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.text("ab-:#", min_size=1), inner, max_size=3),
    ),
    max_leaves=8,
)


def text_of(value: Any) -> str:
    """A spec in which a document is somebody's event pattern."""
    entry = Entry(forms()["eventbridge.rules"], "api", {"event_pattern": {"detail": value}})
    return written(Document("shop", (entry,)))


def pattern_in(text: str) -> MapNode:
    """That document, read again."""
    read = parse(text, "spec.yaml")
    assert [fault.code for fault in read.faults if fault.code != "RC1007"] == []
    node = read.node
    for key in ("eventbridge", "rules", "api", "event_pattern"):
        assert isinstance(node, MapNode)
        node = node.entries[key]
    assert isinstance(node, MapNode)
    return node


def unmarked(value: Any) -> Any:
    """Data as it is once literal marks are taken off its texts."""
    match value:
        case str():
            return value.replace("$${{", "${{")
        case list():
            return [unmarked(one) for one in value]
        case dict():
            return {key: unmarked(one) for key, one in value.items()}
    return value


@given(DOCUMENTS)
@example("\t\n0")
@example("\n\t0\n1")
def test_what_is_written_is_read_again(value: Any) -> None:
    assert unmarked(free(pattern_in(text_of(value)).entries["detail"])) == value


def test_text_that_looks_like_something_else_is_quoted() -> None:
    for text in ("on", "012345", "12:30", "1e3", "null", "true", "2024-01-01", "#{Build.Tag}", ""):
        assert one_line(text) == f'"{text}"'


def test_what_looks_like_a_reference_is_marked_as_none() -> None:
    assert literal("a ${{ vars.x }}") == "a $${{ vars.x }}"
    assert "".join(map(str, pieces(literal("a ${{ x"), Place("")))) == "a ${{ x"


def test_late_values_are_references_and_secrets_are_named() -> None:
    fields: dict[str, Value] = {
        "service_role": Late("iam.roles.build", "arn"),
        "description": Text(("by ", Late("iam.roles.build", "name"))),
        "source_version": Secret("env", "FILL_ME_IN"),
    }
    text = written(Document("shop", (Entry(PROJECT, "api", fields),)))
    assert "service_role: ${{ iam.roles.build.arn }}\n" in text
    assert "description: by ${{ iam.roles.build.name }}\n" in text
    assert 'source_version: {secret: "env:FILL_ME_IN"}  # AWS does not tell it' in text


def test_named_lists_are_maps_and_ordered_ones_lists() -> None:
    variables: dict[str, Value] = {
        "STAGE": {"value": "on"},
        "KEY": {"type": "PARAMETER_STORE", "value": "/k"},
    }
    shape = PROJECT.fields["environment"]
    assert spelled(shape, {"environment_variables": variables}) == {
        "environment_variables": {"STAGE": "on", "KEY": {"value": "/k", "type": "PARAMETER_STORE"}}
    }
    stages = forms()["codepipeline.pipelines"].fields["stages"]
    assert spelled(stages, {"B": {}, "A": {}, "(order)": ("B", "A")}) == [
        {"name": "B"},
        {"name": "A"},
    ]


def test_tags_lifecycle_and_remarks_stand_where_they_belong() -> None:
    entry = Entry(PROJECT, "api", {}, {"team": "web"}, {"adopt": True}, ("Mind\nthe gap",))
    text = written(Document("shop", (entry,), {"cost": "1"}, ("Left alone: 1",)))
    node = parse(text, "spec.yaml").node
    assert isinstance(node, MapNode)
    tags = node.entries["tags"]
    assert isinstance(tags, MapNode)
    assert isinstance(tags.entries["cost"], ScalarNode)
    assert "    # Mind the gap\n    api:\n      tags:\n        team: web\n" in text
    assert text.endswith("\n# Left alone: 1\n")
