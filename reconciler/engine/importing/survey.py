"""What is live of what was asked for: listed, read in full, and told from what is not to be imported.

Three rounds: the lists, those of holders before those of what they hold; the resources themselves,
in batches as a plan reads them; what hangs on them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import chain

from reconciler.engine.comparing.compare import compared_live
from reconciler.engine.comparing.paths import TAGS
from reconciler.engine.importing.choice import Choice
from reconciler.engine.importing.listing import Named, holder_of, list_of, named, target_of
from reconciler.engine.live import Live
from reconciler.engine.observe import lives_of
from reconciler.engine.reading.finding import identified
from reconciler.engine.reading.groups import grouped, jobs_of
from reconciler.engine.reading.read import Item, Target
from reconciler.engine.reading.run import Run, bases_of, together
from reconciler.engine.reading.sweep import strays, tagged
from reconciler.engine.reading.workers import Counted, Crew, Job, crew
from reconciler.plan.calls import Send
from reconciler.plan.options import Options
from reconciler.spec.form import Form
from reconciler.spec.stack import Scope, Stack

BUILT_IN = "made by AWS itself"
"""Why what has a name that AWS keeps for itself is left alone."""
MANAGED = "managed by an AWS service"
"""Why what a service keeps for itself is left alone (`ManagedBy`)."""
BY_HOLDER = "statements of a policy that is imported whole"
"""Why statements are left out whose document is written by its holder."""


@dataclass(frozen=True)
class Surveyed:
    """What was found.

    `lives` in the order of kinds, then of names. `left`: kind id and reason → how many were left
    alone. `unread`: kind id → why it could not be read. `calls`: how many were made.
    """

    lives: tuple[Live, ...]
    left: Mapping[tuple[str, str], int] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    calls: int = 0


def survey(
    choice: Choice,
    forms: Mapping[str, Form],
    scopes: tuple[Scope, ...],
    send: Send,
    options: Options,
) -> Surveyed:
    """Everything live that `choice` asks for, in these scopes; a kind that AWS denies is in `unread`.

    Raises AwsRefused, AnswerLost and Unreachable as `send` does.
    """
    counted = Counted(send)
    with crew(options.parallel) as workers:
        found = _listed(choice, forms, scopes, counted, workers)
        marked = _tagged(choice, forms.values(), scopes, counted)
        wanted = [one for one in found if _may_fit(choice, one) and _may_be_tagged(one, marked)]
        builtin = [one for one in wanted if one.identity[-1].startswith(one.form.kind.builtin)]
        targets = _targets(one for one in wanted if one not in builtin)
        stack = Stack("", "", "", (), scopes)
        run = Run(stack, tuple(forms.values()), counted, workers, options.ignore_tags)
        lives = [one for one in _read(run, targets) if _fits(choice, one)]
        kept, left = _kept(lives, _presumed(forms.values()))
    counts = Counter((one.form.kind.id, BUILT_IN) for one in builtin)
    return Surveyed(
        _ordered(kept, forms),
        dict(counts + left),
        dict(sorted(workers.denied.items())),
        counted.calls,
    )


def _listed(
    choice: Choice,
    forms: Mapping[str, Form],
    scopes: Iterable[Scope],
    send: Send,
    workers: Crew,
) -> list[Named]:
    """What the lists of all chosen kinds name, whether it is asked for or not."""
    chosen = choice.forms(forms)
    holders = {form.kind.id: holder_of(form) for form in chosen}
    first = {
        form.kind.id: form
        for form in (*chosen, *(forms[one] for one in holders.values() if one in forms))
        if not holder_of(form)
    }
    known = workers.results(
        Job(partial(named, send, form, scope, ()), (form.kind.id,))
        for scope in scopes
        for form in first.values()
        if list_of(form.kind) or form.kind.statement
    )
    every = list(chain.from_iterable(known))
    below = workers.results(
        Job(partial(named, send, form, scope, _holding(every, form, scope)), (form.kind.id,))
        for scope in scopes
        for form in chosen
        if holders[form.kind.id]
    )
    return [*every, *chain.from_iterable(below)]


def _holding(found: Iterable[Named], form: Form, scope: Scope) -> list[Named]:
    """The live holders of what a kind's resources stand in; what AWS keeps takes no statements."""
    own = [one for one in found if one.form.kind.id == holder_of(form) and one.scope == scope]
    if not form.kind.statement:
        return own
    return [one for one in own if not one.identity[-1].startswith(one.form.kind.builtin)]


