"""Source files as the ratchets see them: text, syntax tree, functions with their lengths."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Finding:
    """One offence: where it stands and what it is, ready to be printed."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"  {self.place}: {self.text}"


@dataclass(frozen=True)
class Function:
    """A function or method, with the length of what a reader has to follow.

    `length` counts the lines from `def` to the end; `code` leaves the docstring out, because a
    well-told function must not look longer than a silent one.
    """

    name: str
    line: int
    length: int
    code: int


@dataclass(frozen=True)
class Module:
    """A source file: its path below the repository, its text and its tree."""

    path: str
    text: str
    tree: ast.Module

    @staticmethod
    def read(path: Path, root: Path) -> "Module":
        """The module at `path`, named relative to `root`."""
        text = path.read_text(encoding="utf-8")
        return Module(path.relative_to(root).as_posix(), text, ast.parse(text, str(path)))

    @property
    def length(self) -> int:
        """Lines of the file."""
        return self.text.count("\n")

    def at(self, line: int, text: str) -> Finding:
        """A finding at `line` of this module."""
        return Finding(f"{self.path}:{line}", text)

    def functions(self) -> Iterator[Function]:
        """Every function and method, nested ones too."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield function(node)


def function(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Function:
    """The measures of one function."""
    length = (node.end_lineno or node.lineno) - node.lineno + 1
    return Function(node.name, node.lineno, length, length - docstring_lines(node))


def docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many lines the function's docstring takes; 0 without one."""
    first = node.body[0]
    if ast.get_docstring(node, clean=False) is None:
        return 0
    return (first.end_lineno or first.lineno) - first.lineno + 1
