"""A tree that passed is not tried again, and any other tree is."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools import suite

COUNT = [sys.executable, "-c", "open('../runs', 'a').write('x')"]
FAIL = [sys.executable, "-c", "open('../runs', 'a').write('x'); raise SystemExit(3)"]
EDIT = [sys.executable, "-c", "open('../runs', 'a').write('x'); open('a.py', 'a').write('#')"]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path / "tree"
    root.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    (root / ".gitignore").write_text(".checked/\n", encoding="utf-8")
    (root / "a.py").write_text("a = 1\n", encoding="utf-8")
    return root


def runs(tree: Path) -> int:
    path = tree.parent / "runs"
    return len(path.read_text(encoding="utf-8")) if path.exists() else 0


def test_the_same_tree_is_tried_once_when_asked_so(tree: Path) -> None:
    assert suite.run(tree, COUNT, unless_passed=True) == 0
    assert suite.run(tree, COUNT, unless_passed=True) == 0
    assert runs(tree) == 1
    assert suite.run(tree, COUNT, unless_passed=False) == 0
    assert runs(tree) == 2


def test_a_failure_is_not_remembered_and_its_code_is_returned(tree: Path) -> None:
    assert suite.run(tree, FAIL, unless_passed=True) == 3
    assert suite.run(tree, FAIL, unless_passed=True) == 3
    assert runs(tree) == 2


def test_a_tree_edited_during_the_run_is_not_remembered(tree: Path) -> None:
    suite.run(tree, EDIT, unless_passed=True)
    suite.run(tree, EDIT, unless_passed=True)
    assert runs(tree) == 2


def test_an_edit_a_new_file_a_new_name_and_a_deletion_each_make_another_tree(tree: Path) -> None:
    hashes = [suite.tree_hash(tree)]
    (tree / "a.py").write_text("a = 2\n", encoding="utf-8")
    hashes.append(suite.tree_hash(tree))
    (tree / "b.py").write_text("", encoding="utf-8")
    hashes.append(suite.tree_hash(tree))
    (tree / "b.py").rename(tree / "c.py")
    hashes.append(suite.tree_hash(tree))
    (tree / "a.py").unlink()
    hashes.append(suite.tree_hash(tree))
    assert len(set(hashes)) == 5


def test_a_tracked_file_that_was_deleted_is_not_an_empty_one(tree: Path) -> None:
    subprocess.run(["git", "add", "a.py"], cwd=tree, check=True)
    (tree / "a.py").write_text("", encoding="utf-8")
    empty = suite.tree_hash(tree)
    (tree / "a.py").unlink()
    assert suite.tree_hash(tree) != empty


def test_what_git_ignores_is_not_part_of_the_tree(tree: Path) -> None:
    before = suite.tree_hash(tree)
    (tree / ".checked").mkdir()
    (tree / ".checked" / "x").touch()
    assert suite.tree_hash(tree) == before
