"""The tagging sweep: pages, what its ARNs are, and addresses of orphans."""

import pytest

from reconciler.engine.deciding.ownership import ADDRESS, OWNER
from reconciler.engine.reading.outputs import identity_of
from reconciler.engine.reading.read import Target
from reconciler.engine.reading.sweep import distinct, strays, swept
from reconciler.spec.forms import forms
from tests.engine.estate import SCOPE, Aws

START = "arn:aws:events:eu-west-1:111122223333:rule/"


@pytest.mark.parametrize(
    ("kind", "arn", "identity"),
    [
        ("eventbridge.rules", START + "push", ("default", "push")),
        ("eventbridge.rules", START + "bus/push", ("bus", "push")),
        ("codepipeline.pipelines", "arn:aws:codepipeline:eu-west-1:1:web", ("web",)),
        ("codepipeline.pipelines", "arn:aws:codepipeline:eu-west-1:1:webhook:web", None),
        ("codepipeline.pipelines", "arn:aws:codepipeline:eu-west-1:1:web/Build", None),
        ("codebuild.projects", "arn:aws-cn:codebuild:cn-north-1:1:project/web", ("web",)),
        ("codebuild.projects", "arn:aws:codebuild:eu-west-1:1:fleet/web", None),
        ("s3.buckets", "arn:aws:s3:::a.b-c", ("a.b-c",)),
        ("logs.groups", "arn:aws:logs:eu-west-1:1:log-group:/aws/x", ("/aws/x",)),
        ("logs.groups", "arn:aws:logs:eu-west-1:1:log-group:/aws/x:*", None),
        ("ssm.parameters", "arn:aws:ssm:eu-west-1:1:parameter/a/b", ("/a/b",)),
        ("ssm.parameters", "arn:aws:ssm:eu-west-1:1:parameter/a", ("a",)),
        ("ecr.repositories", "arn:aws:ecr:eu-west-1:1:repository/team/api", ("team/api",)),
    ],
)
def test_an_arn_made_of_names_tells_them(
    kind: str, arn: str, identity: tuple[str, ...] | None
) -> None:
    assert identity_of(forms()[kind], arn) == identity


def test_the_sweep_reads_every_page_and_only_what_is_ours() -> None:
    mine = {START + str(number): {OWNER: "me", "n": str(number)} for number in range(5)}
    aws = Aws(tags={**mine, START + "other": {OWNER: "you"}}, page=2)

    assert swept(aws, SCOPE, "me") == mine
    assert aws.calls["resourcegroupstaggingapi:GetResources"] == 3


def test_what_no_kind_knows_is_left_alone() -> None:
    found = {
        START + "old": {ADDRESS: "eventbridge.rules.nightly"},
        START + "bare": {},
        "arn:aws:ec2:eu-west-1:1:instance/i-1": {ADDRESS: "x.y.z"},
    }

    lost = strays(found, forms().values(), SCOPE)

    assert [(one.address, one.identity) for one in lost] == [
        ("eventbridge.rules.nightly", ("default", "old")),
        ("eventbridge.rules.bare", ("default", "bare")),
    ]


def test_every_orphan_has_an_address_of_its_own() -> None:
    form = forms()["codecommit.repositories"]
    targets = [Target("codecommit.repositories.web", form, SCOPE, (name,)) for name in "cab"]

    named = distinct(targets, ["codecommit.repositories.web", "codecommit.repositories.a"])

    assert {address: one.identity for address, one in named.items()} == {
        "codecommit.repositories.a#2": ("a",),
        "codecommit.repositories.b": ("b",),
        "codecommit.repositories.c": ("c",),
    }
    assert all(one.address == address for address, one in named.items())
