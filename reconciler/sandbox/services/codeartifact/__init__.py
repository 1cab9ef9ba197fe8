"""CodeArtifact: domains, repositories, permissions policies, package groups. No packages."""
