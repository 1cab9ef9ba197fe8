"""AWS Lambda: who may call a function, one statement of its policy each.

Sources: the Lambda API reference (AddPermission, RemovePermission, GetPolicy) and developer guide,
"Viewing resource-based IAM policies in Lambda" (the conditions in which each parameter comes back).
Nothing of a permission can be updated: a change takes it away and adds it again under the same name.
"""

from __future__ import annotations

from reconciler.kinds.words import Field, Kind, Op, Read, Refusal, Statement

_EQUALS = "Condition.StringEquals"

PERMISSIONS = Kind(
    "lambda.permissions",
    identity=("function_name", "qualifier", "statement_id"),
    named=False,
    create=Op("AddPermission"),
    read=Read("GetPolicy", path="Policy"),
    list=Read(
        "ListFunctions",
        path="Functions",
        whole=True,
        match={"function_name": "FunctionName"},
        each=Read("ListAliases", path="Aliases", whole=True, match={"qualifier": "Name"}),
    ),
    delete=Op("RemovePermission"),
    statement=Statement(),
    fields={
        "qualifier": Field(default=""),
        "principal": Field(same="account", read="Principal.Service | Principal.AWS | Principal"),
        "source_arn": Field(
            points_to="eventbridge.rules.arn",
            read="Condition.ArnLike.AWS:SourceArn | Condition.StringLike.AWS:SourceArn",
        ),
        "source_account": Field(read=f"{_EQUALS}.AWS:SourceAccount"),
        "principal_org_id": Field(read=f"{_EQUALS}.aws:PrincipalOrgID"),
        "event_source_token": Field(read=f"{_EQUALS}.lambda:EventSourceToken"),
        "function_url_auth_type": Field(read=f"{_EQUALS}.lambda:FunctionUrlAuthType"),
        "invoked_via_function_url": Field(
            read="Condition.Bool.lambda:InvokedViaFunctionUrl", default=False
        ),
    },
    reserved={
        "revision_id": "a statement has a name of its own, and no other one is touched",
    },
    absent=(Refusal("ResourceNotFoundException"),),
    exists=(Refusal("ResourceConflictException", "already exists"),),
    busy=(Refusal("ResourceConflictException", "in progress"),),
)
"""The permission of a service or account to call a function (or an alias or version of it)."""
