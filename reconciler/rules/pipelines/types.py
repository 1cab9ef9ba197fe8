"""What only pipelines of type V2 have, execution modes, and conditions of stages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from reconciler.kinds.actions.table import RULE_TYPES
from reconciler.rules.pipelines.pipeline import Pipeline, Stage
from reconciler.rules.rule import Finding, Rule
from reconciler.rules.values import given, items, keyed, structure, text
from reconciler.rules.view import View
from reconciler.spec.suggest import did_you_mean, listed
from reconciler.spec.values import Value

RESULTS: Final = {
    "before_entry": ("FAIL", "SKIP"),
    "on_success": ("FAIL", "ROLLBACK"),
    "on_failure": ("ROLLBACK",),
}
"""Where conditions stand in a stage, and what their result may be (User Guide, "Stage conditions")."""


def v2_features(pipeline: Pipeline) -> Iterator[tuple[str, str]]:
    """What a pipeline has that only type V2 may have: path, and what it is."""
    fields = pipeline.resource.desired
    yield from ((one, f"`{one}`") for one in ("triggers", "variables") if given(fields.get(one)))
    if fields.get("execution_mode") in ("QUEUED", "PARALLEL"):
        yield "execution_mode", f"the execution mode {fields['execution_mode']}"
    for stage in pipeline.stages:
        for when in RESULTS:
            if when in stage.fields:
                yield f"{stage.path}.{when}", f"`{when}`"
    for action in pipeline.actions:
        if action.type and action.type.v2:
            path = f"{action.path}.action_type_id.provider"
            yield path, f"{action.category} by {action.provider}"


def v2_only(view: View) -> Iterator[Finding]:
    """Pipelines of type V1 with what only V2 has."""
    for each in view.pipelines:
        for path, what in () if each.is_v2 else v2_features(each):
            told = f"{what} is only for pipelines of type V2, and this one is V1"
            yield Finding(each.resource, path, told, "`type: V2`")


def conditions(stage: Stage) -> Iterator[tuple[str, str, Mapping[str, Value]]]:
    """Every condition of a stage: where it stands, when it is asked, and itself."""
    for when in RESULTS:
        for number, one in enumerate(items(structure(stage.fields.get(when)).get("conditions"))):
            yield f"{stage.path}.{when}.conditions[{number}]", when, structure(one)


def rollbacks(view: View) -> Iterator[Finding]:
    """Stages that roll back in a pipeline that runs executions in parallel."""
    for each in view.pipelines:
        if each.resource.desired.get("execution_mode") != "PARALLEL":
            continue
        for stage in each.stages:
            told = f"the stage `{stage.name}` rolls back, and executions run in parallel"
            for path, _, one in conditions(stage):
                if one.get("result") == "ROLLBACK":
                    yield Finding(each.resource, f"{path}.result", told)
            if structure(stage.fields.get("on_failure")).get("result") == "ROLLBACK":
                yield Finding(each.resource, f"{stage.path}.on_failure.result", told)


def results(view: View) -> Iterator[Finding]:
    """Conditions with a result that they cannot have, and more than one of a type."""
    for each in view.pipelines:
        for stage in each.stages:
            for path, when, one in conditions(stage):
                result = text(one.get("result"))
                if result and result not in RESULTS[when]:
                    told = f"a condition of `{when}` cannot end in {result}"
                    wanted = listed(RESULTS[when], " or ")
                    yield Finding(each.resource, f"{path}.result", told, wanted)
                if not path.endswith("[0]"):
                    told = f"the stage `{stage.name}` has more than one condition in `{when}`"
                    yield Finding(each.resource, path, told, "one condition with up to five rules")


def condition_rules(view: View) -> Iterator[Finding]:
    """Rules of conditions whose provider is unknown, or that lack a key."""
    for each in view.pipelines:
        for stage in each.stages:
            for path, _, condition in conditions(stage):
                for name, one in keyed(condition.get("rules")).items():
                    yield from _rule_findings(each, f"{path}.rules[{name}]", name, one)


def _rule_findings(
    pipeline: Pipeline, path: str, name: str, rule: Mapping[str, Value]
) -> Iterator[Finding]:
    provider = text(structure(rule.get("rule_type_id")).get("provider"))
    if provider and provider not in RULE_TYPES:
        told = f"`{provider}` is no provider of rules"
        mend = did_you_mean(provider, RULE_TYPES) or ""
        where = f"{path}.rule_type_id.provider"
        yield Finding(pipeline.resource, where, told, listed(RULE_TYPES, " or "), mend)
    required, _ = RULE_TYPES.get(provider, ((), ()))
    for key in required:
        if key not in structure(rule.get("configuration")):
            told = f"`{key}` is missing in the configuration of the rule `{name}`"
            yield Finding(pipeline.resource, path, told)


def retries(view: View) -> Iterator[Finding]:
    """Retry settings of stages that do not retry."""
    for each in view.pipelines:
        for stage in each.stages:
            failure = structure(stage.fields.get("on_failure"))
            if "retry_configuration" in failure and failure.get("result") != "RETRY":
                told = f"the stage `{stage.name}` says how to retry, and does not retry"
                path = f"{stage.path}.on_failure.retry_configuration"
                yield Finding(each.resource, path, told, "`result: RETRY` beside it")


RULES: Final = (
    Rule(
        "RC2041",
        "A V1 pipeline with what only V2 has",
        "Triggers, variables, conditions, the modes QUEUED and PARALLEL and some actions belong to "
        'type V2 (User Guide, "Pipeline types"); AWS refuses them, or makes the pipeline a V2 one, '
        "which is billed otherwise.",
        "Write `type: V2`, or take it out.",
        v2_only,
    ),
    Rule(
        "RC2042",
        "A rollback in parallel mode",
        'Rollback is not available where executions run in parallel (User Guide, "Execution modes").',
        "Use the mode SUPERSEDED or QUEUED, or another result.",
        rollbacks,
    ),
    Rule(
        "RC2043",
        "A condition that its place does not take",
        "Conditions before entry end in FAIL or SKIP, on success in FAIL or ROLLBACK, on failure in "
        'ROLLBACK; there is one condition a place (User Guide, "Stage conditions").',
        "Write a result that fits, or put all rules into one condition.",
        results,
    ),
    Rule(
        "RC2044",
        "A rule of a condition that cannot work",
        'Rules are by the providers of the User Guide\'s "Rule reference", each with its required '
        "keys.",
        "Write a provider that there is, with the keys that it requires.",
        condition_rules,
    ),
    Rule(
        "RC2045",
        "Retry settings without a retry",
        "`retry_configuration` says how a failed stage is retried, which only `result: RETRY` does.",
        "Write `result: RETRY` beside it, or take it out.",
        retries,
    ),
)
"""Rules about types, modes and conditions."""
