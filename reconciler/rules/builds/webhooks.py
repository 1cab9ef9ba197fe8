"""Webhooks of build projects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from reconciler.rules.builds.projects import REPORTS, projects
from reconciler.rules.rule import Finding, Rule
from reconciler.rules.values import at, given, here, items, structure, text
from reconciler.rules.view import View
from reconciler.spec.stack import Resource
from reconciler.spec.suggest import did_you_mean, listed
from reconciler.spec.values import Value

EVENTS: Final = (
    "PUSH",
    "PULL_REQUEST_CREATED",
    "PULL_REQUEST_UPDATED",
    "PULL_REQUEST_REOPENED",
    "PULL_REQUEST_MERGED",
    "PULL_REQUEST_CLOSED",
    "RELEASED",
    "PRERELEASED",
    "WORKFLOW_JOB_QUEUED",
)
"""What an EVENT filter may name (API Reference, WebhookFilter)."""
GROUPS: Final = "webhook.filter_groups"
"""Where the groups of filters stand."""


def webhooks(view: View) -> Iterator[tuple[Resource, Mapping[str, Value], str]]:
    """Every project with a webhook, the webhook, the type of its source."""
    for project in projects(view):
        hook = structure(project.desired.get("webhook"))
        if hook:
            yield project, hook, text(at(project.desired, "source.type"))


def filters(hook: Mapping[str, Value]) -> Iterator[tuple[Mapping[str, Value], ...]]:
    """The filters of each group."""
    for group in items(hook.get("filter_groups")):
        yield tuple(map(structure, items(group)))


def with_event(view: View) -> Iterator[Finding]:
    """Groups of filters that name no event."""
    for project, hook, _ in webhooks(view):
        for group in filters(hook):
            if all(one.get("type") != "EVENT" for one in group):
                told = "a group of filters has no filter of type EVENT"
                yield Finding(project, GROUPS, told, "one filter of type EVENT in each group")


def known_events(view: View) -> Iterator[Finding]:
    """Events that no source sends."""
    for project, hook, _ in webhooks(view):
        for group in filters(hook):
            for name in _events(group):
                if name not in EVENTS:
                    told = f"`{name}` is no event of a webhook"
                    mend = did_you_mean(name, EVENTS) or ""
                    yield Finding(project, GROUPS, told, listed(EVENTS, " or "), mend)


def _events(group: tuple[Mapping[str, Value], ...]) -> Iterator[str]:
    for one in group:
        if one.get("type") == "EVENT":
            yield from filter(None, map(str.strip, text(one.get("pattern")).split(",")))


def fitting_events(view: View) -> Iterator[Finding]:
    """Filters that can never hold beside the events of their group."""
    for project, hook, _ in webhooks(view):
        for group in filters(hook):
            events = set(_events(group))
            for one in group:
                needed = NEEDS.get(text(one.get("type")), ())
                if events and needed and not events & set(needed):
                    told = f"a filter of type {one['type']} never holds at {listed(sorted(events))}"
                    yield Finding(project, GROUPS, told, f"an event among {listed(needed)}")


PULLS: Final = tuple(event for event in EVENTS if event.startswith("PULL_REQUEST"))
"""Events of pull requests."""
NEEDS: Final = {
    "BASE_REF": PULLS,
    "TAG_NAME": ("RELEASED", "PRERELEASED"),
    "RELEASE_NAME": ("RELEASED", "PRERELEASED"),
    "WORKFLOW_NAME": ("WORKFLOW_JOB_QUEUED",),
    "FILE_PATH": ("PUSH", *PULLS),
    "COMMIT_MESSAGE": ("PUSH", *PULLS),
}
"""Types of filters and the events that they work with (API Reference, WebhookFilter)."""


def one_way(view: View) -> Iterator[Finding]:
    """Webhooks with a branch filter and with groups of filters."""
    for project, hook, _ in webhooks(view):
        if given(hook.get("branch_filter")) and given(hook.get("filter_groups")):
            told = "`branch_filter` and `filter_groups` cannot stand together"
            yield Finding(project, "webhook.branch_filter", told, "one of the two")


def offered(view: View) -> Iterator[Finding]:
    """Webhooks of sources that have none, or not in that way."""
    for project, hook, source in webhooks(view):
        runner = hook.get("build_type") == "RUNNER_BUILDKITE_BUILD"
        scope = text(at(hook, "scope_configuration.scope"))
        if source and source not in REPORTS and not runner:
            yield Finding(project, "webhook", f"a source of type {source} has no webhooks")
        elif hook.get("manual_creation") is True and not source.startswith("GITHUB"):
            told = f"a webhook for {source} cannot be created by hand"
            yield Finding(project, "webhook.manual_creation", told)
        elif scope and not source.startswith(scope.split("_", maxsplit=1)[0]):
            told = f"the scope {scope} is not one of {source}"
            yield Finding(project, "webhook.scope_configuration.scope", told)


def built_twice(view: View) -> Iterator[Finding]:
    """Projects with a webhook that a pipeline of this stack builds as well."""
    hooked = {project.identity[-1]: project for project, _, _ in webhooks(view)}
    for each in view.pipelines:
        for action in each.actions:
            name = text(action.configuration.get("ProjectName"))
            if action.provider == "CodeBuild" and name in hooked:
                told = f"the project has a webhook, and {each.resource.address} builds it too"
                note = here(each.resource, action.path, f"`{action.name}` builds it")
                yield Finding(hooked[name], "webhook", told, "one of the two", notes=(note,))


RULES: Final = (
    Rule(
        "RC2121",
        "A group of webhook filters without an event",
        "Each group needs at least one filter of type EVENT (API Reference, Webhook).",
        "Add `{type: EVENT, pattern: PUSH}`, or the events that are meant.",
        with_event,
    ),
    Rule(
        "RC2122",
        "An event that no webhook knows",
        "The pattern of an EVENT filter is a list of events with commas (API Reference, "
        "WebhookFilter); others are refused.",
        "Write one of the events.",
        known_events,
    ),
    Rule(
        "RC2123",
        "A filter that its group's events never meet",
        "Some filters work with some events only: tags of releases at releases, base references at "
        "pull requests (API Reference, WebhookFilter). All filters of a group must hold.",
        "Name a fitting event, or use HEAD_REF with `^refs/tags/` for tags that are pushed.",
        fitting_events,
        "note",
    ),
    Rule(
        "RC2124",
        "A branch filter beside groups of filters",
        "A webhook takes one of the two (API Reference, CreateWebhook).",
        "Write the branch as a filter of type HEAD_REF in each group.",
        one_way,
    ),
    Rule(
        "RC2125",
        "A webhook that the source does not have",
        "GitHub, GitLab and Bitbucket have webhooks; by hand only GitHub's are made, and scopes are "
        "each of one provider (API Reference, CreateWebhook).",
        "Take it out, or start builds in another way: by a pipeline or a rule.",
        offered,
    ),
    Rule(
        "RC2126",
        "A project that is built twice",
        "A webhook and a pipeline build one project independently of each other: twice a push, with "
        "two bills (API Reference, CreateWebhook).",
        "Take the webhook out, or give the pipeline a project of its own.",
        built_twice,
        "note",
    ),
)
"""Rules about webhooks."""
