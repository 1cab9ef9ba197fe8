"""The services of the sandbox: what AWS answers, one class for each service.

Written from AWS's models and documentation; every rule that the models do not state cites its
source where it stands, and what no source settles is a coin (`coins.COINS`). Must not be in
here: HTTP, protocols, pages, files, anything that the tool's kinds believe.

A service with many operations is a folder: each module a part, a class over the one before it, and
`service.py` the whole, under the names that clients call it. Its docstring says what it covers.
"""

from __future__ import annotations

from reconciler.sandbox.services.cloudformation.service import CloudFormation
from reconciler.sandbox.services.codeartifact.service import CodeArtifact
from reconciler.sandbox.services.codebuild.service import CodeBuild
from reconciler.sandbox.services.codecommit.service import CodeCommit
from reconciler.sandbox.services.codeconnections.service import CodeConnections
from reconciler.sandbox.services.codedeploy.service import CodeDeploy
from reconciler.sandbox.services.codeguru_profiler import CodeGuruProfiler
from reconciler.sandbox.services.codeguru_reviewer import CodeGuruReviewer
from reconciler.sandbox.services.codepipeline.service import CodePipeline
from reconciler.sandbox.services.codestar_notifications.service import CodeStarNotifications
from reconciler.sandbox.services.coins import COINS, Tossed, tossed
from reconciler.sandbox.services.elasticbeanstalk.service import ElasticBeanstalk
from reconciler.sandbox.services.events.service import Events
from reconciler.sandbox.services.sts import Sts
from reconciler.sandbox.services.tagging.service import TaggingApi

__all__ = ["COINS", "SERVICES", "with_coins"]

SERVICES: tuple[type[Tossed], ...] = (
    CloudFormation,
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
