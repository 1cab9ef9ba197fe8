"""The options of each command: what may be given, and its help. Built on argparse, imported late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reconciler.cli.accepted import account, port
from reconciler.cli.choosing import add_choice
from reconciler.cli.shared import (
    add_aws,
    add_base,
    add_format,
    add_globs,
    add_selection,
    add_specs,
    lifts_nothing,
)

if TYPE_CHECKING:
    import argparse


def init_options(sub: argparse.ArgumentParser) -> None:
    """`reconcile init`."""
    sub.add_argument("directory", nargs="?", default=".", help="where (default: here)")
    sub.add_argument("--stack", help="the name of the first stack (default: delivery)")
    sub.add_argument(
        "--template",
        metavar="NAME",
        help="begin with a stack of the gallery, such as codecommit-to-beanstalk, github-to-ecs, "
        "monorepo (a name that is none lists them all)",
    )


def validate_options(sub: argparse.ArgumentParser) -> None:
    """`reconcile validate`."""
    add_specs(sub)
    sub.add_argument("--files", action="store_true", help="only the files given, by schema alone")
    add_format(sub, "text", "json")


def plan_options(sub: argparse.ArgumentParser) -> None:
    """`reconcile plan`."""
    add_specs(sub)
    add_selection(sub)
    add_base(sub)
    add_aws(sub)
    add_format(sub, "text", "json", "markdown", "junit")
    sub.add_argument("--detailed-exitcode", action="store_true", help="2 when changes are pending")
    sub.add_argument(
        "--out",
        dest="report",
        action="append",
        type="json={}".format,
        metavar="PATH",
        help="keep the plan in a file, for `reconcile apply PATH`; the same as --report json=PATH",
    )
    sub.add_argument(
        "--explain",
        metavar="ADDRESS",
        action="append",
        default=[],
        help="say too where each value of a resource comes from (repeatable)",
    )


def apply_options(sub: argparse.ArgumentParser) -> None:
    """`reconcile apply`."""
    sub.set_defaults(explain=[])
    add_specs(sub, "a plan that `plan --out` kept: apply only what it says; or ")
    add_selection(sub)
    add_base(sub)
    add_aws(sub)
    add_format(sub, "text", "json")
    sub.add_argument("--yes", "-y", action="store_true", help="do not ask")
    sub.add_argument(
        "--expect",
        action="append",
        default=[],
        metavar="DIGEST",
        help="apply only a plan with this digest, or with this beginning of it; asks no more",
    )
    sub.add_argument(
        "--record", metavar="DIR", help="where the record goes (default: reconcile-out at the root)"
    )


def import_options(sub: argparse.ArgumentParser) -> None:
    """`reconcile import`."""
    add_choice(sub)
    add_aws(sub)


def event_options(sub: argparse.ArgumentParser) -> None:
    """`reconcile event`."""
    sub.add_argument(
        "files", nargs="*", metavar="FILE", help="an event in JSON or YAML, - for stdin"
    )
    sub.add_argument("--sample", metavar="NAME", help="a documented event, such as build-failed")
    sub.add_argument("--of", metavar="ADDRESS", help="the resource that the sample is about")
    several = (
        ("--set", "PATH=VALUE", "set a field of the event, such as detail.state=FAILED"),
        ("--expect", "ADDRESS", "fail unless the rules given, and no others, match"),
        ("--specs", "PATH", "only the stacks that have a spec here"),
    )
    for option, metavar, help_text in several:
        sub.add_argument(option, metavar=metavar, help=help_text, action="append", default=[])
    sub.add_argument("--bus", default="default", metavar="NAME", help="where it happens (default)")
    sub.add_argument("--list", action="store_true", help="list the names of samples")
    sub.add_argument(
        "--environment", "-e", metavar="NAME", help="needed where reconcile.yaml has several"
    )
    add_format(sub, "text", "json")


def drift_options(sub: argparse.ArgumentParser) -> None:
    """`reconcile drift`."""
    lifts_nothing(sub)
    add_specs(sub)
    add_globs(sub)
    add_base(sub)
    add_aws(sub)
    add_format(sub, "text", "json", "markdown")
    sub.add_argument("--detailed-exitcode", action="store_true", help="2 when anything drifted")


def lock_options(sub: argparse.ArgumentParser) -> None:
    """`reconcile lock`."""
    sub.add_argument("action", choices=("show", "break"), help="what to do with the lock")
    add_specs(sub)
    add_aws(sub)
    add_format(sub, "text", "json")
    sub.add_argument("--yes", "-y", action="store_true", help="do not ask before breaking it")


def status_options(sub: argparse.ArgumentParser) -> None:
    """`reconcile status`."""
    lifts_nothing(sub)
    add_specs(sub)
    add_globs(sub)
    add_aws(sub)
    add_format(sub, "text", "json", "markdown")
    sub.add_argument("--detailed-exitcode", action="store_true", help="2 when anything is not ok")


def graph_options(sub: argparse.ArgumentParser) -> None:
    """`reconcile graph`."""
    add_specs(sub)
    sub.add_argument("--format", choices=("dot", "mermaid"), default="dot", help="of the graph")


def completion_options(sub: argparse.ArgumentParser) -> None:
    """`reconcile completion`."""
    sub.add_argument("shell", choices=("bash", "zsh", "fish"), help="whose script is printed")


def explain_options(sub: argparse.ArgumentParser) -> None:
    """`reconcile explain`."""
    sub.add_argument("codes", nargs="*", metavar="CODE", help="such as RC2041 (default: list all)")
    add_format(sub, "text", "json")


def iam_policy_options(sub: argparse.ArgumentParser) -> None:
    """`reconcile iam-policy`."""
    sub.add_argument("verb", choices=("plan", "apply"), help="what the policy is for")
    add_specs(sub)
    add_aws(sub)
    add_format(sub, "text", "json")


def schema_options(sub: argparse.ArgumentParser) -> None:
    """`reconcile schema`."""
    sub.add_argument(
        "name", nargs="?", default="stack", help="stack (default), reconcile, a section, or plan"
    )
    sub.add_argument("--write", metavar="DIR", help="write all of them")
    sub.add_argument("--check", metavar="DIR", help="fail when any of them is not fresh")


def sandbox_options(sub: argparse.ArgumentParser) -> None:
    """`reconcile sandbox`."""
    sub.add_argument("--port", type=port, default=4570, help="to listen on, 0: any (4570)")
    sub.add_argument("--host", default="127.0.0.1", help="to listen on (127.0.0.1)")
    sub.add_argument("--file", metavar="FILE", help="where its state is kept (default: memory)")
    sub.add_argument(
        "--account", type=account, default="123456789012", help="of the keys it prints"
    )


OPTIONS: dict[str, Any] = {
    "init": init_options,
    "validate": validate_options,
    "plan": plan_options,
    "apply": apply_options,
    "import": import_options,
    "event": event_options,
    "drift": drift_options,
    "lock": lock_options,
    "status": status_options,
    "graph": graph_options,
    "completion": completion_options,
    "explain": explain_options,
    "iam-policy": iam_policy_options,
    "schema": schema_options,
    "sandbox": sandbox_options,
}
"""Command → what adds its options to its parser."""
