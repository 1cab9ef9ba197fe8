"""Rules about CodeBuild: projects, their environment, their webhook; report groups.

Sources: CodeBuild API Reference, CreateProject, ProjectSource, ProjectArtifacts, ProjectEnvironment,
ReportExportConfig, Webhook and WebhookFilter; User Guide, "Build environment compute types" and "Running builds on
Lambda compute". Refusals of a whole project are InvalidInputException.
"""
