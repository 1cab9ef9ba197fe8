"""Reading a stack: what is asked, how often, and what is made of the answers."""

from dataclasses import replace

import pytest

from reconciler.engine.deciding.ownership import ADDRESS, OWNER
from reconciler.engine.draft import draft
from reconciler.engine.live import Observed
from reconciler.engine.observe import observe
from reconciler.plan.calls import Answer, AnswerLost, AwsRefused, Call
from reconciler.plan.options import Options
from reconciler.spec.forms import forms
from reconciler.spec.stack import Scope, Stack
from tests.engine.estate import ACCOUNT, SCOPE, Aws, app, estate, resource, stack_of

BUILD = "iam.roles.app-0"


def seen(stack: Stack, aws: Aws, options: Options = Options()) -> Observed:  # noqa: B008
    return observe(stack, forms().values(), aws, options)


def fields_of(observed: Observed) -> dict[str, object]:
    return {address: live and live.fields for address, live in observed.found.items()}


def test_a_plan_of_a_thousand_resources_with_nothing_to_do_makes_418_calls() -> None:
    stack, aws = estate(200)

    observed = seen(stack, aws)
    plan = draft(stack, observed, Options()).plan

    assert observed.calls == sum(aws.calls.values()) == 418
    assert aws.calls == {
        "resourcegroupstaggingapi:GetResources": 8,
        "iam:GetAccountAuthorizationDetails": 2,
        "iam:ListRoles": 2,
        "codecommit:BatchGetRepositories": 2,
        "codebuild:BatchGetProjects": 2,
        "codepipeline:GetPipeline": 200,
        "events:ListRules": 2,
        "events:ListTargetsByRule": 200,
    }
    assert plan.to_do == ()
    assert len(plan.changes) == 1000


def test_what_is_not_there_is_found_to_be_nothing() -> None:
    observed = seen(stack_of(*app(0)), Aws())

    assert set(observed.found.values()) == {None}
    assert observed.orphans == {}
    assert observed.unread == {}


def test_small_pages_change_nothing() -> None:
    stack, aws = estate(12)
    small = Aws(aws.things, aws.tags, aws.targets, page=2)

    assert seen(stack, small).found == seen(stack, aws).found
    assert small.calls["events:ListRules"] == 6


def test_below_ten_resources_a_bulk_read_is_not_worth_it() -> None:
    stack, aws = estate(9)

    seen(stack, aws)

    assert aws.calls["events:DescribeRule"] == 9
    assert aws.calls["events:ListRules"] == 0


def test_where_a_bulk_read_is_denied_the_single_ones_serve() -> None:
    stack, aws = estate(12)
    expected = seen(stack, aws)
    aws.denied = {"ListRules", "GetAccountAuthorizationDetails"}

    observed = seen(stack, aws)

    assert aws.calls["events:DescribeRule"] == 12
    assert fields_of(observed) == fields_of(expected)
    assert set(observed.unread) == {"orphans of iam.roles"}
    assert "AccessDenied" in observed.unread["orphans of iam.roles"]


def test_a_kind_that_is_denied_degrades_itself_alone() -> None:
    stack, aws = estate(2)
    aws.denied = {"GetPipeline"}

    observed = seen(stack, aws)

    assert set(observed.unread) == {"codepipeline.pipelines"}
    assert {one for one in observed.found if "pipelines" in one} == set()
    assert len(observed.found) == 8
    assert draft(stack, observed, Options()).plan.to_do == ()


def test_without_the_tagging_api_every_tag_is_read_by_its_own_service() -> None:
    stack, aws = estate(2)
    aws.denied = {"GetResources"}

    observed = seen(stack, aws)

    assert set(observed.unread) == {"orphans"}
    assert aws.calls["codecommit:ListTagsForResource"] == 2
    assert draft(stack, observed, Options()).plan.to_do == ()


def test_a_refusal_that_is_no_denial_ends_the_run() -> None:
    stack, aws = estate(1)

    def broken(call: Call) -> Answer:
        if call.operation == "GetPipeline":
            raise AwsRefused(call, "ValidationException", "no")
        return aws(call)

    with pytest.raises(AwsRefused, match="ValidationException"):
        observe(stack, forms().values(), broken, Options())


def test_a_lost_answer_ends_the_run() -> None:
    stack, _ = estate(1)

    def lost(call: Call) -> Answer:
        raise AnswerLost(call, "reset")

    with pytest.raises(AnswerLost):
        observe(stack, forms().values(), lost, Options())


def test_tags_that_the_sweep_has_otherwise_are_confirmed_by_the_service() -> None:
    stack, aws = estate(2)
    arn = stack.resources[1].arn
    aws.tags[arn] = {**aws.tags[arn], "team": "web"}

    observed = seen(stack, aws)

    assert aws.calls["codecommit:ListTagsForResource"] == 1
    live = observed.found["codecommit.repositories.app-0"]
    assert live is not None
    assert live.tags == aws.tags[arn]


def test_what_is_ours_and_declared_nowhere_is_an_orphan() -> None:
    stack, aws = estate(2)
    kept = stack_of(*app(0))

    observed = seen(kept, aws)

    assert set(observed.orphans) == {one.address for one in stack.resources[5:]}
    lost = observed.orphans["eventbridge.rules.app-1"]
    assert lost.identity == ("default", "app-1")
    assert "targets" in lost.fields


