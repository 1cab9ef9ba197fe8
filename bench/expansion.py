"""What it costs to say what 1,000 pipelines imply: CPU time and calls beside those of their whole plan."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from math import ceil
from pathlib import Path
from typing import Any

from bench.figures import Figure
from bench.reads import SECTIONS
from reconciler.engine.draft import draft
from reconciler.engine.observe import observe
from reconciler.expand.expand import expanded
from reconciler.expand.permissions import implied_before
from reconciler.plan.calls import Call
from reconciler.plan.options import Options
from reconciler.rules.judge import judged
from reconciler.spec.forms import forms
from reconciler.spec.load import load
from reconciler.spec.resources import resolve
from reconciler.spec.stack import Scope, Stack
from tests.engine.estate import Aws, stack_of

PIPELINES = 1_000
MOST_PERCENT = 5
PER_ROLES = 100
"""A role's policy names about as many pipelines."""
PAGE = 100
"""Rules on a page of ListRules, and resources on one of the tagging sweep."""


def share_of_a_plan(folder: Path) -> list[Figure]:
    """The CPU time of expanding in percent of the whole plan's, and the roles that are derived.

    AWS answers nothing here: comparing would only make the plan longer, and the share smaller.
    """
    (folder / "specs").mkdir()
    (folder / "specs" / "apps.yaml").write_text(spec(), encoding="utf-8")
    scope = Scope("", "123456789012", "eu-west-1")
    options = Options()
    written = resolve(load(folder, ()), "", (scope,), {})[0]
    meaning, _ = timed(lambda: expanded(written))
    read, stack = timed(lambda: resolve(load(folder, ()), "", (scope,), {}, judged)[0])
    again, _ = timed(lambda: implied_before(stack, stack.resources))
    plan, _ = timed(
        lambda: draft(stack, observe(stack, forms().values(), nothing, options), options)
    )
    ours, whole = meaning + again, read + again + plan
    share = 100 * ours / whole
    detail = f"[{ours:.2f} s of {whole:.2f} s, {PIPELINES} pipelines]"
    derived = [one for one in stack.resources if "+" in one.address]
    roles = sum(one.form.kind.id == "iam.roles" for one in derived)
    more = roles - (len(derived) - roles > 0) * (PIPELINES // PER_ROLES + 1)
    return [
        Figure("expanding, of a plan", share, "% CPU", most=MOST_PERCENT, detail=detail),
        Figure("derived roles beyond one in 100", max(0, more), "roles", most=0),
        *calls_added(stack),
    ]


def calls_added(stack: Stack) -> list[Figure]:
    """The reads that what is derived adds to a plan in which all is as it shall be.

    One a rule for its targets, two for 100 roles; what is paged (ListRules, the tagging sweep) adds a
    page for 100, which is told apart.
    """
    written = tuple(one for one in stack.resources if "+" not in one.address)
    before, after = calls_of(replace(stack, resources=written)), calls_of(stack)
    added = after - before
    rules = sum(one.form.kind.id == "eventbridge.rules" for one in stack.resources)
    roles = sum(one.form.kind.id == "iam.roles" for one in stack.resources) - PIPELINES
    paged = added["events:ListRules"] + added["resourcegroupstaggingapi:GetResources"]
    detail = f"[{rules} rules, {roles} roles: {dict(added)}; {before.total()} calls without]"
    most = rules + 2 * ceil(roles / PER_ROLES)
    pages = ceil(rules / PAGE) + ceil((rules + roles) / PAGE)
    return [
        Figure("calls that starts add", added.total() - paged, "calls", most=most, detail=detail),
        Figure("pages that starts add", paged, "calls", most=pages),
    ]


def calls_of(stack: Stack) -> Counter[str]:
    """The calls of a plan of a stack, all of which is live and tagged as ours, by operation."""
    aws = Aws()
    for one in stack.resources:
        aws.put(one)
    ours = stack_of(*stack.resources)
    observe(ours, forms().values(), aws, Options())
    return aws.calls


def spec() -> str:
    """1,000 pipelines that events start, and nothing that says so."""
    wanted = {key: part for key, part in SECTIONS.items() if not key.startswith("eventbridge")}
    body = "".join(
        head + "".join(part.format(number=number) for number in range(PIPELINES))
        for head, part in wanted.items()
    )
    return "stack: bench\n" + body.replace("                PollForSourceChanges: false\n", "")


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds of some work, and what it gave."""
    start = time.process_time()
    made = work()
    return time.process_time() - start, made


def nothing(_: Call) -> dict[str, Any]:
    """AWS, in which nothing is."""
    return {}
