"""Documents: text and tree mean the same, and equal trees are equal text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.spec.content.documents import canonical, parse, render
from reconciler.spec.content.meaning import texts_in
from reconciler.spec.content.scalars import free
from reconciler.spec.files.text import read
from reconciler.spec.values import Late, Text, Value

ARN = Late("iam.roles.build", "arn")
KEYS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Co")), max_size=6)
SCALARS = st.one_of(st.booleans(), st.integers(-(10**9), 10**9), KEYS)
TREES = st.dictionaries(
    KEYS, st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3).map(tuple), max_leaves=6)
)


@given(TREES, st.sampled_from(["json", "policy", "pattern"]))
def test_a_canonical_tree_survives_its_text(tree: dict[str, object], kind: str) -> None:
    value = canonical(kind, tree)  # type: ignore[arg-type]
    assert parse(kind, render(kind, value)) == value


@given(TREES)
def test_yaml_text_means_its_tree(tree: dict[str, object]) -> None:
    if "<<" not in tree:
        assert parse("yaml", render("yaml", tree)) == tree  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("json", '{"a": 1, "b": [2]}', '{"b":[2],"a":1}'),
        (
            "policy",
            '{"Statement": {"Action": "s3:*", "Principal": {"AWS": "111122223333"}}}',
            (
                '{"Statement": [{"Action": ["s3:*"],'
                ' "Principal": {"AWS": ["arn:aws:iam::111122223333:root"]}}]}'
            ),
        ),
        ("pattern", '{"source": ["a", "b"]}', '{"source": ["b", "a"]}'),
        (
            "yaml",
            "version: 0.2\nphases: {build: {commands: [x]}}",
            "phases:\n  build:\n    commands:\n    - x\nversion: 0.2\n",
        ),
    ],
)
def test_spellings_of_one_document_are_equal(kind: str, one: str, other: str) -> None:
    assert parse(kind, one) is not None
    assert parse(kind, one) == parse(kind, other)


@pytest.mark.parametrize("kind", ["json", "policy", "pattern", "yaml"])
@pytest.mark.parametrize("text", ["", "x", "3", "{", "a: [", "!x {a: b}", "[" * 1000])
def test_text_that_is_no_document(kind: str, text: str) -> None:
    assert parse(kind, text) is None


def test_late_values_stay_where_they_stand() -> None:
    tree: Value = {"Resource": (ARN, Text((ARN, "/*"))), "n": 1}
    text = render("json", tree)
    assert text == Text(('{"Resource":["', ARN, '","', ARN, '/*"],"n":1}'))
    assert parse("json", text) == tree


def test_a_buildspec_reads_as_people_write_it() -> None:
    tree: Value = {"version": "0.2", "phases": {"build": {"commands": ("make", "a\nb\n")}}}
    expected = (
        "version: '0.2'\nphases:\n  build:\n    commands:\n    - make\n    - |\n      a\n      b\n"
    )
    assert render("yaml", tree) == expected


def test_scalars_of_untyped_documents() -> None:
    node = read('{a: 1, b: 1.50, c: on, d: true, e: 012, f: "1", g: 2020-01-01, account: 012}', "f")
    assert free(node, texts_in("json")) == {
        "a": 1, "b": 1.5, "c": "on", "d": True, "e": "012", "f": "1", "g": "2020-01-01", "account": "012",
    }  # fmt: skip
    account = read("{account: [111122223333], n: [1]}", "f")
    assert free(account, texts_in("pattern")) == {"account": ["111122223333"], "n": [1]}
    assert free(account, texts_in("policy")) == {"account": ["111122223333"], "n": ["1"]}
