"""`python -m tools.kind_docs --write`: docs/kinds, a page for each kind beside its tested example.

A page is made of the kind, of what AWS's models say (the committed forms) and of the example. Without
`--write` it says whether the committed pages are up to date.
"""

import re
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from reconciler.engine.permitting.needs import needs
from reconciler.kinds.table import KINDS
from reconciler.kinds.words import By, Kind
from reconciler.spec.forms import forms
from reconciler.spec.schemas.schema import TITLES, attributes
from tools.kind_events import events
from tools.kind_fields import escaped, listed, tables

ROOT = Path(__file__).parent.parent
"""The repository."""

FOLDER = ROOT / "docs" / "kinds"
"""Where the pages are, a folder for each section."""

INDEX = """\
# Kinds

Every kind of AWS resource that a spec may declare. Each page shows an example that the tests apply,
change by hand and prune; then the fields, what references may use, and the permissions it takes.
These pages are made from the kinds by `python -m tools.kind_docs --write`.

What leaving a field out means is its class. *Plain*, where nothing else is said: AWS's default, and a
change by hand is put back. *Computed*: AWS or a deployment chooses, and it is left alone. *Open*: keys
that are left out are left alone. *Part*: left out, it is neither read nor changed; `null` removes it.
Every resource may also say `lifecycle` and `when`, and `tags` where AWS can tag it.
"""
"""What stands above the list of kinds."""


def pages() -> dict[Path, str]:
    """Every page by its path in the repository's docs/kinds."""
    every = {Path(kind.section) / f"{kind.id.partition('.')[2]}.md": page(kind) for kind in KINDS}
    return {Path("README.md"): index(), **every}


def index() -> str:
    """The list of all kinds, by section."""
    found = sorted(KINDS, key=lambda kind: kind.section)
    parts = [INDEX]
    for section, kinds in groupby(found, key=lambda kind: kind.section):
        rows = [
            f"- [{kind.id}]({section}/{kind.id.partition('.')[2]}.md): {lead(kind)}"
            for kind in kinds
        ]
        parts.append(f"## {TITLES.get(section, section)}\n\n" + "\n".join(rows))
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def page(kind: Kind) -> str:
    """The whole page of a kind."""
    name = kind.id.partition(".")[2]
    parts = [f"# {kind.id}", intro(kind)]
    if warning := life(kind):
        parts.append(warning)
    if example(kind):
        parts.append(
            f"## Example\n\n[{name}.yaml]({name}.yaml), which the tests apply:\n\n{shown(kind)}"
        )
    parts += [part for part in (events(kind.id),) if part]
    parts += ["## Fields", *tables(forms()[kind.id])]
    if kind.exactly_one:
        groups = "; ".join(" or ".join(f"`{one}`" for one in group) for group in kind.exactly_one)
        parts.append(f"Exactly one must be given of: {groups}.")
    parts += [part for part in (identity(kind), permissions(kind), behaviour(kind)) if part]
    parts += [reserved(kind)] if kind.reserved else []
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def example(kind: Kind) -> str:
    """The example of a kind as it is written, or nothing where there is none yet."""
    section, _, name = kind.id.partition(".")
    path = FOLDER / section / f"{name}.yaml"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def shown(kind: Kind) -> str:
    """The example without what stands above it: that is told as text."""
    lines = example(kind).splitlines()[1:]
    body = "\n".join(lines[_comment_end(lines) :]).strip()
    return f"```yaml\n{body}\n```"


def intro(kind: Kind) -> str:
    """What the kind is: the comment above its example."""
    lines = example(kind).splitlines()[1:]
    said = [line.removeprefix("#").strip() for line in lines[: _comment_end(lines)]]
    return escaped(" ".join(said)).replace("\\`", "`")


def _comment_end(lines: list[str]) -> int:
    return next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))


def lead(kind: Kind) -> str:
    """The first sentence of what a kind is."""
    return re.split(r"(?<=\.) ", intro(kind), maxsplit=1)[0].rstrip(".") or "not described yet"


