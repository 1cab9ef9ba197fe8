"""What moto lacks of KMS: how long it is between two rotations of a key, and that a disabled one refuses it.

Sources: KMS API Reference, EnableKeyRotation (RotationPeriodInDays: 90 to 2560, by default 365; "use
this operation to change the rotation period of a key with automatic rotation"; a disabled key is a
DisabledException), GetKeyRotationStatus.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final

from reconciler.sandbox.errors import Refusal
from reconciler.sandbox.messages import Response
from reconciler.sandbox.neighbours.asked import Asked

_PERIOD: Final = 365
"""Days between two rotations where nobody said otherwise."""


def by_id(asked: Asked) -> Response:
    """Let moto answer about the id in an ARN: some of its operations know keys by that alone."""
    return asked.moto({**asked.params, "KeyId": asked.params["KeyId"].rpartition("/")[2]})


def rotate(asked: Asked) -> Response:
    """Let moto turn rotation on, and keep the period on the key."""
    key = _key(asked)
    if key is not None and key.key_state == "Disabled":
        raise Refusal("DisabledException", f"{key.arn} is disabled.")
    answer = asked.moto(asked.params)
    if answer.status == 200:
        vars(key)["period"] = asked.params.get("RotationPeriodInDays", _PERIOD)
    return answer


def rotation(asked: Asked) -> Response:
    """Show the period of a key that rotates."""
    answer = asked.moto(asked.params)
    if answer.status != 200:
        return answer
    told = json.loads(answer.body)
    if told["KeyRotationEnabled"]:
        told["RotationPeriodInDays"] = vars(_key(asked)).get("period", _PERIOD)
    return replace(answer, body=json.dumps(told).encode())


def _key(asked: Asked) -> Any:
    from moto.kms.models import kms_backends

    backend = kms_backends[asked.account][asked.region]
    return backend.keys.get(backend.get_key_id(asked.params["KeyId"]))
