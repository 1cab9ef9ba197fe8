"""The options of `reconcile import`: what is chosen, and what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_choice(sub: argparse.ArgumentParser) -> None:
    """What is imported, and where it is written."""
    sub.add_argument(
        "what",
        nargs="*",
        metavar="WHAT",
        help="a section, a kind, or a kind with a name or a glob of names: codebuild.projects.api",
    )
    options = (
        ("--name", "GLOB", "only what is named so (repeatable)"),
        ("--tag", "KEY=VALUE", "only what is tagged so (repeatable: all of them)"),
    )
    for option, metavar, help_text in options:
        sub.add_argument(option, metavar=metavar, help=help_text, action="append", default=[])
    sub.add_argument("--all", action="store_true", help="everything of every kind")
    sub.add_argument("--stack", default="imported", help="the name of the stack (imported)")
    sub.add_argument("--out", metavar="PATH", help="write the spec here, where no file is yet")
    sub.add_argument("--adopt", action="store_true", help="write `lifecycle: {adopt: true}` too")
    sub.add_argument(
        "--environment", "-e", metavar="NAME", help="needed where reconcile.yaml has several"
    )
    sub.add_argument(
        "--format", choices=("text", "json"), default="text", help="of what is written to stdout"
    )
