"""The word for what a resource did last: what `status` tells besides whether it may work."""

from __future__ import annotations

from dataclasses import dataclass

from reconciler.kinds.words.operations import Read


@dataclass(frozen=True)
class Recent:
    """What a resource did last: `what` it is called (`execution`, `build`).

    It stands in the resource's own read, unless `read` lists them, newest first, one call a resource:
    then the first counts. Where that list has ids alone, `details` reads what they name, many a call.
    Paths into what was so found: `id`, `state`; `at`, the first of which is there; `revision`, all
    that are there; `about`, what people wrote of it. `failed`: states that mean that it failed.
    """

    what: str
    read: Read | None = None
    details: Read | None = None
    id: str = ""
    state: str = ""
    at: tuple[str, ...] = ()
    revision: tuple[str, ...] = ()
    about: str = ""
    failed: tuple[str, ...] = ()
