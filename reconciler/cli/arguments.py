"""The command line: every command, its options, their help. Built on argparse, imported late."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, NoReturn

from reconciler.cli.options import OPTIONS
from reconciler.errors import Fault, Usage

if TYPE_CHECKING:
    import argparse

EXITS = """exit codes:
  0 success (of plan also with changes)      6 refused by a guard
  1 failed                                   7 locked by another writer
  2 changes pending (--detailed-exitcode)    8 not authorised
  3 apply partly done                        9 a wait timed out
  4 spec invalid                             64 wrong usage
  5 stale plan                               70 a bug; 130, 143 interrupted"""
"""The contract of exit codes, as `--help` ends with it."""

COMMANDS = {
    "init": "write a first spec and reconcile.yaml",
    "validate": "check every spec, offline",
    "plan": "say what differs between the specs and AWS",
    "apply": "make AWS match the specs",
    "import": "write a spec of what is live",
    "event": "say which rules an event matches and what they send",
    "drift": "say what is live and not as the specs have it; writes nothing",
    "lock": "show who holds the lock of a stack, or break it",
    "status": "say what is there, and what is configured but cannot work",
    "graph": "draw what is declared and what it refers to",
    "completion": "print a script by which a shell completes this command",
    "explain": "say why a code is told and how to mend it",
    "iam-policy": "print the smallest IAM policy for a plan or an apply",
    "schema": "print or write the JSON Schemas of specs and plans",
    "sandbox": "serve a local AWS for these services",
}
"""Command → what it does, in the order of `--help`."""


def parsed(arguments: list[str]) -> argparse.Namespace:
    """The arguments as a namespace; raises Usage where they are wrong."""
    return parser().parse_args(arguments)


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    import argparse

    class Parser(argparse.ArgumentParser):
        """argparse that raises our error instead of leaving with 2, which means changes here."""

        def error(self, message: str) -> NoReturn:
            raise Usage(Fault("RC6400", message, suggestion=hint(message, self.prog)))

    top = Parser(
        prog="reconcile",
        description="Make the CI/CD side of AWS accounts match YAML specs kept in git.",
        epilog=EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", "-V", action="store_true", help="print the version")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    for name, help_text in COMMANDS.items():
        sub = commands.add_parser(
            name,
            help=help_text,
            description=f"{help_text[:1].upper()}{help_text[1:]}.",
            allow_abbrev=False,
        )
        OPTIONS[name](sub)
    return top


def hint(message: str, prog: str) -> str:
    """What to do next: the option or command that was probably meant, else where help is."""
    words = [word.strip("'\",:()") for word in message.split()]
    for word in words:
        known = long_options() if word.startswith("-") else tuple(COMMANDS)
        close = difflib.get_close_matches(word, known, n=1, cutoff=0.7)
        if close and close[0] != word:
            return f"Did you mean `{close[0]}`?"
    return f"See `{prog} --help`."


def long_options() -> list[str]:
    """The options of all commands, `--environment`, as their usage lines name them."""
    import argparse

    found = {"--help": None, "--version": None}
    for add in OPTIONS.values():
        command = argparse.ArgumentParser(prog="")
        add(command)
        found |= dict.fromkeys(re.findall(r"--[a-z][a-z-]+", command.format_usage()))
    return list(found)
