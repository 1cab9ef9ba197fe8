"""What several services refuse alike."""

from __future__ import annotations

from collections.abc import Mapping

from reconciler.sandbox.service import Service

_MOST_TAGS = 50


def refuse_tags(service: Service, tags: Mapping[str, str], many: str, system: str) -> None:
    """Refuse tags of a create call: more than 50 (`many`), or AWS's own keys (`system`).

    Source: AWS General Reference, "Tag naming limits and requirements". `many` and `system` are
    the codes that the service has for it. TagResource is checked by the engine.
    """
    if len(tags) > _MOST_TAGS:
        raise service.refuse(many, f"A resource can have at most {_MOST_TAGS} tags.")
    if any(name.lower().startswith("aws:") for name in tags):
        raise service.refuse(
            system,
            "Not allowed to modify system tags. System tags start with 'aws:'.",
        )