def _targets(found: Iterable[Named]) -> dict[str, Target]:
    """What is to be read, by addresses that nobody sees; a global thing once, from whichever scope."""
    once: dict[object, Named] = {}
    for one in found:
        where = one.arn or (one.scope.name, one.form.kind.id, one.identity)
        once.setdefault(where, one)
    return {
        address: target_of(one, address)
        for number, one in enumerate(once.values())
        for address in (f"{one.form.kind.id}.{number}",)
    }


def _read(run: Run, targets: Mapping[str, Target]) -> list[Live]:
    groups = grouped(targets.values(), (), (), prune=False)
    jobs = [job for group in groups for job in jobs_of(run.send, group, "")]
    items = together(run.crew.results(jobs)).items
    pairs = ((targets[address], item) for address, item in items.items() if item is not None)
    bases = bases_of((_identified(target, item), item) for target, item in pairs)
    return list(lives_of(run, bases, {}, {}).values())


def _may_fit(choice: Choice, one: Named) -> bool:
    """Whether something that a list names is asked for, or may be: not every list tells names."""
    named = choice.fits(one.form.kind.id, one.identity)
    return named or (not one.identity[-1] and one.form.kind.id in choice.kinds)


def _tagged(
    choice: Choice, forms: Iterable[Form], scopes: Iterable[Scope], send: Send
) -> set[object] | None:
    """What the tagging API knows to have the tags that are asked for: ARNs, and kinds with
    identities. None where none are asked for.
    """
    if not choice.tags:
        return None
    every, found = tuple(forms), set[object]()
    for scope in scopes:
        arns = tagged(send, scope, choice.tags)
        found |= arns.keys()
        found |= {(one.form.kind.id, one.identity) for one in strays(arns, every, scope)}
    return found


def _may_be_tagged(one: Named, marked: set[object] | None) -> bool:
    """Whether something may have those tags: only its own read tells of what that API does not know."""
    tags = one.form.kind.tags
    if marked is None or tags is None or not (tags.sweep and one.arn):
        return True
    return one.arn in marked or (one.form.kind.id, one.identity) in marked


def _fits(choice: Choice, live: Live) -> bool:
    return choice.fits(live.form.kind.id, live.identity) and choice.is_tagged(live.tags)


def _identified(target: Target, item: Item) -> Target:
    """A target under the name that only its own read tells."""
    return target if target.identity[-1] else identified(target, item)


def _presumed(forms: Iterable[Form]) -> frozenset[tuple[str, str]]:
    """Kinds and names that are meant where a field that points to them is left out: they are there
    in every account.
    """
    shapes = (shape for form in forms for shape in form.fields.values())
    return frozenset(
        (shape.word.points_to.rpartition(".")[0], shape.word.default)
        for shape in shapes
        if shape.word.points_to and isinstance(shape.word.default, str)
    )


def _says_nothing(live: Live) -> bool:
    """Whether nobody has set anything of a resource."""
    return not any(live.tags or {}) and not any(
        value for name, value in compared_live(live).items() if name != TAGS
    )


def _kept(
    lives: Iterable[Live], presumed: frozenset[tuple[str, str]]
) -> tuple[list[Live], Counter[tuple[str, str]]]:
    """What is to be imported, and how much is not, by kind and reason."""
    every = list(lives)
    whole = set(_whole(every))
    reasons = [_reason(one, whole, presumed) for one in every]
    kept = [one for one, reason in zip(every, reasons, strict=True) if not reason]
    left = Counter(
        (one.form.kind.id, reason) for one, reason in zip(every, reasons, strict=True) if reason
    )
    return kept, left


def _reason(
    live: Live, whole: set[tuple[str, str, str]], presumed: frozenset[tuple[str, str]]
) -> str:
    """Why something is left alone; "" where it is not."""
    if live.managed:
        return MANAGED
    if (live.form.kind.id, live.identity[-1]) in presumed and _says_nothing(live):
        return BUILT_IN
    word = live.form.kind.statement
    if word and word.holder:
        kind, _, name = word.holder.rpartition(".")
        if any((kind, name, one) in whole for one in live.identity[:-1]):
            return BY_HOLDER
    return ""


def _whole(lives: Iterable[Live]) -> Iterator[tuple[str, str, str]]:
    """The documents that are written by their holders: kind, field, and each name of the holder's."""
    for live in lives:
        names = {*live.outputs.values()}
        for name, value in live.fields.items():
            if value:
                yield from ((live.form.kind.id, name, one) for one in names)


def _ordered(lives: Iterable[Live], forms: Mapping[str, Form]) -> tuple[Live, ...]:
    order = {kind: number for number, kind in enumerate(forms)}
    return tuple(
        sorted(lives, key=lambda one: (order[one.form.kind.id], one.scope.name, one.identity))
    )
