"""`{file: path}`: inside the repository only, text verbatim, documents as if they stood there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reconciler.kinds.words import By, Field
from reconciler.spec.form import Shape
from reconciler.spec.language.resolver import Resolved
from reconciler.spec.load import load
from tests.spec.repository import codes, plain, resolver_of, write

TEXT = Shape("string")
POLICY = Shape("string", word=Field(document="policy"))


def included(
    root: Path, path: str, shape: Shape, files: dict[str, str], value: str = ""
) -> Resolved:
    written = value or f"{{file: '{path}'}}"
    spec = f"stack: s\nvars: {{v: 7}}\niam: {{roles: {{me: {{value: {written}}}}}}}\n"
    sources = load(write(root / "in", {"specs/a.yaml": spec, **files}))
    resolver, found, _ = resolver_of(sources)
    me = found["iam.roles.me"]
    return resolver.resolve(me.node.entries["value"], me, shape)


def test_text_is_taken_as_it_is(tmp_path: Path) -> None:
    text = "echo ${{ vars.v }}\n\tx: [\n"
    found = included(tmp_path, "b/run.sh", TEXT, {"specs/b/run.sh": text})
    assert found.faults == ()
    assert plain(found.node) == text


def test_a_document_is_as_if_it_stood_there(tmp_path: Path) -> None:
    files = {"specs/p.json": '{"Statement": ["${{ vars.v }}"]}'}
    found = included(tmp_path, "p.json", POLICY, files)
    assert found.faults == ()
    assert plain(found.node) == {"Statement": ["7"]}


def test_a_document_may_hold_what_means_something_to_others(tmp_path: Path) -> None:
    text = 'a: "${AWS::Region} {{ vars.x }} $${{ vars.x }}"\n'
    found = included(tmp_path, "p.yaml", POLICY, {"specs/p.yaml": text})
    assert found.faults == ()
    assert plain(found.node) == {"a": "${AWS::Region} {{ vars.x }} ${{ vars.x }}"}


def test_json_indented_with_tabs_is_a_document(tmp_path: Path) -> None:
    found = included(tmp_path, "p.json", POLICY, {"specs/p.json": '{\n\t"a": [\n\t\t1\n\t]\n}\n'})
    assert found.faults == ()
    assert plain(found.node) == {"a": ["1"]}


def test_a_key_of_a_free_map_may_be_a_document(tmp_path: Path) -> None:
    words = By(".provider", {"Lambda": {"UserParameters": Field(document="json")}}, {})
    shape = Shape("map", item=TEXT, word=Field(keys=words))
    files = {"specs/p.json": '{"v": "${{ vars.v }}"}'}
    spec = "{UserParameters: {file: p.json}, Other: {file: p.json}}"
    found = included(tmp_path, "p.json", shape, files, spec)
    assert found.faults == ()
    assert plain(found.node) == {"UserParameters": {"v": "7"}, "Other": files["specs/p.json"]}


def test_what_is_wrong_in_a_document_stands_in_its_file(tmp_path: Path) -> None:
    found = included(tmp_path, "../p.yaml", POLICY, {"p.yaml": "a: 1\na: 2\n"})
    assert [str(fault.place) for fault in found.faults] == ["p.yaml:2:1"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("missing.sh", "RC1101"),
        (".", "RC1101"),
        ("", "RC1101"),
        ("../../out.sh", "RC1102"),
        ("/etc/passwd", "RC1102"),
        ("link.sh", "RC1102"),
        ("linked/out.sh", "RC1102"),
        ("pipe", "RC1101"),
        ("large", "RC1005"),
        ("latin", "RC1001"),
    ],
)
@pytest.mark.parametrize("shape", [TEXT, POLICY])
def test_what_is_no_file_of_the_repository(
    tmp_path: Path, path: str, code: str, shape: Shape
) -> None:
    specs = tmp_path / "in" / "specs"
    specs.mkdir(parents=True)
    (tmp_path / "out.sh").write_text("secret")
    (specs / "link.sh").symlink_to(tmp_path / "out.sh")
    (specs / "linked").symlink_to(tmp_path)
    os.mkfifo(specs / "pipe")
    (specs / "large").write_bytes(b"a" * (2 * 1024 * 1024 + 1))
    (specs / "latin").write_bytes(b"\xe4")
    found = included(tmp_path, path, shape, {})
    assert codes(found.faults) == [code]
    assert "secret" not in str(found)


def test_a_misspelt_file_is_suggested(tmp_path: Path) -> None:
    found = included(tmp_path, "bulid.sh", TEXT, {"specs/build.sh": ""})
    assert found.faults[0].suggestion == "Did you mean `build.sh`?"
