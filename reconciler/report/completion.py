"""Completion scripts for shells, from what the command line takes: commands, options, their choices."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Option:
    """An option: its names, what its help says, and the values it takes where they are few."""

    names: tuple[str, ...]
    help: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Command:
    """A command with its options, and the words that may stand first after it."""

    name: str
    help: str
    options: tuple[Option, ...]
    words: tuple[str, ...] = ()


def bash(commands: Iterable[Command]) -> str:
    """For bash: what is no command or option is completed as a file.

    Source: Bash Reference Manual, "Programmable Completion" (COMP_WORDS, COMP_CWORD, COMPREPLY).
    """
    return "\n".join(_bash(tuple(commands))) + "\n"


def zsh(commands: Iterable[Command]) -> str:
    """For zsh, which takes completions of bash's form (zshcompsys manual, `bashcompinit`)."""
    return "autoload -U +X bashcompinit && bashcompinit\n" + bash(commands)


def fish(commands: Iterable[Command]) -> str:
    """For fish (fish documentation, `complete`)."""
    return "\n".join(line for one in commands for line in _fish(one)) + "\n"


def _bash(commands: tuple[Command, ...]) -> Iterator[str]:
    yield "_reconcile() {"
    yield '    local words="" current="${COMP_WORDS[COMP_CWORD]}"'
    yield '    case "${COMP_WORDS[1]} ${COMP_WORDS[COMP_CWORD-1]}" in'
    for command in commands:
        for option in command.options:
            if option.choices:
                marks = "|".join(f'"{command.name} {name}"' for name in option.names)
                yield f'        {marks}) words="{" ".join(option.choices)}" ;;'
    yield "        *)"
    yield '            case "${COMP_WORDS[1]}" in'
    for command in commands:
        names = [name for option in command.options for name in option.names]
        told = " ".join((*command.words, *names))
        yield f'                {command.name}) words="{told}" ;;'
    yield "            esac ;;"
    yield "    esac"
    yield f'    [ "$COMP_CWORD" = 1 ] && words="{" ".join(one.name for one in commands)}"'
    yield '    COMPREPLY=($(compgen -W "$words" -- "$current"))'
    yield "}"
    yield "complete -o default -F _reconcile reconcile"


def _fish(command: Command) -> Iterator[str]:
    start = "complete -c reconcile"
    first = f"{start} -n __fish_use_subcommand -f"
    yield f"{first} -a {command.name} -d {shlex.quote(command.help)}"
    inside = f"{start} -n '__fish_seen_subcommand_from {command.name}'"
    if command.words:
        yield f"{inside} -a {shlex.quote(' '.join(command.words))}"
    for option in command.options:
        names = (
            f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names
        )
        told = f" -d {shlex.quote(option.help)}" if option.help else ""
        values = f" -x -a {shlex.quote(' '.join(option.choices))}" if option.choices else ""
        yield f"{inside} {' '.join(names)}{told}{values}"
