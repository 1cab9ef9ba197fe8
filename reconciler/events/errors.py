"""What can be wrong with a pattern or with what a target is to be sent."""

from __future__ import annotations


class InvalidPattern(ValueError):
    """A pattern that EventBridge refuses; the text is its reason, in EventBridge's words."""

    @property
    def told(self) -> str:
        """The message of InvalidEventPatternException."""
        return f"Event pattern is not valid. Reason: {self}"


class InvalidInput(ValueError):
    """An InputPath or InputTransformer that cannot be applied; the text says why."""
