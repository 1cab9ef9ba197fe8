"""The source actions of pipelines, and what AWS says when one of them changes.

Sources: the CodePipeline User Guide, "Amazon EventBridge and change detection" and the pages on
CodeCommit, S3 and ECR source actions (event patterns, `PollForSourceChanges`); "Action structure
reference" (`DetectChanges`); AWS CloudTrail's record of object writes for buckets that send no events.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from reconciler.errors import Place
from reconciler.spec.stack import Resource
from reconciler.spec.values import ORDER

PIPELINES: Final = "codepipeline.pipelines"
"""The kind that is started."""

POLLS: Final = "PollForSourceChanges"
"""The key that makes a source poll; left out, it does."""

DETECTS: Final = "DetectChanges"
"""The key that makes a connection notice changes; left out, it does."""

FLAGS: Final[Mapping[str, str]] = {
    "CodeCommit": POLLS,
    "S3": POLLS,
    "GitHub": POLLS,
    "CodeStarSourceConnection": DETECTS,
}
"""Provider → the configuration key that turns its own noticing on and off."""

WAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "CodeCommit": ("events", "polling", "manual"),
    "S3": ("events", "polling", "manual"),
    "ECR": ("events", "manual"),
    "CodeStarSourceConnection": ("events", "manual"),
    "GitHub": ("webhook", "polling", "manual"),
}
"""Provider → how its changes can be noticed, the recommended way first; GitHub is its version 1."""


FILTERS: Final = ("branches", "tags", "file_paths", "pull_request")
"""What narrows the start of a connection's source: it becomes a trigger of a V2 pipeline."""


@dataclass(frozen=True)
class Source:
    """A source action of a pipeline, and how it shall start it (`by`); `how`: what `start.sources`
    says of it.
    """

    pipeline: Resource
    stage: str
    action: str
    provider: str
    configuration: Mapping[str, Any]
    how: Mapping[str, Any]
    by: str
    region: str

    @property
    def explicit(self) -> bool:
        """Whether it is said how this very source starts its pipeline."""
        return bool(self.how.get("by"))

    @property
    def place(self) -> Place:
        """Where it is said how it starts, else where the pipeline is declared."""
        places = self.pipeline.places
        for path in (f"start.sources[{self.action}]", "start", self.path):
            if path in places:
                return places[path]
        return self.pipeline.place

    @property
    def path(self) -> str:
        """Where the action stands in its pipeline."""
        return f"stages[{self.stage}].actions[{self.action}]"

    def text(self, key: str) -> str:
        """A key of the configuration where it is text that is known, else ""."""
        value = self.configuration.get(key)
        return value if isinstance(value, str) else ""

    @property
    def names(self) -> tuple[str, ...]:
        """The branches that start it: as `start` says, else the action's own."""
        return tuple(self.how.get("branches") or ()) or (self.text("BranchName"),)


def sources_of(pipeline: Resource) -> Iterator[Source]:
    """The source actions of one pipeline, in order."""
    said = start_of(pipeline)
    each, default = said.get("sources") or {}, said.get("by") or ""
    for stage, name, action in actions_of(pipeline):
        kind = mapped(action.get("action_type_id"))
        if kind.get("category") != "Source":
            continue
        how, provider = each.get(name) or {}, str(kind.get("provider"))
        recommended = WAYS.get(provider, ("manual",))[0]
        by = str(how.get("by") or default or recommended)
        region = str(action.get("region") or pipeline.scope.region)
        configuration = mapped(action.get("configuration"))
        yield Source(pipeline, stage, name, provider, configuration, how, by, region)


def mapped(value: object) -> Mapping[str, Any]:
    """A value that is a map; nothing of one that is not, which the schema or a rule has told already."""
    return value if isinstance(value, Mapping) else {}


def start_of(pipeline: Resource) -> Mapping[str, Any]:
    """What `start` says of a pipeline, nothing where it is left out."""
    said: Any = pipeline.implied.get("start")
    return said if isinstance(said, Mapping) else {}


