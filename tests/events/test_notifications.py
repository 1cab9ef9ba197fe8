"""Which notifications events make: every type that a state of the catalogue can make is one."""

from __future__ import annotations

from reconciler.events.catalogue import CATALOGUE, kinds, sample
from reconciler.events.notifications import concerns, event_type, event_types, message
from reconciler.sandbox.services.codestar_notifications.types import EVENT_TYPES


def test_every_notification_is_of_a_type_that_exists() -> None:
    made = {event_type(sample(kind, state)) for kind in CATALOGUE for state in kind.states}

    assert made - {None} <= set(EVENT_TYPES)
    unmade = {
        "codebuild-project-build-phase-failure",
        "codebuild-project-build-phase-success",
        "codepipeline-pipeline-manual-approval-failed",
        "codepipeline-pipeline-manual-approval-needed",
        "codepipeline-pipeline-manual-approval-succeeded",
    }
    assert set(EVENT_TYPES) - made == unmade


def test_approvals_and_phases_make_notifications_of_their_own() -> None:
    (action,) = kinds(detail_type="CodePipeline Action Execution State Change")
    (phase,) = kinds(detail_type="CodeBuild Build Phase Change")
    needed = sample(action, "STARTED", type={"category": "Approval"})
    assert event_types(needed) == (
        "codepipeline-pipeline-action-execution-started",
        "codepipeline-pipeline-manual-approval-needed",
    )
    assert event_types(sample(action, "STARTED")) == event_types(needed)[:1]
    assert event_types(sample(phase)) == ("codebuild-project-build-phase-success",)
    failed = sample(phase, completed_phase_status="FAILED")
    assert event_types(failed) == ("codebuild-project-build-phase-failure",)
    assert event_types(sample(phase, completed_phase_status="STOPPED")) == ()


def test_a_build_concerns_its_project_and_a_push_its_repository() -> None:
    (build,) = kinds(detail_type="CodeBuild Build State Change")
    event = sample(build, "FAILED", project_name="api", account="111122223333")
    project = "arn:aws:codebuild:us-east-1:111122223333:project/"
    assert concerns(event, f"{project}api")
    assert not concerns(event, f"{project}api2")

    (push,) = kinds(detail_type="CodeCommit Repository State Change")
    event = sample(push, repositoryName="shop")
    assert concerns(event, "arn:aws:codecommit:us-east-1:123456789012:shop")
    assert not concerns(event, "arn:aws:codecommit:us-east-1:123456789012:other")


def test_a_message_is_the_event_under_other_names() -> None:
    (push,) = kinds(detail_type="CodeCommit Repository State Change")
    event = sample(push, "referenceCreated")

    told = message(event, "arn:rule")

    assert told["detailType"] == event["detail-type"]
    assert told["notificationRuleArn"] == "arn:rule"
    assert "detail-type" not in told
    assert told["detail"] == event["detail"]
