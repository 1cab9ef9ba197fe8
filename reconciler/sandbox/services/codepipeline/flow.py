"""CodePipeline: what flows between actions: artifacts, and variables that are referred to.

Source: CodePipeline User Guide, "Pipeline structure reference" and "Variables"; the reports named
below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reconciler.sandbox.services.codepipeline.words import ACTION, Fault, Json, actions_of

_REFERENCE = re.compile(r"#\{([^.{}]+)\.([^{}]+)\}")


def artifact_faults(pipeline: Json) -> Iterator[Fault]:
    """Yield faults of artifacts: made once, and by an action that runs before their use.

    An action of the same stage with a lower runOrder is before (aws/aws-cdk issue 2549). Code and
    message of the second: a screenshot in an AWS self-paced lab on blue/green deployments.
    """
    made: dict[str, tuple[int, int]] = {}
    for at, stage in enumerate(pipeline["stages"]):
        for action in stage["actions"]:
            for one in action.get("outputArtifacts", ()):
                if one["name"] in made:
                    yield ACTION, f"Output artifact {one['name']} is declared more than once"
                made[one["name"]] = at, action.get("runOrder", 1)
    for at, stage in enumerate(pipeline["stages"]):
        for action in stage["actions"]:
            moment = at, action.get("runOrder", 1)
            for one in action.get("inputArtifacts", ()):
                if made.get(one["name"], moment) >= moment:
                    yield (
                        ACTION,
                        (
                            f"Input Artifact Bundle {one['name']} in action {action['name']} is not "
                            "declared as Output Artifact Bundle in any of the preceding actions"
                        ),
                    )


def reference_faults(pipeline: Json) -> Iterator[Fault]:
    """Yield references to variables of a namespace that nothing declares.

    Code and message: live captures of September 2026 (radkawar/stackd,
    testdata/aws/codepipeline/variables_native_namespace.json). `variables` is a namespace where
    variables are declared, or where an action is given that name.
    """
    actions = actions_of(pipeline)
    spaces = {"codepipeline", *(one["namespace"] for _, one in actions if "namespace" in one)}
    spaces |= {"variables"} if pipeline.get("variables") else set()
    unknown = [
        f"\nStageName=[{stage['name']}], ActionName=[{action['name']}], "
        f"ActionConfigurationKey=[{key}], VariableReferenceText=[{space}.{name}]"
        for stage, action in actions
        for key, value in action.get("configuration", {}).items()
        for space, name in _REFERENCE.findall(value)
        if space not in spaces
    ]
    if unknown:
        yield (
            ACTION,
            (
                "Valid format for a pipeline execution variable reference is a namespace and a key "
                "separated by a period (.). The following pipeline execution variables are "
                f"referencing a namespace that does not exist.{''.join(unknown)}"
            ),
        )
