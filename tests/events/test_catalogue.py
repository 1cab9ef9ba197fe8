"""The catalogue: every event has a sample, in every state, that its own pattern matches."""

from __future__ import annotations

import pytest

from reconciler.events.catalogue import CATALOGUE, Kind, kinds, sample
from reconciler.events.pattern import compiled
from reconciler.events.samples import SAMPLES


@pytest.mark.parametrize("kind", CATALOGUE, ids=lambda kind: kind.detail_type)
def test_every_kind_has_a_sample_in_every_state(kind: Kind) -> None:
    wanted = {"source": [kind.source], "detail-type": [kind.detail_type]}
    for state in kind.states or (None,):
        event = sample(kind, state, account="111122223333", region="eu-west-1")

        assert compiled(wanted).matches(event)
        assert (event["account"], event["region"]) == ("111122223333", "eu-west-1")
        assert all(arn.startswith("arn:aws:") and "{" not in arn for arn in event["resources"])
        if state is not None:
            assert event["detail"][kind.state] == state


def test_no_sample_is_without_its_kind() -> None:
    assert {kind.detail_type for kind in CATALOGUE} == set(SAMPLES)
    assert len({(kind.source, kind.detail_type) for kind in CATALOGUE}) == len(CATALOGUE)


def test_fields_of_a_sample_can_be_given_and_reach_its_resources() -> None:
    (push,) = kinds("aws.codecommit", "CodeCommit Repository State Change")

    event = sample(push, "referenceUpdated", repositoryName="shop", referenceName="main")

    assert event["resources"] == ["arn:aws:codecommit:us-east-1:123456789012:shop"]
    assert event["detail"]["referenceName"] == "main"
    (build,) = kinds(detail_type="CodeBuild Build State Change")
    assert sample(build, "FAILED", project_name="api")["detail"]["project-name"] == "api"


def test_kinds_are_found_by_source() -> None:
    assert {kind.source for kind in kinds("aws.codepipeline")} == {"aws.codepipeline"}
    assert len(kinds("aws.codepipeline")) == 3
    assert kinds() == CATALOGUE
