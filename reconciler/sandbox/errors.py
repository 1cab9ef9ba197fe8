"""How a service of the sandbox refuses: with AWS's code and the members that the model gives it."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """An error answer of an AWS service: its code, its message, and the model's other members."""

    def __init__(self, code: str, message: str = "", status: int | None = None, **members: Any):
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.members = members


class NotCovered(Exception):
    """An operation, or a service, that the sandbox does not have: answered 501, by name."""
