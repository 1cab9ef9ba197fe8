"""What a plan that finds nothing to do costs: calls, CPU and memory, for 200 applications."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.figures import Figure
from bench.served import served

RECONCILE = str(Path(sys.executable).parent / "reconcile")

APPS = 200

PLANS = 3

SECTIONS = {
    "iam:\n  roles:\n": """\
    app-{number}:
      assume_role_policy_document:
        Version: 2012-10-17
        Statement:
          - Effect: Allow
            Principal: {{Service: [codebuild.amazonaws.com, codepipeline.amazonaws.com, events.amazonaws.com]}}
            Action: sts:AssumeRole
""",
    "codecommit:\n  repositories:\n": """\
    app-{number}: {{description: Application {number}}}
""",
    "codebuild:\n  projects:\n": """\
    app-{number}:
      source: {{type: CODEPIPELINE}}
      artifacts: {{type: CODEPIPELINE}}
      environment:
        type: LINUX_CONTAINER
        image: aws/codebuild/standard:7.0
        compute_type: BUILD_GENERAL1_SMALL
        environment_variables: {{STAGE: test}}
      service_role: ${{{{ iam.roles.app-{number}.arn }}}}
""",
    "codepipeline:\n  pipelines:\n": """\
    app-{number}:
      type: V2
      role_arn: ${{{{ iam.roles.app-{number}.arn }}}}
      artifact_store: {{type: S3, location: bench-artifacts}}
      stages:
        - name: Source
          actions:
            - name: Code
              action_type_id: {{category: Source, owner: AWS, provider: CodeCommit}}
              configuration:
                RepositoryName: ${{{{ codecommit.repositories.app-{number}.name }}}}
                BranchName: main
                PollForSourceChanges: false
              output_artifacts: [{{name: source}}]
        - name: Build
          actions:
            - name: Package
              action_type_id: {{category: Build, owner: AWS, provider: CodeBuild}}
              configuration: {{ProjectName: "${{{{ codebuild.projects.app-{number}.name }}}}"}}
              input_artifacts: [{{name: source}}]
""",
    "eventbridge:\n  rules:\n": """\
    app-{number}:
      event_pattern:
        source: [aws.codecommit]
        resources: ["${{{{ codecommit.repositories.app-{number}.arn }}}}"]
      targets:
        pipeline:
          arn: ${{{{ codepipeline.pipelines.app-{number}.arn }}}}
          role_arn: ${{{{ iam.roles.app-{number}.arn }}}}
""",
}
"""Section -> one application's part of it: role, repository, project, pipeline, rule with target."""


@dataclass(frozen=True)
class Ended:
    """What one process printed, the most memory it held at a time (MiB), and what time it took (s)."""

    output: str
    peak: float
    wall: float
    cpu: float


def no_op_plan(folder: Path) -> list[Figure]:
    """Applies APPS applications to a served sandbox, then plans them again, PLANS times.

    The CPU is the least of them: what else a machine does makes it only more.
    """
    write_apps(folder, APPS)
    with served() as url:
        run([RECONCILE, "apply", "--yes", "--quiet", "--endpoint-url", url], folder)
        command = [RECONCILE, "plan", "--quiet", "--format", "json", "--endpoint-url", url]
        runs = [run(command, folder) for _ in range(PLANS)]
    cpu = [ended.cpu for ended in runs]
    plan = json.loads(runs[0].output)
    if plan["has_changes"]:
        raise RuntimeError(f"the second plan is not empty: {plan['summary']}")
    what = f"no-op plan of {APPS} apps ({APPS * len(SECTIONS)} resources)"
    took = f"[{PLANS} plans: {', '.join(f'{each:.2f}' for each in cpu)} s]"
    return [
        Figure(f"{what}: API calls", plan["calls"], "", most=450),
        Figure(f"{what}: CPU of the whole process", min(cpu), "s", most=3, detail=took),
        Figure(f"{what}: peak memory", max(ended.peak for ended in runs), "MiB", most=200),
    ]


def write_apps(folder: Path, count: int) -> None:
    """One stack with `count` applications."""
    (folder / "reconcile.yaml").write_text("project: bench\n", encoding="utf-8")
    (folder / "specs").mkdir()
    sections = "".join(
        section + "".join(part.format(number=number) for number in range(count))
        for section, part in SECTIONS.items()
    )
    (folder / "specs" / "apps.yaml").write_text(f"stack: apps\n{sections}", encoding="utf-8")


def run(command: list[str], folder: Path, more: Mapping[str, str] | None = None) -> Ended:
    """Runs a command to its end, with more in its environment; one that fails stops the benchmark.

    Byte code is kept in the folder, as pip keeps it of what it installs, whatever is set here.
    """
    account: dict[str, Any] = {
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(folder / "byte-code"),
    }
    start = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **account, **(more or {})},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}\n{output}")
    return Ended(output, usage.ru_maxrss / 1024, wall, usage.ru_utime + usage.ru_stime)
