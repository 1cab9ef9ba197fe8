"""Cut what a list operation returns into pages, by the members that the model names for it."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reconciler.aws.models import Operation
from reconciler.sandbox.errors import Refusal
from reconciler.sandbox.tags import declared

_DEFAULT = 100


def _as_is(items: Sequence[Any]) -> Sequence[Any]:
    return items


@dataclass(frozen=True)
class Cutter:
    """How pages are cut: `most` caps their size, whatever was asked; `order` is the server's."""

    most: int | None = None
    order: Callable[[Sequence[Any]], Sequence[Any]] = _as_is

    def cut(
        self,
        operation: Operation,
        params: Mapping[str, Any],
        answer: dict[str, Any],
        refuse: Callable[[str, str], Refusal],
    ) -> dict[str, Any]:
        """Return the page of `answer` that `params` asks for, with the token of the next one.

        An answer that a service paged itself (its token member is there) is left as it is.
        """
        page = operation.page
        if page is None or page.token_out in answer or page.result not in answer:
            return answer
        items = self.order(answer[page.result])
        start = _offset(operation, params.get(page.token_in), refuse)
        asked = params.get(page.limit) if page.limit else None
        end = start + min(asked or _DEFAULT, self.most or asked or _DEFAULT)
        token = {page.token_out: _token(operation, end)} if end < len(items) else {}
        return {**answer, page.result: list(items[start:end]), **token}


def _token(operation: Operation, offset: int) -> str:
    return base64.b64encode(json.dumps([operation.name, offset]).encode()).decode()


def _offset(operation: Operation, token: str | None, refuse: Callable[[str, str], Refusal]) -> int:
    """Return where a page starts. A token of another operation, or none of ours, is refused."""
    if not token:
        return 0
    try:
        name, offset = json.loads(base64.b64decode(token, validate=True))
    except (binascii.Error, ValueError, TypeError):
        name, offset = None, 0
    if name != operation.name or not isinstance(offset, int):
        code = declared(operation, "Token", declared(operation, "InvalidInput"))
        raise refuse(code, "The pagination token is not valid.")
    return offset
