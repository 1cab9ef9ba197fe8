"""CodeArtifact where one setting shuts another out, and where somebody else writes in between."""

import json
from pathlib import Path

from reconciler.spec.stack import Stack
from tests.laws.ground import World, stack_in, told, undone

REPOSITORY = """
stack: small
codeartifact:
  domains: {{acme: {{}}}}
  repositories:
    base: {{domain: acme}}
    web: {{domain: acme, {fields}}}
"""
CONNECTED = 'external_connections: ["public:{}"]'
ABOVE = "upstreams: [{repository_name: base}]"


def repository(folder: Path, fields: str) -> Stack:
    return stack_in(folder, {"small.yaml": REPOSITORY.format(fields=fields)})


def test_what_goes_makes_room_before_what_comes(world: World, tmp_path: Path) -> None:
    """An external connection shuts upstreams and every other connection out."""
    turns = (CONNECTED.format("npmjs"), CONNECTED.format("pypi"), ABOVE, CONNECTED.format("npmjs"))
    for fields in turns:
        stack = repository(tmp_path, fields)
        assert undone(world.apply(stack)) == []
        assert told(world.plan(stack).plan.to_do) == []


GROUP = """
stack: small
codeartifact:
  domains: {{acme: {{}}}}
  repositories: {{base: {{domain: acme}}, web: {{domain: acme}}}}
  package_groups:
    npm: {{domain: acme, pattern: "/npm/*", {fields}}}
"""
LISTED = """restrictions: {{PUBLISH: ALLOW_SPECIFIC_REPOSITORIES}},
          allowed_repositories: [{{repository_name: {}, origin_restriction_type: PUBLISH}}]"""


def test_allowed_repositories_come_and_go_with_their_restriction(
    world: World, tmp_path: Path
) -> None:
    shut = "restrictions: {PUBLISH: BLOCK}, allowed_repositories: null"
    for tails in ((), ("codeartifact.allowed_lists_survive",)):
        world.fresh()
        world.sandbox.toss(*tails)
        for fields in (LISTED.format("web"), shut, LISTED.format("base"), "description: all"):
            stack = stack_in(tmp_path, {"small.yaml": GROUP.format(fields=fields)})
            assert undone(world.apply(stack)) == []
            assert told(world.plan(stack).plan.to_do) == []


MANY = ", ".join(f"r{number:03}: {{domain: acme}}" for number in range(101))
ALLOWED = ", ".join(
    f"{{repository_name: r{number:03}, origin_restriction_type: PUBLISH}}" for number in range(101)
)


def test_a_hundred_allowed_repositories_are_changed_at_once(world: World, tmp_path: Path) -> None:
    text = GROUP.replace(
        "base: {{domain: acme}}, web: {{domain: acme}}", MANY.replace("{", "{{").replace("}", "}}")
    )
    fields = (
        f"restrictions: {{PUBLISH: ALLOW_SPECIFIC_REPOSITORIES}}, allowed_repositories: [{ALLOWED}]"
    )
    stack = stack_in(tmp_path, {"small.yaml": text.format(fields=fields)})
    assert undone(world.apply(stack)) == []
    sent = [one for one in world.sent if one.operation == "UpdatePackageGroupOriginConfiguration"]
    assert [len(one.params.get("addAllowedRepositories", ())) for one in sent] == [0, 100, 1]


def test_the_arn_of_a_group_is_known_before_it_is_there(world: World, tmp_path: Path) -> None:
    stack = stack_in(tmp_path, {"small.yaml": GROUP.format(fields="description: all")})
    (group,) = (one for one in stack.resources if one.address.endswith(".npm"))
    assert group.arn == "arn:aws:codeartifact:eu-west-1:123456789012:package-group/acme/npm/%2a"
    world.apply(stack)
    told = world.boto("codeartifact").describe_package_group(domain="acme", packageGroup="/npm/*")
    assert told["packageGroup"]["arn"] == group.arn


POLICY = """
stack: small
codeartifact:
  domains:
    acme:
      policy: {{Version: "2012-10-17", Statement: [{{Effect: Allow, Principal: "*",
               Action: "codeartifact:{action}", Resource: "*"}}]}}
"""


def test_a_policy_that_somebody_wrote_since_the_plan_is_not_overwritten(
    world: World, tmp_path: Path
) -> None:
    world.apply(stack_in(tmp_path, {"small.yaml": POLICY.format(action="List*")}))
    changed = stack_in(tmp_path, {"small.yaml": POLICY.format(action="Describe*")})
    planned = world.plan(changed)
    client = world.boto("codeartifact")
    held = json.loads(client.get_domain_permissions_policy(domain="acme")["policy"]["document"])
    held["Statement"][0]["Effect"] = "Deny"
    client.put_domain_permissions_policy(domain="acme", policyDocument=json.dumps(held))
    (failure,) = undone(world.make(planned))
    assert "policy revision" in failure
    assert undone(world.apply(changed)) == []
