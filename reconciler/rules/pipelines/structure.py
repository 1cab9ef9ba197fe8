"""Stages, stores and regions: the frame of a pipeline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from reconciler.rules.pipelines.pipeline import Action, Pipeline
from reconciler.rules.rule import Finding, Rule
from reconciler.rules.values import here, keyed, structure, text
from reconciler.rules.view import View
from reconciler.spec.suggest import listed

MOST_STAGES: Final = 50
"""CodePipeline User Guide, "Quotas": stages in a pipeline, and actions in a stage."""
MOST_ACTIONS: Final = 500
"""CodePipeline User Guide, "Quotas": actions in a pipeline."""


def number_of_stages(view: View) -> Iterator[Finding]:
    """Pipelines with fewer than two stages, or too many."""
    for each in view.pipelines:
        number = len(each.stages)
        if not 2 <= number <= MOST_STAGES:
            told = f"the pipeline has {number} stage{'s'[: number != 1]}"
            yield Finding(each.resource, "stages", told, f"2 to {MOST_STAGES} stages")


def source_first(view: View) -> Iterator[Finding]:
    """First stages with an action that is no source."""
    for each in view.pipelines:
        for action in each.stages[0].actions if each.stages else ():
            if action.category != "Source":
                told = f"`{action.name}` is no source action, and stands in the first stage"
                yield Finding(each.resource, action.path, told, "only source actions here")


def source_later(view: View) -> Iterator[Finding]:
    """Source actions after the first stage."""
    for each in view.pipelines:
        for action in each.sources:
            if action.moment[0]:
                told = f"the source action `{action.name}` stands after the first stage"
                yield Finding(each.resource, action.path, told, "source actions in the first stage")


def number_of_actions(view: View) -> Iterator[Finding]:
    """Stages without actions or with too many, and pipelines with too many."""
    for each in view.pipelines:
        for stage in each.stages:
            number = len(stage.actions)
            if not 1 <= number <= MOST_STAGES:
                told = f"the stage `{stage.name}` has {number or 'no'} actions"
                yield Finding(
                    each.resource, f"{stage.path}.actions", told, f"1 to {MOST_STAGES} actions"
                )
        if len(each.actions) > MOST_ACTIONS:
            told = f"the pipeline has {len(each.actions)} actions"
            yield Finding(each.resource, "stages", told, f"at most {MOST_ACTIONS} actions")


def unique_namespaces(view: View) -> Iterator[Finding]:
    """Namespaces that two actions of a pipeline have."""
    for each in view.pipelines:
        first: dict[str, Action] = {}
        for action in filter(lambda one: one.namespace, each.actions):
            other = first.setdefault(action.namespace, action)
            if other is not action:
                told = f"the namespace `{action.namespace}` is `{other.name}`'s already"
                note = here(each.resource, f"{other.path}.namespace", "it is given here first")
                yield Finding(each.resource, f"{action.path}.namespace", told, notes=(note,))


def store_for_each_region(view: View) -> Iterator[Finding]:
    """Regions that a pipeline uses and has no artifact store for."""
    for each in view.pipelines:
        own = each.resource.scope.region
        stores = each.resource.desired.get("artifact_stores")
        regions = set(keyed(stores)) if stores is not None else {own}
        if stores is not None and own not in regions:
            told = "`artifact_stores` lacks the region of the pipeline itself"
            yield Finding(each.resource, "artifact_stores", told, f"a store for {own}")
        for action in each.actions:
            region = text(action.fields.get("region"))
            if region and region not in regions | {own}:
                told = f"`{action.name}` runs in {region}, and there is no artifact store for it"
                yield Finding(each.resource, f"{action.path}.region", told,
                              f"`artifact_stores` with a store for {region}")  # fmt: skip


def own_region(view: View) -> Iterator[Finding]:
    """Actions in another region that only run in the pipeline's."""
    for each in view.pipelines:
        for action in each.actions:
            if _elsewhere(each, action) and _stays(action):
                told = f"`{action.name}` cannot run in another region than the pipeline"
                yield Finding(each.resource, f"{action.path}.region", told, "no `region`")


def _elsewhere(pipeline: Pipeline, action: Action) -> bool:
    return text(action.fields.get("region")) not in ("", pipeline.resource.scope.region)


def _stays(action: Action) -> bool:
    return action.category == "Source" or action.owner in ("ThirdParty", "Custom")


