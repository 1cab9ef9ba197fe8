"""The options that several commands share: what may be given, and its help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reconciler.cli.accepted import positive, seconds

if TYPE_CHECKING:
    import argparse


def add_format(sub: argparse.ArgumentParser, *formats: str) -> None:
    """How the report is written, and where else."""
    sub.add_argument(
        "--format", choices=formats, default="text", help="of what is written to stdout"
    )
    sub.add_argument(
        "--report",
        action="append",
        default=[],
        metavar="FORMAT=PATH",
        help="write the report to a file too (repeatable)",
    )
    sub.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="auto: on a terminal"
    )


def add_specs(sub: argparse.ArgumentParser, first: str = "") -> None:
    """Which stacks and which environment; `first` is what else a path may be."""
    sub.set_defaults(stacks=None)
    sub.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help=f"{first}select the stacks that have a spec here (default: all); a stack is always whole",
    )
    sub.add_argument(
        "--environment", "-e", metavar="NAME", help="needed where reconcile.yaml has several"
    )


def add_base(sub: argparse.ArgumentParser) -> None:
    """The revision that tells drift from intent."""
    sub.add_argument(
        "--base",
        metavar="REF",
        help="a git revision: tells drift from intent, and environments, guards and secrets are as"
        " it says, whatever the specs of now do",
    )


def add_aws(sub: argparse.ArgumentParser) -> None:
    """How AWS is reached."""
    sub.add_argument("--region", help="where no environment states one")
    sub.add_argument("--profile", help="one of the AWS configuration files")
    sub.add_argument("--endpoint-url", metavar="URL", help="instead of AWS (or AWS_ENDPOINT_URL)")
    sub.add_argument(
        "--sandbox",
        nargs="?",
        const="",
        metavar="FILE",
        help="the embedded local AWS, its state in FILE; no account is needed",
    )
    sub.add_argument("--parallel", type=positive, default=24, metavar="N", help="concurrent calls")
    sub.add_argument(
        "--timeout", type=seconds, metavar="SECONDS", help="for one resource to settle"
    )
    sub.add_argument("--quiet", "-q", action="store_true", help="no progress on stderr")


def add_globs(sub: argparse.ArgumentParser) -> None:
    """Which addresses are looked at."""
    for option, help_text in (("--target", "only these"), ("--exclude", "all but these")):
        sub.add_argument(
            option, metavar="GLOB", help=f"{help_text} addresses", action="append", default=[]
        )


def lifts_nothing(sub: argparse.ArgumentParser) -> None:
    """Of a command that only looks: no guard is lifted, nothing is pruned, no value explained."""
    sub.set_defaults(
        base=None,
        adopt=[],
        take_over=[],
        allow_delete=[],
        allow_replace=[],
        rotate=[],
        explain=[],
        prune=False,
        allow_empty=False,
        allow_many_deletes=False,
        skip_blocked=False,
    )


def add_selection(sub: argparse.ArgumentParser) -> None:
    """What is planned, and which guards are lifted by name."""
    add_globs(sub)
    options: tuple[tuple[str, str, str], ...] = (
        ("--adopt", "ADDRESS", "take an existing resource that nobody owns into this stack"),
        ("--take-over", "ADDRESS", "take a resource from another owner"),
        ("--allow-delete", "ADDRESS", "delete although it is protected or holds data"),
        ("--rotate", "ADDRESS", "write a resource's secrets again"),
        ("--allow-replace", "ADDRESS", "replace although it is protected or holds data"),
    )
    for option, metavar, help_text in options:
        sub.add_argument(option, metavar=metavar, help=help_text, action="append", default=[])
    flags = (
        ("--prune", "delete resources of this stack that no spec declares"),
        ("--allow-empty", "plan a stack that declares nothing"),
        ("--allow-many-deletes", "delete more than a quarter of the stack"),
        ("--skip-blocked", "leave out what a guard refuses, apply the rest"),
    )
    for option, help_text in flags:
        sub.add_argument(option, action="store_true", help=help_text)
