"""Declarations become resources: names, ARNs, references, tags, doubles."""

import dataclasses
from pathlib import Path

import pytest

from reconciler.errors import Place, SpecInvalid
from reconciler.spec.declared.resource import resource_of
from reconciler.spec.files.settings import environment
from reconciler.spec.load import load
from reconciler.spec.resources import check, doubles, resolve
from reconciler.spec.stack import Scope
from reconciler.spec.values import Late, Text
from tests.spec.ground import FILE, HOME, declarations, faults, good, ground_of, made, told

REPOSITORY = "codecommit: {repositories: {web: {%s}}}"
ROLE = "iam: {roles: {build: {assume_role_policy_document: {Version: 2012-10-17}, %s}}}"


def test_the_key_is_the_name() -> None:
    assert good(REPOSITORY % "").identity == ("web",)


def test_a_written_name_wins() -> None:
    resource = good(REPOSITORY % "name: Web.Shop", names="${{ stack }}-${{ self.key }}")
    assert (resource.address, resource.identity) == ("codecommit.repositories.web", ("Web.Shop",))


def test_names_name_the_rest() -> None:
    resource = good(REPOSITORY % "", names="${{ stack }}-${{ environment }}-${{ self.key }}")
    assert resource.identity == ("shop-prod-web",)
    assert resource.arn == "arn:aws:codecommit:eu-west-1:111122223333:shop-prod-web"


def test_the_parent_has_its_default() -> None:
    resource = good("eventbridge: {rules: {push: {event_pattern: {source: [a]}}}}")
    assert resource.identity == ("default", "push")
    assert resource.arn == "arn:aws:events:eu-west-1:111122223333:rule/push"


def test_an_arn_may_follow_from_the_parent() -> None:
    text = "eventbridge: {rules: {push: {event_bus_name: own, event_pattern: {source: [a]}}}}"
    assert good(text).arn == "arn:aws:events:eu-west-1:111122223333:rule/own/push"


def test_an_arn_is_made_of_fields_and_their_defaults() -> None:
    assert good(ROLE % "").arn == "arn:aws:iam::111122223333:role/build"
    assert good(ROLE % "path: /ci/").arn == "arn:aws:iam::111122223333:role/ci/build"


def test_identity_fields_and_tags_are_not_desired() -> None:
    resource = good(
        REPOSITORY % "name: w, description: d, tags: {a: b}, lifecycle: {protect: true}"
    )
    assert resource.desired == {"description": "d"}
    assert resource.lifecycle.protect


def test_only_what_was_written_is_desired() -> None:
    assert good(REPOSITORY % "").desired == {}


TWO = """\
codecommit: {repositories: {web: {description: "${{ iam.roles.build.arn }}"}}}
iam: {roles: {build: {assume_role_policy_document: {Version: 2012-10-17}}}}
"""


def test_a_reference_to_what_is_known() -> None:
    resource = good(TWO)
    assert resource.desired == {"description": "arn:aws:iam::111122223333:role/build"}
    assert resource.references == (("description", "iam.roles.build"),)
    assert resource.places["description"] == Place(FILE, 1, 48)


@pytest.mark.parametrize(
    ("attribute", "value"),
    [("name", "build"), ("key", "build"), ("id", Late("iam.roles.build", "id"))],
)
def test_attributes(attribute: str, value: object) -> None:
    assert good(TWO.replace(".arn", f".{attribute}")).desired == {"description": value}


def test_a_late_value_inside_text() -> None:
    text = TWO.replace("${{ iam.roles.build.arn }}", "id ${{ iam.roles.build.id }}!")
    assert good(text).desired == {"description": Text(("id ", Late("iam.roles.build", "id"), "!"))}


def test_an_attribute_that_does_not_exist_names_those_that_do() -> None:
    assert [told(fault) for fault in faults(TWO.replace(".arn", ".anr"))] == [
        (
            "1:48 RC1311 `iam.roles.build` has no attribute `anr` | `arn`, `name`, `key` or `id` "
            "| Did you mean `arn`?"
        )
    ]


