"""CodePipeline: webhooks, over pipelines, executions and action types.

Source: API Reference, PutWebhook, WebhookDefinition, WebhookAuthConfiguration, ListWebhooks,
DeleteWebhook, RegisterWebhookWithThirdParty, DeregisterWebhookWithThirdParty.
"""

from __future__ import annotations

import ipaddress
from typing import Any

from reconciler.sandbox.service import Answer, Error, Table, Tags, tag_list, tag_map
from reconciler.sandbox.services.checks import refuse_tags
from reconciler.sandbox.services.codepipeline.declaration import MASK, Json
from reconciler.sandbox.services.codepipeline.executions import Executions

_MOST_WEBHOOKS = 300
_MEMBER = {"GITHUB_HMAC": {"SecretToken"}, "IP": {"AllowedIPRange"}, "UNAUTHENTICATED": set[str]()}


class CodePipeline(Executions):
    """Pipelines, their executions, action types and webhooks."""

    webhooks = Table(
        "name",
        missing=Error("WebhookNotFoundException", "Webhook {0} does not exist"),
        arn="webhook:{0}",
    )

    def put_webhook(self, webhook: Json, tags: Tags = ()) -> Answer:
        """Create a webhook, or replace one whole; its URL stays, its tags count only when new.

        Source of the last: PutWebhook, "tags: The tags for the webhook" at creation; later ones
        are for TagResource.
        """
        refuse_tags(self, tag_map(tags), "TooManyTagsException", "InvalidTagsException")
        self._check_webhook(webhook)
        held = self.webhooks.find(webhook["name"])
        if held is not None:
            row = self.webhooks.put({**held, "definition": webhook})
            return {"webhook": self._webhook(row)}
        if len(self.webhooks) >= _MOST_WEBHOOKS:
            raise self.refuse("LimitExceededException", f"More than {_MOST_WEBHOOKS} webhooks")
        row = {"name": webhook["name"], "definition": webhook, "url": self._address()}
        return {"webhook": self._webhook(self.webhooks.add(row, tags))}

    def list_webhooks(self, **_: object) -> Answer:
        """List all webhooks with their definitions."""
        return {"webhooks": [self._webhook(row) for row in self.webhooks]}

    def delete_webhook(self, name: str) -> Answer:
        """Delete a webhook; no error is declared for one that is missing."""
        self.webhooks.remove(name)
        return None

    def register_webhook_with_third_party(self, webhookName: str = "") -> Answer:
        """Note that the provider is told to call the webhook."""
        self.webhooks.put({**self.webhooks.get(webhookName), "registered": True})
        return None

    def deregister_webhook_with_third_party(self, webhookName: str = "") -> Answer:
        """Note that the provider is told to call no more."""
        self.webhooks.put({**self.webhooks.get(webhookName), "registered": False})
        return None

    def _webhook(self, row: Json) -> Json:
        """Return a webhook as it is listed: its secret is never shown.

        Whether it is masked or left out is not documented.
        """
        definition = row["definition"]
        auth = dict(definition["authenticationConfiguration"])
        if "SecretToken" in auth:
            hidden = self.coin("codepipeline.webhook_secret_left_out")
            auth["SecretToken"] = None if hidden else MASK
        return {
            "definition": {**definition, "authenticationConfiguration": auth},
            "url": row["url"],
            "arn": self.webhooks.arn(row["name"]),
            "lastTriggered": row.get("lastTriggered"),
            "errorCode": row.get("errorCode"),
            "errorMessage": row.get("errorMessage"),
            "tags": tag_list(self.webhooks.tags(row["name"])),
        }

    def _address(self) -> str:
        return (
            f"https://{self.world.region}.webhooks.aws/trigger?t={self.world.token(32)}"
            f"{self.world.token(32)}&v=1"
        )

    def _check_webhook(self, webhook: Json) -> None:
        stages = self.pipelines.get(webhook["targetPipeline"])["declaration"]["stages"]
        # "The action must be from the source (first) stage of the pipeline".
        if all(action["name"] != webhook["targetAction"] for action in stages[0]["actions"]):
            raise self.refuse(
                "ValidationException",
                f"Pipeline {webhook['targetPipeline']} has no source action "
                f"{webhook['targetAction']}",
            )
        self._check_authentication(webhook)
        for rule in webhook["filters"]:
            if not rule["jsonPath"].startswith("$"):
                raise self.refuse(
                    "InvalidWebhookFilterPatternException",
                    f"The JsonPath expression is not valid: {rule['jsonPath']}",
                )

    def _check_authentication(self, webhook: Json) -> None:
        """Refuse other properties than those of the authentication type ("only the SecretToken
        property must be set", "For UNAUTHENTICATED, no properties can be set").
        """
        kind: str = webhook["authentication"]
        given: dict[str, Any] = webhook["authenticationConfiguration"]
        valid = set(given) == _MEMBER[kind]
        if valid and kind == "IP":
            valid = _is_range(given["AllowedIPRange"])
        if not valid:
            raise self.refuse(
                "InvalidWebhookAuthenticationParametersException",
                f"The authentication configuration does not fit authentication type {kind}",
            )


def _is_range(text: str) -> bool:
    """Say whether a text is a valid CIDR range."""
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True
