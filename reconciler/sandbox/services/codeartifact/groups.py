"""CodeArtifact: package groups and where the packages of each may come from.

Sources: CodeArtifact API Reference (CreatePackageGroup, UpdatePackageGroup,
UpdatePackageGroupOriginConfiguration, DeletePackageGroup, ListAllowedRepositoriesForGroup,
GetAssociatedPackageGroup); CodeArtifact User Guide, "Working with package groups" (the root group
allows everything, cannot be deleted) and "Package group origin controls".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reconciler.sandbox.service import Answer, Tags
from reconciler.sandbox.services.codeartifact.domains import ROOT, Json
from reconciler.sandbox.services.codeartifact.patterns import arn_path, associated, parent, parsed
from reconciler.sandbox.services.codeartifact.permissions import Permissions

Allowed = Sequence[Mapping[str, str]]
"""Repositories to add to or remove from the lists: a `repositoryName` and the restriction."""
_SPECIFIC = "ALLOW_SPECIFIC_REPOSITORIES"
_MOST_CHANGES = 100
"""Additions and removals in one request (constant of that name in
aws-cloudformation-resource-providers-codeartifact, packagegroup/Translator)."""


class Groups(Permissions):
    """Package groups, by domain and pattern. Parents follow from the patterns."""

    def create_package_group(
        self,
        domain: str,
        packageGroup: str,
        domainOwner: str | None = None,
        contactInfo: str | None = None,
        description: str | None = None,
        tags: Tags = (),
    ) -> Answer:
        """Create a group that inherits all three restrictions."""
        home = self.home(domain, domainOwner, "CreatePackageGroup")
        self.check_tags(tags)
        if parsed(packageGroup) is None:
            raise self.invalid(f"Package group pattern '{packageGroup}' is not valid")
        path = arn_path(packageGroup)
        row = home.new_group(domain, packageGroup, path, "INHERIT")
        home.groups.add({**row, "contactInfo": contactInfo, "description": description}, tags)
        return {"packageGroup": home.shown_group(domain, packageGroup)}

    def describe_package_group(
        self, domain: str, packageGroup: str, domainOwner: str | None = None
    ) -> Answer:
        """Show a group with its parent and its restrictions, not with the lists of repositories."""
        home = self.home(domain, domainOwner, "DescribePackageGroup")
        return {"packageGroup": home.shown_group(domain, packageGroup)}

    def list_package_groups(
        self, domain: str, domainOwner: str | None = None, prefix: str = "", **_: object
    ) -> Answer:
        """List the groups of a domain, the root group among them, by the start of the pattern."""
        home = self.home(domain, domainOwner, "ListPackageGroups")
        found = [name for name in home.patterns(domain) if name.startswith(prefix)]
        return {"packageGroups": [home.shown_group(domain, name) for name in found]}

    def list_sub_package_groups(
        self, domain: str, packageGroup: str, domainOwner: str | None = None, **_: object
    ) -> Answer:
        """List the direct children of a group."""
        home = self.home(domain, domainOwner, "ListSubPackageGroups")
        home.groups.get(domain, packageGroup)
        held = home.patterns(domain)
        found = [name for name in held if parent(name, held) == packageGroup]
        return {"packageGroups": [home.shown_group(domain, name) for name in found]}

    def update_package_group(
        self,
        domain: str,
        packageGroup: str,
        domainOwner: str | None = None,
        contactInfo: str | None = None,
        description: str | None = None,
    ) -> Answer:
        """Change contact and description; whether what is not sent stays is open."""
        home = self.home(domain, domainOwner, "UpdatePackageGroup")
        row = home.groups.get(domain, packageGroup)
        told = {"contactInfo": contactInfo, "description": description}
        if not self.coin("codeartifact.update_drops_omitted"):
            told = {name: text for name, text in told.items() if text is not None}
        home.groups.put({**row, **told})
        return {"packageGroup": home.shown_group(domain, packageGroup)}

    def update_package_group_origin_configuration(
        self,
        domain: str,
        packageGroup: str,
        domainOwner: str | None = None,
        restrictions: Mapping[str, str] | None = None,
        addAllowedRepositories: Allowed = (),
        removeAllowedRepositories: Allowed = (),
    ) -> Answer:
        """Change the restrictions that are sent, and the lists by what is added and removed."""
        home = self.home(domain, domainOwner, "UpdatePackageGroupOriginConfiguration")
        row = home.groups.get(domain, packageGroup)
        if len(addAllowedRepositories) + len(removeAllowedRepositories) > _MOST_CHANGES:
            raise self.invalid(f"At most {_MOST_CHANGES} allowed repositories can be updated")
        if packageGroup == ROOT and "INHERIT" in (restrictions or {}).values():
            raise self.invalid("The root package group has no parent to inherit from")
        row["modes"].update(restrictions or {})
        self._drop_lists(row)
        for one in (*addAllowedRepositories, *removeAllowedRepositories):
            home.check_allowed(row, one)
        changes = {
            kind: {
                "ADDED": _added(names, _named(addAllowedRepositories, kind)),
                "REMOVED": _removed(names, _named(removeAllowedRepositories, kind)),
            }
            for kind, names in row["allowed"].items()
        }
        home.groups.put(row)
        shown = {kind: _told(change) for kind, change in changes.items() if any(change.values())}
        return {
            "packageGroup": home.shown_group(domain, packageGroup),
            "allowedRepositoryUpdates": shown,
        }

    def list_allowed_repositories_for_group(
        self,
        domain: str,
        packageGroup: str,
        originRestrictionType: str,
        domainOwner: str | None = None,
        **_: object,
    ) -> Answer:
        """List the names on one of the three lists of a group, empty where it has none."""
        home = self.home(domain, domainOwner, "ListAllowedRepositoriesForGroup")
        row = home.groups.get(domain, packageGroup)
        specific = row["modes"][originRestrictionType] == _SPECIFIC
        names = row["allowed"][originRestrictionType] if specific else []
        return {"allowedRepositories": names}

    def delete_package_group(
        self, domain: str, packageGroup: str, domainOwner: str | None = None
    ) -> Answer:
        """Delete a group; its children become those of its parent. The root group stays."""
        home = self.home(domain, domainOwner, "DeletePackageGroup")
        gone = home.shown_group(domain, packageGroup)
        if packageGroup == ROOT:
            raise self.invalid("The root package group cannot be deleted")
        home.groups.remove(domain, packageGroup)
        return {"packageGroup": gone}

    def get_associated_package_group(
        self,
        domain: str,
        package: str,
        namespace: str = "",
        domainOwner: str | None = None,
        **asked: str,
    ) -> Answer:
        """Show the group that a package belongs to, whether or not there is such a package."""
        home = self.home(domain, domainOwner, "GetAssociatedPackageGroup")
        path = (asked["format"], namespace, package)
        name, how = associated(path, home.patterns(domain))
        return {"packageGroup": home.shown_group(domain, name), "associationType": how}

    def patterns(self, domain: str) -> Sequence[str]:
        """Return the patterns of all groups of a domain, in the order of their making."""
        return [row["pattern"] for row in self.groups if row["domainName"] == domain]

    def shown_group(self, domain: str, pattern: str) -> Json:
        """Return a group as it is shown, with what follows from its parents."""
        row = self.groups.get(domain, pattern)
        lineage = self._lineage(row)
        restrictions = {kind: _restriction(kind, lineage) for kind in row["modes"]}
        shown = {**row, "originConfiguration": {"restrictions": restrictions}}
        return {**shown, "parent": _reference(lineage[1])} if lineage[1:] else shown

    def check_allowed(self, row: Json, one: Mapping[str, str]) -> None:
        """Refuse a change of a list that the group does not have, or of no repository.

        "The package group contains an accompanying allowed repositories list" where the setting
        is ALLOW_SPECIFIC_REPOSITORIES.
        """
        kind = one["originRestrictionType"]
        if row["modes"][kind] != _SPECIFIC:
            raise self.invalid(f"The restriction {kind} does not have an allowed repository list")
        if one["repositoryName"] not in row["allowed"][kind]:
            self.repositories.get(row["domainName"], one["repositoryName"])

    def _drop_lists(self, row: Json) -> None:
        """Empty the lists of settings that no longer have one, unless they outlive that."""
        if not self.coin("codeartifact.allowed_lists_survive"):
            modes = row["modes"]
            row["allowed"] = {
                kind: names if modes[kind] == _SPECIFIC else []
                for kind, names in row["allowed"].items()
            }

    def _lineage(self, row: Json) -> Sequence[Json]:
        """Return a group, its parent, and so on up to the root group."""
        domain, held = row["domainName"], self.patterns(row["domainName"])
        found = [row]
        while (above := parent(found[-1]["pattern"], held)) is not None:
            found.append(self.groups.get(domain, above))
        return found


def _restriction(kind: str, lineage: Sequence[Json]) -> Json:
    """Return a restriction as it is shown: its mode, and the first one above that is none."""
    own = lineage[0]["modes"][kind]
    giver = next((one for one in lineage if one["modes"][kind] != "INHERIT"), lineage[-1])
    shown = {
        "mode": own,
        "effectiveMode": giver["modes"][kind],
        "repositoriesCount": len(lineage[0]["allowed"][kind]) if own == _SPECIFIC else 0,
    }
    return {**shown, "inheritedFrom": _reference(giver)} if own == "INHERIT" else shown


def _reference(row: Json) -> Json:
    return {"arn": row["arn"], "pattern": row["pattern"]}


def _named(changes: Allowed, kind: str) -> Sequence[str]:
    return [one["repositoryName"] for one in changes if one["originRestrictionType"] == kind]


def _added(names: list[str], wanted: Sequence[str]) -> Sequence[str]:
    new = [name for name in dict.fromkeys(wanted) if name not in names]
    names.extend(new)
    return new


def _removed(names: list[str], unwanted: Sequence[str]) -> Sequence[str]:
    old = [name for name in names if name in unwanted]
    names[:] = [name for name in names if name not in unwanted]
    return old


def _told(change: Mapping[str, Any]) -> Json:
    return {what: list(names) for what, names in change.items() if names}
