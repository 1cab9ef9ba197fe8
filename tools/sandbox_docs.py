"""`python -m tools.sandbox_docs --write`: docs/sandbox.md, from the sandbox's own code.

What is covered, what nobody has verified and what is left out are read off the service classes,
the coins and the comments, so the page cannot promise what is not there. How to use it is told in
tools/sandbox_use.md. Without `--write` it says whether the committed page is up to date.
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from reconciler.aws.models import Operation, model
from reconciler.sandbox import faults
from reconciler.sandbox.delivery.permits import BY_POLICY, BY_ROLE
from reconciler.sandbox.neighbours import mended as mending
from reconciler.sandbox.neighbours import moto as neighbours
from reconciler.sandbox.neighbours import overlays
from reconciler.sandbox.services import COINS, SERVICES
from reconciler.sandbox.tags import OPERATIONS as TAGGING
from tests.examples.differences import DIFFERENCES, SHIPPED
from tools.sandbox_coins import HEADS

ROOT = Path(__file__).parent.parent
"""The repository."""

PAGE = ROOT / "docs" / "sandbox.md"
"""The page that is made."""

USE = Path(__file__).parent / "sandbox_use.md"
"""The part of it that is written by hand."""

SOURCES = ROOT / "reconciler" / "sandbox"
DOUBT = re.compile(r"unverified|not documented|[Ww]ording (?:of the others )?is ours|no page tells")
"""How a comment or a docstring says that nobody knows, or that the words are not AWS's."""


def page() -> str:
    """The whole page."""
    parts = [
        USE.read_text(encoding="utf-8").rstrip(),
        faults_told(),
        covered(),
        others(),
        deliveries(),
        coins(),
        doubts(),
        documented(),
    ]
    return "\n\n".join(parts) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |" for line in lines
    )


def code(names: Iterable[str]) -> str:
    """Names as code, in one line."""
    return ", ".join(f"`{name}`" for name in names)


def faults_told() -> str:
    """What can go wrong on purpose, in the words of the module that does it."""
    told = (faults.__doc__ or "").partition("Kinds: ")[2]
    text = " ".join(told.split())
    return f"### What a fault may be\n\n{text}"


def covered() -> str:
    """The services written here, with their operations."""
    told = sorted(_services())
    count = sum(len(there) for _, there, _ in told)
    rows = [(f"`{name}`", str(len(there)), str(len(missing))) for name, there, missing in told]
    lists = [_details(name, there, missing) for name, there, missing in told]
    head = (
        f"## What is covered\n\n{len(told)} services of botocore, {count} operations, written from "
        "AWS's models and documentation. Every request is checked against the model, in AWS's "
        "wording: required members, types, enums, patterns, lengths and ranges. What is left out "
        "answers **501** and names the operation, and boto3 does not try that again."
    )
    return "\n\n".join([head, table(["service", "operations", "left out"], rows), *lists])


def _services() -> Iterator[tuple[str, list[str], list[str]]]:
    for of in SERVICES:
        for name in of.names:
            handlers = of.covered(name)
            operations = model(name).operations.values()
            there = [one.name for one in operations if _is_there(one, handlers)]
            yield name, there, [one.name for one in operations if one.name not in there]


def _is_there(operation: Operation, handlers: Iterable[str]) -> bool:
    return operation.method in handlers or operation.method in TAGGING


def _details(name: str, there: Sequence[str], missing: Sequence[str]) -> str:
    left = f"\n\nLeft out: {', '.join(missing)}." if missing else "\n\nNothing is left out."
    return f"<details><summary>{name}</summary>\n\nCovered: {', '.join(there)}.{left}\n\n</details>"


def others() -> str:
    """The services that are moto's, and what is mended of them."""
    told = f"{overlays.__doc__}{mending.__doc__}"
    mended = re.findall(r"^- .+$", told, re.MULTILINE)
    return (
        f"## What moto answers, behind the same door\n\n{code(neighbours.SERVICES)}.\n\n"
        "Their requests go through the same account, clock, log and faults. Mended at the door, "
        "where moto is not as AWS:\n\n"
        + "\n".join(mended)
        + "\n- Policies may name only roles that exist (buckets and trust policies).\n"
        "- GetResources of the tagging API finds their resources beside the sandbox's own.\n\n"
        "What moto leaves out answers 501 too."
    )


def deliveries() -> str:
    """What is told as an event, and whereto it may be delivered."""
    tellers = [
        f"- {line}" for path, line in _docstrings() if "emit(" in path.read_text(encoding="utf-8")
    ]
    roles = table(["target", "its role needs"], [(f"`{a}`", f"`{b}`") for a, b in BY_ROLE.items()])
    policies = table(
        ["target", "its policy must allow"], [(f"`{a}`", code(b)) for a, b in BY_POLICY.items()]
    )
    return (
        "## Events and deliveries\n\nEvents come from PutEvents, from schedules as the clock moves, "
        "and from:\n\n"
        + "\n".join(tellers)
        + "\n\nA target gets an event only if it would be allowed to; `Sandbox.deliveries`, and the "
        "page, show each one as delivered, refused (with the reason) or failed.\n\n"
        f"{policies}\n\n{roles}\n\nFunctions, builds, tasks, API destinations and streams do not "
        "run: what they were sent is recorded."
    )


