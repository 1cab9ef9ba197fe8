"""The AWS CLI's example pages, read from an installed `awscli`: command lines, files and answers.

Nothing of the pages is kept here: what is read stays in memory for the run of a test.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_BLOCK = re.compile(r"([^\n]*)::[ \t]*\n[ \t]*\n((?:[ \t]+\S.*\n?|[ \t]*\n)+)")
_FILE = re.compile(r"(?:file|fileb)://([\w./-]+)")


@dataclass(frozen=True)
class Example:
    """One command line of a page, with the answer and the files that the page shows for it."""

    page: str
    arguments: tuple[str, ...]
    answer: Any = None
    files: dict[str, str] = field(default_factory=dict)

    @property
    def service(self) -> str:
        """The CLI's name of the service."""
        return self.arguments[0]

    @property
    def command(self) -> str:
        """The CLI's name of the operation."""
        return self.arguments[1]


def examples(folder: Path) -> Iterator[Example]:
    """Yield the examples of all pages in a folder, in the order of their names."""
    for path in sorted(folder.glob("*.rst")):
        yield from of_page(f"{folder.name}/{path.stem}", path.read_text(encoding="utf-8"))


def of_page(page: str, text: str) -> Iterator[Example]:
    """Yield the examples of one page: each command line with what follows it, up to the next."""
    blocks = [(label, _dedented(one)) for label, one in _BLOCK.findall(text + "\n")]
    lines = [(number, line) for number, (_, one) in enumerate(blocks) for line in _lines(one)]
    for index, (number, arguments) in enumerate(lines):
        end = lines[index + 1][0] if index + 1 < len(lines) else len(blocks)
        shown = [(label, _json(one)) for label, one in blocks[number + 1 : end]]
        answers = [held for label, held in shown if held is not None and _is_output(label)]
        start = lines[index - 1][0] + 1 if index else 0
        around = [*shown, *((label, _json(one)) for label, one in blocks[start:number])]
        others = [held for label, held in around if held is not None and not _is_output(label)]
        named = _FILE.findall(" ".join(arguments))
        files = {name: json.dumps(others[0]) for name in named if others}
        yield Example(page, arguments, answers[0] if answers else None, files)


def _is_output(label: str) -> bool:
    return label.strip().strip("*").lower().endswith("output")


def _dedented(block: str) -> str:
    lines = block.expandtabs(4).rstrip().splitlines()
    indent = min((len(one) - len(one.lstrip()) for one in lines if one.strip()), default=0)
    return "\n".join(one[indent:] for one in lines)


def _lines(block: str) -> Iterator[tuple[str, ...]]:
    """Yield the arguments of each command line in a block."""
    if "aws " not in block:
        return
    for line in re.sub(r"\\\s*\n", " ", block).splitlines():
        bare = line.strip().removeprefix("$ ")
        if bare.startswith("aws "):
            try:
                yield tuple(shlex.split(bare))[1:]
            except ValueError:
                continue


def _json(block: str) -> Any:
    """The document that a block is, None where it is none. Pages shorten lists with dots."""
    try:
        return json.loads(re.sub(r",?\s*\.\.\.\s*(?=[\]}])", "", block))
    except ValueError:
        return None
