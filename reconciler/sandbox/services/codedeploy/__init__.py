"""CodeDeploy: applications, deployment configurations and groups, on-premises instances.

Deployments and revisions are records: nothing is deployed.
"""
