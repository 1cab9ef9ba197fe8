"""AWS CodeStar Notifications: who is told what of a repository, project, application or pipeline.

Sources: the CodeStar Notifications API reference and service model (a list gives ids alone; what a
rule is about cannot change); Developer Tools console User Guide, "Troubleshooting notifications"
(what makes a target unreachable).
"""

from __future__ import annotations

from reconciler.kinds.shorthands import PERMISSIONS
from reconciler.kinds.words import Field, Kind, Op, Read, Refusal, Tags

NOTIFICATION_RULES = Kind(
    "notifications.rules",
    service="codestar-notifications",
    identity=("name",),
    arn_at="Arn",
    find=Read(
        "ListNotificationRules",
        path="NotificationRules",
        whole=True,
        sends={"MaxResults": 100},
        each=Read("DescribeNotificationRule"),
    ),
    create=Op("CreateNotificationRule"),
    read=Read("DescribeNotificationRule"),
    list=Read("ListNotificationRules", path="NotificationRules", whole=True),
    update=Op("UpdateNotificationRule"),
    renames=Op("UpdateNotificationRule", sends={"Name": "{new}"}),
    delete=Op("DeleteNotificationRule"),
    fields={
        "event_type_ids": Field(set=True, read="EventTypes.EventTypeId"),
        "resource": Field(points_to="codepipeline.pipelines.arn", checked=True),
        "targets": Field(keyed="target_address", short="target_type"),
        "targets.target_address": Field(points_to="sns.topics.arn"),
        "status": Field(default="ENABLED"),
    },
    tags=Tags(
        add=Op("TagResource"),
        remove=Op("UntagResource"),
        inside=True,
        sweep="codestar-notifications:notificationrule",
    ),
    shorthands={"permissions": PERMISSIONS},
    absent=(Refusal("ResourceNotFoundException"),),
    exists=(Refusal("ResourceAlreadyExistsException"),),
    busy=(Refusal("ConcurrentModificationException"),),
    health={
        "Status": {"DISABLED": "it is disabled, and tells nobody"},
        "Targets.TargetStatus": {
            "UNREACHABLE": "a target cannot be reached: does the topic's policy let "
            "codestar-notifications.amazonaws.com publish?",
            "DEACTIVATED": "a target was deactivated",
        },
    },
)
"""Notification rules: found by their names, each of which is described."""
