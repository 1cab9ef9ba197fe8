"""Every code that a fault carries is in a list of codes, and every code in mine is carried."""

import re
from pathlib import Path

import reconciler.spec
from reconciler.spec.codes import CODES
from reconciler.spec.field_codes import FIELD_CODES

ROOM = Path(reconciler.spec.__file__).parent
LISTS = ("codes.py", "field_codes.py")
CODE = re.compile(r"RC\d{4}")


def used() -> set[str]:
    files = [path for path in ROOM.glob("*.py") if path.name not in LISTS]
    return {code for path in files for code in CODE.findall(path.read_text(encoding="utf-8"))}


def test_every_field_code_is_used_and_belongs_to_one_list() -> None:
    assert set(FIELD_CODES) - used() == set()
    assert set(FIELD_CODES) & set(CODES) == set()


def test_every_code_of_fields_secrets_and_lifecycle_is_listed() -> None:
    assert {code for code in used() if code[:4] in ("RC12", "RC14")} <= set(FIELD_CODES)
