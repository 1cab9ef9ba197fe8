"""References: what they stand for, and what is wrong with those that stand for nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconciler.errors import Place
from reconciler.spec.files.placing import looked_up
from reconciler.spec.files.settings import environment
from reconciler.spec.language.resolver import Use
from reconciler.spec.load import lookups_needed
from reconciler.spec.nodes import ScalarNode
from reconciler.spec.values import Late, Text
from tests.spec.repository import codes, loaded, plain, resolved, resolver_of

VARS = "vars: {branch: main, n: 5, none: null, list: [a, b], network: {a: 1, b: 2}, to: '${{ vars.branch }}'}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${{ stack }}", "shop"),
        ("${{ environment }}", "dev"),
        ("${{ account }}", "111122223333"),
        ("${{ region }}/${{ partition }}", "eu-west-1/aws"),
        ("${{ environments.prod.account }}", "012345670123"),
        ("${{ self.key }}-${{ self.name }}", "me-me"),
        ("${{ self.arn }}", Late("iam.roles.me", "arn")),
        ("${{vars.branch}}", "main"),
        ("${{ vars.to }}", "main"),
        ("a-${{ vars.to }}-${{ vars.n }}", "a-main-5"),
        ("${{ vars.list }}", ["a", "b"]),
        ("${{ vars.network }}", {"a": "1", "b": "2"}),
        ("${{ vars.network.b }}", "2"),
        ("${{ vars.none }}", None),
        ("$${{ vars.branch }}", "${{ vars.branch }}"),
        ("${{ iam.roles.other.name }}", "other"),
        ("${{ iam.roles.other.arn }}", Late("iam.roles.other", "arn")),
        (
            "x ${{ iam.roles.other.arn }}/${{ vars.n }}/*",
            Text(("x ", Late("iam.roles.other", "arn"), "/5/*")),
        ),
        ("#{Source.Id} ${Name} {{resolve:ssm:x}}", "#{Source.Id} ${Name} {{resolve:ssm:x}}"),
    ],
)
def test_what_a_reference_stands_for(tmp_path: Path, text: str, expected: object) -> None:
    found = resolved(tmp_path, f'"{text}"', header=VARS)
    assert found.faults == ()
    assert plain(found.node) == expected


@pytest.mark.parametrize(
    ("text", "code", "part"),
    [
        ("${{ vars.brunch }}", "RC1302", "`branch`"),
        ("${{ vars.n.x }}", "RC1302", ""),
        ("${{ vars }}", "RC1301", ""),
        ("${{ vars.branch | upper }}", "RC1301", "no functions"),
        ("${{ vars.branch", "RC1301", "$${{"),
        ("${{ regoin }}", "RC1301", "`region`"),
        ("${{ region.x }}", "RC1301", ""),
        ("${{ environments.dev.region }}", "RC1301", ""),
        ("${{ environments.prd.account }}", "RC1302", "`prod`"),
        ("${{ self.nam }}", "RC1301", ""),
        ("${{ iam.roles.other }}", "RC1301", ".arn"),
        ("${{ iam.roles.othr.arn }}", "RC1302", "`iam.roles.other`"),
        ("${{ iam.roles.other.ran }}", "RC1311", "`arn`"),
        ("{{ vars.branch }}", "RC1309", "${{ vars.branch }}"),
        ("x-${AWS::Region}", "RC1309", "${{ region }}"),
        ("x-${vars.branch}", "RC1309", "${{ vars.branch }}"),
        ("x ${{ vars.list }}", "RC1305", ""),
        ("x ${{ vars.none }}", "RC1306", ""),
        ("{'${{ vars.n }}': 1}", "RC1303", ""),
        ("{lookup: ssm:/x}", "RC1308", "vars"),
    ],
)
def test_what_stands_for_nothing(tmp_path: Path, text: str, code: str, part: str) -> None:
    written = text if text.startswith(("{'", "{l")) else f'"{text}"'
    found = resolved(tmp_path, written, header=VARS)
    assert codes(found.faults) == [code]
    fault = found.faults[0]
    assert fault.place is not None
    assert fault.place.line == 7
    assert part in (fault.suggestion or "") + (fault.expected or "")


def test_a_value_stands_at_its_reference_and_knows_its_var(tmp_path: Path) -> None:
    found = resolved(tmp_path, '"${{ vars.list }}"', header=VARS)
    place = Place("specs/a.yaml", 7, 14)
    assert found.node.place == place
    assert found.origins[place].place == Place("specs/a.yaml", 2, 46)


def test_a_reference_keeps_the_type_that_its_var_was_written_with(tmp_path: Path) -> None:
    found = resolved(tmp_path, '"${{ vars.n }}"', header=VARS)
    assert found.node == ScalarNode("5", found.node.place, plain=True)
    inside = resolved(tmp_path, '"${{ vars.n }}0"', header=VARS)
    assert inside.node == ScalarNode("50", inside.node.place, plain=False)


def test_uses_tell_which_resources_are_named(tmp_path: Path) -> None:
    found = resolved(tmp_path, '["${{ iam.roles.other.arn }}", "${{ self.arn }}"]')
    assert found.uses == (Use(Place("specs/a.yaml", 7, 15), "iam.roles.other", "arn"),)


def test_values_of_resources_are_never_expanded(tmp_path: Path) -> None:
    sources = loaded(tmp_path, 'stack: s\niam: {roles: {me: {v: "${{ self.name }}!"}}}\n')
    resolver, found, _ = resolver_of(sources, answers=lambda _a, _b: "${{ vars.x }}")
    me = found["iam.roles.me"]
    assert plain(resolver.resolve(me.node, me).node) == {"v": "${{ vars.x }}!"}


@pytest.mark.parametrize(
    "header",
    [
        'vars: {branch: "${{ vars.b }}", b: "${{ vars.branch }}"}',
        'vars: {branch: {x: "${{ vars.branch }}"}}',
        'vars: {branch: "x${{ vars.branch }}"}',
    ],
)
def test_vars_in_a_circle_are_named(tmp_path: Path, header: str) -> None:
    found = resolved(tmp_path, '"${{ vars.branch }}"', header=header)
    assert codes(found.faults) == ["RC1304"]
    assert "vars.branch" in found.faults[0].message


@pytest.mark.parametrize(
    "text", ["'${{ vars.v%d }}${{ vars.v%d }}'", "['${{ vars.v%d }}', '${{ vars.v%d }}']"]
)
def test_vars_that_multiply_are_capped(tmp_path: Path, text: str) -> None:
    lines = [f"  v{i}: {text % (i + 1, i + 1)}" for i in range(30)]
    header = "\n".join(["vars:", *lines, "  v30: xxxxxxxxxxxxxxxxxxx"])
    sources = loaded(
        tmp_path, f"stack: s\n{header}\niam: {{roles: {{me: {{v: '${{{{ vars.v0 }}}}'}}}}}}\n"
    )
    _, _, faults = resolver_of(sources)
    assert "RC1312" in codes(faults)


def test_a_long_chain_of_vars_is_capped(tmp_path: Path) -> None:
    lines = [f"  v{i}: '${{{{ vars.v{i + 1} }}}}'" for i in range(2000)]
    header = "\n".join(["vars:", *lines, "  v2000: x"])
    assert codes(resolved(tmp_path, "'${{ vars.v0 }}'", header=header).faults) == ["RC1312"]


@pytest.mark.parametrize("depth", [1, 3, 50])
def test_vars_that_nest_too_deeply_are_capped(tmp_path: Path, depth: int) -> None:
    opened, closed = "[" * depth, "]" * depth
    lines = [f"  v{i}: {opened}'${{{{ vars.v{i + 1} }}}}'{closed}" for i in range(200)]
    header = "\n".join(["vars:", *lines, "  v200: x"])
    assert codes(resolved(tmp_path, "'${{ vars.v0 }}'", header=header).faults) == ["RC1312"]


LOOKUPS = """stack: s
vars:
  subnets: {lookup: "ssm:/${{ environment }}/subnets"}
  deep: {export: {lookup: "cfn-export:VPC"}}
