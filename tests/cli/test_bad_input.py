"""What is wrong with the input is told in one clear message; nothing is written, no traceback."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.credentials import keys_of_account
from reconciler.sandbox.faults import Fault
from tests.cli.tree import REPOSITORY, SETTINGS, Ran, Tree

PROJECT = """\
stack: shop
codebuild:
  projects:
    build:
      source: {type: CODECOMMIT, location: "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/web"}
      artifacts: {type: NO_ARTIFACTS}
      environment: {type: LINUX_CONTAINER, image: x, compute_type: BUILD_GENERAL1_SMALL}
      service_role: arn:aws:iam::111122223333:role/build
"""
ROLE = """\
    %s:
      assume_role_policy_document:
        Version: 2012-10-17
        Statement:
          - {Effect: Allow, Principal: {AWS: "${{ iam.roles.%s.id }}"}, Action: sts:AssumeRole}
"""
CYCLE = "stack: shop\niam:\n  roles:\n" + ROLE % ("a", "b") + ROLE % ("b", "a")


def is_told(ran: Ran, code: int, *words: str) -> None:
    """One or more faults on stderr, with the exit code; never a traceback or a bug's message."""
    said = ran.out + ran.err
    assert ran.code == code, said
    assert "error[RC" in said
    assert "Traceback" not in said
    assert "bug" not in said
    for word in words:
        assert word in said


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (b"\xff\xfe\x00\x00", ["UTF-8"]),
        (b"\x00\x01\x02", ["specs/shop.yaml:1"]),
        ("", ["specs/shop.yaml"]),
        ("- a\n- b\n", ["specs/shop.yaml:1"]),
        ("web: {}\n", ["stack: NAME"]),
        ("stack: shop\nuse: {web: {one: {}}}\n", ["no component `web`"]),
        ("stack: shop\ncodebild: {}\n", ["codebild", "Did you mean `codebuild`?"]),
        ("stack: shop\ncodebuild: {project: {}}\n", ["Did you mean `projects`?"]),
        (PROJECT.replace("service_role", "serviceRole"), ["Did you mean `service_role`?"]),
        (PROJECT + "      timeout_in_minutes: soon\n", ["whole number", "shop.yaml:9:27"]),
        (PROJECT.replace("CODECOMMIT", "CODECOMIT"), ["Did you mean `CODECOMMIT`?"]),
        (PROJECT + "      encryption_key: ${{ iam.roles.no.arn }}\n", ["iam.roles.no"]),
        (REPOSITORY.replace("{desc", "{name: a b, desc"), ["a b", "matches"]),
        (REPOSITORY + "    web: {}\n", ["web", "shop.yaml:4", "shop.yaml:5"]),
        ("stack: a: b\n", ["shop.yaml:1"]),
        ("stack: shop\na: &a [*a]\n", ["shop.yaml"]),
    ],
)
@pytest.mark.parametrize("command", [("validate",), ("plan", "--sandbox"), ("apply", "--yes")])
def test_a_bad_spec_is_told_and_exits_with_4(
    tree: Tree, command: tuple[str, ...], spec: str | bytes, words: list[str]
) -> None:
    tree.specs("", "")
    tree.write("specs/shop.yaml", spec)
    before = tree.files()

    is_told(tree.run(*command), 4, *words)
    assert tree.files() == before
    assert not tree.state.exists()


@pytest.mark.parametrize("kind", ["kms: {keys: {", "sns: {topics: {"])
def test_a_policy_that_aws_always_keeps_is_not_null(tree: Tree, kind: str) -> None:
    tree.specs(f"stack: s\n{kind}a: {{\n  policy: null}}}}}}\n")

    is_told(tree.run("validate"), 4, "RC1217", "`policy` is null", "shop.yaml:3:3", "Leave it out")

    tree.specs(f"stack: s\nvars: {{none: null}}\n{kind}a: {{policy: '${{{{ vars.none }}}}'}}}}}}\n")
    is_told(tree.run("validate"), 4, "RC1217")


def test_a_versioning_that_no_call_takes_away_is_not_null(tree: Tree) -> None:
    tree.specs("stack: shop\ns3: {buckets: {b: {versioning_configuration: null}}}\n")
    is_told(tree.run("validate"), 4, "RC1217", "`versioning_configuration` is null")


def test_a_start_that_is_none_is_refused(tree: Tree) -> None:
    tree.specs("stack: s\ncodepipeline: {pipelines: {p: {start: event}}}\n")

    is_told(tree.run("validate"), 4, "`event`", "`events`")


