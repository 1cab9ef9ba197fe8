"""Tags of a resource: those of reconcile.yaml, of its file and its own, checked as AWS would.

Limits are those that every tagging API shares (AWS General Reference, "Tagging your AWS resources"):
50 tags, keys of 128 and values of 256 characters, letters, digits, spaces and `_ . : / = + - @`,
no key that starts with `aws:` in any case. Two of the 50 are our own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reconciler.errors import Fault, Place
from reconciler.spec.nodes import MapNode, Node, ScalarNode

MOST: Final = 48
"""Tags that a resource may have besides our two: AWS takes 50."""
KEY_LENGTH: Final = 128
"""Characters of a key."""
VALUE_LENGTH: Final = 256
"""Characters of a value."""
OUR_PREFIX: Final = "reconcile:"
"""How our own tags begin; nobody may declare one."""
SIGNS: Final = frozenset(" _.:/=+-@")
"""What keys and values may hold besides letters and digits."""


def merged_tags(shared: Node | None, own: Node | None) -> dict[str, tuple[Node, Place]]:
    """Tag → value and the place of its key; a resource's own tags win, a null takes one away."""
    tags: dict[str, tuple[Node, Place]] = {}
    for node in (shared, own):
        if isinstance(node, MapNode):
            tags.update({key: (value, node.place_of(key)) for key, value in node.items()})
    return {
        key: (value, place)
        for key, (value, place) in tags.items()
        if not (isinstance(value, ScalarNode) and value.is_null)
    }


def tag_faults(tags: dict[str, tuple[Node, Place]], address: str) -> Iterator[Fault]:
    """Everything that AWS, or the tool, would refuse."""
    for key, (value, place) in tags.items():
        yield from _key_faults(key, place, address)
        yield from _value_faults(key, value, address)
    if len(tags) > MOST:
        message = f"{address} has {len(tags)} tags"
        place = list(tags.values())[MOST][1]
        yield Fault("RC1214", message, place, f"at most {MOST}: AWS takes 50, two are the tool's own",
                    None, address)  # fmt: skip


def _key_faults(key: str, place: Place, address: str) -> Iterator[Fault]:
    expected = f"a key of 1 to {KEY_LENGTH} letters, digits, spaces and `_.:/=+-@`"
    if key.lower().startswith("aws:"):
        message = f"the tag `{key}` is AWS's own"
        yield Fault(
            "RC1214", message, place, "a key that does not start with `aws:`", None, address
        )
    elif key.startswith(OUR_PREFIX):
        message = f"the tag `{key}` is the tool's own: it says who owns a resource"
        expected = f"a key that does not start with `{OUR_PREFIX}`"
        yield Fault("RC1214", message, place, expected, None, address)
    elif not 1 <= len(key) <= KEY_LENGTH or not _spelled(key):
        yield Fault("RC1214", f"`{key}` cannot be a tag's key", place, expected, None, address)


def _value_faults(key: str, value: Node, address: str) -> Iterator[Fault]:
    expected = f"text of at most {VALUE_LENGTH} letters, digits, spaces and `_.:/=+-@`"
    if not isinstance(value, ScalarNode):
        message = f"the value of the tag `{key}` is no text that is known when planning"
        yield Fault("RC1214", message, value.place, expected, None, address)
    elif len(value.text) > VALUE_LENGTH or not _spelled(value.text):
        message = f"the value of the tag `{key}` is one that AWS refuses"
        yield Fault("RC1214", message, value.place, expected, None, address)


def _spelled(text: str) -> bool:
    return all(letter.isalnum() or letter in SIGNS for letter in text)
