"""Commands that say what specs, or the command line, are like: `graph` and `completion`."""

from __future__ import annotations

import subprocess

import pytest

from reconciler.cli.arguments import COMMANDS
from tests.cli.tree import SETTINGS, Tree

TOPIC = """\
stack: shop
sns:
  topics:
    told: {}
eventbridge:
  rules:
    nightly:
      schedule_expression: rate(1 day)
      targets: {it: {arn: "${{ sns.topics.told.arn }}"}}
"""
RULE, TOLD = "eventbridge.rules.nightly", "sns.topics.told"


def test_a_graph_shows_what_refers_to_what(tree: Tree) -> None:
    tree.specs(TOPIC)

    dot, mermaid = tree.run("graph"), tree.run("graph", "--format", "mermaid")

    assert (dot.code, mermaid.code) == (0, 0), dot.err
    assert f'"shop/{RULE}" -> "shop/{TOLD}";' in dot.out
    assert dot.out.startswith("digraph reconcile {")
    ids = dict(
        line.strip().split('["')
        for line in mermaid.out.splitlines()
        if "n" in line and '["' in line
    )
    by_label = {label.rstrip('"]'): name for name, label in ids.items()}
    assert f"  {by_label[RULE]} --> {by_label[TOLD]}" in mermaid.out


def test_a_graph_is_of_one_environment(tree: Tree) -> None:
    tree.specs(TOPIC, SETTINGS + '  more: {account: "999999999999", region: us-east-1}\n')

    assert tree.run("graph").code == 64
    assert tree.run("graph", "-e", "more").code == 0


def completed(tree: Tree, *words: str) -> list[str]:
    """What bash offers for the last of these words."""
    script = tree.run("completion", "bash").out
    line = " ".join(f"'{word}'" for word in ("reconcile", *words))
    asked = f'{script}COMP_WORDS=({line}); COMP_CWORD={len(words)}; _reconcile; echo "${{COMPREPLY[@]}}"'
    told = subprocess.run(["bash", "-c", asked], check=True, capture_output=True, text=True)
    assert told.stderr == ""
    return told.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("pl",), {"plan"}),
        (("",), set(COMMANDS)),
        (("plan", "--ba"), {"--base"}),
        (("lock", "--format", ""), {"text", "json"}),
        (("lock", "b"), {"break"}),
        (("drift", "--pru"), set()),
    ],
)
def test_bash_completes_commands_options_and_choices(
    tree: Tree, words: tuple[str, ...], offered: set[str]
) -> None:
    assert set(completed(tree, *words)) == offered


def test_every_shell_knows_every_command(tree: Tree) -> None:
    zsh, fish = tree.run("completion", "zsh").out, tree.run("completion", "fish").out

    assert zsh.startswith("autoload -U +X bashcompinit")
    for name, told in COMMANDS.items():
        assert f"                {name}) words=" in zsh
        assert f"-a {name} -d '{told}'" in fish
    assert "-n '__fish_seen_subcommand_from plan' -l base" in fish
    assert tree.run("completion", "cmd").code == 64
