"""`reconcile import`: write a spec of what is live. Reads AWS, writes nothing there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler.cli.chosen import choice_of
from reconciler.cli.connect import connected
from reconciler.cli.failures import told
from reconciler.cli.init import NAME
from reconciler.cli.output import check_writable, save, say, write
from reconciler.cli.pipeline import reached_from, read_lookups
from reconciler.cli.progress import Watching
from reconciler.cli.signals import leaving
from reconciler.engine.importing.choice import Choice
from reconciler.engine.importing.declaring import Into, document, with_kept
from reconciler.engine.importing.survey import Surveyed, survey
from reconciler.errors import EXIT_OK, Fault, NotAuthorised, ReconcileError, SpecInvalid, Usage
from reconciler.expand.unimplied import unimplied
from reconciler.plan.options import Options
from reconciler.report.imported import import_json, left_alone
from reconciler.spec.files.settings import Environment, environment
from reconciler.spec.forms import forms
from reconciler.spec.load import Sources, load
from reconciler.spec.resources import resolve
from reconciler.spec.stack import Resource, Scope, owner_of
from reconciler.spec.writing.entries import Document
from reconciler.spec.writing.written import written

if TYPE_CHECKING:
    import argparse

    from reconciler.aws.client import Client

DECLARED = "declared already"
"""Why what a spec of this repository declares is not imported again."""
NO_SPEC = "RC1108"
"""That there is no spec yet, which is why people import."""


@dataclass(frozen=True)
class Imported:
    """A spec that was made, and what it was made of."""

    document: Document
    found: Surveyed


def run(wanted: argparse.Namespace) -> int:
    """Find what was asked for, and write it as a spec."""
    refuse_names(wanted)
    choice = choice_of(wanted, forms())
    with leaving(), Watching(quiet=wanted.quiet) as watching:
        made = imported(wanted, choice, watching)
    if wanted.out:
        save(Path(wanted.out), written(made.document))
    if wanted.format == "json":
        write(import_json(made.document, made.found))
    elif wanted.out:
        write(f"wrote {wanted.out}: {len(made.document.entries)} resources\n")
    else:
        write(written(made.document))
    for sentence in () if wanted.quiet else left_alone(made.found):
        say(sentence)
    return EXIT_OK


def refuse_names(wanted: argparse.Namespace) -> None:
    """Raise before anything is asked where the stack cannot be called so, or the file is there."""
    if not NAME.fullmatch(wanted.stack):
        expected = "letters, digits, `_` and `-`, not beginning with `_` or `-`"
        raise Usage(Fault("RC6403", f"`{wanted.stack}` cannot name a stack", expected=expected))
    if wanted.out and Path(wanted.out).exists():
        message = f"{wanted.out} exists already; nothing was written"
        raise Usage(Fault("RC6404", message, suggestion="Choose another `--out`."))
    if wanted.out:
        check_writable(Path(wanted.out))


def imported(wanted: argparse.Namespace, choice: Choice, watching: Watching) -> Imported:
    """The spec of everything live that was chosen and that no spec declares.

    Raises Usage where a name that was given is nobody's, ReconcileError where nothing is found.
    """
    sources = declared_here()
    chosen = environment(sources.settings, wanted.environment or "")
    client = connected(wanted, chosen.scopes, planning=True)
    with told():
        scopes = reached_from(sources, chosen, client)
        into = stack_for(wanted, sources, chosen, scopes, client)
        options = Options(parallel=wanted.parallel, ignore_tags=sources.settings.ignore_tags)
        found = survey(choice, forms(), scopes, watching.counted(client.send), options)
    refuse_nothing(choice, found)
    lives, already = with_kept(found.lives, into)
    left = {**found.left, **({("resources", DECLARED): already} if already else {})}
    found = replace(found, lives=lives, left=left)
    return Imported(document(lives, into, tuple(left_alone(found))), found)


def declared_here() -> Sources:
    """The specs of the tree that we are in, of which there may be none yet."""
    sources = load(Path.cwd())
    wrong = tuple(fault for fault in sources.faults if fault.code != NO_SPEC)
    if wrong:
        raise SpecInvalid(*wrong)
    return replace(sources, faults=())


def stack_for(
    wanted: argparse.Namespace,
    sources: Sources,
    chosen: Environment,
    scopes: tuple[Scope, ...],
    client: Client,
) -> Into:
    """The stack that the spec is for, with what the repository declares already."""
    lookups = read_lookups(sources, chosen.name, scopes, client)
    stacks = resolve(sources, chosen.name, scopes, lookups)
    own = tuple(one for stack in stacks if stack.name == wanted.stack for one in stack.resources)
    others: tuple[Resource, ...] = tuple(
        one for stack in stacks if stack.name != wanted.stack for one in stack.resources
    )
    settings = sources.settings
    return Into(
        stack=wanted.stack,
        owner=owner_of(settings.project, wanted.stack, chosen.name),
        declared=own,
        elsewhere=others,
        adopt=wanted.adopt,
        named=settings.names is not None,
        ignored=settings.ignore_tags,
        implied=unimplied,
    )


def refuse_nothing(choice: Choice, found: Surveyed) -> None:
    """Raise where nothing is found, or nothing by a name that was given."""
    if found.unread and not found.lives:
        faults = [Fault("RC6422", f"{kind}: {why}") for kind, why in found.unread.items()]
        raise NotAuthorised(*faults)
    names = [(live.form.kind.id, live.identity) for live in found.lives]
    missing = [
        wish for wish in choice.wishes if wish.name and not any(wish.fits(*one) for one in names)
    ]
    if missing:
        raise Usage(*(Fault("RC6432", f"{wish.said} names nothing live") for wish in missing))
    if not found.lives:
        suggestion = "Ask for more, or in another region or environment."
        raise ReconcileError(
            Fault("RC6433", "nothing that was asked for is there", suggestion=suggestion)
        )
