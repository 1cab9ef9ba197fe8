"""What the user probably meant: suggestions for misspelt names, as whole sentences."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Final

HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
"""Where a word begins in camelCase, `ARNOf` too."""
MOST: Final = 8
"""The most names that a sentence lists before it ends in a count."""


def snake_case(name: str) -> str:
    """A name in the API's or another tool's spelling as specs write it: `serviceRole` → `service_role`."""
    return HUMP.sub("_", name).replace("-", "_").replace(" ", "_").lower()


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that `name` was probably meant to be, or "".

    Equal but for spelling conventions wins; then what is similar (transposed, missing or doubled
    letters), then the same letters in another order, then the only one that ends in it.
    """
    spelled = {_squeezed(option): option for option in known}
    wanted = _squeezed(name)
    if wanted in spelled:
        return spelled[wanted]
    close = difflib.get_close_matches(wanted, spelled, 1, 0.75)
    if close:
        return spelled[close[0]]
    swapped = [
        option for key, option in spelled.items() if wanted and sorted(key) == sorted(wanted)
    ]
    if swapped:
        return swapped[0]
    parts = [option for key, option in spelled.items() if _part(wanted, key)]
    return parts[0] if len(parts) == 1 else ""


def _squeezed(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _part(wanted: str, key: str) -> bool:
    shorter, longer = sorted((wanted, key), key=len)
    return len(shorter) >= 4 and longer.endswith(shorter)


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """`Did you mean `service_role`?`, or None where nothing is near."""
    found = nearest(name, known)
    return f"Did you mean `{found}`?" if found else None


def unknown_field(
    name: str,
    known: Iterable[str],
    prefix: str = "",
    others: Mapping[str, Iterable[str]] | None = None,
) -> str:
    """What to do about an unknown field: the right spelling, where it belongs, or all there are.

    `prefix`: what the kind strips from the API's names (`repositoryDescription` is `description`).
    `others`: kind id → its fields, to tell a field that belongs to another kind.
    """
    options = list(known)
    plain = snake_case(name)
    bare = plain.removeprefix(f"{snake_case(prefix)}_") if prefix else plain
    for candidate in (plain, bare):
        if candidate in options:
            return f"Did you mean `{candidate}`?"
    found = did_you_mean(name, options)
    if found:
        return found
    owners = [kind for kind, fields in (others or {}).items() if plain in fields]
    if owners:
        return (
            f"`{plain}` is a field of {listed(owners, ' and ')}. Here there are {listed(options)}."
        )
    return f"The fields here are {listed(options)}." if options else "No field may stand here."


def listed(names: Iterable[str], last: str = " and ") -> str:
    """Names in backquotes as a phrase, cut after the first few."""
    quoted = [f"`{name}`" for name in names]
    if len(quoted) > MOST:
        return f"{', '.join(quoted[:MOST])}{last}{len(quoted) - MOST} more"
    return last.join(filter(None, (", ".join(quoted[:-1]), quoted[-1]))) if quoted else "none"
