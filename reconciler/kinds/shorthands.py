"""Fields that imply more resources: how a pipeline is started, who is told, what a target may.

They are declared here, as data; what they become is said in `reconciler/expand`. The words of AWS in
them are those of the APIs that they become (EventBridge rules, CodePipeline webhooks and triggers).
"""

from __future__ import annotations

from reconciler.events.named.names import NAMES, words
from reconciler.kinds.words import Field, Shorthand

BY = ("events", "polling", "webhook", "manual")
"""The ways in which a change of a source is noticed; the first is the default."""

GLOBS = Shorthand("", item=Shorthand("A name, or a glob of names."))
"""Names of branches, tags or files."""

SOURCE = Shorthand(
    "",
    fields={
        "action": Shorthand("The source action that is meant, by its name.", required=True),
        "by": Shorthand("How a change of this source is noticed.", BY),
        "branches": Shorthand(
            "Which branches start it; left out, the action's own.", item=GLOBS.item
        ),
        "tags": Shorthand("Which git tags (or image tags) start it.", item=GLOBS.item),
        "file_paths": Shorthand("Only changes of these files start it.", item=GLOBS.item),
        "through": Shorthand(
            "What tells of a bucket's objects: the bucket itself, or CloudTrail for one that sends "
            "no events.",
            ("bucket", "cloudtrail"),
        ),
        "pull_request": Shorthand(
            "Which events of pull requests start it, of connections only.",
            item=Shorthand("", ("OPEN", "UPDATED", "CLOSED")),
        ),
        "authentication": Shorthand(
            "How a webhook's calls are trusted.", ("GITHUB_HMAC", "IP", "UNAUTHENTICATED")
        ),
        "secret_token": Shorthand("The secret of GITHUB_HMAC."),
        "allowed_ip_range": Shorthand("The addresses of IP, in CIDR notation."),
        "filters": Shorthand(
            "What the body of a webhook's call must hold; left out, the action's branch.",
            item=Shorthand(
                "",
                fields={
                    "json_path": Shorthand("Where in the body, `$.ref`.", required=True),
                    "match_equals": Shorthand("What must stand there; `{Branch}` is the action's."),
                },
            ),
        ),
        "register": Shorthand("Whether AWS registers the webhook with GitHub.", type="boolean"),
    },
)
"""How one source starts its pipeline."""

START = Shorthand(
    "How the pipeline is started: `events` (the default and recommended), `polling`, `webhook` or "
    "`manual` for every source, or a mapping that says it for each and adds schedules and pipelines "
    "whose success starts it.",
    fields={
        "by": Shorthand("How changes of the sources that are not named are noticed.", BY),
        "sources": Shorthand(
            "Source action → `events`, `polling`, `webhook`, `manual`, or more of it.", item=SOURCE
        ),
        "schedules": Shorthand(
            "Name → a schedule expression, `cron(0 3 * * ? *)` in UTC or `rate(1 day)`.",
            item=Shorthand(
                "",
                fields={
                    "name": Shorthand("What the schedule is called.", required=True),
                    "expression": Shorthand("`cron(...)` or `rate(...)`.", required=True),
                },
            ),
        ),
        "after": Shorthand(
            "The pipelines whose success starts this one.", item=Shorthand("A pipeline's name.")
        ),
    },
)
"""What starts a pipeline."""

START_WORDS = {
    "start": Field(short="by"),
    "start.by": Field(default="events"),
    "start.sources": Field(keyed="action", short="by"),
    "start.sources.secret_token": Field(secret=True),
    "start.schedules": Field(keyed="name", short="expression"),
    "start.after": Field(points_to="codepipeline.pipelines.name"),
}
"""The words of `start`."""

PERMISSIONS = Shorthand(
    "Whether what the targets need to be told is granted along with them (`derived`, the default), "
    "or by somebody else (`manual`); then the plan says what is missing.",
    ("derived", "manual"),
)
"""Who grants what a target needs."""


def notify(subject: str) -> Shorthand:
    """Return the shorthand that tells somebody of what happens to a sort of resource (a key of
    `SUBJECTS`), by the names of the events about it.
    """
    return Shorthand(
        "Whom to tell of what happens: a rule, its target, and the permission that it needs.",
        item=Shorthand(
            "",
            fields={
                "on": Shorthand(
                    "What is told of.", item=Shorthand("", tuple(words(subject))), required=True
                ),
                "to": Shorthand(
                    "The ARN of a topic, a queue, a function, a log group, or a chat client.",
                    required=True,
                ),
                "message": Shorthand(
                    "The text that is told, with `<name>` for parts of the event: `<state>`, "
                    "`<link>`, a field of its detail (`<execution-id>`), or a path (`<detail.a.b>`)."
                ),
            },
        ),
    )


ON = Shorthand(
    "Types of events by their names, instead of `event_pattern`.",
    fields={
        "events": Shorthand("Which.", item=Shorthand("", tuple(NAMES)), required=True),
        "of": Shorthand(
            "Only of these, by name (`shop/*` for all groups of an application); left out, of all.",
            item=Shorthand("A name; `*` in it stands for any text."),
        ),
    },
)
"""The events of a rule."""
