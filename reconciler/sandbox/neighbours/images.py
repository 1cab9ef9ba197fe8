"""What moto lacks of ECR's repositories: PutImageTagMutability checks what CreateRepository checks.

Source: ECR API reference, PutImageTagMutability: exclusion filters go with the two `_WITH_EXCLUSION`
values; moto makes the check at the creation only.
"""

from __future__ import annotations

from reconciler.sandbox.errors import Refusal
from reconciler.sandbox.messages import Response
from reconciler.sandbox.neighbours.asked import Asked

_WORDING = (
    "Invalid parameter at 'imageTagMutabilityExclusionFilters' failed to satisfy constraint: "
    "'ImageTagMutabilityExclusionFilters can't be null when imageTagMutability is set as {}'"
)


def put_mutability(asked: Asked) -> Response:
    """Refuse filters without their mutability, and that mutability without filters."""
    mutability = asked.params["imageTagMutability"]
    filters = asked.params.get("imageTagMutabilityExclusionFilters")
    if bool(filters) != mutability.endswith("_WITH_EXCLUSION"):
        raise Refusal("InvalidParameterException", _WORDING.format(mutability))
    return asked.moto(asked.params)
