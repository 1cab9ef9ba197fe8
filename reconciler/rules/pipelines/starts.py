"""How pipelines start: triggers, polling, rules and webhooks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from reconciler.rules.pipelines.pipeline import Action, Pipeline
from reconciler.rules.rule import Finding, Rule
from reconciler.rules.values import given, here, items, keyed, refers_to, structure, text, words
from reconciler.rules.view import View
from reconciler.spec.stack import Resource
from reconciler.spec.suggest import listed
from reconciler.spec.values import Value

FILTERS: Final = ("branches", "tags", "file_paths")
"""What a filter of a trigger may look at."""
POLLING: Final = {"CodeCommit": "aws.codecommit", "S3": "aws.s3"}
"""Providers that poll unless they are told not to, and the source of the events that would do."""


def triggers(pipeline: Pipeline) -> Iterator[tuple[str, str, Mapping[str, Value]]]:
    """Every trigger: its path, the source action it names, its `git_configuration`."""
    for name, one in keyed(pipeline.resource.desired.get("triggers")).items():
        yield f"triggers[{name}].git_configuration", name, structure(one.get("git_configuration"))


def connected(view: View) -> Iterator[Finding]:
    """Triggers of actions that are no source over a connection."""
    for each in view.pipelines:
        names = [action.name for action in each.sources if action.is_connection]
        for path, name, _ in triggers(each):
            if name not in names:
                told = f"the trigger names `{name}`, which is no source over a connection"
                wanted = listed(names, " or ") if names else "a CodeStarSourceConnection source"
                yield Finding(each.resource, f"{path}.source_action_name", told, wanted)


def filters(pipeline: Pipeline) -> Iterator[tuple[str, str, Mapping[str, Value]]]:
    """Every filter of every trigger: its path, the action's name, itself."""
    for path, name, git in triggers(pipeline):
        for event in ("push", "pull_request"):
            for one in items(git.get(event)):
                yield f"{path}.{event}", name, structure(one)


def tags_alone(view: View) -> Iterator[Finding]:
    """Filters that ask for a tag and for a branch or files at once."""
    for each in view.pipelines:
        for path, name, one in filters(each):
            others = [what for what in ("branches", "file_paths") if given(one.get(what))]
            if given(one.get("tags")) and others:
                told = f"a filter of `{name}` asks for `tags` and for {listed(others)} at once"
                yield Finding(each.resource, path, told, "a filter of its own for tags")


def shut_out(view: View) -> Iterator[Finding]:
    """Filters that exclude all that they include."""
    for each in view.pipelines:
        for path, name, one in filters(each):
            for what in FILTERS:
                sides = structure(one.get(what))
                wanted = set(words(sides.get("includes")))
                if wanted and wanted <= set(words(sides.get("excludes"))):
                    told = f"a filter of `{name}` excludes all the {what} that it includes"
                    yield Finding(each.resource, path, told)


def polls(action: Action) -> bool:
    """Whether a source polls; it does unless it is told not to."""
    if action.provider not in (*POLLING, "GitHub"):
        return False
    return text(action.configuration.get("PollForSourceChanges")).lower() != "false"


def twice(view: View) -> Iterator[Finding]:
    """Sources that poll and that a rule of this stack watches as well."""
    for each in view.pipelines:
        for action in filter(polls, each.sources):
            for rule in _watching(view, each.resource, action):
                told = f"`{action.name}` polls, and {rule.address} starts the pipeline as well"
                note = here(rule, "", f"{rule.address} is declared here")
                path = f"{action.path}.configuration.PollForSourceChanges"
                yield Finding(each.resource, path, told, "one of the two", notes=(note,))


def _watching(view: View, pipeline: Resource, action: Action) -> Iterator[Resource]:
    """The declared rules that start a pipeline at events of a source's service."""
    for rule in view.of("eventbridge.rules"):
        sources = items(structure(rule.desired.get("event_pattern")).get("source"))
        targets = keyed(rule.desired.get("targets")).values()
        starts = any(refers_to(one.get("arn"), pipeline) for one in targets)
        if starts and POLLING.get(action.provider) in sources:
            yield rule


