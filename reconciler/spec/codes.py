"""Every code of the spec room and its one-line title.

A code is a promise: once released it keeps its meaning, and a retired one is not given away again.
`RC10xx` text, `RC11xx` files and settings, `RC12xx` fields, `RC13xx` references and vars,
`RC14xx` secrets and lifecycle.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "RC1001": "The file cannot be read as text",
        "RC1002": "The text is not YAML",
        "RC1003": "A key is written twice",
        "RC1004": "A tag is unknown",
        "RC1005": "The file is larger, deeper or wider than allowed",
        "RC1006": "More than one document in a file",
        "RC1007": "A value was left empty",
        "RC1008": "A key is not text",
        "RC1009": "A merge does not name mappings",
        "RC1010": "The file holds nothing",
        "RC1011": "An alias holds itself",
        "RC1012": "Text that should hold a document does not",
        "RC1013": "null inside a document",
        "RC1101": "A file or folder cannot be read",
        "RC1102": "A path leads out of the repository",
        "RC1103": "A file is neither a stack nor settings",
        "RC1104": "An unknown key at the top of a file",
        "RC1105": "Not available in this release",
        "RC1106": "A name is not well-formed",
        "RC1107": "An address is declared twice",
        "RC1108": "No spec was found",
        "RC1109": "A section or subsection is not a mapping",
        "RC1110": "An unknown key in reconcile.yaml",
        "RC1111": "A wrong value in reconcile.yaml",
        "RC1112": "A required key is missing in reconcile.yaml",
        "RC1113": "No such environment, or none was named",
        "RC1114": "No such scope in the environment",
        "RC1115": "A path names no spec",
        "RC1301": "A reference is not well-formed",
        "RC1302": "A reference to nothing",
        "RC1303": "A reference in a key",
        "RC1304": "References, or vars, that name each other in a circle",
        "RC1305": "A map or list inside text",
        "RC1306": "null inside text",
        "RC1307": "A var is declared twice",
        "RC1308": "A lookup is not well-formed, or stands where none may",
        "RC1309": "Another tool's spelling of a reference",
        "RC1310": "A condition is not well-formed",
        "RC1311": "An attribute that the kind does not have",
        "RC1312": "Vars expand beyond the cap",
    }
)
"""Code → title; the codes of fields stand in `spec.field_codes`."""
