"""What 1,000 resources take where every call takes 50 ms, in good weather and in bad.

The floor is what the calls alone would take, PARALLEL at a time. The goals are a quarter of what
Terraform (10 at a time) took for the same resources: 13.4 s and 1,800 calls to find nothing to do,
44.8 s for the first apply.
"""

import json
import re
import resource
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.figures import Figure
from bench.reads import APPS, PLANS, RECONCILE, SECTIONS, Ended, run, write_apps
from bench.served import LATENCY, served
from reconciler.plan.options import Options

PARALLEL: Final = Options().parallel
"""Calls at a time, unless `--parallel` says otherwise."""

PLAN_SECONDS, PLAN_CALLS, APPLY_SECONDS = 13.4 / 4, 1_800 / 4, 44.8 / 4

LONGER, MORE = 4, 1.5
"""How many times longer an apply may take in a storm, and how many times the calls it may send."""

RESOURCES: Final = APPS * len(SECTIONS)


@dataclass(frozen=True)
class Measured:
    """One command over 1,000 resources: how long it took, and how many calls."""

    ended: Ended
    calls: int

    @property
    def floor(self) -> float:
        """Seconds that the calls alone take."""
        return self.calls * LATENCY / PARALLEL

    def __str__(self) -> str:
        times = self.ended.wall / self.floor
        return (
            f"{self.ended.wall:.1f} s, {self.ended.cpu:.1f} s of CPU, {self.calls} calls, "
            f"{times:.1f}x their floor of {self.floor:.1f} s"
        )


def plan_and_apply(folder: Path) -> list[Figure]:
    """The first apply, and the quickest of PLANS plans that then find nothing to do.

    A plan comes before them, for the byte code that pip would have made.
    """
    write_apps(folder, APPS)
    with served() as url:
        run([RECONCILE, "plan", "--quiet", "--endpoint-url", url], folder)
    before = children()
    with served(sky="away") as url:
        first = applied(folder, url)
        plans = [planned(folder, url) for _ in range(PLANS)]
    ours = sum(each.ended.cpu for each in (first, *plans))
    fake = children() - before - ours
    plan = min(plans, key=lambda each: each.ended.wall)
    what = f"{RESOURCES} resources, {LATENCY * 1e3:.0f} ms a call:"
    cost = f"[{first}; the fake's CPU for all {fake:.1f} s]"
    return [
        Figure(f"{what} first apply", first.ended.wall, "s", most=APPLY_SECONDS, detail=cost),
        Figure(f"{what} no-op plan", plan.ended.wall, "s", most=PLAN_SECONDS, detail=f"[{plan}]"),
        Figure(f"{what} no-op plan, calls", plan.calls, "", most=PLAN_CALLS),
    ]


def storm(folder: Path) -> list[Figure]:
    """One apply in bad weather makes all, as the next plan says; how much longer than in good."""
    write_apps(folder, APPS)
    with served(sky="away") as url:
        calm = applied(folder, url)
    with served(sky="storm") as url:
        rough = applied(folder, url)
        planned(folder, url)
    what = f"{RESOURCES} resources in a storm, one apply"
    longer, more = rough.ended.wall / calm.ended.wall, rough.calls / calm.calls
    return [
        Figure(f"{what}: time", longer, "x calm", most=LONGER, detail=f"[{rough}]"),
        Figure(f"{what}: calls", more, "x calm", most=MORE, detail=f"[calm: {calm}]"),
    ]


def applied(folder: Path, url: str) -> Measured:
    """One apply, which must do all."""
    ended = run([RECONCILE, "apply", "--yes", "--quiet", "--endpoint-url", url], folder)
    told = re.search(r"created=(\d+) .* (\d+) API calls", ended.output)
    if told is None or int(told[1]) != RESOURCES:
        raise RuntimeError(f"the apply did not create {RESOURCES}:\n{ended.output[-2000:]}")
    return Measured(ended, int(told[2]))


def planned(folder: Path, url: str) -> Measured:
    """One plan, which must find nothing to do."""
    command = [RECONCILE, "plan", "--quiet", "--format", "json", "--endpoint-url", url]
    ended = run(command, folder)
    plan = json.loads(ended.output)
    if plan["has_changes"]:
        raise RuntimeError(f"the plan is not empty: {plan['summary']}")
    return Measured(ended, int(plan["calls"]))


def children() -> float:
    """CPU seconds of all child processes that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
