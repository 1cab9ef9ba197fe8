"""What an action needs only in some of its uses: keys by mode, commands, artifacts by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from reconciler.rules.pipelines.pipeline import Action
from reconciler.rules.rule import Finding, Rule
from reconciler.rules.values import items, text
from reconciler.rules.view import View
from reconciler.spec.suggest import listed

TEMPLATE_MODES: Final = ("CREATE_UPDATE", "REPLACE_ON_FAILURE", "CHANGE_SET_REPLACE")
"""CloudFormation's modes that read a template."""
ARTIFACT_KEYS: Final = (
    "PrimarySource",
    "TaskDefinitionTemplateArtifact",
    "AppSpecTemplateArtifact",
    "Image1ArtifactName",
    "Image2ArtifactName",
    "Image3ArtifactName",
    "Image4ArtifactName",
)
"""Configuration keys whose value is the name of an input artifact."""
FILE_KEYS: Final = ("TemplatePath", "TemplateConfiguration")
"""Keys whose value is `artifact::file`."""
_FILE = re.compile(r"([^:#{}]+)::.+")


def ended_types(view: View) -> Iterator[Finding]:
    """Action types of services that have ended, or that AWS advises against."""
    for each in view.pipelines:
        for action in each.actions:
            why = action.type.ended if action.type else ""
            if action.provider == "GitHub" and action.owner == "ThirdParty":
                why = "AWS advises against GitHub by OAuth token"
            if why:
                yield Finding(each.resource, f"{action.path}.action_type_id.provider", why)


def commands(view: View) -> Iterator[Finding]:
    """Commands without commands, and commands of other actions."""
    for each in view.pipelines:
        for action in each.actions:
            written = action.fields.get("commands")
            if action.provider == "Commands" and not items(written):
                told = f"`{action.name}` runs commands and has none"
                yield Finding(each.resource, action.path, told, "`commands`, 1 to 50 lines")
            if action.provider != "Commands" and written:
                told = f"`{action.name}` cannot run `commands`"
                yield Finding(each.resource, f"{action.path}.commands", told,
                              "an action by the provider Commands")  # fmt: skip


def needed(action: Action) -> Iterator[tuple[str, str]]:
    """Keys that the action lacks for what it is set to do, and when they are needed."""
    has = action.configuration
    mode = text(has.get("ActionMode"))
    match action.provider:
        case "CodeBuild" if len(action.inputs) > 1:
            yield "PrimarySource", "with more than one input artifact"
        case "S3" if action.category == "Deploy" and text(has.get("Extract")).lower() == "false":
            yield "ObjectKey", "where `Extract` is false"
        case "CloudFormation" if mode in TEMPLATE_MODES:
            yield "TemplatePath", f"in the mode {mode}"
        case "EKS" if "ManifestFiles" not in has:
            yield "HelmReleaseName", "without `ManifestFiles`"
            yield "HelmChartLocation", "without `ManifestFiles`"
        case "InspectorScan" if has.get("InspectorRunMode") == "ECRImageScan":
            yield "ECRRepositoryName", "in the mode ECRImageScan"
        case "ServiceCatalog" if "ConfigurationFilePath" not in has:
            yield "TemplateFilePath", "without `ConfigurationFilePath`"
            yield "ProductVersionName", "without `ConfigurationFilePath`"
    if action.provider == "CloudFormation" and mode.startswith("CHANGE_SET"):
        yield "ChangeSetName", f"in the mode {mode}"
    if action.provider == "CloudFormation" and mode in (*TEMPLATE_MODES, "DELETE_ONLY"):
        yield "RoleArn", f"in the mode {mode}"


def conditional_keys(view: View) -> Iterator[Finding]:
    """Keys that an action lacks for what it is set to do."""
    for each in view.pipelines:
        for action in each.actions:
            for key, when in needed(action) if action.owner == "AWS" else ():
                if key not in action.configuration:
                    told = f"`{action.name}` needs `{key}` {when}"
                    yield Finding(each.resource, f"{action.path}.configuration", told)