def test_a_name_that_aws_keeps_can_only_be_referred_to() -> None:
    name = "name: AWSServiceRoleForCodeStarNotifications"
    assert [told(fault) for fault in faults(ROLE % name)] == [
        (
            "1:15 RC1216 `AWSServiceRoleForCodeStarNotifications` is a name that AWS keeps for "
            "itself | another name "
            "| To refer to what AWS made, write `lifecycle: {state: external}`."
        )
    ]
    assert faults(ROLE % f"{name}, lifecycle: {{state: external}}") == []


def test_a_misspelt_address() -> None:
    assert [told(fault) for fault in faults(TWO.replace("build.arn", "biuld.arn"))] == [
        (
            "1:48 RC1302 `iam.roles.biuld` is not declared in this stack | a resource of the stack "
            "| Did you mean `iam.roles.build`?"
        )
    ]


def test_a_reference_to_what_is_off_is_null() -> None:
    declared = declarations(TWO)[:1]
    ground = ground_of(declared, off=frozenset({"iam.roles.build"}))
    result = resource_of(declared[0], ground)
    assert result.faults == ()
    assert result.resource is not None
    assert result.resource.desired == {"description": None}


def test_self() -> None:
    resource = good(REPOSITORY % 'description: "${{ self.name }} ${{ self.key }} ${{ self.arn }}"')
    assert resource.desired == {
        "description": "web web arn:aws:codecommit:eu-west-1:111122223333:web"
    }
    assert resource.references == ()


def test_names_made_of_each_other_are_a_circle_named_in_full() -> None:
    text = """\
codecommit:
  repositories:
    a: {name: "${{ codecommit.repositories.b.name }}"}
    b: {name: "${{ codecommit.repositories.a.name }}"}
"""
    (fault,) = faults(text)
    assert fault.code == "RC1304"
    assert fault.message == (
        "names are made of each other in a circle: codecommit.repositories.a.name → "
        "codecommit.repositories.b.name → codecommit.repositories.a.name"
    )
    assert fault.place is not None


def test_policies_that_name_each_other_are_no_circle() -> None:
    text = """\
iam:
  roles:
    a: {assume_role_policy_document: {x: "${{ iam.roles.b.arn }}"}}
    b: {assume_role_policy_document: {x: "${{ iam.roles.a.arn }}"}}
"""
    assert faults(text) == []


def test_a_late_name_is_a_fault() -> None:
    text = TWO.replace("description:", "name:").replace(".arn", ".id")
    assert told(faults(text)[0]) == (
        "1:41 RC1212 `name` of codecommit.repositories.web must be known before apply, but is "
        "(known after apply: iam.roles.build.id) | a name that is known when planning | Write the "
        "name out, or make it of vars and keys."
    )


def test_a_name_that_waits_for_a_lookup_is_no_fault() -> None:
    declared = declarations(REPOSITORY % 'name: "web-${{ vars.id }}"')
    ground = ground_of(declared, 'id: {lookup: "ssm:/id"}')
    assert resource_of(declared[0], ground).faults == ()
    known = ground_of(declared, 'id: {lookup: "ssm:/id"}', lookups={"ssm:/id": "7"})
    resource = resource_of(declared[0], known).resource
    assert resource is not None
    assert resource.identity == ("web-7",)


def test_without_an_account_an_arn_is_late_and_nothing_is_wrong() -> None:
    declared = declarations(TWO, scope=Scope("", "", "eu-west-1"))
    results = [resource_of(each, ground_of(declared)) for each in declared]
    assert [fault for each in results for fault in each.faults] == []
    assert results[0].resource is not None
    assert results[0].resource.desired == {"description": Late("lookup", "iam.roles.build.arn")}


def test_a_bad_name_that_follows_from_the_key_is_told_at_the_key() -> None:
    assert told(faults(REPOSITORY % "", names="${{ self.key }} shop")[0]).startswith(
        "1:29 RC1205 `web shop` is not a well-formed `name` | text of 1 to 100 characters"
    )


