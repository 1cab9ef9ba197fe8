"""What a user waits for before anything happens."""

import sys
from pathlib import Path

from bench.figures import Figure, Timed, ratio

ROOT = Path(__file__).parent.parent
RECONCILE = str(Path(sys.executable).parent / "reconcile")

FILES = 100
RESOURCES = 10

PROJECT = """\
    build-{number}:
      description: Builds part {number}
      source: {{type: GITHUB, location: "https://github.com/acme/part-{number}.git"}}
      artifacts: {{type: NO_ARTIFACTS}}
      environment:
        type: LINUX_CONTAINER
        image: aws/codebuild/standard:7.0
        compute_type: BUILD_GENERAL1_SMALL
        environment_variables: {{STAGE: test, PART: "{number}"}}
      service_role: arn:aws:iam::111122223333:role/build
      timeout_in_minutes: 30
"""


def version(folder: Path) -> list[Figure]:
    """`reconcile --version` against an interpreter that does nothing."""
    told = ratio(
        "start-up: `reconcile --version` to bare `python -c pass`",
        Timed([RECONCILE, "--version"], folder),
        Timed([sys.executable, "-c", "pass"], folder),
        rounds=25,
        most=5,
    )
    return [told]


def validate(folder: Path) -> list[Figure]:
    """`reconcile validate` against check-jsonschema, on the same files and the same schema."""
    specs = write_specs(folder)
    schema = str(ROOT / "schemas" / "stack.schema.json")
    peer = str(Path(sys.executable).parent / "check-jsonschema")
    told = ratio(
        f"`reconcile validate` to check-jsonschema, {FILES} files of {RESOURCES} resources",
        Timed([RECONCILE, "validate"], folder),
        Timed([peer, "--schemafile", schema, *map(str, specs)], folder),
        rounds=5,
        most=1,
    )
    return [told]


def write_specs(folder: Path) -> list[Path]:
    """A tree of FILES stacks with RESOURCES build projects each; returns the paths of the specs."""
    (folder / "reconcile.yaml").write_text("project: bench\n", encoding="utf-8")
    (folder / "specs").mkdir()
    paths = [folder / "specs" / f"stack-{number:03}.yaml" for number in range(FILES)]
    for place, path in enumerate(paths):
        numbers = range(place * RESOURCES, (place + 1) * RESOURCES)
        projects = "".join(PROJECT.format(number=number) for number in numbers)
        text = f"stack: {path.stem}\ncodebuild:\n  projects:\n{projects}"
        path.write_text(text, encoding="utf-8")
    return paths
