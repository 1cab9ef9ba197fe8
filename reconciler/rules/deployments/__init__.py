"""Rules about CodeDeploy: groups and configurations, by platform and in themselves.

Sources: CodeDeploy API Reference, CreateDeploymentGroup with the texts of its errors, and
CreateDeploymentConfig; User Guide, "Create a deployment group for ..." and "Quotas".
"""
