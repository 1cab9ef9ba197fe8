"""What moto lacks of CloudWatch Logs' groups: class, protection, keys, and the lists' filters.

Sources: CloudWatch Logs API reference: CreateLogGroup (class, protection), AssociateKmsKey,
DisassociateKmsKey, PutLogGroupDeletionProtection ("blocks all deletion operations until it is
explicitly disabled"; DeleteLogGroup may answer ValidationException) and DescribeLogGroups (prefix,
pattern, class or up to 50 identifiers; unknown names are no error, as its list of errors has none).
"""

from __future__ import annotations

from typing import Any

from reconciler.sandbox.errors import Refusal
from reconciler.sandbox.messages import Response
from reconciler.sandbox.neighbours.asked import Asked, json_of


def create(asked: Asked) -> Response:
    """Let moto make the group, and keep on it what moto drops."""
    answer = asked.moto(asked.params)
    if answer.status == 200:
        kept = {name: asked.params[name] for name in _KEPT if name in asked.params}
        vars(_groups(asked)[asked.params["logGroupName"]])["kept"] = kept
    return answer


def delete(asked: Asked) -> Response:
    """Refuse to delete a protected group; else it is moto's, but that its tags go along.

    moto keeps them, and gives them to the next group of that name.
    """
    group = _groups(asked).get(asked.params["logGroupName"])
    if group and _kept(group).get("deletionProtectionEnabled"):
        message = "The specified log group is protected against deletion."
        raise Refusal("ValidationException", message)
    answer = asked.moto(asked.params)
    if group and answer.status == 200:
        _backend(asked).tagger.delete_all_tags_for_resource(group.arn)
    return answer


def protect(asked: Asked) -> Response:
    """Turn a group's protection on or off."""
    group = _group(asked, asked.params["logGroupIdentifier"])
    on = asked.params["deletionProtectionEnabled"]
    vars(group)["kept"] = {**_kept(group), "deletionProtectionEnabled": on}
    return json_of({})


def associate(asked: Asked) -> Response:
    """Give a group its key."""
    _group(asked, asked.params["logGroupName"]).kms_key_id = asked.params["kmsKeyId"]
    return json_of({})


def disassociate(asked: Asked) -> Response:
    """Take a group's key away."""
    _group(asked, asked.params["logGroupName"]).kms_key_id = None
    return json_of({})


def describe(asked: Asked) -> Response:
    """List the groups that are asked for, by name, page by page."""
    found = [group for name, group in sorted(_groups(asked).items()) if _is_meant(asked, group)]
    start, most = int(asked.params.get("nextToken", 0)), int(asked.params.get("limit", 50))
    page = {"logGroups": [_shown(group) for group in found[start : start + most]]}
    more = {"nextToken": str(start + most)} if start + most < len(found) else {}
    return json_of({**page, **more})


_KEPT = ("logGroupClass", "deletionProtectionEnabled")


def _is_meant(asked: Asked, group: Any) -> bool:
    wanted = asked.params
    names = [name.rpartition(":log-group:")[2] for name in wanted.get("logGroupIdentifiers", ())]
    return (
        (not names or group.name in names)
        and group.name.startswith(wanted.get("logGroupNamePrefix", ""))
        and wanted.get("logGroupNamePattern", "").lower() in group.name.lower()
        and wanted.get("logGroupClass", _class(group)) == _class(group)
    )


def _shown(group: Any) -> dict[str, Any]:
    """Return a group as moto shows it, and what was kept of it; `arn` ends in `:*`."""
    protected = _kept(group).get("deletionProtectionEnabled", False)
    told = {"logGroupClass": _class(group), "deletionProtectionEnabled": protected}
    return {**group.to_describe_dict(), "logGroupArn": group.arn, **told}


def _class(group: Any) -> str:
    return str(_kept(group).get("logGroupClass", "STANDARD"))


def _kept(group: Any) -> dict[str, Any]:
    found: dict[str, Any] = vars(group).get("kept", {})
    return found


def _group(asked: Asked, name: str) -> Any:
    found = _groups(asked).get(name.rpartition(":log-group:")[2])
    if found is None:
        raise Refusal("ResourceNotFoundException", "The specified log group does not exist.")
    return found


def _groups(asked: Asked) -> dict[str, Any]:
    groups: dict[str, Any] = _backend(asked).groups
    return groups


def _backend(asked: Asked) -> Any:
    from moto.logs.models import logs_backends

    return logs_backends[asked.account][asked.region]
