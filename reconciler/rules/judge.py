"""All rules asked about a stack."""

from __future__ import annotations

from reconciler.expand.expand import implied
from reconciler.rules.table import RULES
from reconciler.rules.view import View
from reconciler.spec.stack import Judgement, Stack


def judged(stack: Stack) -> Judgement:
    """What is wrong with what a stack of valid resources implies, and what every rule has to say of
    it, in the table's order.
    """
    meant = implied(stack)
    view = View(meant.stack)
    told = [(rule, rule.told(finding)) for rule in RULES for finding in rule.check(view)]
    return Judgement(
        (*meant.judgement.faults, *(one for rule, one in told if rule.severity == "fault")),
        (*meant.judgement.notes, *(one for rule, one in told if rule.severity == "note")),
    )
