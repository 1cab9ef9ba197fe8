"""CodeArtifact, put together from its parts."""

from __future__ import annotations

from reconciler.sandbox.services.codeartifact.groups import Groups


class CodeArtifact(Groups):
    """Domains, repositories, permissions policies and package groups; no packages."""
