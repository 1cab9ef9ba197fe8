"""All rules asked about a stack."""

from __future__ import annotations

from reconciler.expand.expand import expanded
from reconciler.rules.table import RULES
from reconciler.rules.view import View
from reconciler.spec.stack import Judgement, Stack


def judged(stack: Stack) -> Judgement:
    """What every rule has to say of a stack whose fields are all valid, in the table's order.

    What the stack implies is judged with it: a start that is implied is a start.
    """
    view = View(expanded(stack))
    told = [(rule, rule.told(finding)) for rule in RULES for finding in rule.check(view)]
    return Judgement(
        tuple(fault for rule, fault in told if rule.severity == "fault"),
        tuple(fault for rule, fault in told if rule.severity == "note"),
    )
