"""What no source settles about AWS, as coins that a sandbox can be built to show either way.

A coin lies heads unless it is named: `Sandbox(services=with_coins("codebuild.empty_vpc_shown"))`
answers with that one tails. A tool that holds only when a coin lies one way relies on something
that AWS never promised.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import ClassVar

from reconciler.sandbox.service import Service

COINS: dict[str, str] = {
    "codecommit.missing_in_errors": "BatchGetRepositories tells missing ones in errors too",
    "codecommit.default_key_as_alias": "the default key is shown as alias/aws/codecommit",
    "codebuild.source_defaults": "reportBuildStatus and gitCloneDepth are shown without being sent",
    "codebuild.batch_defaults": "a buildBatchConfig shows a timeout and a number that were not sent",
    "codebuild.logs_hidden": "logsConfig that was not sent is not shown",
    "codebuild.empty_lists_shown": "secondary lists and tags that were not sent are shown as []",
    "codebuild.update_keeps_tags": "UpdateProject without tags leaves them as they are",
    "codebuild.empty_text_hidden": "an emptied description or sourceVersion is not shown as ''",
    "codebuild.artifact_path_shown": "S3 artifacts without a path show path ''",
    "codebuild.empty_vpc_shown": "a project without a VPC shows vpcConfig {}",
    "codebuild.delete_missing_refused": "a missing project, report group, fleet: delete is refused",
    "codebuild.used_fleet_kept": "a fleet that a project builds on cannot be deleted",
    "codebuild.webhook_build_type_hidden": "buildType that was not sent is not shown",
    "codedeploy.one_at_a_time_for_all": "OneAtATime is the default for Lambda and ECS groups too",
    "codedeploy.both_tag_forms_stay": "ec2TagSet sent by an update leaves ec2TagFilters there",
    "codedeploy.off_settings_shown": "alarms and rollback that were not sent are shown as off",
    "codedeploy.any_tag_filter_lists": "one of several filters is enough to list an instance",
    "codepipeline.empty_triggers_shown": "V2 pipelines without triggers show triggers []",
    "codepipeline.update_cancels_executions": "UpdatePipeline makes running executions Cancelled",
    "codepipeline.region_shown": "actions show the region of the pipeline",
    "codepipeline.mask_in_changed_action_refused": "a mask in an action that changed is refused",
    "codepipeline.v1_with_v2_members_becomes_v2": "V1 with members of V2 becomes V2",
    "codepipeline.update_missing_is_structure": "UpdatePipeline of none: InvalidStructureException",
    "codepipeline.update_enables_transitions": "UpdatePipeline enables all transitions again",
    "codepipeline.used_action_type_kept": "a custom action type in use cannot be deleted",
    "codepipeline.webhook_secret_left_out": "ListWebhooks leaves the secret out, it is not masked",
    "elasticbeanstalk.delete_missing_refused": "what is not there cannot be deleted",
    "elasticbeanstalk.deleted_left_out": "IncludeDeleted that was not sent is false",
    "events.pattern_reordered": "DescribeRule shows the pattern's keys in another order",
    "events.target_role_checked": "PutTargets refuses a role that EventBridge cannot assume",
    "events.first_put_targets_fails_in_part": "the first PutTargets of a rule fails for one entry",
    "events.update_bus_replaces": "UpdateEventBus drops what is not sent",
    "codeartifact.policy_reformatted": "a permissions policy is shown with other spaces and order",
    "codeartifact.delete_missing_domain_refused": "DeleteDomain of a missing domain is refused",
    "codeartifact.update_drops_omitted": "updates drop texts that are not sent",
    "codeartifact.empty_text_shown": "an empty description of a repository is shown as ''",
    "codeartifact.upstream_circles_refused": "a repository cannot be upstream of itself",
    "codeartifact.allowed_lists_survive": "allowed repositories come back with their restriction",
    "codeconnections.duplicate_names_refused": "a connection cannot have the name of another",
    "codeconnections.placeholder_host_shown": "a connection without a host shows one of zeros",
    "codeconnections.link_of_pending_refused": "a repository link needs a connection AVAILABLE",
    "codeconnections.sync_defaults_shown": "a sync configuration shows what was not sent",
    "notifications.missing_resource_refused": "a notification rule needs a resource that exists",
    "notifications.new_targets_unreachable": "targets of notification rules cannot be reached",
    "notifications.unsubscribing_takes_time": "a target counts as subscribed for ten more seconds",
    "reviewer.associations_open": "repositories can be associated, as before 7 November 2025",
    "reviewer.closed_is_validation": "AssociateRepository is refused with ValidationException",
    "reviewer.disassociated_stay": "associations that ended are shown as Disassociated",
    "profiler.put_permission_adds": "PutPermission keeps the principals that were there",
    "profiler.no_policy_refused": "GetPolicy of a profiling group without a policy is refused",
    "profiler.empty_policy_stays": "RemovePermission leaves a policy, and its revision, behind",
    "events.missing_archive_fails": "UpdateArchive of a missing archive: InternalException, 500",
    "events.update_archive_replaces": "UpdateArchive drops what is not sent",
    "events.update_connection_replaces": "UpdateConnection drops parameters that are not sent",
    "events.used_connection_kept": "a connection with an API destination cannot be deleted",
    "tagging.deleted_stay": "GetResources goes on to show what was deleted, for ten minutes",
}
"""Every coin: its name, and what holds when it lies tails."""


class Tossed(Service):
    """A service some of whose answers depend on how coins lie."""

    tails: ClassVar[frozenset[str]] = frozenset()

    def coin(self, name: str) -> bool:
        """Say whether a coin lies tails. Raises KeyError for one that is not in COINS."""
        return bool(COINS[name]) and name in self.tails


def tossed(services: Iterable[type[Tossed]], tails: Iterable[str]) -> tuple[type[Tossed], ...]:
    """Return the services as they are when these coins lie tails.

    Raises KeyError for a coin that does not exist: a misspelt one would test nothing.
    """
    named = frozenset(tails)
    for name in named:
        COINS[name]
    return _flipped(tuple(services), named)


@cache
def _flipped(services: tuple[type[Tossed], ...], tails: frozenset[str]) -> tuple[type[Tossed], ...]:
    """Return subclasses with these coins tails: made once, for handlers are found by class."""
    return tuple(
        type(service.__name__, (service,), {"tails": tails, "__doc__": service.__doc__})
        for service in services
    )
