"""The same resources by Ansible's modules, each call as slow for both: what no plan costs.

Ansible has no plan: a run that finds nothing to do is the same run again. A host does its tasks one
after another, so the work is dealt to FORKS hosts, all of them this machine, and none waits for
another (`strategy: free`).
"""

import json
from pathlib import Path
from typing import Any, Final

from bench.figures import Figure
from bench.latency import Measured, applied, planned
from bench.reads import APPS, SECTIONS, Ended, run, write_apps
from bench.served import LATENCY, served
from tools.outsider import ANSIBLE, ANSIBLE_PACKAGES, environment

PART: Final = 5
"""Ansible does one application of so many, and its time is scaled: it would take too long."""

FORKS: Final = 8

ACCOUNT: Final = "123456789012"

TRUST: Final = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {
                "Service": [
                    "codebuild.amazonaws.com",
                    "codepipeline.amazonaws.com",
                    "events.amazonaws.com",
                ]
            },
            "Action": "sts:AssumeRole",
        }
    ],
}

NAME: Final = "app-{{ item }}"
ROLE: Final = f"arn:aws:iam::{ACCOUNT}:role/{NAME}"
PATTERN: Final = {
    "source": ["aws.codecommit"],
    "resources": [f"arn:aws:codecommit:eu-west-1:{ACCOUNT}:{NAME}"],
}

SOURCE: Final = {
    "name": "Code",
    "actionTypeId": {
        "category": "Source",
        "owner": "AWS",
        "provider": "CodeCommit",
        "version": "1",
    },
    "configuration": {
        "RepositoryName": NAME,
        "BranchName": "main",
        "PollForSourceChanges": "false",
    },
    "outputArtifacts": [{"name": "source"}],
    "inputArtifacts": [],
    "runOrder": 1,
}
BUILD: Final = {
    "name": "Package",
    "actionTypeId": {"category": "Build", "owner": "AWS", "provider": "CodeBuild", "version": "1"},
    "configuration": {"ProjectName": NAME},
    "inputArtifacts": [{"name": "source"}],
    "outputArtifacts": [],
    "runOrder": 1,
}

TASKS: Final[dict[str, dict[str, Any]]] = {
    "amazon.aws.iam_role": {
        "name": NAME,
        "assume_role_policy_document": json.dumps(TRUST),
        "create_instance_profile": False,
        "wait": False,
    },
    "community.aws.codecommit_repository": {
        "name": NAME,
        "description": "Application {{ item }}",
        "state": "present",
    },
    "community.aws.codebuild_project": {
        "name": NAME,
        "service_role": ROLE,
        "source": {"type": "CODEPIPELINE"},
        "artifacts": {"type": "CODEPIPELINE"},
        "environment": {
            "type": "LINUX_CONTAINER",
            "image": "aws/codebuild/standard:7.0",
            "computeType": "BUILD_GENERAL1_SMALL",
            "environmentVariables": [{"name": "STAGE", "value": "test"}],
        },
    },
    "community.aws.codepipeline": {
        "name": NAME,
        "role_arn": ROLE,
        "artifact_store": {"type": "S3", "location": "bench-artifacts"},
        "stages": [
            {"name": "Source", "actions": [SOURCE]},
            {"name": "Build", "actions": [BUILD]},
        ],
    },
    "amazon.aws.cloudwatchevent_rule": {
        "name": NAME,
        "event_pattern": json.dumps(PATTERN),
        "targets": [
            {
                "id": "pipeline",
                "arn": f"arn:aws:codepipeline:eu-west-1:{ACCOUNT}:{NAME}",
                "role_arn": ROLE,
            }
        ],
    },
}
"""Module -> its arguments for one application: what `bench.reads.SECTIONS` declares, but for tags."""


def against_ansible(folder: Path) -> list[Figure]:
    """How many times longer Ansible takes over the same resources: first apply, and nothing to do."""
    environment(ANSIBLE, *ANSIBLE_PACKAGES)
    write_apps(folder, APPS)
    write_playbook(folder, APPS // PART)
    with served(sky="away") as url:
        first, again = applied(folder, url), planned(folder, url)
    with served(sky="away") as url:
        made, same = played(folder, url), played(folder, url)
    count = APPS // PART * len(SECTIONS)
    what = (
        f"{LATENCY * 1e3:.0f} ms a call, Ansible ({FORKS} forks, {count} resources scaled) to ours"
    )
    return [
        compared(f"{what}: nothing to do", again, same, least=50),
        compared(f"{what}: first apply", first, made),
    ]


def compared(name: str, ours: Measured, theirs: Ended, least: float = 1) -> Figure:
    """The ratio of the times over all resources, with both in the detail."""
    detail = f"[Ansible {theirs.wall:.1f} s before scaling, {theirs.cpu:.1f} s of CPU; ours {ours}]"
    return Figure(name, PART * theirs.wall / ours.ended.wall, "x", least=least, detail=detail)


def write_playbook(folder: Path, count: int) -> None:
    """A playbook of every kind, and an inventory that deals `count` applications to FORKS hosts."""
    play = {
        "hosts": "all",
        "gather_facts": False,
        "strategy": "free",
        "tasks": [
            {"name": module, module: arguments, "loop": "{{ apps }}"}
            for module, arguments in TASKS.items()
        ],
    }
    python = str(ANSIBLE / "bin" / "python")
    local = {"ansible_connection": "local", "ansible_python_interpreter": python}
    hosts = {
        f"part-{number}": {**local, "apps": list(range(number, count, FORKS))}
        for number in range(FORKS)
    }
    (folder / "play.yml").write_text(json.dumps([play]), encoding="utf-8")
    inventory = json.dumps({"all": {"hosts": hosts}})
    (folder / "inventory.yml").write_text(inventory, encoding="utf-8")


def played(folder: Path, url: str) -> Ended:
    """One run of the playbook; a task that fails stops the benchmark."""
    environ = {"AWS_ENDPOINT_URL": url, "ANSIBLE_DEPRECATION_WARNINGS": "False"}
    playbook = str(ANSIBLE / "bin" / "ansible-playbook")
    command = [playbook, "--forks", str(FORKS), "--inventory", "inventory.yml", "play.yml"]
    return run(command, folder, environ)