def _docstrings() -> Iterator[tuple[Path, str]]:
    """Each module of the services, with the first line of its docstring."""
    for path in sorted((SOURCES / "services").rglob("*.py")):
        told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        yield path, told.partition("\n\n")[0].replace("\n", " ")


def coins() -> str:
    """What no source settles, and how it may lie."""
    rows = [
        (f"`{name}`", tails, HEADS.get(name, "it is not so"), code(_tossed(name)))
        for name, tails in COINS.items()
    ]
    return (
        f"## What no source settles: {len(COINS)} coins\n\nEach lies heads, unless the sandbox is "
        'built with it tails: `Sandbox(services=with_coins("codebuild.empty_vpc_shown"))`. A tool '
        "that works only when a coin lies one way relies on something that AWS never promised.\n\n"
        + table(["coin", "tails", "heads", "tossed in"], rows)
    )


def _tossed(name: str) -> list[str]:
    """The modules that toss a coin."""
    paths = sorted((SOURCES / "services").rglob("*.py"))
    quoted = f'"{name}"'
    return [
        _dotted(path, SOURCES / "services")
        for path in paths
        if path.stem != "coins" and quoted in path.read_text(encoding="utf-8")
    ]


def _dotted(path: Path, root: Path) -> str:
    """A module's name below a folder: `codebuild.builds`."""
    return ".".join(path.relative_to(root).with_suffix("").parts)


def doubts() -> str:
    """What else is said to be unverified where it stands in the code."""
    lines = [
        f"- `{_dotted(path, SOURCES)}{name}`: {told}"
        for path in sorted(SOURCES.rglob("*.py"))
        for name, told in doubted(path.read_text(encoding="utf-8"))
    ]
    return (
        "## What else is unverified\n\nNo call to AWS was made for any of this. Where a comment of "
        "the code says that a wording, a time or a rule is not AWS's own word, it says so here:\n\n"
        + "\n".join(lines)
    )


def doubted(source: str) -> list[tuple[str, str]]:
    """The sentences of a module's comments and docstrings that tell of a doubt.

    Each with the name of the function it stands in, "" for the module's own. What a function
    leaves to a coin is on the page already.
    """
    found = [
        (name, sentence)
        for name, text in _texts(source)
        for sentence in re.split(r"(?<=[.;])\s+(?=[A-Z\"`])", " ".join(text.split()))
        if DOUBT.search(sentence)
    ]
    return list(dict.fromkeys(found))


def _texts(source: str) -> Iterator[tuple[str, str]]:
    """Yield the docstrings of a module, and its comments, with the function they stand in."""
    tree = ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    by_coin = {node.name for node in functions if "coin(" in (ast.unparse(node))}
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            name = _around(functions, node.lineno)
            if name not in by_coin:
                yield f".{name}" if name else "", str(node.value.value)
    for line, text in _comments(source):
        name = _around(functions, line)
        if name not in by_coin:
            yield f".{name}" if name else "", text


def _around(functions: Iterable[ast.FunctionDef], line: int) -> str:
    """The name of the innermost function around a line, "" outside of all."""
    around = [one for one in functions if one.lineno <= line <= (one.end_lineno or 0)]
    return max(around, key=lambda one: one.lineno).name if around else ""


def _comments(source: str) -> Iterator[tuple[int, str]]:
    """Yield the comments, those of adjacent lines and one column as one, by their last line."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    run: list[tuple[int, int, str]] = []
    for token in tokens:
        if token.type != tokenize.COMMENT:
            continue
        line, column = token.start
        if run and (run[-1][0] + 1, run[-1][1]) != (line, column):
            yield run[-1][0], " ".join(text for _, _, text in run)
            run = []
        run.append((line, column, token.string.lstrip("# ")))
    if run:
        yield run[-1][0], " ".join(text for _, _, text in run)


def documented() -> str:
    """Where AWS's documented examples are answered otherwise."""
    rows = [*DIFFERENCES.items(), *SHIPPED.items()]
    return (
        "## AWS's documented examples\n\nThe tests replay the AWS CLI's example pages, by the CLI "
        "itself, and the examples that botocore ships: every request whose operation is covered is "
        "accepted, and the answer has the documented members, but for these:\n\n"
        + table(["example", "why"], [(f"`{name}`", why) for name, why in rows])
    )


def main(arguments: Sequence[str]) -> int:
    """Write the page, or say whether it is up to date."""
    made = page()
    if "--write" in arguments:
        PAGE.write_text(made, encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == made:
        return 0
    print("docs/sandbox.md is not up to date: python -m tools.sandbox_docs --write")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
