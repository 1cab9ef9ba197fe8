"""`reconcile completion`: a script by which a shell completes commands and options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reconciler.cli.output import write
from reconciler.errors import EXIT_OK
from reconciler.report.completion import Command, Option, bash, fish, zsh

if TYPE_CHECKING:
    import argparse


class Taken:
    """Stands in for a command's parser, and keeps what it is told that the command takes."""

    def __init__(self) -> None:
        self.options: list[Option] = []
        self.words: tuple[str, ...] = ()

    def add_argument(self, *names: str, **told: Any) -> None:
        """Keep one option, or the words that an argument is chosen from."""
        choices = tuple(told.get("choices") or ())
        if names[0].startswith("-"):
            self.options.append(Option(names, str(told.get("help") or ""), choices))
        elif choices:
            self.words = choices

    def set_defaults(self, **_: Any) -> None:
        """Defaults are no matter of completion."""


def run(wanted: argparse.Namespace) -> int:
    """Print the script of one shell."""
    match wanted.shell:
        case "bash":
            write(bash(commands()))
        case "zsh":
            write(zsh(commands()))
        case _:
            write(fish(commands()))
    return EXIT_OK


def commands() -> tuple[Command, ...]:
    """Every command with what it takes, as the parser is told it."""
    from reconciler.cli.arguments import COMMANDS
    from reconciler.cli.options import OPTIONS

    found = []
    for name, help_text in COMMANDS.items():
        taken = Taken()
        OPTIONS[name](taken)
        found.append(Command(name, help_text, tuple(taken.options), taken.words))
    return tuple(found)