iam: {roles: {me: {v: ["${{ vars.subnets }}", "${{ vars.deep.export }}"]}}}
"""


def test_lookups_are_asked_for_and_filled_in(tmp_path: Path) -> None:
    sources = loaded(tmp_path, LOOKUPS)
    scopes = environment(sources.settings, "dev").scopes
    wanted = lookups_needed(sources, "s", "dev", scopes)
    assert [(one.text, one.provider, one.name) for one in wanted] == [
        ("cfn-export:VPC", "cfn-export", "VPC"),
        ("ssm:/dev/subnets", "ssm", "/dev/subnets"),
    ]
    resolver, found, faults = resolver_of(sources, lookups={"ssm:/dev/subnets": ("a", "b")})
    me = found["iam.roles.me"]
    assert faults == ()
    values = plain(resolver.resolve(me.node.entries["v"], me).node)
    assert values == [["a", "b"], Late("lookup", "cfn-export:VPC")]


@pytest.mark.parametrize(
    ("text", "plain_scalar"),
    [("20", True), ("true", True), ("1.5", True), ("null", False), ("007", False), ("on", False)],
)
def test_a_looked_up_number_may_be_typed_and_nothing_else(text: str, plain_scalar: bool) -> None:
    node = looked_up(text, Place("s.yaml"))
    assert isinstance(node, ScalarNode)
    assert (node.text, node.plain, node.is_null) == (text, plain_scalar, False)


@pytest.mark.parametrize("text", ["sm:/x", "ssm:", "cfn-output:STACK", "x", "${{ self.arn }}"])
def test_a_lookup_that_is_none_is_told_once(tmp_path: Path, text: str) -> None:
    sources = loaded(tmp_path, f'stack: s\nvars: {{a: {{lookup: "{text}"}}}}\niam: {{}}\n')
    assert codes(resolver_of(sources)[2]) == ["RC1308"]
    assert lookups_needed(sources, "s", "dev", environment(sources.settings, "dev").scopes) == ()