@pytest.mark.parametrize("state", ["external", "absent", "released"])
def test_what_is_not_to_be_present_need_not_be_complete(state: str) -> None:
    resource = good(f"codebuild: {{projects: {{api: {{lifecycle: {{state: {state}}}}}}}}}")
    assert (resource.lifecycle.state, resource.identity) == (state, ("api",))


def test_tags_are_merged_and_null_takes_one_away() -> None:
    resource = good(REPOSITORY % "tags: {a: own, c: null, d: 012}", tags="{a: file, b: file, c: c}")
    assert resource.tags == {"a": "own", "b": "file", "d": "012"}


def test_tags_may_hold_references() -> None:
    assert good(REPOSITORY % "", tags='{stack: "${{ stack }}"}').tags == {"stack": "shop"}


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (
            "{aws:x: y}",
            "1:42 RC1214 the tag `aws:x` is AWS's own | a key that does not start with `aws:`",
        ),
        (
            "{reconcile:owner: y}",
            (
                "1:42 RC1214 the tag `reconcile:owner` is the tool's own: it says who owns a "
                "resource | a key that does not start with `reconcile:`"
            ),
        ),
        (
            "{a*: y}",
            (
                "1:42 RC1214 `a*` cannot be a tag's key | a key of 1 to 128 letters, digits, "
                "spaces and `_.:/=+-@`"
            ),
        ),
        (
            "{a: [b]}",
            (
                "1:45 RC1214 the value of the tag `a` is no text that is known when planning | "
                "text of at most 256 letters, digits, spaces and `_.:/=+-@`"
            ),
        ),
        (
            "{a: b;c}",
            (
                "1:45 RC1214 the value of the tag `a` is one that AWS refuses | text of at most "
                "256 letters, digits, spaces and `_.:/=+-@`"
            ),
        ),
        ("[a]", "1:41 RC1201 `tags` is no mapping | a mapping, key to text"),
    ],
)
def test_tags_that_aws_would_refuse(tags: str, expected: str) -> None:
    assert [told(fault) for fault in faults(REPOSITORY % f"tags: {tags}")] == [expected]


def test_too_many_tags() -> None:
    many = ", ".join(f"t{number}: x" for number in range(49))
    (fault,) = faults(REPOSITORY % f"tags: {{{many}}}")
    assert fault.message == "codecommit.repositories.web has 49 tags"


POINTER = """\
codebuild:
  projects:
    build:
      service_role: %s
      source: {type: NO_SOURCE, buildspec: {version: 0.2}}
      artifacts: {type: NO_ARTIFACTS}
      environment: {type: LINUX_CONTAINER, image: a, compute_type: BUILD_GENERAL1_SMALL}
iam: {roles: {build: {assume_role_policy_document: {Version: 2012-10-17}}}}
"""


def test_a_literal_that_names_nothing_declared_is_noted() -> None:
    resource = good(POINTER % "arn:aws:iam::111122223333:role/other")
    assert [told(note) for note in resource.notes] == [
        (
            "4:21 RC1215 `service_role` is written out and names no declared iam.roles | a "
            "reference to iam.roles | Declare it, with `lifecycle: {state: external}` where others "
            "own it, and refer to it: `${{ iam.roles.KEY.arn }}`."
        )
    ]


@pytest.mark.parametrize(
    "value", ["arn:aws:iam::111122223333:role/build", "${{ iam.roles.build.arn }}"]
)
def test_what_names_something_declared_is_not_noted(value: str) -> None:
    assert good(POINTER % value).notes == ()


def test_an_arn_of_another_service_is_not_noted_where_a_field_takes_several() -> None:
    rule = (
        "notifications: {{rules: {{a: {{detail_type: FULL, event_type_ids: [x], targets: [], "
        "resource: 'arn:aws:{}:eu-west-1:111122223333:web'}}}}}}"
    )

    assert good(rule.format("codecommit")).notes == ()
    (note,) = good(rule.format("codepipeline")).notes
    assert note.code == "RC1215"


