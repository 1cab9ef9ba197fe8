"""All rules asked about a stack."""

from __future__ import annotations

from reconciler.expand.expand import implied
from reconciler.rules.table import RULES
from reconciler.rules.view import View
from reconciler.spec.stack import Expanded, Judgement, Stack


def judged(stack: Stack) -> Expanded:
    """A stack of valid resources with what it implies, what is wrong with that, and what every rule
    has to say of it, in the table's order.
    """
    meant = implied(stack)
    view = View(meant.stack)
    told = [(rule, rule.told(finding)) for rule in RULES for finding in rule.check(view)]
    judgement = Judgement(
        (*meant.judgement.faults, *(one for rule, one in told if rule.severity == "fault")),
        (*meant.judgement.notes, *(one for rule, one in told if rule.severity == "note")),
    )
    return Expanded(meant.stack, judgement)
