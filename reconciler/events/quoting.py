"""Which places of an input template EventBridge may fail to fill in, because a quote comes with them.

As live deliveries show it (radkawar/stackd, testdata/aws/eventbridge/inputs.json, September 2026; the
cases quoted-string, escaped-string, embedded-quoted-string, quoted-values and standalone-string):

- A template that is a JSON object has a value at a bare place (`{"title": <title>}`) as JSON: quotes
  and line breaks are escaped, and nothing breaks.
- Any other template has a text as it is: a quote in it ends the template's own, what comes out is no
  JSON, and the event is not delivered (INVALID_JSON; nobody is told but a dead-letter queue).
- Inside the quotes of an object a structure is written as it is, and breaks it. What becomes of a text
  with quotes there is unverified; it is held to break.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

PLACE: Final = re.compile(r"<([^<>\s]+)>")
"""A place in a template: `<name>`."""

QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
"""A piece of a template in quotes."""

_INDEX: Final = re.compile(r"\[\d+\]")

OUTER: Final = frozenset({"id", "source", "account", "time", "region", "detail-type", "version"})
"""Fields of every event of AWS's that hold no quote: numbers, moments, and words of AWS's."""

PLAIN: Final = frozenset(
    {
        *("action", "action-type", "afterCommitId", "application", "approvalRuleTemplateId"),
        *(
            "author",
            "awsRegion",
            "bucket.name",
            "beforeCommitId",
            "build-id",
            "build-status",
            "callerUserArn",
        ),
        *("commentId", "commitId", "completed-phase", "completed-phase-duration-seconds"),
        *("completed-phase-status", "creationDate", "current-phase", "deploymentGroup"),
        *("deploymentId", "destinationCommit", "domainName", "domainOwner", "event", "eventName"),
        *("eventSource", "eventTime", "execution-id", "execution-trigger.trigger-type"),
        *("image-digest", "image-tag", "instanceGroupId", "instanceId", "isMerged"),
        *("lastModifiedDate", "oldCommitId", "operationType", "packageFormat"),
        *("packageVersionRevision", "packageVersionState", "pipeline", "project-name"),
        *("pullRequestId", "pullRequestStatus", "reason", "referenceType", "region"),
        *("repository-name", "repositoryAdministrator", "repositoryId", "repositoryName"),
        *("repositoryNames", "result", "revisionId", "sequenceNumber", "sourceCommit", "stage"),
        *("state", "type.category", "type.owner", "type.provider", "type.version", "version"),
    }
)
"""Fields of `detail` in the catalogue's events that hold no quote: words, ids, numbers and moments of
AWS's, and names whose pattern in their service's model leaves quotes out (a stage's, a repository's, an
image's tag; a deployment group's by CodeDeploy's User Guide, "Quotas"). Titles, descriptions, names of
branches and tags (git-check-ref-format: a quote is let be) and of packages are not among them."""


def is_plain(path: str) -> bool:
    """Say whether what a JSON path leads to in an event of the catalogue never holds a quote."""
    name = _INDEX.sub("", path.removeprefix("$."))
    return name in OUTER or (name.startswith("detail.") and name.removeprefix("detail.") in PLAIN)


def fragile(template: str, paths: Mapping[str, str]) -> tuple[str, ...]:
    """Return the places of a template whose value may make it no JSON, in their order, each once."""
    return tuple(dict.fromkeys(name for name in _raw(template) if _may_break(name, paths)))


def _raw(template: str) -> Iterator[str]:
    """Yield the places that are filled in as they are."""
    if not template.lstrip().startswith("{"):
        yield from PLACE.findall(template)
        return
    for quoted in QUOTED.findall(template):
        yield from PLACE.findall(quoted)


def _may_break(name: str, paths: Mapping[str, str]) -> bool:
    """Say so of one place; what no path names stays as it is written, or is EventBridge's own."""
    return name in paths and not is_plain(paths[name])
