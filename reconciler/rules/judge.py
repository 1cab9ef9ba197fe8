"""All rules asked about a stack."""

from __future__ import annotations

from reconciler.rules.table import RULES
from reconciler.rules.view import View
from reconciler.spec.stack import Judgement, Stack


def judged(stack: Stack) -> Judgement:
    """What every rule has to say of a stack whose fields are all valid, in the table's order."""
    view = View(stack)
    told = [(rule, rule.told(finding)) for rule in RULES for finding in rule.check(view)]
    return Judgement(
        tuple(fault for rule, fault in told if rule.severity == "fault"),
        tuple(fault for rule, fault in told if rule.severity == "note"),
    )