def test_a_cycle_is_named_in_full(tree: Tree) -> None:
    tree.specs(CYCLE)

    is_told(tree.plan(), 4, "iam.roles.a", "iam.roles.b")
    assert not tree.state.exists() or tree.aws("iam").list_roles()["Roles"] == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_any_bytes_are_a_spec_or_a_fault(tree: Tree, spec: bytes) -> None:
    tree.specs("", "")
    tree.write("specs/shop.yaml", spec)

    ran = tree.run("validate")

    assert ran.code in {0, 4}, ran.err
    assert (ran.code == 4) == ("error[RC" in ran.out)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_any_bytes_are_settings_or_a_fault(tree: Tree, text: bytes) -> None:
    tree.specs(REPOSITORY, "")
    tree.write("reconcile.yaml", text)

    ran = tree.run("validate")

    assert ran.code in {0, 4}, ran.err


def test_where_there_are_no_specs_init_is_offered(tree: Tree) -> None:
    is_told(tree.run("validate"), 4, "no spec was found", "reconcile init")
    is_told(tree.plan(), 4, "no spec was found")


@pytest.mark.parametrize("path", ["nowhere.yaml", "empty", "reconcile.yaml"])
def test_a_path_that_holds_no_spec_is_usage(tree: Tree, path: str) -> None:
    tree.specs(REPOSITORY)
    (tree.root / "empty").mkdir()

    is_told(tree.plan(path), 64, path, "a spec file")
    assert not tree.state.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["plam"], ["Did you mean `plan`?"]),
        (["plan", "--traget", "x"], ["Did you mean `--target`?"]),
        (["init", "--templat", "x"], ["Did you mean `--template`?"]),
        (["plan", "--format", "xml"], ["invalid choice"]),
        (["plan", "--parallel", "0"], ["a whole number from 1"]),
        (["plan", "--parallel", "many"], ["a whole number from 1"]),
        (["plan", "--timeout", "-1"], ["--timeout"]),
        (["plan", "--timeout", "nan"], ["a number of seconds"]),
        (["plan", "--environment", "tset"], ["there is no environment `tset`", "`test`"]),
        (["plan", "--report", "xml=x"], ["text=PATH or json=PATH or markdown=PATH"]),
        (["apply", "--report", "text"], ["text=PATH or json=PATH"]),
        (["plan", "--sandbox", "specs"], ["Put paths first: `specs --sandbox`."]),
        (["plan", "--sandbox", "specs/shop.yaml"], ["Put paths first"]),
        (["apply", "--expect", "12"], ["at least 8 characters"]),
        (["plan", "--endpoint-url", "nonsense"], ["a URL"]),
        (["plan", "--endpoint-url", "http://[::1"], ["a URL"]),
        (["plan", "--endpoint-url", "http://host:port"], ["a URL"]),
        (["sandbox", "--port", "65536"], ["a port, or 0"]),
        (["sandbox", "--account", "12"], ["12 digits"]),
        (["schema", "codebild"], ["there is no schema `codebild`"]),
        (["init", "--stack", "-x y"], ["cannot name a stack"]),
    ],
)
def test_wrong_usage_exits_with_64(tree: Tree, arguments: list[str], words: list[str]) -> None:
    tree.specs(REPOSITORY)
    before = tree.files()

    is_told(tree.run(*arguments), 64, *words)
    assert tree.files() == before


@pytest.mark.parametrize(
    "option", ["--target", "--exclude", "--adopt", "--take-over", "--allow-delete"]
)
def test_an_address_that_means_nothing_is_usage(tree: Tree, option: str) -> None:
    tree.specs(REPOSITORY)

    ran = tree.apply(option, "codecommit.repositories.wbe")

    is_told(ran, 64, "names no resource", "Did you mean `codecommit.repositories.web`?")
    assert tree.aws("codecommit").list_repositories()["repositories"] == []


def test_several_environments_and_none_named(tree: Tree) -> None:
    tree.specs(REPOSITORY, SETTINGS + '  prod: {account: "444455556666", region: eu-west-1}\n')

    is_told(tree.plan(), 64, "several environments", "`test`", "`prod`", "--environment")


