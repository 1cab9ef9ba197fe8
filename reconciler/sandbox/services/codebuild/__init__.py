"""CodeBuild: projects, resource policies, webhooks, source credentials, report groups, fleets.

Builds are records: they start, run for a while and end, and nothing is built.
"""
