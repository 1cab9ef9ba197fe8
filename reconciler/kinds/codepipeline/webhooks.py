"""Webhooks: addresses that a provider calls to start a pipeline.

Sources: the CodePipeline API reference (PutWebhook, WebhookDefinition, ListWebhooks,
RegisterWebhookWithThirdParty: "currently supported only for webhooks that target an action type of
GitHub"). PutWebhook replaces the whole definition and keeps the address; tags count only when it
creates.
"""

from __future__ import annotations

from reconciler.kinds.words import By, Field, Kind, Op, Read, Recent, Refusal, Switch, Tags

WEBHOOKS = Kind(
    "codepipeline.webhooks",
    identity=("name",),
    arn="arn:{partition}:codepipeline:{region}:{account}:webhook:{name}",
    create=Op("PutWebhook", wrap="webhook"),
    read=Read("ListWebhooks", path="webhooks", whole=True, match={"name": "definition.name"}),
    list=Read("ListWebhooks", path="webhooks", whole=True),
    update=Op("PutWebhook", wrap="webhook"),
    delete=Op("DeleteWebhook"),
    first=("registered",),
    fields={
        "target_pipeline": Field(
            read="definition.targetPipeline", points_to="codepipeline.pipelines.name", checked=True
        ),
        "target_action": Field(read="definition.targetAction"),
        "filters": Field(read="definition.filters", keyed="json_path", short="match_equals"),
        "authentication": Field(read="definition.authentication"),
        "authentication_configuration": Field(
            read="definition.authenticationConfiguration", default={}
        ),
        "authentication_configuration.secret_token": Field(secret=True, unread=True),
        "registered": Field(unread=True, default=False),
    },
    parts=(
        Switch(
            "registered",
            on=Op("RegisterWebhookWithThirdParty", rename={"name": "webhookName"}),
            off=Op("DeregisterWebhookWithThirdParty", rename={"name": "webhookName"}),
            assumed=By("authentication", {"GITHUB_HMAC": True}, False),
        ),
    ),
    tags=Tags(
        add=Op("TagResource", rename={"arn": "resourceArn"}),
        remove=Op("UntagResource", rename={"arn": "resourceArn"}),
        inside=True,
        sweep="codepipeline:webhook",
    ),
    gives={"url": "url"},
    absent=(Refusal("WebhookNotFoundException"),),
    recent=Recent("call", at=("lastTriggered",)),
    health={"errorMessage": {"*": "the provider could not be told to call it"}},
)
"""A webhook. Whether a provider was told to call it cannot be read: it is told again with every
change, and before a delete it is told to stop wherever it may have been told."""
