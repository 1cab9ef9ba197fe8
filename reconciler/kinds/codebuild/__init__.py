"""AWS CodeBuild: projects, report groups, credentials for source providers, fleets.

Sources: the CodeBuild API reference and service model; defaults as AWS returns them for what was
created with the fewest fields; clear values as the Terraform provider sends them. Must not be in
here: code, and what other services' resources are.
"""
