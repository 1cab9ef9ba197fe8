"""The codes of what is wrong with a declared resource, and their one-line titles.

`RC12xx` fields, names and tags, `RC14xx` secrets and lifecycle; the rest of the spec room's codes
stand in `spec.codes`. A code keeps its meaning for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

FIELD_CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "RC1201": "A value of the wrong type",
        "RC1202": "A required field is missing",
        "RC1203": "A value that is not among those allowed",
        "RC1204": "An unknown field",
        "RC1205": "Text that AWS's pattern does not take",
        "RC1206": "A number out of bounds",
        "RC1207": "Too short, or too long",
        "RC1208": "One of several fields must be given, and only one",
        "RC1209": "A name is twice in a list that AWS keys by it",
        "RC1210": "A value that the schema does not take",
        "RC1211": "An unknown section or kind",
        "RC1212": "A name is not known before apply",
        "RC1213": "One live resource is declared twice",
        "RC1214": "Tags that AWS would refuse",
        "RC1215": "A literal that names nothing declared",
        "RC1401": "A secret written as a literal",
        "RC1402": "A secret where none may stand",
        "RC1403": "A secret reference is not well-formed",
        "RC1404": "A secret that reconcile.yaml does not allow",
        "RC1411": "An unknown key in lifecycle",
        "RC1412": "A wrong value in lifecycle",
        "RC1413": "lifecycle names what is not declared",
        "RC1414": "lifecycle keys that do not go together",
    }
)
