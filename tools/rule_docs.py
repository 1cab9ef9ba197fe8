"""`python -m tools.rule_docs --write`: docs/rules.md, from the table of rules and their cases.

Without `--write` it says whether the committed page is up to date.
"""

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from reconciler.rules.rule import Rule
from reconciler.rules.table import RULES
from tests.rules.cases import cases

ROOT = Path(__file__).parent.parent
"""The repository."""

PAGE = ROOT / "docs" / "rules.md"
"""The page that is made."""

BLOCKS = {
    "RC20": "Pipelines",
    "RC21": "Builds",
    "RC22": "Deployments",
    "RC23": "Elastic Beanstalk",
    "RC24": "Packages",
    "RC25": "Events",
    "RC26": "Notifications, repositories, connections, CodeGuru",
    "RC27": "Roles, secrets",
}
"""Start of a code -> the heading of its rules."""

HEAD = """\
# Rules

What is wrong with a stack although every field is valid, found offline by `validate`, `plan` and
`apply`. A fault ends the run with exit code 4; a note is shown and fails nothing. `reconcile explain
CODE` says the same on the command line. This page is made from the rules by `python -m
tools.rule_docs --write`; each rule's cases, a wrong spec and the mended one, are under
`tests/rules/cases/`.
"""
"""What stands above the rules."""


def page() -> str:
    """The whole page."""
    parts = [HEAD, "\n".join(summary())]
    for block, rules in groupby(RULES, key=lambda rule: rule.code[:4]):
        parts += [f"## {BLOCKS[block]}", *map(told, rules)]
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def summary() -> Iterator[str]:
    """Every rule as a row of a table."""
    yield "| code | what is wrong | |"
    yield "| --- | --- | --- |"
    for rule in RULES:
        yield f"| [{rule.code}](#{rule.code.lower()}) | {rule.title} | {rule.severity} |"


def told(rule: Rule) -> str:
    """One rule: its reason, how to mend it, and what it says in its cases."""
    messages = sorted(
        {
            line.split(" ", 2)[2]
            for case in cases()
            for line in case.expected
            if line.startswith(rule.code)
        }
    )
    examples = "".join(f"\n- {message}" for message in messages)
    return f"### {rule.code}\n\n**{rule.title}** ({rule.severity}). {rule.why}\n\n{rule.mend}\n{examples}"


def main(arguments: list[str]) -> int:
    """Writes the page, or says whether it is up to date (1 when it is not)."""
    if "--write" in arguments:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    fresh = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page()
    print(f"{PAGE.relative_to(ROOT)} is {'up to date' if fresh else 'stale: run with --write'}")
    return 0 if fresh else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
