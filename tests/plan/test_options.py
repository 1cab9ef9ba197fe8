"""Options: what changes what is done is bound by the digest, and nothing else is."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from reconciler.plan.options import Options

UNBOUND = {"complete", "ignore_tags", "max_deletes", "max_delete_percent", "parallel", "timeout"}
"""What only says how, or is in the repository and so in what is reviewed."""


@pytest.mark.parametrize("name", sorted(field.name for field in fields(Options)))
def test_the_digest_binds_what_changes_what_is_done(name: str) -> None:
    plain = Options()
    before: Any = plain.__dict__[name]
    after: Any = (
        ("x",) if before == () else "x" if before == "" else not before if before in (True, False)
        else 7
    )  # fmt: skip

    changed: Any = replace(plain, **{name: after})

    assert (changed.digest_lines() == plain.digest_lines()) == (name in UNBOUND)


def test_what_is_approved_at_one_endpoint_is_approved_there_only() -> None:
    there = Options(endpoint="http://127.0.0.1:4570")

    assert there.digest_lines() == ("endpoint=http://127.0.0.1:4570",)
