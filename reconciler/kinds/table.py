"""Every kind there is: one literal table, found by searching for a kind's name."""

from __future__ import annotations

from reconciler.kinds.codeartifact import DOMAINS, PACKAGE_GROUPS
from reconciler.kinds.codeartifact import REPOSITORIES as PACKAGE_REPOSITORIES
from reconciler.kinds.codebuild.fleets import FLEETS
from reconciler.kinds.codebuild.projects import PROJECTS
from reconciler.kinds.codebuild.report_groups import REPORT_GROUPS
from reconciler.kinds.codebuild.source_credentials import SOURCE_CREDENTIALS
from reconciler.kinds.codecommit import APPROVAL_RULE_TEMPLATES, REPOSITORIES
from reconciler.kinds.codeconnections import (
    CONNECTIONS,
    HOSTS,
    REPOSITORY_LINKS,
    SYNC_CONFIGURATIONS,
)
from reconciler.kinds.codedeploy import (
    APPLICATIONS,
    DEPLOYMENT_CONFIGS,
    DEPLOYMENT_GROUPS,
    ON_PREMISES_INSTANCES,
)
from reconciler.kinds.codeguru import PROFILING_GROUPS, REPOSITORY_ASSOCIATIONS
from reconciler.kinds.codepipeline.custom_actions import CUSTOM_ACTIONS
from reconciler.kinds.codepipeline.pipelines import PIPELINES
from reconciler.kinds.codepipeline.webhooks import WEBHOOKS
from reconciler.kinds.ecr import IMAGE_REPOSITORIES
from reconciler.kinds.elasticbeanstalk.applications import BEANSTALK_APPLICATIONS
from reconciler.kinds.elasticbeanstalk.configuration_templates import CONFIGURATION_TEMPLATES
from reconciler.kinds.elasticbeanstalk.environments import ENVIRONMENTS
from reconciler.kinds.eventbridge.archives import ARCHIVES
from reconciler.kinds.eventbridge.connections import API_DESTINATIONS, EVENT_CONNECTIONS
from reconciler.kinds.eventbridge.event_buses import EVENT_BUSES
from reconciler.kinds.eventbridge.rules import RULES
from reconciler.kinds.eventbridge.statements import BUS_STATEMENTS
from reconciler.kinds.iam import INSTANCE_PROFILES, ROLES
from reconciler.kinds.kms import KEY_STATEMENTS, KEYS
from reconciler.kinds.lambda_ import PERMISSIONS
from reconciler.kinds.logs import GROUPS, RESOURCE_POLICIES
from reconciler.kinds.notifications import NOTIFICATION_RULES
from reconciler.kinds.s3 import BUCKETS
from reconciler.kinds.s3 import STATEMENTS as BUCKET_STATEMENTS
from reconciler.kinds.sns.statements import STATEMENTS as TOPIC_STATEMENTS
from reconciler.kinds.sns.topics import TOPICS
from reconciler.kinds.sqs import QUEUE_STATEMENTS, QUEUES
from reconciler.kinds.ssm import PARAMETERS
from reconciler.kinds.words import Kind

KINDS: tuple[Kind, ...] = (
    DOMAINS,
    PACKAGE_REPOSITORIES,
    PACKAGE_GROUPS,
    PROJECTS,
    REPORT_GROUPS,
    SOURCE_CREDENTIALS,
    FLEETS,
    REPOSITORIES,
    APPROVAL_RULE_TEMPLATES,
    CONNECTIONS,
    HOSTS,
    REPOSITORY_LINKS,
    SYNC_CONFIGURATIONS,
    NOTIFICATION_RULES,
    PROFILING_GROUPS,
    REPOSITORY_ASSOCIATIONS,
    PIPELINES,
    WEBHOOKS,
    CUSTOM_ACTIONS,
    APPLICATIONS,
    DEPLOYMENT_CONFIGS,
    DEPLOYMENT_GROUPS,
    ON_PREMISES_INSTANCES,
    BEANSTALK_APPLICATIONS,
    CONFIGURATION_TEMPLATES,
    ENVIRONMENTS,
    EVENT_BUSES,
    BUS_STATEMENTS,
    RULES,
    ARCHIVES,
    EVENT_CONNECTIONS,
    API_DESTINATIONS,
    PERMISSIONS,
    ROLES,
    INSTANCE_PROFILES,
    TOPIC_STATEMENTS,
    BUCKETS,
    BUCKET_STATEMENTS,
    IMAGE_REPOSITORIES,
    KEYS,
    KEY_STATEMENTS,
    GROUPS,
    RESOURCE_POLICIES,
    QUEUES,
    QUEUE_STATEMENTS,
    TOPICS,
    PARAMETERS,
)
"""Every kind there is."""
