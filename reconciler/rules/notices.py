"""Notification rules, repositories with their triggers, connections, CodeGuru.

Sources: Developer Tools console User Guide, "Notification concepts" (the events) and "Quotas";
CodeCommit API Reference, RepositoryTrigger, and User Guide, "Quotas"; CodeConnections API Reference,
CreateConnection; CodeGuru Reviewer API Reference, KMSKeyDetails.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reconciler.rules.rule import Finding, Rule
from reconciler.rules.values import given, items, keyed, structure, text
from reconciler.rules.view import View
from reconciler.spec.stack import Resource
from reconciler.spec.suggest import did_you_mean, listed
from reconciler.spec.values import Late, Value

MOST_TRIGGERS: Final = 10
"""CodeCommit User Guide, "Quotas": triggers of a repository."""
EVENTS: Final = {
    "codecommit-repository": (
        *("comments-on-commits", "comments-on-pull-requests", "approvals-status-changed"),
        *("approvals-rule-override", "pull-request-created", "pull-request-source-updated"),
        *("pull-request-status-changed", "pull-request-merged", "branches-and-tags-created"),
        *("branches-and-tags-deleted", "branches-and-tags-updated"),
    ),
    "codebuild-project": (
        *("build-state-failed", "build-state-succeeded", "build-state-in-progress"),
        *("build-state-stopped", "build-phase-failure", "build-phase-success"),
    ),
    "codedeploy-application": (
        *("deployment-failed", "deployment-succeeded", "deployment-started"),
    ),
    "codepipeline-pipeline": (
        *("action-execution-succeeded", "action-execution-failed", "action-execution-canceled"),
        *("action-execution-started", "stage-execution-started", "stage-execution-succeeded"),
        *("stage-execution-resumed", "stage-execution-canceled", "stage-execution-failed"),
        *("pipeline-execution-failed", "pipeline-execution-canceled", "pipeline-execution-started"),
        *("pipeline-execution-resumed", "pipeline-execution-succeeded"),
        *("pipeline-execution-superseded", "manual-approval-failed", "manual-approval-needed"),
        "manual-approval-succeeded",
    ),
}
"""What one can be told of, by what it is about (User Guide, "Notification concepts")."""
IDS: Final = tuple(f"{about}-{name}" for about, known in EVENTS.items() for name in known)
"""All of them by their ids."""
INSTALLED: Final = ("GitHubEnterpriseServer", "GitLabSelfManaged")
"""Providers that run on servers of one's own, which a host describes."""


def known_events(view: View) -> Iterator[Finding]:
    """Events that nobody can be told of."""
    for rule in view.of("notifications.rules"):
        for event in items(rule.desired.get("event_type_ids")):
            if isinstance(event, str) and event not in IDS:
                told = f"`{event}` is no event that one can be told of"
                mend = did_you_mean(event, IDS) or ""
                yield Finding(rule, "event_type_ids", told, mend=mend)


def fitting_events(view: View) -> Iterator[Finding]:
    """Events of another service than the rule is about."""
    for rule in view.of("notifications.rules"):
        about = _service(rule.desired.get("resource"))
        for event in items(rule.desired.get("event_type_ids")):
            if about and event in IDS and not text(event).startswith(f"{about}-"):
                told = f"the rule is about {about}, and `{event}` is not"
                yield Finding(rule, "event_type_ids", told, f"events that begin `{about}-`")


def _service(value: Value) -> str:
    """The service of the resource that a rule is about, "" where it cannot be told."""
    if isinstance(value, Late):
        return value.address.partition(".")[0]
    parts = text(value).split(":")
    return parts[2] if len(parts) > 2 else ""


def triggers(view: View) -> Iterator[tuple[Resource, str, tuple[Value, ...]]]:
    """Every trigger of a repository: its path and events."""
    for repository in view.of("codecommit.repositories"):
        for name, one in keyed(repository.desired.get("triggers")).items():
            yield repository, f"triggers[{name}]", items(one.get("events"))


