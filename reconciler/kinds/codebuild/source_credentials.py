"""Credentials for source providers."""

from __future__ import annotations

from reconciler.kinds.words import By, Field, Kind, Op, Read, Refusal

BY_ARN = {"CODECONNECTIONS": False, "SECRETS_MANAGER": False}
"""Ways to authenticate by which AWS is given the ARN of a connection or a secret, and shows it."""

SOURCE_CREDENTIALS = Kind(
    "codebuild.source_credentials",
    identity=("server_type",),
    named=False,
    arn_at="arn",
    create=Op("ImportSourceCredentials", sends={"shouldOverwrite": False}),
    read=Read("ListSourceCredentials", path="sourceCredentialsInfos", whole=True),
    list=Read("ListSourceCredentials", path="sourceCredentialsInfos", whole=True),
    update=Op("ImportSourceCredentials"),
    delete=Op("DeleteSourceCredentials"),
    fields={
        "token": Field(
            read="resource",
            secret=By("auth_type", BY_ARN, True),
            unread=By("auth_type", BY_ARN, True),
            points_to="codeconnections.connections.arn",
        ),
        "username": Field(unread=True),
        "should_overwrite": Field(unread=True, default=True),
    },
    absent=(Refusal("ResourceNotFoundException"),),
    exists=(Refusal("ResourceAlreadyExistsException"),),
)
"""How builds of an account and region log in at a provider: one for each (terraform-provider-aws,
documentation of aws_codebuild_source_credential). The API overwrites what is there unless it is
told not to, so a create never does; `should_overwrite: false` keeps updates from it too."""