def timeouts(view: View) -> Iterator[Finding]:
    """Timeouts of actions that are no manual approval."""
    for each in view.pipelines:
        for action in each.actions:
            if "timeout_in_minutes" in action.fields and action.category != "Approval":
                told = f"`{action.name}` is no manual approval, and has a timeout"
                yield Finding(each.resource, f"{action.path}.timeout_in_minutes", told)


def side_by_side(view: View) -> Iterator[Finding]:
    """Run orders that leave out a number, which is nowhere refused and mostly a slip."""
    for each in view.pipelines:
        for stage in each.stages:
            counts = Counter(action.moment[1] for action in stage.actions)
            missing = [n for n in range(1, max(counts, default=0)) if n not in counts]
            if missing:
                path = f"{stage.path}.actions"
                numbers = listed(map(str, missing))
                told = f"no action of the stage `{stage.name}` has run order {numbers}"
                yield Finding(each.resource, path, told)


def store_elsewhere(view: View) -> Iterator[Finding]:
    """Artifact stores whose bucket this stack declares in another region than the store's."""
    for each in view.pipelines:
        own = {each.resource.scope.region: each.resource.desired.get("artifact_store")}
        stores = keyed(each.resource.desired.get("artifact_stores")) or own
        for region, store in stores.items():
            bucket = view.named("s3.buckets", structure(store).get("location"))
            if bucket and bucket.scope.region != region:
                path = "artifact_store" if store is own.get(region) else f"artifact_stores.{region}"
                told = f"{bucket.address} is in {bucket.scope.region}, the store is for {region}"
                yield Finding(each.resource, f"{path}.location", told, f"a bucket in {region}")


RULES: Final = (
    Rule(
        "RC2001",
        "A pipeline with too few or too many stages",
        "CodePipeline refuses a pipeline of fewer than two stages, or of more than 50 "
        "(InvalidStructureException).",
        "Give it a source stage and at least one stage that does something with the source.",
        number_of_stages,
    ),
    Rule(
        "RC2002",
        "The first stage holds an action that is no source",
        "CodePipeline starts with source actions and refuses any other action in the first stage "
        "(aws-cloudformation/cfn-lint issue 29).",
        "Move the action to a stage of its own after the source stage.",
        source_first,
    ),
    Rule(
        "RC2003",
        "A source action after the first stage",
        "Only the first stage of a pipeline may contain source actions.",
        "Move it to the first stage: a pipeline may have several sources there.",
        source_later,
    ),
    Rule(
        "RC2004",
        "Too many actions, or none",
        'A stage has 1 to 50 actions, a pipeline at most 500 (User Guide, "Quotas").',
        "Give the stage an action, or divide it.",
        number_of_actions,
    ),
    Rule(
        "RC2005",
        "A namespace that two actions have",
        "Namespaces must be unique across the pipeline: `#{Namespace.Key}` could mean either "
        "(aws/aws-cdk issue 16142 quotes the refusal).",
        "Give each action a namespace of its own.",
        unique_namespaces,
    ),
    Rule(
        "RC2006",
        "A region without an artifact store",
        "Each region in which an action runs, the pipeline's own among them, needs an artifact "
        "store; a pipeline with actions in other regions takes `artifact_stores`.",
        "Write `artifact_stores: {REGION: {type: S3, location: BUCKET}}`, a bucket in each region.",
        store_for_each_region,
    ),
    Rule(
        "RC2007",
        "An action in another region that cannot be there",
        'Source, third-party and custom actions run in the region of the pipeline (User Guide, "Add '
        'a cross-Region action").',
        "Take `region` out, or put a pipeline of its own into that region.",
        own_region,
    ),
    Rule(
        "RC2008",
        "A timeout where none may stand",
        "`timeout_in_minutes` is available only to manual approvals (API Reference, "
        "ActionDeclaration).",
        "Take it out: set the timeout where the work is done, in the build project for example.",
        timeouts,
    ),
    Rule(
        "RC2009",
        "A run order that is left out",
        "CodePipeline takes it; but a number that no action has is mostly a slip, and what runs side "
        "by side and what runs in turn is read off these numbers.",
        "Count run orders up from 1 without gaps.",
        side_by_side,
        "note",
    ),
    Rule(
        "RC2010",
        "An artifact store in another region",
        "The bucket of an artifact store must be in the region that it is for: the pipeline's own, or "
        "the key in `artifact_stores`.",
        "Name a bucket whose `scope` is in that region.",
        store_elsewhere,
    ),
)
"""Rules about the frame of a pipeline."""