def all_alone(view: View) -> Iterator[Finding]:
    """Triggers at all events and at some besides."""
    for repository, path, events in triggers(view):
        if "all" in events and len(events) > 1:
            others = [text(one) for one in events if one != "all"]
            told = f"`all` stands beside {listed(others)}"
            yield Finding(repository, f"{path}.events", told, "`all` alone, or the others")


def number_of_triggers(view: View) -> Iterator[Finding]:
    """Repositories with too many triggers."""
    for repository in view.of("codecommit.repositories"):
        count = len(keyed(repository.desired.get("triggers")))
        if count > MOST_TRIGGERS:
            told = f"the repository has {count} triggers"
            yield Finding(repository, "triggers", told, f"at most {MOST_TRIGGERS}")


def near_destinations(view: View) -> Iterator[Finding]:
    """Triggers whose destination is in another region."""
    for repository in view.of("codecommit.repositories"):
        for name, one in keyed(repository.desired.get("triggers")).items():
            parts = text(one.get("destination_arn")).split(":")
            region = parts[3] if len(parts) > 5 else ""
            if region and region != repository.scope.region:
                told = f"the trigger `{name}` is sent to {region}, another region than the repository's"
                path = f"triggers[{name}].destination_arn"
                yield Finding(repository, path, told, f"a destination in {repository.scope.region}")


def hosted(view: View) -> Iterator[Finding]:
    """Connections to a server of one's own that name no host."""
    for connection in view.of("codeconnections.connections"):
        provider = connection.desired.get("provider_type")
        if provider in INSTALLED and not given(connection.desired.get("host_arn")):
            told = f"a connection to {provider} goes by a host"
            yield Finding(connection, "provider_type", told, "`host_arn` in its place")


def own_keys(view: View) -> Iterator[Finding]:
    """Associations that are encrypted by a key of one's own and name none."""
    for association in view.of("codeguru.repository_associations"):
        details = structure(association.desired.get("kms_key_details"))
        own = details.get("encryption_option") == "CUSTOMER_MANAGED_CMK"
        if own and not given(details.get("kms_key_id")):
            told = "the association is encrypted by a key of your own, and names none"
            yield Finding(association, "kms_key_details.encryption_option", told, "`kms_key_id`")


RULES: Final = (
    Rule(
        "RC2601",
        "An event that nobody can be told of",
        'The ids of events are those of the User Guide, "Notification concepts"; others are refused '
        "(ValidationException).",
        "Write one of the ids, `codepipeline-pipeline-pipeline-execution-failed` for example.",
        known_events,
    ),
    Rule(
        "RC2602",
        "An event of something else than the rule is about",
        "A notification rule is about one repository, project, application or pipeline, and tells of "
        "its events only.",
        "Write events of the same service, or a rule of its own for the other resource.",
        fitting_events,
    ),
    Rule(
        "RC2611",
        "All events, and some besides",
        "`all` stands for every event and may only stand alone (CodeCommit API Reference, "
        "RepositoryTrigger).",
        "Write `events: [all]`, or leave `all` out.",
        all_alone,
    ),
    Rule(
        "RC2612",
        "Too many triggers of a repository",
        'A repository has at most ten triggers (CodeCommit User Guide, "Quotas").',
        "Let a topic or a rule of EventBridge fan out.",
        number_of_triggers,
    ),
    Rule(
        "RC2613",
        "A trigger that is sent to another region",
        "The destination of a trigger is in the region of the repository (CodeCommit User Guide, "
        '"Manage triggers for a repository").',
        "Name a topic or a function in that region.",
        near_destinations,
    ),
    Rule(
        "RC2621",
        "A connection to a server without its host",
        "GitHub Enterprise Server and self-managed GitLab are reached by a host (CodeConnections API "
        "Reference, CreateConnection: a provider type or a host).",
        "Declare it under `codeconnections.hosts` and write `host_arn` in place of `provider_type`.",
        hosted,
    ),
    Rule(
        "RC2631",
        "A key of one's own that is not named",
        "CUSTOMER_MANAGED_CMK needs the key (CodeGuru Reviewer API Reference, KMSKeyDetails).",
        "Add `kms_key_id`, or write AWS_OWNED_CMK.",
        own_keys,
    ),
)
"""Rules about notifications, repositories, connections and CodeGuru."""