def life(kind: Kind) -> str:
    """What AWS does no longer, and what a deletion loses: what a reader must know first."""
    told = [f"**Ended.** {sentence(kind.ended)}"] if kind.ended else []
    if kind.holds_data:
        told.append(
            f"**Holds data.** Deleting it loses {kind.holds_data}; a plan that would do so is "
            "refused without `--allow-delete`."
        )
    if kind.takes:
        told.append(
            f"**Takes along.** AWS deletes {listed(kind.takes)} with it; a plan names those that "
            "nothing in it declares, and is refused without `--allow-delete` while there are any."
        )
    return "\n".join(f"> {one}" for one in told).replace("\n", "\n>\n")


def identity(kind: Kind) -> str:
    """How AWS tells one from another, and what references may use."""
    names = " and ".join(f"`{one}`" for one in kind.identity)
    arn = kind.arn.otherwise if isinstance(kind.arn, By) else kind.arn
    told = [f"- Told apart by {names}."]
    if arn:
        told.append(f"- ARN: `{arn}`{', its end AWS chooses' if kind.arn_at else ''}.")
    elif kind.arn_at:
        told.append("- AWS invents its ARN: known after the first apply, found by its name.")
    told.append(imported(kind))
    usable = [f"`{one}`" for one in attributes(kind)]
    told.append(f"- References may end in {', '.join(usable)}: `${{{{ {kind.id}.KEY.{usable[0].strip('`')} }}}}`.")  # fmt: skip
    if kind.builtin:
        told.append(f"- Names that begin with {listed(kind.builtin)} are AWS's own.")
    if kind.spent:
        told.append(f"- {sentence(kind.spent)}")
    return "## Identity and references\n\n" + "\n".join(told)


def imported(kind: Kind) -> str:
    """How `import` names one: by the last field of its identity, or by all of them."""
    *_, last = names = [one.upper() for one in kind.identity]
    whole = f", or with what holds it, `{kind.id}.{'/'.join(names)}`" if names[1:] else ""
    return f"- Import key: `reconcile import {kind.id}.{last}`{whole}; globs are taken too."


def permissions(kind: Kind) -> str:
    """The actions that IAM must allow; `reconcile iam-policy` binds them to a stack."""
    told = needs(kind)
    lines = [f"- plan: {listed(told.plan)}", f"- apply, besides: {listed(told.apply)}"]
    return "## Permissions\n\n" + "\n".join(lines)


def behaviour(kind: Kind) -> str:
    """What happens while it is made, changed and deleted."""
    told = list(_behaviour(kind))
    return "## Behaviour\n\n" + "\n".join(f"- {one}" for one in told) if told else ""


def _behaviour(kind: Kind) -> Iterator[str]:
    if kind.disrupts:
        yield f"A change: {kind.disrupts}."
    if kind.first:
        yield f"Before it is deleted, {listed(kind.first)} is emptied."
    if kind.settles:
        ends = kind.settles
        yield f"Apply waits until `{ends.state}` is {listed(ends.good)}, at most {ends.limit:g} seconds."
        if ends.failed:
            yield f"{listed(ends.failed)} fails it."
        if ends.human:
            todo = ends.todo.otherwise if isinstance(ends.todo, By) else ends.todo
            yield f"{listed(ends.human)} waits for a person: {sentence(todo)}"
    for path, states in kind.health.items():
        for state, said in states.items():
            yield f"`{path}` {'' if state == '*' else f'`{state}` '}is told: {sentence(said)}"


def reserved(kind: Kind) -> str:
    """What AWS's API takes and a spec may not write, with the reasons."""
    rows = [f"- `{path}`: {sentence(why)}" for path, why in kind.reserved.items()]
    return "## Not to be written\n\n" + "\n".join(rows)


def sentence(text: str) -> str:
    """A text that ends as a sentence does."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def stale(found: dict[Path, str]) -> list[str]:
    """Pages that are not as they would be written now, and those of kinds that there are not."""
    there = {path.relative_to(FOLDER): path for path in FOLDER.rglob("*.md")}
    return sorted(
        str(path)
        for path in {*found, *there}
        if path not in there or there[path].read_text(encoding="utf-8") != found.get(path)
    )


def main(arguments: list[str]) -> int:
    """Writes the pages, or says which are stale (1 when some are)."""
    found = pages()
    if "--write" not in arguments:
        old = stale(found)
        print(f"stale, run with --write: {', '.join(old)}" if old else "docs/kinds is up to date")
        return 1 if old else 0
    for path in {FOLDER / one for one in stale(found)} - {FOLDER / one for one in found}:
        path.unlink()
    for path, text in found.items():
        (FOLDER / path).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / path).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