def test_what_nobody_would_declare_here_is_not_noted() -> None:
    assert good(POINTER % "arn:aws:iam::444455556666:role/other").notes == ()
    group = (
        "codedeploy: {deployment_groups: {a: {application_name: '${{ codedeploy.applications.b.name }}',"
        " service_role_arn: 'arn:aws:iam::444455556666:role/deploy', deployment_config_name: %s}},"
        " applications: {b: {}}}"
    )

    assert good(group % "CodeDeployDefault.OneAtATime").notes == ()
    (note,) = good(group % "Own.OneAtATime").notes
    assert note.code == "RC1215"
    topic = "sns: {topics: {a: {kms_master_key_id: alias/%s}}}"
    assert good(topic % "aws/sns").notes == ()
    (note,) = good(topic % "theirs").notes
    assert note.code == "RC1215"


def test_two_addresses_of_one_live_identity() -> None:
    text = "codecommit: {repositories: {a: {name: web}, b: {name: web}}}"
    resources = [each.resource for each in made(text).values() if each.resource]
    (fault,) = doubles(resources)
    assert told(fault) == (
        "1:45 RC1213 codecommit.repositories.b and codecommit.repositories.a are one live "
        "resource, `web` | a name of its own for each | Give one of them another `name`, or take "
        "it out."
    )
    assert fault.notes[0].place == Place(FILE, 1, 29)


def test_the_same_name_in_another_region_is_another_resource() -> None:
    resource = good(REPOSITORY % "")
    other = dataclasses.replace(resource, scope=dataclasses.replace(HOME, region="us-east-1"))
    assert list(doubles([resource, other])) == []


def test_a_roles_name_is_one_in_all_regions() -> None:
    resource = good(ROLE % "")
    other = dataclasses.replace(resource, scope=dataclasses.replace(HOME, region="us-east-1"))
    assert len(list(doubles([resource, other]))) == 1


SETTINGS = """\
project: acme
environments:
  staging: {account: "111122223333", region: eu-west-1, vars: {minutes: 60}}
  prod: {account: "444455556666", region: eu-west-1, vars: {minutes: 3000}}
"""


def repository(tmp_path: Path, **files: str) -> Path:
    (tmp_path / "reconcile.yaml").write_text(SETTINGS)
    (tmp_path / "specs").mkdir()
    for name, text in files.items():
        (tmp_path / "specs" / f"{name}.yaml").write_text(f"stack: shop\n{text}")
    return tmp_path


PROJECT = POINTER % "${{ iam.roles.build.arn }}\n      timeout_in_minutes: ${{ vars.minutes }}"


def test_resolve_gives_the_stacks_of_an_environment(tmp_path: Path) -> None:
    sources = load(repository(tmp_path, a=PROJECT, b=REPOSITORY % ""))
    scopes = environment(sources.settings, "staging").scopes
    (stack,) = resolve(sources, "staging", scopes, {})
    assert stack.owner == "acme/shop/staging"
    assert stack.files == ("specs/a.yaml", "specs/b.yaml")
    assert {each.address for each in stack.resources} == {
        "codebuild.projects.build",
        "codecommit.repositories.web",
        "iam.roles.build",
    }


def test_resolve_raises_every_fault_of_every_file_by_place(tmp_path: Path) -> None:
    sources = load(repository(tmp_path, a=PROJECT, b=REPOSITORY % "colour: red", c="vars: [a]"))
    scopes = environment(sources.settings, "prod").scopes
    with pytest.raises(SpecInvalid) as raised:
        resolve(sources, "prod", scopes, {})
    places = [fault.place for fault in raised.value.faults if fault.place]
    assert places == sorted(places)
    assert {"specs/a.yaml", "specs/b.yaml", "specs/c.yaml"} <= {place.file for place in places}


def test_check_reads_every_environment_and_says_which(tmp_path: Path) -> None:
    sources = load(repository(tmp_path, a=PROJECT))
    (fault,) = check(sources).faults
    assert (fault.code, fault.notes[-1].message) == ("RC1206", "in the environment prod")


def test_check_tells_what_is_wrong_everywhere_once(tmp_path: Path) -> None:
    sources = load(repository(tmp_path, b=REPOSITORY % "colour: red"))
    (fault,) = check(sources).faults
    assert (fault.code, fault.notes) == ("RC1204", ())
