"""Variables that a configuration refers to: `#{Namespace.Key}`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from reconciler.rules.pipelines.pipeline import Action, Pipeline
from reconciler.rules.rule import Finding, Rule
from reconciler.rules.values import keyed, texts
from reconciler.rules.view import View
from reconciler.spec.suggest import did_you_mean, listed

REFERENCE = re.compile(r"#\{([^.{}]+)\.([^{}]+)\}")
"""CodePipeline User Guide, "Variables": a namespace and a key separated by a period."""
BUILT_IN: Final = ("codepipeline", "variables")
"""The namespaces of the execution itself and of the pipeline's variables."""
GIT: Final = (
    "AuthorDate",
    "AuthorDisplayName",
    "AuthorEmail",
    "AuthorId",
    "BranchName",
    "CommitId",
    "CommitMessage",
    "CommitUrl",
    "CommitterDate",
    "ConnectionArn",
    "FullRepositoryName",
    "ProviderType",
    "RepositoryName",
    "TagName",
    "PullRequestId",
    "PullRequestTitle",
    "SourceBranchName",
    "DestinationBranchName",
    "ChangeRequestUrl",
)
"""Output variables of Git sources by any provider (User Guide, "Variables available for each action")."""
OUTPUT: Final = {
    "CodeCommit": (
        *("AuthorDate", "BranchName", "CommitId", "CommitMessage", "CommitterDate"),
        "RepositoryName",
    ),
    "S3": ("BucketName", "ETag", "ObjectKey", "VersionId"),
    "ECR": ("ImageDigest", "ImageTag", "ImageURI", "RegistryId", "RepositoryName"),
}
"""Output variables of sources that put out nothing else, by provider."""


def references(pipeline: Pipeline) -> Iterator[tuple[Action, str, str, str]]:
    """Every reference in a configuration: the action, the key it stands in, namespace, variable."""
    for action in pipeline.actions:
        for key, value in action.configuration.items():
            for piece in texts(value):
                for space, name in REFERENCE.findall(piece) if "#{" in piece else ():
                    yield action, f"{action.path}.configuration.{key}", space, name


def unknown_namespaces(view: View) -> Iterator[Finding]:
    """References to a namespace that nothing declares."""
    for each in view.pipelines:
        spaces = [action.namespace for action in each.actions if action.namespace]
        for _, path, space, name in references(each):
            if space not in (*spaces, *BUILT_IN):
                told = (
                    f"`#{{{space}.{name}}}` refers to the namespace `{space}`, which no action has"
                )
                wanted = listed((*spaces, "codepipeline"), " or ")
                mend = did_you_mean(space, spaces) or ""
                yield Finding(each.resource, path, told, wanted, mend)


def unknown_variables(view: View) -> Iterator[Finding]:
    """References to variables of the pipeline that it does not declare."""
    for each in view.pipelines:
        own = tuple(keyed(each.resource.desired.get("variables")))
        given = [one.namespace for one in each.actions]
        for _, path, space, name in references(each):
            if space == "variables" and space not in given and name not in own:
                told = f"`#{{variables.{name}}}` refers to a variable that the pipeline does not declare"
                wanted = listed(own, " or ") if own else "a name under `variables`"
                yield Finding(each.resource, path, told, wanted, did_you_mean(name, own) or "")


def made_later(view: View) -> Iterator[Finding]:
    """References to output variables of an action that has not run by then."""
    for each in view.pipelines:
        makers = {one.namespace: one for one in each.actions if one.namespace}
        for action, path, space, name in references(each):
            maker = makers.get(space)
            if maker and maker.moment >= action.moment:
                told = (
                    f"`#{{{space}.{name}}}` is put out by `{maker.name}`, which has not run by then"
                )
                yield Finding(each.resource, path, told, "a variable of an earlier action")


def unknown_outputs(view: View) -> Iterator[Finding]:
    """References to output variables that a source does not have."""
    for each in view.pipelines:
        makers = {one.namespace: one for one in each.actions if one.namespace}
        for _, path, space, name in references(each):
            maker = makers.get(space)
            known = _outputs(maker) if maker else ()
            if maker and known and name not in known:
                told = f"`{name}` is no output variable of `{maker.name}`, a source by {maker.provider}"
                mend = did_you_mean(name, known) or ""
                yield Finding(each.resource, path, told, listed(known, " or "), mend)


def _outputs(action: Action) -> tuple[str, ...]:
    if action.category != "Source":
        return ()
    return OUTPUT.get(action.provider, GIT if action.is_connection else ())


RULES: Final = (
    Rule(
        "RC2031",
        "A variable of a namespace that does not exist",
        'CodePipeline refuses the pipeline: "execution variables are referencing a namespace that '
        'does not exist".',
        "Give the action whose variable is meant that `namespace`.",
        unknown_namespaces,
    ),
    Rule(
        "RC2032",
        "A pipeline variable that is not declared",
        "`#{variables.NAME}` is a variable of the pipeline, declared under `variables` (User Guide, "
        '"Variables").',
        "Declare it under `variables`, with a default value.",
        unknown_variables,
    ),
    Rule(
        "RC2033",
        "A variable that is used before it is made",
        "Output variables exist once their action has run; an action that needs one earlier, or side "
        "by side with it, fails.",
        "Raise the `run_order`, or move the action to a later stage.",
        made_later,
    ),
    Rule(
        "RC2034",
        "An output variable that the source does not have",
        "A variable that is not put out fails the action that refers to it. The names are those of "
        'the User Guide, "Variables available for each action"; AWS may have added one.',
        "Write one of the source's output variables.",
        unknown_outputs,
        "note",
    ),
)
"""Rules about variables."""