def webhooks(view: View) -> Iterator[Finding]:
    """Sources that poll although a webhook of this stack starts their pipeline."""
    for hook in view.of("codepipeline.webhooks"):
        for each in view.pipelines:
            if hook.desired.get("target_pipeline") not in each.resource.identity:
                continue
            for action in each.sources:
                if action.name == hook.desired.get("target_action") and polls(action):
                    told = f"`{action.name}` polls, and {hook.address} starts the pipeline as well"
                    path = f"{action.path}.configuration.PollForSourceChanges"
                    yield Finding(each.resource, path, told, "`PollForSourceChanges: false`")


def hooks_of_nothing(view: View) -> Iterator[Finding]:
    """Webhooks that name an action which their declared pipeline does not have as a source."""
    by_name = {each.resource.identity[-1]: each for each in view.pipelines}
    for hook in view.of("codepipeline.webhooks"):
        pipeline = by_name.get(text(hook.desired.get("target_pipeline")))
        names = [action.name for action in pipeline.sources] if pipeline else []
        target = text(hook.desired.get("target_action"))
        if pipeline and target and target not in names:
            told = f"`{target}` is no source action of {pipeline.resource.address}"
            yield Finding(hook, "target_action", told, listed(names, " or "))


def detects_twice(view: View) -> Iterator[Finding]:
    """Connection sources that say they detect changes beside a trigger, which turns that off."""
    for each in view.pipelines:
        named = {name for _, name, _ in triggers(each)}
        for action in each.sources:
            wanted = text(action.configuration.get("DetectChanges")).lower()
            if action.is_connection and action.name in named and wanted == "true":
                told = f"`{action.name}` has a trigger, which turns `DetectChanges` off"
                yield Finding(each.resource, f"{action.path}.configuration.DetectChanges", told)


def unversioned(view: View) -> Iterator[Finding]:
    """S3 sources whose bucket this stack declares without versioning."""
    for each in view.pipelines:
        for action in each.sources:
            bucket = view.named("s3.buckets", action.configuration.get("S3Bucket"))
            if bucket and action.provider == "S3":
                state = structure(bucket.desired.get("versioning_configuration")).get("status")
                if state != "Enabled":
                    told = f"`{action.name}` takes its source from {bucket.address}, which is not versioned"
                    yield Finding(each.resource, f"{action.path}.configuration.S3Bucket", told)


RULES: Final = (
    Rule(
        "RC2051",
        "A trigger of an action that is no source over a connection",
        'CodePipeline refuses it: "Triggers for connection must reference a CodeStarSourceConnection '
        'action".',
        "Name a source action by CodeStarSourceConnection.",
        connected,
    ),
    Rule(
        "RC2052",
        "A filter for tags and for branches or files at once",
        "All parts of one filter must hold, and a push is of a tag or of a branch: the filter would "
        'never hold, and a push filter takes the tags or the others (User Guide, "Trigger filters").',
        "Write a push filter for tags and another one for branches and files.",
        tags_alone,
    ),
    Rule(
        "RC2053",
        "A filter that excludes all it includes",
        "Where a pattern is both included and excluded, exclusion wins: the trigger never fires.",
        "Take the pattern out of one of the two.",
        shut_out,
    ),
    Rule(
        "RC2054",
        "A source that starts its pipeline twice",
        "A source polls unless `PollForSourceChanges` is false; with a rule that starts the pipeline "
        'at the same changes each change runs twice (User Guide, "Change detection methods").',
        "Write `PollForSourceChanges: false`.",
        twice,
        "note",
    ),
    Rule(
        "RC2055",
        "A source that polls beside its webhook",
        "Each change starts the pipeline twice: once by the webhook, once by polling.",
        "Write `PollForSourceChanges: false`.",
        webhooks,
        "note",
    ),
    Rule(
        "RC2056",
        "A webhook of an action that its pipeline does not have",
        "A webhook starts its pipeline through one of the pipeline's source actions; PutWebhook "
        "refuses another.",
        "Name a source action of the pipeline.",
        hooks_of_nothing,
    ),
    Rule(
        "RC2057",
        "Change detection beside a trigger",
        "A declared trigger turns the default detection of changes off (API Reference, "
        "PipelineTriggerDeclaration), so the key says what does not happen.",
        "Take `DetectChanges` out.",
        detects_twice,
        "note",
    ),
    Rule(
        "RC2058",
        "An S3 source from a bucket without versioning",
        "The bucket of an S3 source must be versioned, or the source action fails (User Guide, "
        '"Amazon S3 source action").',
        "Write `versioning_configuration: {status: Enabled}` on the bucket.",
        unversioned,
        "note",
    ),
)
"""Rules about the start of pipelines."""
