"""Custom actions: types of actions that a worker of one's own carries out, Jenkins among them.

Sources: the CodePipeline API reference (CreateCustomActionType, DeleteCustomActionType: "you can no
longer use the same version number", ListActionTypes) and user guide ("if you want to use the same
version again, you must use the same JSON"). UpdateActionType serves only types that were made with
an executor, so that a custom action is changed by making another version of it.
"""

from __future__ import annotations

from reconciler.kinds.words import Field, Kind, Op, Read, Refusal, Tags

CUSTOM_ACTIONS = Kind(
    "codepipeline.custom_actions",
    identity=("category", "provider", "version"),
    named=False,
    arn="arn:{partition}:codepipeline:{region}:{account}:actiontype:Custom/{category}/{provider}/{version}",
    create=Op("CreateCustomActionType"),
    read=Read(
        "ListActionTypes",
        path="actionTypes",
        sends={"actionOwnerFilter": "Custom"},
        whole=True,
        match={
            "category": "id.category",
            "provider": "id.provider",
            "version": "id.version",
        },
    ),
    delete=Op("DeleteCustomActionType"),
    fields={
        "configuration_properties": Field(
            keyed="name", default=(), read="actionConfigurationProperties"
        ),
        "configuration_properties.queryable": Field(default=False),
        "configuration_properties.description": Field(default=""),
        "configuration_properties.type": Field(computed=True),
    },
    tags=Tags(
        add=Op("TagResource", rename={"arn": "resourceArn"}),
        remove=Op("UntagResource", rename={"arn": "resourceArn"}),
        read=Read("ListTagsForResource", path="tags", rename={"arn": "resourceArn"}),
        sweep="codepipeline:actiontype",
    ),
    absent=(Refusal("ActionTypeNotFoundException"),),
    exists=(Refusal("ActionTypeAlreadyExistsException"),),
    spent="AWS keeps the version of a deleted custom action for the same definition; write another "
    "`version`, and use it in the pipelines",
)
"""A custom action."""
