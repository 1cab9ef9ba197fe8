"""CodeBuild: the settings of a build, from those of its project and what is overridden.

Sources: CodeBuild API Reference, StartBuild; CodeBuild User Guide, "Build specification
reference" (reports).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from reconciler.sandbox.services.codebuild.defaults import Json

_COPIED = (
    "source",
    "secondarySources",
    "cache",
    "environment",
    "serviceRole",
    "timeoutInMinutes",
    "queuedTimeoutInMinutes",
    "vpcConfig",
    "encryptionKey",
    "fileSystemLocations",
)
_OVERRIDES = {
    "sourceTypeOverride": ("source", "type"),
    "sourceLocationOverride": ("source", "location"),
    "sourceAuthOverride": ("source", "auth"),
    "gitCloneDepthOverride": ("source", "gitCloneDepth"),
    "gitSubmodulesConfigOverride": ("source", "gitSubmodulesConfig"),
    "buildspecOverride": ("source", "buildspec"),
    "insecureSslOverride": ("source", "insecureSsl"),
    "reportBuildStatusOverride": ("source", "reportBuildStatus"),
    "buildStatusConfigOverride": ("source", "buildStatusConfig"),
    "environmentTypeOverride": ("environment", "type"),
    "imageOverride": ("environment", "image"),
    "computeTypeOverride": ("environment", "computeType"),
    "certificateOverride": ("environment", "certificate"),
    "privilegedModeOverride": ("environment", "privilegedMode"),
    "registryCredentialOverride": ("environment", "registryCredential"),
    "imagePullCredentialsTypeOverride": ("environment", "imagePullCredentialsType"),
    "fleetOverride": ("environment", "fleet"),
    "hostKernelOverride": ("environment", "hostKernel"),
    "secondarySourcesOverride": ("secondarySources",),
    "cacheOverride": ("cache",),
    "serviceRoleOverride": ("serviceRole",),
    "timeoutInMinutesOverride": ("timeoutInMinutes",),
    "queuedTimeoutInMinutesOverride": ("queuedTimeoutInMinutes",),
    "encryptionKeyOverride": ("encryptionKey",),
}
_REPORTS = re.compile(r"^reports:[ \t]*\n(?P<block>(?:[ \t]+.*\n?|[ \t]*\n)+)", re.MULTILINE)


def overridden(project: Json, given: Mapping[str, Any]) -> Json:
    """Return the settings of a build of a project as it is shown, with what is overridden."""
    base: Json = {member: project[member] for member in _COPIED if member in project}
    for override, path in _OVERRIDES.items():
        if override not in given:
            continue
        value = given[override]
        base[path[0]] = {**base[path[0]], path[1]: value} if len(path) == 2 else value
    variables = given.get("environmentVariablesOverride", ())
    base["environment"] = _with_variables(base["environment"], variables)
    return {**base, **_version(project, given)}


def _version(project: Json, given: Mapping[str, Any]) -> Json:
    version = given.get("sourceVersion") or project.get("sourceVersion")
    return {"sourceVersion": version} if version else {}


def _with_variables(environment: Json, given: Sequence[Mapping[str, str]]) -> Json:
    """Return an environment with variables over those of the project, by name."""
    held = {one["name"]: one for one in environment.get("environmentVariables", ())}
    held |= {one["name"]: {"type": "PLAINTEXT", **one} for one in given}
    return {**environment, "environmentVariables": list(held.values())}


def report_names(buildspec: str) -> list[str]:
    """Return the names of report groups in a buildspec that is written as YAML blocks."""
    match = _REPORTS.search(buildspec)
    if match is None:
        return []
    lines = [line for line in match["block"].splitlines() if line.strip()]
    indent = min(len(line) - len(line.lstrip()) for line in lines)
    keys = (line.strip() for line in lines if len(line) - len(line.lstrip()) == indent)
    return [key.removesuffix(":").strip("'\"") for key in keys if key.endswith(":")]
