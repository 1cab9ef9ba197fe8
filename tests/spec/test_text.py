"""YAML text to nodes: what stands where, and everything that is wrong with it as YAML."""

from __future__ import annotations

import pytest
import yaml

from reconciler.errors import Place, SpecInvalid
from reconciler.spec.files.reading import MAX_FAULTS
from reconciler.spec.files.text import parse, read
from reconciler.spec.nodes import ListNode, MapNode, Node, ScalarNode


def plain(node: Node | None) -> object:
    match node:
        case ScalarNode():
            return node.text
        case ListNode():
            return [plain(item) for item in node.items]
        case MapNode():
            return {key: plain(value) for key, value in node.items()}
    return node


def codes(text: str | bytes) -> list[tuple[str, int, int]]:
    faults = parse(text, "f").faults
    return [(f.code, f.place.line, f.place.column) for f in faults if f.place]


def test_scalars_keep_their_text_and_place() -> None:
    node = read('a: 012\nb:\n  - on\n  - "x"\n', "specs/a.yaml")
    assert isinstance(node, MapNode)
    assert plain(node) == {"a": "012", "b": ["on", "x"]}
    assert node.entries["a"] == ScalarNode("012", Place("specs/a.yaml", 1, 4))
    assert node.place_of("b") == Place("specs/a.yaml", 2, 1)
    items = node.entries["b"]
    assert isinstance(items, ListNode)
    assert items.items[1] == ScalarNode("x", Place("specs/a.yaml", 4, 5), plain=False)


@pytest.mark.parametrize("text", ["null", "~", "Null"])
def test_a_written_null_is_null_and_a_quoted_one_is_not(text: str) -> None:
    node = read(f"[{text}, '{text}']", "f")
    assert isinstance(node, ListNode)
    assert [item.is_null for item in node.items if isinstance(item, ScalarNode)] == [True, False]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", [("RC1003", 3, 1)]),
        ("a: !Ref b\n", [("RC1004", 1, 4)]),
        ("a: !!int 3\n", [("RC1004", 1, 4)]),
        ("a:\nb: 1\n", [("RC1007", 1, 3)]),
        ("? [a]\n: 1\n", [("RC1008", 1, 3)]),
        ("a: 1\n---\nb: 2\n", [("RC1006", 2, 1)]),
        ("", [("RC1010", 1, 1)]),
        ("# only a comment\n", [("RC1010", 1, 1)]),
        ("a: [1\n", [("RC1002", 2, 1)]),
        ("a: *x\n", [("RC1002", 1, 4)]),
        ("a: &a [*a]\n", [("RC1011", 1, 8)]),
        ("a: {<<: 3}\n", [("RC1009", 1, 5)]),
        ("a\x00b", [("RC1002", 1, 2)]),
        (b"a: \xff", [("RC1001", 1, 4)]),
        (b"\xff\xfea\x00", [("RC1001", 1, 1)]),
        ("a: \ud800", [("RC1001", 1, 4)]),
        ("[" * 70, [("RC1005", 1, 65)]),
        (b"#" * (2 * 1024 * 1024 + 1), [("RC1005", 1, 1)]),
    ],
)
def test_what_is_wrong_has_a_code_and_a_place(
    text: str | bytes, expected: list[tuple[str, int, int]]
) -> None:
    assert codes(text) == expected


def test_all_faults_of_a_file_come_at_once_and_the_rest_can_be_read() -> None:
    parsed = parse("a: !Ref x\nb: 1\nb: 2\nc:\n", "f")
    assert [fault.code for fault in parsed.faults] == ["RC1004", "RC1003", "RC1007"]
    assert plain(parsed.node) == {"a": "x", "b": "1", "c": ""}
    with pytest.raises(SpecInvalid) as caught:
        read("a: !Ref x\nb: 1\nb: 2\n", "f")
    assert len(caught.value.faults) == 2


def test_a_duplicate_names_both_places() -> None:
    (fault,) = parse("a: 1\na: 2\n", "f").faults
    assert fault.place == Place("f", 2, 1)
    assert fault.notes[0].place == Place("f", 1, 1)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("a: #{Build.Tag}\n", '`"#{Build.Tag}"`'),
        ("a: !Ref b\n", "${{ section.kind.key.name }}"),
        ("a: !GetAtt b.Arn\n", "${{ section.kind.key.attribute }}"),
        ("a: {b: ${{ vars.x }}}\n", "stands in quotes"),
        ("a:\n\tb: 1\n", "tab"),
    ],
)
def test_the_usual_mistakes_have_a_hint(text: str, part: str) -> None:
    suggestions = " ".join(fault.suggestion or "" for fault in parse(text, "f").faults)
    assert part in suggestions


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert plain(read(b"\xef\xbb\xbfa: 1", "f")) == {"a": "1"}


def test_own_entries_win_over_merged_ones_and_null_takes_away() -> None:
    text = "a: &a {x: 1, y: 2, z: 3}\nb: &b {x: 9, w: 8}\nc: {<<: [*a, *b], y: 5, z: null, v: ~}\n"
    node = read(text, "f")
    assert isinstance(node, MapNode)
    merged = node.entries["c"]
    assert isinstance(merged, MapNode)
    assert plain(merged) == {"x": "1", "w": "8", "y": "5", "v": "~"}
    assert merged.place_of("x") == Place("f", 1, 8)
    assert merged.place_of("y") == Place("f", 3, 19)


def test_a_quoted_merge_key_is_a_key() -> None:
    assert plain(read('"<<": {a: 1}', "f")) == {"<<": {"a": "1"}}


def test_aliases_count_as_what_they_stand_for() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 9)]
    assert [code for code, _, _ in codes("\n".join(lines))] == ["RC1005"]


def test_a_file_of_nothing_but_faults_is_left_after_the_first_hundred() -> None:
    faults = parse("a: #x\n" * 300_000, "f").faults
    assert len(faults) == MAX_FAULTS + 1
    assert faults[-1].code == "RC1005"


@pytest.mark.parametrize(
    "text",
    [
        "a: 012\nb: [on, 'x']\nc: {<<: {d: ~}, e: ''}\n",
        "a: !Ref x\na: 1\nb:\n",
        "a: &a [*a]\n",
        "a: 1\n---\nb: 2\n",
        "# nothing\n",
        "ä: \x07b\n",
        "[" * 3000,
        "- " * 3000,
        "a: [1\n",
    ],
)
def test_without_libyaml_the_verdict_is_the_same(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast = parse(text, "f")
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    slow = parse(text, "f")
    assert slow.node == fast.node
    assert [(f.code, f.place and f.place.line) for f in slow.faults] == [
        (f.code, f.place and f.place.line) for f in fast.faults
    ]
    if "\x07" in text:
        assert slow.faults == fast.faults
