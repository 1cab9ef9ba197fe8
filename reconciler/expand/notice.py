"""One entry of `notify`: what is told of, to whom, in which words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from reconciler.errors import Place
from reconciler.events.named.names import words
from reconciler.spec.stack import Resource
from reconciler.spec.values import Late, Text

SUBJECTS: Final[Mapping[str, str]] = {
    "codepipeline.pipelines": "pipeline",
    "codebuild.projects": "project",
    "codedeploy.deployment_groups": "deployment group",
    "codecommit.repositories": "repository",
    "codeartifact.repositories": "package repository",
}
"""Kind → what it is among the named events."""

SERVICES: Final = ("sns", "sqs", "lambda", "logs")
"""Services that take a readable text from a rule."""

SLACK: Final = "AWSChatbotSlack"
"""The type of a notification rule's target that is a Slack channel."""

CHATS: Final[Mapping[str, str]] = {
    "slack-channel": SLACK,
    "microsoft-teams-channel": "AWSChatbotMicrosoftTeams",
}
"""What a chat client's ARN says it is → the type of a notification rule's target."""


@dataclass(frozen=True)
class Notice:
    """One entry of `notify`: full names of events, whom to tell, and the text."""

    parent: Resource
    number: int
    names: tuple[str, ...]
    to: Any
    text: str

    @property
    def path(self) -> str:
        """Where it stands in its resource."""
        return f"notify[{self.number}]"

    def place(self, field: str) -> Place:
        """Where one of its fields is written."""
        places = self.parent.places
        return places.get(f"{self.path}.{field}", places.get(self.path, self.parent.place))

    @property
    def service(self) -> str:
        """The service that is told; of what AWS has yet to name, its section."""
        late = late_of(self.to)
        if late:
            return late.address.partition(".")[0].removesuffix("_")
        parts = str(self.to).split(":")
        return parts[2] if len(parts) > 2 else ""

    @property
    def who(self) -> str:
        """The last part of the name of whoever is told."""
        late = late_of(self.to)
        text = late.address if late else str(self.to).removesuffix(":*")
        return text.replace("/", ":").replace(".", ":").rpartition(":")[2]

    @property
    def subject(self) -> str:
        """What sort of resource is watched, as a part of a name."""
        return SUBJECTS[self.parent.form.kind.id].replace(" ", "-")

    @property
    def what(self) -> str:
        """The names of what is watched; an owner's number says nothing."""
        return "-".join(name for name in self.parent.identity if not name.isdigit())


def notices_of(resource: Resource) -> Iterator[Notice]:
    """The entries of a resource's `notify`, in order."""
    said: Any = resource.implied.get("notify") or ()
    known = words(SUBJECTS[resource.form.kind.id]) if said else {}
    for number, one in enumerate(said):
        names = tuple(known[word] for word in one.get("on") or () if word in known)
        yield Notice(resource, number, names, one.get("to"), str(one.get("message") or ""))


def late_of(value: Any) -> Late | None:
    """What AWS has yet to give of a value, first part first."""
    match value:
        case Late():
            return value
        case Text(parts):
            return next((part for part in parts if isinstance(part, Late)), None)
    return None