def actions_of(pipeline: Resource) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Stage, action and what is said of it, for every action of a pipeline."""
    stages = pipeline.desired.get("stages")
    for stage, said in stages.items() if isinstance(stages, Mapping) else ():
        actions = said.get("actions") if stage != ORDER and isinstance(said, Mapping) else None
        for name, action in actions.items() if isinstance(actions, Mapping) else ():
            if name != ORDER and isinstance(action, Mapping):
                yield stage, name, action


def pattern_of(source: Source) -> dict[str, Any]:
    """The event pattern that notices a change of a source."""
    return PATTERNS[source.provider](source)


def _codecommit(source: Source) -> dict[str, Any]:
    return {
        "source": ["aws.codecommit"],
        "detail-type": ["CodeCommit Repository State Change"],
        "resources": [repository_arn(source)],
        "detail": {
            "event": ["referenceCreated", "referenceUpdated"],
            "referenceType": ["branch"],
            "referenceName": list(map(_glob, source.names)),
        },
    }


def _s3(source: Source) -> dict[str, Any]:
    bucket, key = source.text("S3Bucket"), source.text("S3ObjectKey")
    if source.how.get("through") != "cloudtrail":
        detail = {"bucket": {"name": [bucket]}, "object": {"key": [key]}}
        return {"source": ["aws.s3"], "detail-type": ["Object Created"], "detail": detail}
    return {
        "source": ["aws.s3"],
        "detail-type": ["AWS API Call via CloudTrail"],
        "detail": {
            "eventSource": ["s3.amazonaws.com"],
            "eventName": ["CopyObject", "CompleteMultipartUpload", "PutObject"],
            "requestParameters": {"bucketName": [bucket], "key": [key]},
        },
    }


def _ecr(source: Source) -> dict[str, Any]:
    tags = tuple(source.how.get("tags") or ()) or (source.text("ImageTag") or "latest",)
    return {
        "source": ["aws.ecr"],
        "detail-type": ["ECR Image Action"],
        "detail": {
            "action-type": ["PUSH"],
            "image-tag": list(map(_glob, tags)),
            "repository-name": [source.text("RepositoryName")],
            "result": ["SUCCESS"],
        },
    }


PATTERNS: Final = {"CodeCommit": _codecommit, "S3": _s3, "ECR": _ecr}
"""Provider → what makes the pattern of its events."""


def _glob(name: str) -> str | dict[str, str]:
    """A name as a pattern matches it: one with stars is a wildcard."""
    return {"wildcard": name} if "*" in name else name


def repository_arn(source: Source) -> str:
    """The ARN of a CodeCommit source's repository, in the account of its pipeline."""
    scope = source.pipeline.scope
    name = source.text("RepositoryName")
    return f"arn:{scope.partition}:codecommit:{source.region}:{scope.account}:{name}"


def event_of(source: Source) -> dict[str, Any]:
    """An event that the source's change would send, to see who would notice it."""
    scope, detail = source.pipeline.scope, _first(pattern_of(source)["detail"])
    made = {key: value[0] for key, value in pattern_of(source).items() if key != "detail"}
    resources = [repository_arn(source)] if source.provider == "CodeCommit" else []
    name = source.text("RepositoryName")
    if source.provider == "CodeCommit":
        detail |= {"repositoryName": name, "referenceFullName": f"refs/heads/{source.names[0]}"}
    return {
        **made,
        "detail": detail,
        "resources": resources,
        "account": scope.account,
        "region": source.region,
    }


def _first(said: Any) -> Any:
    """A pattern's first alternatives, as an event holds them."""
    if isinstance(said, dict):
        return {key: _first(value) for key, value in said.items()}
    one = said[0] if isinstance(said, list) else said
    return one["wildcard"].replace("*", "x") if isinstance(one, dict) else one


def trigger_of(source: Source) -> Mapping[str, Any]:
    """The trigger that narrows a connection's source, as a spec writes one."""
    names = {name: {"includes": source.how[name]} for name in FILTERS[:3] if source.how.get(name)}
    events = source.how.get("pull_request")
    tags = names.pop("tags", None)
    push = [one for one in (names, {"tags": tags} if tags else None) if one]
    git: dict[str, Any] = {"source_action_name": source.action}
    if events:
        git["pull_request"] = [{"events": events, **names}]
    if push and (not events or tags):
        git["push"] = push if not events else push[-1:]
    return {"provider_type": "CodeStarSourceConnection", "git_configuration": git}
