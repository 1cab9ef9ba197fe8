"""The part of a kind's page that shows who can be told of what happens to it: `notify`, and `on` of a rule.

It stands in the page and not in the example: the laws over examples change every field of a kind, and
what a notice implies is other kinds'. The stacks of the gallery, which tests apply and send events to,
have it in action.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Watched:
    """What is shown of a kind: words of `notify`, a full name for `on`, what it is about, and the
    stack of the gallery (a path below specs/).
    """

    words: tuple[str, ...]
    name: str
    of: str
    stack: str


WATCHED: Final[Mapping[str, Watched]] = {
    "codepipeline.pipelines": Watched(
        ("failed", "approval-needed"), "pipeline-failed", "deliver", "servers/tills.yaml"
    ),
    "codebuild.projects": Watched(
        ("failed", "timed-out"), "build-failed", "api", "notices/notices.yaml"
    ),
    "codedeploy.deployment_groups": Watched(
        ("failed", "succeeded"), "deployment-failed", "shop/live", "servers/tills.yaml"
    ),
    "codecommit.repositories": Watched(
        ("pull-request-created", "pull-request-merged"),
        "branch-updated",
        "web",
        "notices/notices.yaml",
    ),
}
"""Kind → what is shown of it."""


def events(kind: str) -> str:
    """The part of a kind's page about events, "" for kinds that are not watched."""
    if kind not in WATCHED:
        return ""
    shown = WATCHED[kind]
    section, _, name = kind.partition(".")
    words = ", ".join(shown.words)
    return f"""\
## Who is told of it

```yaml
{section}:
  {name}:
    {shown.of.rpartition("/")[2]}:
      notify: [{{on: [{words}], to: "${{{{ sns.topics.alerts.arn }}}}"}}]
eventbridge:
  rules:
    watch: # a rule of one's own names the events, too
      on: {{events: [{shown.name}], of: [{shown.of}]}}
      targets: {{jobs: {{arn: "${{{{ sqs.queues.jobs.arn }}}}"}}}}
```

Either becomes a rule with the documented pattern, its target, and the permission without which nothing
would arrive ([events](../../events.md)). In action: [specs/{shown.stack}](../../../specs/{shown.stack}).
"""
