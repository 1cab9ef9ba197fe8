"""From bytes to nodes and sources: YAML text within bounds, the spec files of a repository, `reconcile.yaml`.

Not here: what a field means; that needs a form (`content`, `declared`).
"""
