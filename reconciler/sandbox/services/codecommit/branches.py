"""CodeCommit: branches and commits, as far as the default branch of a repository needs them.

Source: CodeCommit API Reference, CreateBranch, DeleteBranch, GetBranch, ListBranches,
UpdateDefaultBranch, CreateCommit, PutFile.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from reconciler.sandbox.service import Answer
from reconciler.sandbox.services.codecommit.events import tell_reference
from reconciler.sandbox.services.codecommit.repositories import Json, Repositories


class Branches(Repositories):
    """Branches point at commits; a commit is the files it holds, as paths and blob ids."""

    def create_branch(self, repositoryName: str, branchName: str, commitId: str) -> Answer:
        """Create a branch at a commit. It does not become the default branch of a repository
        that has one ("call the update default branch operation").
        """
        row = self.repositories.get(repositoryName)
        if branchName in row["branches"]:
            raise self.refuse("BranchNameExistsException", f"{branchName} already exists")
        if commitId not in row["commits"]:
            raise self.refuse("CommitDoesNotExistException", f"{commitId} does not exist")
        self._point(row, branchName, commitId)
        return None

    def get_branch(self, repositoryName: str = "", branchName: str = "") -> Answer:
        """Show a branch and its last commit."""
        row = self.repositories.get(repositoryName)
        return {"branch": self._branch(row, branchName)}

    def list_branches(self, repositoryName: str, **_: object) -> Answer:
        """List the names of branches."""
        return {"branches": sorted(self.repositories.get(repositoryName)["branches"])}

    def delete_branch(self, repositoryName: str, branchName: str) -> Answer:
        """Delete a branch, "unless that branch is the default branch". No error is declared for
        one that is missing.
        """
        row = self.repositories.get(repositoryName)
        if branchName == row.get("defaultBranch"):
            raise self.refuse(
                "DefaultBranchCannotBeDeletedException",
                f"{branchName} is the default branch and cannot be deleted",
            )
        commit = row["branches"].pop(branchName, None)
        if commit is None:
            return {}
        self.repositories.put({**row, "lastModifiedDate": self.world.now()})
        tell_reference(self.world, row, branchName, commit, None)
        return {"deletedBranch": {"branchName": branchName, "commitId": commit}}

    def update_default_branch(self, repositoryName: str, defaultBranchName: str) -> Answer:
        """Set the default branch, which must exist. "If you use the same branch name as the
        current default branch, a success message is returned".
        """
        self._branch(self.repositories.get(repositoryName), defaultBranchName)
        self._change(repositoryName, defaultBranch=defaultBranchName)
        return None

    def create_commit(
        self,
        repositoryName: str,
        branchName: str,
        parentCommitId: str | None = None,
        putFiles: Sequence[Json] = (),
        deleteFiles: Sequence[Json] = (),
        **_: object,
    ) -> Answer:
        """Commit files on the tip of a branch."""
        row = self.repositories.get(repositoryName)
        files = self._files_at(row, branchName, parentCommitId)
        self._check_entries(putFiles, deleteFiles)
        put = {entry["filePath"]: _blob_id(entry["fileContent"]) for entry in putFiles}
        gone = [entry["filePath"] for entry in deleteFiles]
        for path in gone:
            if path not in files:
                raise self.refuse("FileDoesNotExistException", f"{path} does not exist")
        after = {path: files[path] for path in files if path not in gone} | put
        if after == files:
            raise self.refuse("NoChangeException", "No changes will be made to the repository.")
        commit = self._commit(row, branchName, after)
        return {
            "commitId": commit,
            "treeId": _tree_id(after),
            "filesAdded": _told({path: put[path] for path in put if path not in files}),
            "filesUpdated": _told({path: put[path] for path in put if path in files}),
            "filesDeleted": _told({path: files[path] for path in gone}),
        }

    def _check_entries(self, put: Sequence[Json], gone: Sequence[Json]) -> None:
        if not put and not gone:
            raise self.refuse("FileEntryRequiredException", "No files have been specified.")
        if any("fileContent" not in entry for entry in put):
            raise self.refuse(
                "SourceFileOrContentRequiredException",
                "No source files or file content have been specified for the commit.",
            )

    def put_file(
        self,
        repositoryName: str,
        branchName: str,
        fileContent: bytes | str,
        filePath: str,
        parentCommitId: str | None = None,
        **_: object,
    ) -> Answer:
        """Commit one file. "If this is an empty repository, this branch is created"."""
        row = self.repositories.get(repositoryName)
        files = self._files_at(row, branchName, parentCommitId)
        blob = _blob_id(fileContent)
        if files.get(filePath) == blob:
            raise self.refuse(
                "SameFileContentException", f"The content of {filePath} is exactly the same."
            )
        after = {**files, filePath: blob}
        commit = self._commit(row, branchName, after)
        return {"commitId": commit, "blobId": blob, "treeId": _tree_id(after)}

    def _branch(self, row: Json, name: str) -> Json:
        """Return what a branch shows, or refuse."""
        if name not in row["branches"]:
            raise self.refuse("BranchDoesNotExistException", f"{name} does not exist")
        return {"branchName": name, "commitId": row["branches"][name]}

    def _files_at(self, row: Json, branch: str, parent: str | None) -> dict[str, str]:
        """Return the files on the tip of a branch; refuse a parent that is not the tip.

        The parent is "not required if this is an empty repository".
        """
        if not row["branches"]:
            return {}
        tip = self._branch(row, branch)["commitId"]
        if parent is None:
            raise self.refuse("ParentCommitIdRequiredException", "A parent commit ID is required.")
        if parent not in row["commits"]:
            raise self.refuse("ParentCommitDoesNotExistException", f"{parent} does not exist")
        if parent != tip:
            raise self.refuse(
                "ParentCommitIdOutdatedException",
                f"The parent commit ID {parent} is not the current tip of {branch}: {tip}",
            )
        files: dict[str, str] = row["commits"][tip]
        return files

    def _commit(self, row: Json, branch: str, files: Mapping[str, str]) -> str:
        commit = self.world.token(32) + self.world.token(8)
        row["commits"][commit] = dict(files)
        self._point(row, branch, commit)
        return commit

    def _point(self, row: Json, branch: str, commit: str) -> None:
        """Point a branch at a commit. The first branch pushed is the default one (CodeCommit
        User Guide, "Change branch settings": a first commit makes the default branch).
        """
        default = row.get("defaultBranch") or branch
        tell_reference(self.world, row, branch, row["branches"].get(branch), commit)
        branches = {**row["branches"], branch: commit}
        now = self.world.now()
        self.repositories.put(
            {**row, "branches": branches, "defaultBranch": default, "lastModifiedDate": now}
        )


def _blob_id(content: bytes | str) -> str:
    """Return git's id of a blob."""
    data = content.encode() if isinstance(content, str) else content
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _tree_id(files: Mapping[str, str]) -> str:
    """Return an id that is the same for the same files (not git's own, which nests folders)."""
    return hashlib.sha1(repr(sorted(files.items())).encode(), usedforsecurity=False).hexdigest()


def _told(files: Mapping[str, str]) -> list[Json]:
    return [
        {"absolutePath": path, "blobId": blob, "fileMode": "NORMAL"} for path, blob in files.items()
    ]
