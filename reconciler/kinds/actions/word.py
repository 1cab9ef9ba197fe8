"""What is said of an action type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ActionType:
    """One action type.

    `required` and `optional` are the keys of its configuration; `values` those that some may have;
    `secret` keys come back masked. `inputs` and `outputs` are the least and the greatest number of
    artifacts. `v2`: only pipelines of type V2 take it. `closed` is False where its keys are not
    known. `ended` says why it is of no more use.
    """

    category: str
    provider: str
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    inputs: tuple[int, int] = (0, 0)
    outputs: tuple[int, int] = (0, 0)
    v2: bool = False
    owner: str = "AWS"
    closed: bool = True
    ended: str = ""


BOOLEAN = ("true", "false")
"""What a switch may be; the letters' case does not matter."""
CLONE = {"OutputArtifactFormat": ("CODE_ZIP", "CODEBUILD_CLONE_REF")}
"""What a Git source puts out."""
ONE, SOME, MAYBE = (1, 1), (0, 5), (0, 1)
"""Numbers of artifacts: exactly one, up to five, at most one."""
BUILD_KEYS = ("PrimarySource", "BatchEnabled", "CombineArtifacts", "EnvironmentVariables")
"""Optional keys of CodeBuild, as a build and as a test."""
BUILD_VALUES = {"BatchEnabled": BOOLEAN, "CombineArtifacts": BOOLEAN}
"""Its switches."""
