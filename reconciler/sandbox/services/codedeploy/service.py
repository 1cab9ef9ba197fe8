"""CodeDeploy, put together from its parts, and the tags of applications and groups.

Source: CodeDeploy API Reference, TagResource, UntagResource, ListTagsForResource; Service
Authorization Reference, "Actions, resources, and condition keys for AWS CodeDeploy" (only
applications and deployment groups can be tagged).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reconciler.sandbox.service import Answer, tag_list, tag_map
from reconciler.sandbox.services.codedeploy.deployments import Deployments
from reconciler.sandbox.services.codedeploy.instances import Instances


class CodeDeploy(Deployments, Instances):
    """Applications, deployment configurations and groups, deployments, on-premises instances."""

    def tag_resource(self, ResourceArn: str, Tags: Sequence[Mapping[str, str]]) -> Answer:
        """Add tags to an application or a deployment group."""
        held = self._held(ResourceArn)
        if not Tags:
            raise self.refuse("TagRequiredException", "A tag was not specified.")
        self._check_tags(Tags)
        self._check_tags(tag_list(held | tag_map(Tags), "Key", "Value"))
        self.retag(ResourceArn, held | tag_map(Tags))
        return None

    def untag_resource(self, ResourceArn: str, TagKeys: Sequence[str]) -> Answer:
        """Take tags away from an application or a deployment group."""
        held = self._held(ResourceArn)
        self.retag(ResourceArn, {key: held[key] for key in held if key not in TagKeys})
        return None

    def list_tags_for_resource(self, ResourceArn: str, **_: object) -> Answer:
        """List tags. Only errors about the ARN itself are declared, so what does not exist is
        refused as one that is not valid.
        """
        self._check_kind(ResourceArn)
        tags = self.tags_of(ResourceArn)
        if tags is None:
            raise self.refuse("InvalidArnException", f"The ARN {ResourceArn} is not valid.")
        return {"Tags": tag_list(tags, "Key", "Value")}

    def _held(self, arn: str) -> dict[str, str]:
        """Return the tags of a resource; refuse one that does not exist, by its kind."""
        kind, name = self._check_kind(arn)
        tags = self.tags_of(arn)
        if tags is not None:
            return tags
        if kind == "application":
            self.applications.get(name)
        application, _, group = name.partition("/")
        self.applications.get(application)
        self.groups.get(application, group)
        raise self.refuse("InvalidArnException", f"The ARN {arn} is not valid.")

    def _check_kind(self, arn: str) -> tuple[str, str]:
        """Return kind and name of what an ARN names; refuse what cannot be tagged."""
        parts = arn.split(":", 6)
        if len(parts) < 6 or parts[0] != "arn" or parts[2] != "codedeploy":
            raise self.refuse("InvalidArnException", f"The ARN {arn} is not valid.")
        if len(parts) < 7 or parts[5] not in {"application", "deploymentgroup"}:
            raise self.refuse("ArnNotSupportedException", f"The ARN {arn} is not supported.")
        return parts[5], parts[6]