def named_artifacts(view: View) -> Iterator[Finding]:
    """Artifacts that a configuration names and that are no input of the action."""
    for each in view.pipelines:
        for action in each.actions:
            for key, name in _named(action):
                if name not in action.inputs:
                    told = (
                        f"`{key}` names the artifact `{name}`, which is no input of `{action.name}`"
                    )
                    wanted = listed(action.inputs, " or ") if action.inputs else "an input artifact"
                    yield Finding(each.resource, f"{action.path}.configuration.{key}", told, wanted)


def _named(action: Action) -> Iterator[tuple[str, str]]:
    for key in ARTIFACT_KEYS:
        name = text(action.configuration.get(key))
        if name and "#{" not in name:
            yield key, name
    for key in FILE_KEYS:
        found = _FILE.fullmatch(text(action.configuration.get(key)))
        if found:
            yield key, found[1]


def produced_before(view: View) -> Iterator[Finding]:
    """Input artifacts that no earlier action makes."""
    for each in view.pipelines:
        made = {name: action for action in each.actions for name in action.outputs}
        for action in each.actions:
            for name in action.inputs:
                maker = made.get(name)
                if maker is None or maker.moment >= action.moment:
                    told = (
                        f"`{action.name}` takes the artifact `{name}`, which {_made(maker, action)}"
                    )
                    path = f"{action.path}.input_artifacts[{name}]"
                    early = [one for one, by in made.items() if by.moment < action.moment]
                    wanted = listed(early, " or ") if early else None
                    yield Finding(each.resource, path, told, wanted)


def _made(maker: Action | None, action: Action) -> str:
    if maker is None:
        return "no action makes"
    if maker is action:
        return "it makes itself"
    when = "at the same time" if maker.moment == action.moment else "later"
    return f"`{maker.name}` makes only {when}"


def produced_once(view: View) -> Iterator[Finding]:
    """Artifacts that two actions make."""
    for each in view.pipelines:
        first: dict[str, Action] = {}
        for action in each.actions:
            for name in action.outputs:
                other = first.setdefault(name, action)
                if other is not action:
                    told = f"`{action.name}` makes the artifact `{name}`, which `{other.name}` makes already"
                    path = f"{action.path}.output_artifacts[{name}]"
                    yield Finding(each.resource, path, told, "a name of its own")


RULES: Final = (
    Rule(
        "RC2018",
        "An action of a service that has ended, or will",
        "It may be refused or fail; where it still runs, AWS recommends another way.",
        "Move to what AWS recommends: for GitHub a connection (CodeStarSourceConnection).",
        ended_types,
        "note",
    ),
    Rule(
        "RC2019",
        "Commands where none may stand, or none where they must",
        "Only the provider Commands runs `commands`, and it needs some (terraform-provider-aws issue "
        "42997 quotes the refusal).",
        "Add `commands`, or use the provider Commands (category Compute).",
        commands,
    ),
    Rule(
        "RC2021",
        "An action lacks a key that its mode needs",
        "The action's page in the User Guide requires the key in this use; CodePipeline refuses the "
        "action or its first run fails.",
        "Add the key.",
        conditional_keys,
    ),
    Rule(
        "RC2022",
        "A configuration names an artifact that the action does not take",
        "Keys such as PrimarySource, and the first part of `artifact::file`, name one of the action's "
        "own input artifacts; any other fails the run.",
        "Add the artifact to `input_artifacts`, or name one that is there.",
        named_artifacts,
    ),
    Rule(
        "RC2023",
        "An artifact is taken before it is made",
        "CodePipeline refuses an input artifact that no action of an earlier stage, or of a lower run "
        "order in the same stage, puts out (aws/aws-cdk issue 2549).",
        "Name an artifact that an earlier action puts out, or raise the `run_order`.",
        produced_before,
    ),
    Rule(
        "RC2024",
        "An artifact is made twice",
        "Names of output artifacts are unique in a pipeline.",
        "Give one of them another name.",
        produced_once,
    ),
)
"""Rules about keys by use, and about artifacts."""
