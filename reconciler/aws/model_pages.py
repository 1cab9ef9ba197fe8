"""How the answers of list operations are cut into pages, from paginators or from the members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reconciler.aws.model_files import Json

if TYPE_CHECKING:
    from reconciler.aws.models import Shape

_TOKENS = ("nextToken", "NextToken")
_LIMITS = ("maxResults", "MaxResults", "Limit", "limit", "pageSize", "PageSize")


@dataclass(frozen=True)
class Page:
    """How an operation is paged: names of members, and the list that is cut into pages.

    `result` is a path with dots where the list is nested (lambda and s3 have such).
    """

    token_in: str
    token_out: str
    limit: str | None
    result: str


def listed_pages(raw: Mapping[str, Json]) -> dict[str, Page]:
    """Return the entries of a paginator file that have one token (s3 and route53 have several)."""
    return {
        name: Page(
            entry["input_token"], entry["output_token"], entry.get("limit_key"), _first(entry)
        )
        for name, entry in raw.items()
        if isinstance(entry["input_token"], str) and isinstance(entry["output_token"], str)
    }


def _first(entry: Mapping[str, Json]) -> str:
    """Return the list that is paged; where several are named, the first is the one."""
    result = entry["result_key"]
    return str(result[0] if isinstance(result, list) else result)


def derived_page(takes: Mapping[str, Shape], gives: Mapping[str, Shape]) -> Page | None:
    """Return the paging that the members show where botocore ships no paginator.

    So for all of codeconnections and the newer lists of codecommit and events: they have the
    token on both sides and one list in the answer.
    """
    token = next((name for name in _TOKENS if name in takes and name in gives), None)
    lists = [name for name, shape in gives.items() if shape.type == "list"]
    if token is None or len(lists) != 1:
        return None
    limit = next((name for name in _LIMITS if name in takes), None)
    return Page(token, token, limit, lists[0])
