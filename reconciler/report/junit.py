"""Plans as JUnit XML, which GitLab, Jenkins, Azure and CodeBuild report groups show as tests.

A suite a stack, a case a resource: one fails where a guard refuses its change, and says what would be
done otherwise. Source of the shape: the Apache Ant JUnit report (testsuite, testcase, failure,
system-out).
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from reconciler.errors import Fault
from reconciler.plan.plan import Action, Block, Change, Plan
from reconciler.report.escape import visible
from reconciler.report.plan_text import details, location


def plans_junit(plans: Iterable[Plan]) -> str:
    """Every plan as a suite of one document, ending in a newline."""
    top = Element("testsuites", name="reconcile plan")
    for plan in plans:
        _suite(top, plan)
    indent(top)
    return tostring(top, encoding="unicode", xml_declaration=True) + "\n"


def faults_junit(faults: Iterable[Fault]) -> str:
    """Why there is no plan: a case a fault, each of which fails."""
    told = tuple(faults)
    number = str(len(told))
    top = Element("testsuites", name="reconcile failed")
    suite = SubElement(top, "testsuite", name="reconcile", tests=number, failures=number)
    for fault in told:
        case = SubElement(
            suite, "testcase", classname=fault.code, name=str(fault.place or fault.code)
        )
        SubElement(case, "failure", type=fault.code, message=visible(fault.message))
    indent(top)
    return tostring(top, encoding="unicode", xml_declaration=True) + "\n"


def _suite(top: Element, plan: Plan) -> None:
    refused = [change for change in plan.changes if change.blocks]
    suite = SubElement(
        top,
        "testsuite",
        name=visible(f"{plan.stack} · {location(plan)}"),
        tests=str(len(plan.changes) + len(plan.blocks)),
        failures=str(len(refused) + len(plan.blocks)),
        time=f"{plan.seconds:.3f}",
    )
    for block in plan.blocks:
        _refused(SubElement(suite, "testcase", classname=plan.stack, name=block.guard), (block,))
    for change in plan.changes:
        _case(suite, change)


def _case(suite: Element, change: Change) -> None:
    case = SubElement(suite, "testcase", classname=change.kind, name=change.address)
    if change.place:
        case.set("file", visible(change.place.file))
        case.set("line", str(change.place.line))
    _refused(case, change.blocks)
    if change.action is not Action.NOOP:
        out = SubElement(case, "system-out")
        out.text = "\n".join(map(visible, details(change)))


def _refused(case: Element, blocks: Iterable[Block]) -> None:
    for block in blocks:
        lifts = f"; {block.override} lifts this guard" if block.override else ""
        SubElement(case, "failure", type=block.guard, message=visible(f"{block.message}{lifts}"))
