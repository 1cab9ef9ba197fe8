"""Bytes and YAML of any kind: an answer or our error, within bounds."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reconciler.errors import SpecInvalid
from reconciler.spec.files.settings import environment, settings_of
from reconciler.spec.files.text import MAX_BYTES, parse, read
from reconciler.spec.load import declared, load, lookups_needed
from reconciler.spec.values import Late

MARKS = [
    "${{ vars.a }}",
    "${{",
    "}}",
    "$${{",
    "*a",
    "&a ",
    "<<: ",
    "null",
    "~",
    "!Ref x",
    "---",
    "#{x}",
]
KEYS = [
    "stack",
    "vars",
    "names",
    "when",
    "tags",
    "iam",
    "roles",
    "a",
    "lookup",
    "file",
    "lifecycle",
    "scope",
]
PIECES = st.one_of(
    st.sampled_from(MARKS), st.sampled_from(KEYS), st.sampled_from(["\n", "  ", ": ", "- ", "{", "}", "[", "]", ","]), st.text(max_size=3)
)  # fmt: skip
YAML = st.lists(PIECES, max_size=60).map("".join)
SCALARS = st.one_of(st.sampled_from([*MARKS, *KEYS, "s", "'x'"]), st.integers().map(str))
FLOW = st.recursive(
    SCALARS.map(lambda text: f'"{text}"'),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(st.sampled_from([*KEYS, '"${{ x }}"']), inner, max_size=4).map(
            lambda entries: "{" + ", ".join(f"{k}: {v}" for k, v in entries.items()) + "}"
        ),
    ),
    max_leaves=20,
)


def is_answer(text: str | bytes) -> None:
    parsed = parse(text, "f")
    assert all(fault.place and fault.code for fault in parsed.faults)
    if not parsed.faults:
        assert read(text, "f") == parsed.node
        return
    with pytest.raises(SpecInvalid) as caught:
        read(text, "f")
    assert caught.value.faults == parsed.faults


@given(st.binary(max_size=400))
@example(b"\xef\xbb\xbf")
@example(b"\xfe\xff\x00a")
def test_any_bytes(data: bytes) -> None:
    is_answer(data)
    settings_of(data)


@given(YAML)
def test_any_pieces_of_yaml(text: str) -> None:
    is_answer(text)


def everything(root: Path) -> None:
    """Loads, and resolves every resource in every environment."""
    sources = load(root)
    for stack in sources.stacks:
        for name in ("", *sources.settings.environments):
            scopes = environment(sources.settings, name).scopes if name else ()
            scopes = scopes or environment(type(sources.settings)()).scopes
            lookups_needed(sources, stack, name, scopes)
            found = declared(sources, stack, name, scopes, {})
            resolver = found.resolver(Late)
            for one in found.declarations:
                resolver.resolve(one.node, one)
                resolver.name(one)


@given(st.lists(FLOW, min_size=6, max_size=6), FLOW)
def test_any_structure_loads_or_is_told(parts: list[str], settings: str) -> None:
    heads = ["vars", "tags", "when", "names", "iam"]
    text = "stack: s\n" + "\n".join(f"{k}: {v}" for k, v in zip(heads, parts, strict=False))
    text += f"\ns3: {{buckets: {{b: {parts[5]}}}}}\n"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "specs").mkdir()
        (root / "specs" / "a.yaml").write_text(text, encoding="utf-8")
        everything(root)
        (root / "reconcile.yaml").write_text(
            f"project: a\nenvironments: {settings}\n", encoding="utf-8"
        )
        everything(root)


@given(st.binary(max_size=200))
def test_any_bytes_as_a_spec_and_as_settings(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "specs").mkdir()
        (root / "specs" / "a.yaml").write_bytes(data)
        (root / "reconcile.yaml").write_bytes(data)
        everything(root)


@pytest.mark.parametrize(
    "piece", ["[", "{", "- ", "? ", "a: ", "? a\n", "- a\n", "&a ", "!", "'", '"', "|\n", "%", "\n", "a: #{\n", ",", "*a ", "${{ "]
)  # fmt: skip
def test_two_megabytes_of_anything_end_soon(piece: str) -> None:
    text = piece * (MAX_BYTES // len(piece))
    start = time.process_time()
    is_answer(text)
    assert time.process_time() - start < 15


def test_nothing_of_a_large_file_is_kept_beyond_its_nodes() -> None:
    assert parse("a" * MAX_BYTES, "f").faults == ()
