"""The services of the sandbox: what AWS answers, one class for each service.

Written from AWS's models and documentation; every rule that the models do not state cites its
source where it stands, and what no source settles is a coin (`coins.COINS`). Must not be in
here: HTTP, protocols, pages, files, anything that the tool's kinds believe.

A service with many operations is built from parts, each a class over the one before it:

    codecommit    repositories, branches, triggers, approval rule templates
    codebuild     projects, resource policies, webhooks, source credentials, report groups, fleets,
                  builds (as records)
    codepipeline  action types, pipelines, executions and transitions, webhooks
    codedeploy    applications, deployment configurations and groups, on-premises instances,
                  deployments and revisions (as records)
    elasticbeanstalk  applications, versions, templates, environments
    events        buses and their policies, rules, targets, events, archives, connections,
                  API destinations
    codeartifact  domains, repositories, permissions policies, package groups
    codeconnections  connections, hosts, repository links, sync configurations
    codestar_notifications  notification rules, targets, types of events
    codeguru_reviewer  associations of repositories, no new ones
    codeguru_profiler  profiling groups, their permissions and channels
    tagging       the Resource Groups Tagging API, over all services
    sts           who one is, and assuming a role
"""

from __future__ import annotations

from reconciler.sandbox.services.codeartifact import CodeArtifact
from reconciler.sandbox.services.codebuild import CodeBuild
from reconciler.sandbox.services.codecommit import CodeCommit
from reconciler.sandbox.services.codeconnections import CodeConnections
from reconciler.sandbox.services.codedeploy import CodeDeploy
from reconciler.sandbox.services.codeguru_profiler import CodeGuruProfiler
from reconciler.sandbox.services.codeguru_reviewer import CodeGuruReviewer
from reconciler.sandbox.services.codepipeline import CodePipeline
from reconciler.sandbox.services.codestar_notifications import CodeStarNotifications
from reconciler.sandbox.services.coins import COINS, Tossed, tossed
from reconciler.sandbox.services.elasticbeanstalk import ElasticBeanstalk
from reconciler.sandbox.services.events import Events
from reconciler.sandbox.services.sts import Sts
from reconciler.sandbox.services.tagging import TaggingApi

__all__ = ["COINS", "SERVICES", "with_coins"]

SERVICES: tuple[type[Tossed], ...] = (
    CodeArtifact,
    CodeBuild,
    CodeCommit,
    CodeConnections,
    CodeDeploy,
    CodeGuruProfiler,
    CodeGuruReviewer,
    CodePipeline,
    CodeStarNotifications,
    ElasticBeanstalk,
    Events,
    Sts,
    TaggingApi,
)
"""The classes that answer, all coins heads."""


def with_coins(*tails: str) -> tuple[type[Tossed], ...]:
    """Return the services with these coins lying tails, to build a `Sandbox` with."""
    return tossed(SERVICES, tails)
