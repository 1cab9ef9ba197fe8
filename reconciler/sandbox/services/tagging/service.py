"""The Resource Groups Tagging API, over this sandbox's own services and moto's.

Source: Resource Groups Tagging API Reference, GetResources, TagResources, UntagResources,
GetTagKeys, GetTagValues. IAM is not among the services it reads ("Services that support the
Resource Groups Tagging API" has no IAM roles), so roles are not returned.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reconciler.sandbox.errors import NotCovered
from reconciler.sandbox.service import Answer, tag_list
from reconciler.sandbox.services.coins import Tossed
from reconciler.sandbox.services.tagging.neighbours import SERVICES as NEIGHBOURS
from reconciler.sandbox.services.tagging.neighbours import retag
from reconciler.sandbox.tags import TAGS, Tagging
from reconciler.sandbox.world import Tagged

_OWN = (
    "codeartifact",
    "codebuild",
    "codecommit",
    "codeconnections",
    "codedeploy",
    "codeguru-profiler",
    "codeguru-reviewer",
    "codepipeline",
    "codestar-connections",
    "codestar-notifications",
    "elasticbeanstalk",
    "events",
)
_PLACES = {"codeguru-profiler": "codeguruprofiler", "codestar-connections": "codeconnections"}
"""Where the tags of services are kept that ARNs call otherwise than the sandbox does."""
_MOST_TAGS = 50
_REMEMBERED = 600.0
"""For how many seconds a deleted resource is shown where that coin says so. Users report minutes
to hours (aws/aws-sdk issues 302 and 676)."""


class TaggingApi(Tossed):
    """Tags of all services in one place: to find resources by them, and to change them."""

    names = ("resourcegroupstaggingapi",)

    def get_resources(
        self,
        ResourceARNList: Sequence[str] | None = None,
        TagFilters: Sequence[Mapping[str, Any]] = (),
        ResourceTypeFilters: Sequence[str] = (),
        ResourcesPerPage: int | None = None,
        PaginationToken: str = "",
        **_: object,
    ) -> Answer:
        """Find resources that have, or ever had, tags: by ARN, or by type and tags.

        What is asked for by ARN comes whole, without pages; what does not exist is left out.
        """
        others = (TagFilters, ResourceTypeFilters, ResourcesPerPage, PaginationToken)
        if ResourceARNList is not None and any(others):
            raise self._invalid("ResourceARNList cannot be used with filters or pagination")
        if ResourcesPerPage is not None and not 1 <= ResourcesPerPage <= 100:
            raise self._invalid("ResourcesPerPage must be from 1 to 100")
        found = list(self._tagged())
        if ResourceARNList is not None:
            wanted = set(ResourceARNList)
            rows = [_shown(one) for one in found if one.arn in wanted]
            return {"ResourceTagMappingList": rows, "PaginationToken": ""}
        rows = [
            _shown(one)
            for one in found
            if _is_of(one.arn, ResourceTypeFilters) and _fits(one.tags, TagFilters)
        ]
        return {"ResourceTagMappingList": rows}

    def get_tag_keys(self, **_: object) -> Answer:
        """List the keys of all tags."""
        return {"TagKeys": sorted({key for one in self._tagged() for key in one.tags})}

    def get_tag_values(self, Key: str, **_: object) -> Answer:
        """List the values of one key."""
        return {"TagValues": sorted({one.tags[Key] for one in self._tagged() if Key in one.tags})}

    def tag_resources(self, ResourceARNList: Sequence[str], Tags: Mapping[str, str]) -> Answer:
        """Add tags to resources; those that cannot be tagged are told, with a 200."""
        failed = {}
        for arn in ResourceARNList:
            if _is_neighbours(arn):
                if fault := retag(self.world, arn, Tags):
                    failed[arn] = _failure(fault)
                continue
            held = self._tagging(arn).get(arn)
            if held is None:
                failed[arn] = _failure(f"Resource not found: {arn}")
            elif len(held | dict(Tags)) > _MOST_TAGS:
                failed[arn] = _failure(f"A resource can have at most {_MOST_TAGS} tags.")
            elif any(key.lower().startswith("aws:") for key in Tags):
                failed[arn] = _failure("Tag keys that start with aws: are reserved for AWS.")
            else:
                self._tagging(arn).replace(arn, held | dict(Tags))
        return {"FailedResourcesMap": failed}

    def untag_resources(self, ResourceARNList: Sequence[str], TagKeys: Sequence[str]) -> Answer:
        """Take tags away from resources; those that cannot be are told, with a 200."""
        failed = {}
        for arn in ResourceARNList:
            if _is_neighbours(arn):
                if fault := retag(self.world, arn, {}, TagKeys):
                    failed[arn] = _failure(fault)
                continue
            held = self._tagging(arn).get(arn)
            if held is None:
                failed[arn] = _failure(f"Resource not found: {arn}")
            else:
                kept = {key: held[key] for key in held if key not in TagKeys}
                self._tagging(arn).replace(arn, kept)
        return {"FailedResourcesMap": failed}

    def _tagged(self) -> Iterator[Tagged]:
        """Yield what can be found, without IAM."""
        seen = set()
        for one in self.world.tagged():
            if ":iam:" not in one.arn:
                seen.add(one.arn)
                yield one
        if self.coin("tagging.deleted_stay"):
            yield from (one for one in self._deleted() if one.arn not in seen)

    def _deleted(self) -> Iterator[Tagged]:
        """Yield what was deleted a short time ago, as it was.

        "It might take some time" is all that the pages say of it; users see it for long.
        """
        store, since = self.world.store, self.world.now() - _REMEMBERED
        start = f"{self.world.account}/{self.world.region}/"
        gone = {
            past.key: past.before["tags"]
            for past in store.history
            if past.table == TAGS
            and past.at >= since
            and past.place.startswith(start)
            and past.before is not None
            and past.key not in store.table(past.place, TAGS)
        }
        return (Tagged(arn, tags) for arn, tags in gone.items())

    def _tagging(self, arn: str) -> Tagging:
        """Return where the tags of a resource are kept."""
        parts = arn.split(":", 5)
        if len(parts) < 6:
            raise self._invalid(f"{arn} is not an ARN")
        if parts[2] not in _OWN:
            raise NotCovered(f"tags of {parts[2]} by the tagging API are not in the sandbox")
        return Tagging(self.world, self.world.place(_PLACES.get(parts[2], parts[2])))

    def _invalid(self, message: str) -> Exception:
        return self.refuse("InvalidParameterException", message, Message=message)


def _is_neighbours(arn: str) -> bool:
    """Say whether the tags of a resource are moto's to keep."""
    parts = arn.split(":", 5)
    return len(parts) == 6 and parts[2] in NEIGHBOURS


def _shown(one: Tagged) -> dict[str, Any]:
    return {"ResourceARN": one.arn, "Tags": tag_list(one.tags, "Key", "Value")}


def _is_of(arn: str, types: Sequence[str]) -> bool:
    """Say whether an ARN is of one of these types, as `service` or `service:type`.

    "The string for each service name and resource type is the same as that embedded in a
    resource's Amazon Resource Name (ARN)".
    """
    _, _, service, _, _, rest = arn.split(":", 5)
    kind = rest.replace("/", ":").split(":", 1)[0]
    return not types or service in types or f"{service}:{kind}" in types


def _fits(tags: Mapping[str, str], filters: Sequence[Mapping[str, Any]]) -> bool:
    """Say whether all filters hold: the key is there, with one of the values if any is named."""
    return all(
        one["Key"] in tags and (not one.get("Values") or tags[one["Key"]] in one["Values"])
        for one in filters
    )


def _failure(message: str) -> dict[str, Any]:
    return {
        "StatusCode": 400,
        "ErrorCode": "InvalidParameterException",
        "ErrorMessage": message,
    }
