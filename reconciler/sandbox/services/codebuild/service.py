"""CodeBuild: webhooks and source credentials, over the projects.

Source: CodeBuild API Reference, CreateWebhook, UpdateWebhook, DeleteWebhook, Webhook,
ImportSourceCredentials, ListSourceCredentials, DeleteSourceCredentials; the reports named below.
"""

from __future__ import annotations

from typing import Any

from reconciler.sandbox.service import Answer, Table
from reconciler.sandbox.services.codebuild.builds import Builds
from reconciler.sandbox.services.codebuild.checks import webhook_fault
from reconciler.sandbox.services.codebuild.defaults import Json
from reconciler.sandbox.services.codebuild.fleets import Fleets
from reconciler.sandbox.services.codebuild.projects import INVALID

_BY_REFERENCE = ("CODECONNECTIONS", "SECRETS_MANAGER")


class CodeBuild(Builds, Fleets):
    """Projects, their webhooks, and the credentials of the account for source providers."""

    credentials = Table("serverType")

    def create_webhook(self, projectName: str, **given: Any) -> Answer:
        """Create the webhook of a project; only this answer holds its secret."""
        row = self.projects.get(projectName)
        if row.get("webhook") is not None:
            raise self.refuse("ResourceAlreadyExistsException", "Webhook already exists")
        self._check_webhook(row, given)
        if not given.get("manualCreation"):
            self._check_access(row["source"])
        made = {**self._located(row), **_filtered(given), "status": "ACTIVE"}
        # "The default is BUILD"; whether it is shown when it was not sent, no page says.
        if not self.coin("codebuild.webhook_build_type_hidden"):
            made.setdefault("buildType", "BUILD")
        # "A Bitbucket webhook does not support secret".
        secret = {} if row["source"]["type"] == "BITBUCKET" else self._secret()
        self.projects.put({**row, "webhook": {**made, **_dated(secret)}})
        return {"webhook": {**made, **secret}}

    def update_webhook(self, projectName: str, rotateSecret: bool = False, **given: Any) -> Answer:
        """Change what is sent; filter groups are replaced whole, `[]` and `""` clear."""
        row = self.projects.get(projectName)
        held = self._webhook(row)
        self._check_webhook(row, given)
        secret = self._secret() if rotateSecret else {}
        after = {**held, **_filtered(given), **_dated(secret)}
        self.projects.put({**row, "webhook": after})
        return {"webhook": {**after, "secret": secret.get("secret")}}

    def delete_webhook(self, projectName: str) -> Answer:
        """Delete the webhook of a project."""
        row = self.projects.get(projectName)
        self._webhook(row)
        self.projects.put({name: row[name] for name in row if name != "webhook"})
        return None

    def import_source_credentials(
        self,
        token: str,
        serverType: str,
        authType: str,
        username: str | None = None,
        shouldOverwrite: bool = True,
    ) -> Answer:
        """Keep the credential for a server type, over the one there is.

        One for each server type and region (terraform-provider-aws, documentation of
        aws_codebuild_source_credential). The token is kept only where it is a reference.
        """
        # OAUTH is "not supported by the API and must be created using the console".
        if authType == "OAUTH":
            raise self.refuse(INVALID, "Invalid auth type: OAUTH cannot be imported by the API")
        if (authType == "BASIC_AUTH") != (username is not None):
            raise self.refuse(INVALID, "Invalid username: it belongs to auth type BASIC_AUTH")
        if serverType in self.credentials and not shouldOverwrite:
            raise self.refuse(
                "ResourceAlreadyExistsException",
                f"Source credential for {serverType} already exists",
            )
        arn = self.arn(f"token/{serverType.lower()}")
        row = {"arn": arn, "serverType": serverType, "authType": authType}
        if authType in _BY_REFERENCE:
            row["resource"] = token
        self.credentials.put(row)
        return {"arn": arn}

    def list_source_credentials(self) -> Answer:
        """List credentials, without their tokens."""
        return {"sourceCredentialsInfos": list(self.credentials)}

    def delete_source_credentials(self, arn: str) -> Answer:
        """Delete a credential by its ARN."""
        for row in self.credentials:
            if row["arn"] == arn:
                self.credentials.remove(row["serverType"])
                return {"arn": arn}
        raise self.refuse("ResourceNotFoundException", f"Source credential not found: {arn}")

    def _webhook(self, row: Json) -> Json:
        held: Json | None = row.get("webhook")
        if held is None:
            raise self.refuse(
                "ResourceNotFoundException", f"Webhook not found for project: {row['arn']}"
            )
        return held

    def _check_webhook(self, row: Json, given: Json) -> None:
        if fault := webhook_fault(row["source"]["type"], given):
            raise self.refuse(INVALID, fault)

    def _check_access(self, source: Json) -> None:
        """Refuse a webhook at a provider for which there is no credential.

        Code and message: terraform-provider-aws pull requests 2814 and 4473.
        """
        kind = source["type"]
        if kind == "NO_SOURCE" or kind in self.credentials:
            return
        if source.get("auth", {}).get("type") in _BY_REFERENCE:
            return
        raise self.refuse(
            "ResourceNotFoundException",
            f"Could not find access token for server type {kind.lower()}",
        )

    def _located(self, row: Json) -> Json:
        """Return the addresses of a new webhook: at the provider, and of CodeBuild."""
        repository = row["source"].get("location", "").removesuffix(".git")
        path = repository.removeprefix("https://github.com/")
        number = self.world.token(9, "123456789")
        host = f"https://codebuild.{self.world.region}.amazonaws.com"
        return {
            "url": f"https://api.github.com/repos/{path}/hooks/{number}",
            "payloadUrl": f"{host}/webhooks?t={self.world.token(32)}&v=1",
        }

    def _secret(self) -> Json:
        return {"secret": self.world.token(32), "lastModifiedSecret": self.world.now()}


def _dated(secret: Json) -> Json:
    """Return what is kept of a webhook's secret: when it was made. Nothing here checks it later."""
    return {name: held for name, held in secret.items() if name != "secret"}


def _filtered(given: Json) -> Json:
    """Return the members of a webhook; every filter says whether it excludes."""
    if "filterGroups" not in given:
        return given
    groups = [
        [{"excludeMatchedPattern": False, **one} for one in group]
        for group in given["filterGroups"]
    ]
    return {**given, "filterGroups": groups}
