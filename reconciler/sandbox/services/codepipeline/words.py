"""CodePipeline: words that its modules share: what a fault is, which codes, which actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from reconciler.sandbox.services.codepipeline.actions import ActionType

Json = Mapping[str, Any]
"""A JSON object that is only looked at."""
Fault = tuple[str, str]
"""A code and a message to refuse with."""
Known = Callable[[tuple[str, str, str, str]], ActionType | None]
"""Finds the action type of an identity: category, owner, provider, version."""
STRUCTURE = "InvalidStructureException"
"""What is wrong with the pipeline as a whole."""
STAGE = "InvalidStageDeclarationException"
"""What is wrong with one stage."""
ACTION = "InvalidActionDeclarationException"
"""What is wrong with one action."""


def actions_of(pipeline: Json) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return each action with its stage, in the order of the stages."""
    return [(stage, action) for stage in pipeline["stages"] for action in stage["actions"]]


def is_connection(action: Json) -> bool:
    """Say whether an action is a source over a connection."""
    return bool(action["actionTypeId"]["provider"] == "CodeStarSourceConnection")