def test_an_endpoint_in_the_environment_is_checked_too(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    tree.patch.setenv("AWS_ENDPOINT_URL_STS", "localhost")

    is_told(tree.run("plan"), 64, "AWS_ENDPOINT_URL_STS", "a URL")


def test_without_credentials(tree: Tree) -> None:
    tree.specs(REPOSITORY)

    is_told(tree.run("plan"), 8, "credentials", "--sandbox")
    is_told(tree.run("plan", "--profile", "nobody"), 8, "nobody")


def test_an_unreachable_endpoint(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    tree.patch.setenv("AWS_ACCESS_KEY_ID", "x")
    tree.patch.setenv("AWS_SECRET_ACCESS_KEY", "y")
    tree.patch.setattr("botocore.endpoint.time.sleep", lambda _: None)

    ran = tree.run("plan", "--endpoint-url", "http://127.0.0.1:9")

    is_told(ran, 1, "http://127.0.0.1:9", "cannot be reached")


def test_a_wrong_account_is_refused_before_any_other_call(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    other = keys_of_account("444455556666")
    tree.patch.setenv("AWS_ACCESS_KEY_ID", other.access_key_id)
    tree.patch.setenv("AWS_SECRET_ACCESS_KEY", other.secret_access_key)

    with Sandbox().serve() as server:
        ran = tree.run("plan", "--endpoint-url", server.url)

    is_told(ran, 6, "111122223333", "444455556666")


def test_sts_that_says_no_ends_the_run(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    tree.fails([Fault("deny", "sts:*")])

    is_told(tree.plan(), 8, "sts:GetCallerIdentity", "needs permission")


def test_a_read_that_is_denied_degrades_its_kind(tree: Tree) -> None:
    tree.specs(REPOSITORY + PROJECT.split("\n", 1)[1])
    tree.fails([Fault("deny", "codecommit:*")])

    plan = tree.plan()

    assert plan.code == 0, plan.err
    assert "codecommit.repositories could not be read" in plan.out
    assert "+ create   codebuild.projects.build" in plan.out
    is_told(tree.apply("--prune"), 6, "codecommit.repositories could not be read")


@pytest.mark.parametrize("command", ["plan", "apply"])
def test_a_report_that_cannot_be_written_is_told_first(tree: Tree, command: str) -> None:
    tree.specs(REPOSITORY)
    tree.write("file", "")

    ran = tree.run(command, "--sandbox", str(tree.state), "--report", "json=file/report.json")

    is_told(ran, 1, "cannot write file/report.json")
    assert ran.out == ""
    assert not tree.state.exists()


def test_a_record_that_cannot_be_written_is_told_before_the_first_write(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    tree.write("file", "")

    is_told(tree.apply("--record", "file"), 1, "cannot write file")
    assert tree.aws("codecommit").list_repositories()["repositories"] == []


def test_a_file_that_is_no_sandbox_is_left_alone(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    tree.state.write_text("my diary")

    is_told(tree.plan(), 1, "is not the state of a sandbox")
    assert tree.state.read_text() == "my diary"


def test_init_overwrites_nothing(tree: Tree) -> None:
    assert tree.run("init").code == 0
    before = {name: (tree.root / name).read_bytes() for name in tree.files()}

    is_told(tree.run("init"), 64, "specs/delivery.yaml exists already; nothing was written")
    assert {name: (tree.root / name).read_bytes() for name in tree.files()} == before


def test_init_adds_a_second_stack_to_the_settings_that_are_there(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    settings = (tree.root / "reconcile.yaml").read_bytes()

    told = tree.run("init", "--template", "nightly", "--stack", "at-night")

    assert told.code == 0, told.err
    assert "kept reconcile.yaml as it is\nwrote specs/nightly/nightly.yaml" in told.out
    assert "--environment" not in told.out, "the settings that are there may have others"
    assert (tree.root / "reconcile.yaml").read_bytes() == settings
    assert tree.run("validate").out.startswith("Valid: 2 files, 2 stacks")


def test_errors_are_json_where_json_was_asked_for(tree: Tree) -> None:
    tree.specs("stack: shop\ncodebild: {}\n")

    ran = tree.run("plan", "--sandbox", "--format", "json")

    assert ran.code == 4
    assert ran.err == ""
    assert ran.json["exit_code"] == 4
    assert ran.json["faults"][0]["code"].startswith("RC")


def test_a_bug_is_told_in_one_sentence_and_kept_in_a_file(tree: Tree) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by nought")

    tree.specs(REPOSITORY)
    tree.patch.setattr("reconciler.cli.validate.check", broken)
    tree.patch.setattr("tempfile.tempdir", str(tree.root))

    ran = tree.run("validate")

    assert ran.code == 70
    assert "Traceback" not in ran.out + ran.err
    kept = next(name for name in tree.files() if name.startswith("reconcile-bug-"))
    assert kept in ran.err
    assert "by nought" in (tree.root / kept).read_text()
