"""Every kind against AWS's service models, all faults told at once."""

from __future__ import annotations

from reconciler.kinds.table import KINDS
from reconciler.spec.compiling.lint import faults, unused_words


def test_every_kind_says_what_the_service_model_knows() -> None:
    assert "\n".join(faults(KINDS)) == ""


def test_every_word_is_used() -> None:
    assert unused_words(KINDS) == frozenset()