def test_an_orphan_that_is_gone_or_given_away_is_none() -> None:
    stack, aws = estate(2)
    swept = dict(aws.tags)
    del aws.things["codecommit.repositories"]["app-1"]

    def lagging(call: Call) -> Answer:
        if call.operation == "GetResources":
            return Aws(tags=swept)(call)
        return aws(call)

    aws.tags = {**swept, stack.resources[8].arn: {OWNER: "other/shop/prod"}}
    observed = observe(stack_of(*app(0)), forms().values(), lagging, Options())

    assert "codecommit.repositories.app-1" not in observed.orphans
    assert "codepipeline.pipelines.app-1" not in observed.orphans
    assert "codebuild.projects.app-1" in observed.orphans


def test_an_orphan_whose_address_was_given_to_another_name_keeps_its_own() -> None:
    old = resource("codecommit.repositories.web", "web-old", {})
    new = resource("codecommit.repositories.web", "web-new", {})
    aws = Aws()
    aws.put(old)

    observed = seen(stack_of(new), aws)

    assert set(observed.orphans) == {"codecommit.repositories.web-old"}
    assert observed.found == {"codecommit.repositories.web": None}


def test_orphans_of_a_kind_that_no_sweep_knows_are_found_without_one_declared() -> None:
    _, aws = estate(1)

    observed = seen(stack_of(resource("codecommit.repositories.x", "x", {})), aws)

    assert BUILD in observed.orphans
    assert aws.calls["iam:GetRole"] == 0


def test_a_part_is_read_only_where_it_is_declared() -> None:
    plain = resource("s3.buckets.plain", "plain", {})
    versioned = resource(
        "s3.buckets.versioned", "versioned", {"versioning_configuration": {"status": "Enabled"}}
    )
    aws = Aws(parts={"versioning/versioned": {"Status": "Enabled"}})
    aws.put(plain)
    aws.put(versioned)

    observed = seen(stack_of(plain, versioned), aws)

    assert aws.calls["s3:GetBucketVersioning"] == 1
    live = observed.found["s3.buckets.versioned"]
    assert live is not None
    assert live.fields["versioning_configuration"] == {"status": "Enabled"}


def test_a_404_for_the_tags_or_a_part_of_what_is_there_means_none() -> None:
    bucket = resource("s3.buckets.plain", "plain", {"policy": None})
    aws = Aws()
    aws.put(bucket)
    aws.tags.clear()

    observed = seen(stack_of(bucket), aws)

    live = observed.found["s3.buckets.plain"]
    assert live is not None
    assert live.tags == {}
    assert "policy" not in live.fields


def test_policies_are_read_one_by_one_where_the_bulk_read_is_denied() -> None:
    stack, aws = estate(1)
    document = {"Statement": [{"Action": "s3:*"}]}
    aws.parts["policies/app-0"] = [{"PolicyName": "inline", "PolicyDocument": document}]
    expected = seen(stack, aws).found[BUILD]
    aws.denied = {"GetAccountAuthorizationDetails"}

    live = seen(stack, aws).found[BUILD]

    assert expected is not None
    assert live is not None
    assert live.fields["policies"] == expected.fields["policies"]
    assert live.fields["policies"] == {"inline": {"Statement": ({"Action": ("s3:*",)},)}}


def test_an_external_resource_is_read_without_its_parts_and_tags() -> None:
    stack, aws = estate(1)
    external = resource(
        "eventbridge.rules.app-0", "app-0", {}, parents=("default",), state="external"
    )
    aws.tags.clear()

    live = seen(stack_of(external), aws).found["eventbridge.rules.app-0"]

    assert live is not None
    assert live.arn == stack.resources[4].arn
    assert aws.calls["events:ListTagsForResource"] == 0
    assert aws.calls["events:ListTargetsByRule"] == 0


def test_a_pinned_id_wins_over_the_name() -> None:
    _, aws = estate(1)
    arn = "arn:aws:codecommit:eu-west-1:111122223333:app-0"
    pinned = resource("codecommit.repositories.renamed", "renamed", {}, id=arn)

    live = seen(stack_of(pinned), aws).found["codecommit.repositories.renamed"]

    assert live is not None
    assert live.identity == ("app-0",)


def test_outputs_are_the_identity_the_arn_and_what_the_kind_gives() -> None:
    stack, aws = estate(1)

    live = seen(stack, aws).found["codecommit.repositories.app-0"]

    assert live is not None
    assert live.outputs == {
        "name": "app-0",
        "arn": stack.resources[1].arn,
        "id": "id-app-0",
        "clone_url_http": "https://git/app-0",
    }
    assert (live.tags or {})[ADDRESS] == "codecommit.repositories.app-0"


def test_what_is_seen_from_two_scopes_of_one_account_is_one_thing() -> None:
    _, aws = estate(2)
    us = Scope("us", ACCOUNT, "us-east-1")
    both = replace(stack_of(*app(0)), scopes=(SCOPE, us))

    observed = seen(both, aws)

    assert set(observed.orphans) == {one.address for one in app(1)}
    assert aws.calls["iam:GetAccountAuthorizationDetails"] == 2


def test_what_is_declared_is_no_orphan_though_its_own_read_lags_behind() -> None:
    stack, aws = estate(1)

    def lagging(call: Call) -> Answer:
        if call.operation == "BatchGetRepositories" and aws.calls[str(call)] == 0:
            return {**aws(call), "repositories": []}
        return aws(call)

    observed = observe(stack, forms().values(), lagging, Options())

    assert observed.found["codecommit.repositories.app-0"] is None
    assert observed.orphans == {}


def test_what_vanishes_while_it_is_read_has_no_parts() -> None:
    stack, aws = estate(1)

    def vanishing(call: Call) -> Answer:
        if call.operation == "ListTargetsByRule":
            raise AwsRefused(call, "ResourceNotFoundException", "gone", "", 400)
        return aws(call)

    live = observe(stack, forms().values(), vanishing, Options()).found["eventbridge.rules.app-0"]

    assert live is not None
    assert "targets" not in live.fields
