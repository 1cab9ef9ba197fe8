"""What projects and report groups, projects and fleets have in common."""

from __future__ import annotations

from reconciler.kinds.words import Op, Read, Refusal, Setter

SHARED_POLICY = Setter(
    ("policy",),
    put=Op("PutResourcePolicy", rename={"arn": "resourceArn"}),
    clear=Op("DeleteResourcePolicy", rename={"arn": "resourceArn"}),
    read=Read("GetResourcePolicy", path="policy", rename={"arn": "resourceArn"}),
    absent=("ResourceNotFoundException",),
)
"""The policy by which a project or a report group is shared with other accounts."""

ROLE_NOT_THERE_YET = (
    Refusal("InvalidInputException", "ot authorized to perform"),
    Refusal("InvalidInputException", "role cannot be assumed"),
)
"""How CodeBuild refuses a role that has not spread."""
