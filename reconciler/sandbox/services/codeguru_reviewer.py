"""CodeGuru Reviewer: associations of repositories.

Sources: CodeGuru Reviewer API Reference (each operation's page, repeated in botocore's model);
the AWS CLI's examples for codeguru-reviewer (members, states and their reasons); the banner of
the user guide (no new associations). Reviews themselves are left out.

Associations that were made before the end are set up in a sandbox with the coin
`reviewer.associations_open` tails; another sandbox on the same file then shows them as today.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reconciler.sandbox.service import Answer, Error, Refusal, Table
from reconciler.sandbox.services.checks import refuse_tags
from reconciler.sandbox.services.coins import Tossed
from reconciler.sandbox.tags import Tagging

Json = dict[str, Any]
"""A JSON object."""
SETTLING = 20.0
"""For how many seconds an association, or its end, takes here: the one of the example of
describe-repository-association took 22."""
_CLOSED = "As of November 7, 2025, you can't create new repository associations in Amazon CodeGuru "
_BUCKET = "codeguru-reviewer-"


class CodeGuruReviewer(Tossed):
    """Associations by id. What each is at a time follows from when it was asked for."""

    names = ("codeguru-reviewer",)
    associations = Table(
        "AssociationId",
        missing=Error("NotFoundException", "The requested resource {0} was not found."),
        arn="association:{0}",
    )

    def associate_repository(
        self,
        Repository: Mapping[str, Json],
        ClientRequestToken: str | None = None,
        Tags: Mapping[str, str] | None = None,
        KMSKeyDetails: Mapping[str, str] | None = None,
    ) -> Answer:
        """Associate a repository, once; refused since 7 November 2025."""
        self._check_open()
        refuse_tags(self, Tags or {}, "ValidationException", "ValidationException")
        for row in self._settled():
            if ClientRequestToken is not None and row["token"] == ClientRequestToken:
                return self._shown(row)
        source = self._source(Repository)
        key = {
            **self._named(source),
            "KMSKeyDetails": self._key(KMSKeyDetails or {}),
            "token": ClientRequestToken,
        }
        self._check_free(key)
        name, now = self.world.uuid(), self.world.now()
        row = {
            **key,
            "AssociationId": name,
            "AssociationArn": self.associations.arn(name),
            "State": "Associating",
            "StateReason": "Pending Repository Association",
            "CreatedTimeStamp": now,
            "LastUpdatedTimeStamp": now,
            "next": {"LastUpdatedTimeStamp": now + SETTLING, **self._outcome(key)},
        }
        self.associations.add(row, Tags or {})
        return self._shown(row)

    def describe_repository_association(self, AssociationArn: str) -> Answer:
        """Show an association with its tags."""
        return self._shown(self._get(AssociationArn))

    def list_repository_associations(
        self,
        ProviderTypes: Sequence[str] = (),
        States: Sequence[str] = (),
        Names: Sequence[str] = (),
        Owners: Sequence[str] = (),
        **_: object,
    ) -> Answer:
        """List associations by provider, state, name and owner, several of each at most three."""
        filters = {
            "ProviderType": ProviderTypes,
            "State": States,
            "Name": Names,
            "Owner": Owners,
        }
        rows = [
            row
            for row in self._settled()
            if all(not wanted or row[member] in wanted for member, wanted in filters.items())
        ]
        return {"RepositoryAssociationSummaries": rows}

    def disassociate_repository(self, AssociationArn: str) -> Answer:
        """End an association. One that is being made or ended is in the way of that."""
        row = self._get(AssociationArn)
        if row["State"] not in {"Associated", "Failed"}:
            raise self._conflict(f"The association is in the state {row['State']}.")
        now = self.world.now()
        row |= {
            "State": "Disassociating",
            "StateReason": "Source code access removal in progress",
            "LastUpdatedTimeStamp": now,
            "next": {"LastUpdatedTimeStamp": now + SETTLING, "State": "Disassociated"},
        }
        self.associations.put(row)
        return self._shown(row)

    def _check_open(self) -> None:
        """Refuse every association, as the user guide says. With which code is not documented."""
        if self.coin("reviewer.associations_open"):
            return
        validation = self.coin("reviewer.closed_is_validation")
        code = "ValidationException" if validation else "AccessDeniedException"
        raise self.refuse(code, f"{_CLOSED}Reviewer.")

    def _check_free(self, key: Json) -> None:
        """Refuse a repository that is associated, or about to be; a failed one is made anew."""
        for row in self._settled():
            same = all(row[name] == key[name] for name in ("ProviderType", "Owner", "Name"))
            if same and row["State"] == "Failed":
                self.associations.remove(row["AssociationId"])
            elif same and row["State"] != "Disassociated":
                raise self._conflict(f"The repository {key['Name']} is associated already.")

    def _source(self, repository: Mapping[str, Json]) -> tuple[str, Json]:
        """Return the provider and what is said of its repository; there must be one."""
        if len(repository) != 1:
            raise self._invalid("Exactly one repository must be specified.")
        provider, told = next(iter(repository.items()))
        if provider == "S3Bucket" and not told["BucketName"].startswith(_BUCKET):
            raise self._invalid(f"The name of the bucket must begin with {_BUCKET}.")
        return provider, told

    def _named(self, source: tuple[str, Json]) -> Json:
        """Return what names a repository. Those without an owner are the account's."""
        provider, told = source
        bucket = {"BucketName": told["BucketName"]} if "BucketName" in told else None
        return {
            "ProviderType": provider,
            "Name": told["Name"],
            "Owner": told.get("Owner", self.world.account),
            "ConnectionArn": told.get("ConnectionArn"),
            "S3RepositoryDetails": bucket,
        }

    def _key(self, details: Mapping[str, str]) -> Json:
        """Return the key that an association is encrypted with: AWS's own, if none is named."""
        option = details.get("EncryptionOption", "AWS_OWNED_CMK")
        if (option == "CUSTOMER_MANAGED_CMK") != ("KMSKeyId" in details):
            raise self._invalid("A KMSKeyId belongs to the option CUSTOMER_MANAGED_CMK.")
        return {**details, "EncryptionOption": option}

    def _outcome(self, key: Json) -> Json:
        """Return what becomes of an association: it fails without repository or connection."""
        place, arn = None, key["ConnectionArn"]
        if key["ProviderType"] == "CodeCommit":
            place, arn = "codecommit", self.world.arn("codecommit", key["Name"])
        elif arn is not None:
            place = "codeconnections"
        if place and Tagging(self.world, self.world.place(place)).get(arn) is None:
            return {"State": "Failed", "StateReason": "Failed, Please retry."}
        reason = "Pull Request Notification configuration successful"
        return {"State": "Associated", "StateReason": reason}

    def _get(self, arn: str) -> Json:
        found = [row for row in self._settled() if row["AssociationArn"] == arn]
        return found[0] if found else self.associations.get(arn.rpartition(":")[2])

    def _settled(self) -> Sequence[Json]:
        """Return the associations as they are by now; those that ended are gone.

        CloudFormation waits for NotFoundException (aws-cloudformation-resource-providers-
        codegurureviewer, DeleteHandler), yet the model has a state for them.
        """
        rows = [_later(row, self.world.now()) for row in self.associations]
        ended = [row for row in rows if row["State"] == "Disassociated"]
        if self.coin("reviewer.disassociated_stay"):
            return rows
        for row in ended if not self.world.lag else ():
            self.associations.remove(row["AssociationId"])
        return [row for row in rows if row not in ended]

    def _shown(self, row: Json) -> Answer:
        tags = self.associations.tags(row["AssociationId"])
        return {"RepositoryAssociation": row, "Tags": tags or None}

    def _invalid(self, message: str) -> Refusal:
        return self.refuse("ValidationException", message)

    def _conflict(self, message: str) -> Refusal:
        return self.refuse("ConflictException", message)


def _later(row: Json, now: float) -> Json:
    """Return an association as it is at a time: what it was on its way to, once it is there."""
    return row | row["next"] if now >= row["next"]["LastUpdatedTimeStamp"] else row
