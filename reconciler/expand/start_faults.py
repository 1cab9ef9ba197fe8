"""What is wrong with how a pipeline is said to start, and what is to be known of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reconciler.errors import Fault, Place
from reconciler.expand.sources import FILTERS, FLAGS, POLLS, Source, sources_of, start_of
from reconciler.spec.stack import Resource
from reconciler.spec.suggest import did_you_mean, listed


def contradicted(source: Source, flag: str) -> Iterator[Fault]:
    """The action's own word against that of `start`."""
    key = FLAGS.get(source.provider, "")
    written = source.text(key).lower() if key == POLLS else ""
    if written and written != flag:
        message = f"`start` says {source.by} for `{source.action}`, and its configuration says {key}: {written}"
        place = source.pipeline.places.get(f"{source.path}.configuration.{key}", source.place)
        yield _fault("RC4002", message, source, f"`{key}: {flag}`, or no `{key}`", place=place)


def no_way(source: Source, ways: tuple[str, ...]) -> Fault:
    """The provider cannot say what is asked of it."""
    message = f"a change of `{source.action}` ({source.provider}) cannot be noticed by {source.by}"
    return _fault("RC4001", message, source, listed(ways, " or "))


def unfiltered(source: Source) -> Iterator[Fault]:
    """Filters that events of this provider do not know."""
    known = {"CodeCommit": ("branches",), "ECR": ("tags",)}.get(source.provider, ())
    for name in FILTERS:
        if source.how.get(name) and name not in known:
            message = f"events of {source.provider} cannot be told apart by `{name}`"
            yield _fault("RC4003", message, source, listed(known, " or ") or "no filter")


def slow(source: Source) -> Fault:
    """What polling costs (CodePipeline User Guide, "Quotas" and "Polling")."""
    message = (
        f"`{source.action}` is polled: a change is noticed after up to a "
        "minute or more, 300 pipelines of a region may poll, and after 30 days without a change it stops"
    )
    return _fault("RC4004", message, source, suggestion="`start: events` is at once, and free.")


def _fault(
    code: str,
    message: str,
    source: Source,
    expected: str | None = None,
    suggestion: str | None = None,
    place: Place | None = None,
) -> Fault:
    where = place or source.place
    return Fault(code, message, where, expected, suggestion, source.pipeline.address)


def triggered(source: Source) -> Iterator[Fault]:
    """Filters of a connection, which become a trigger of a pipeline that can have one."""
    if source.pipeline.desired.get("type") == "V1":
        message = f"filters of `{source.action}` need a pipeline of type V2"
        yield _fault("RC4003", message, source, "`type: V2`")
    triggers = source.pipeline.desired.get("triggers")
    if isinstance(triggers, Mapping) and source.action in triggers:
        message = f"`{source.action}` has filters in `start` and a trigger of its own"
        yield _fault("RC4002", message, source, "one of the two")


def unknown(pipeline: Resource) -> Iterator[Fault]:
    """Sources that `start` names and the pipeline does not have."""
    known = [source.action for source in sources_of(pipeline)]
    for name in start_of(pipeline).get("sources") or ():
        if name not in known:
            message = f"`start` names `{name}`, which is no source action of {pipeline.address}"
            place = pipeline.places.get(f"start.sources[{name}]", pipeline.place)
            near = did_you_mean(name, known)
            yield Fault("RC4001", message, place, listed(known, " or "), near, pipeline.address)
