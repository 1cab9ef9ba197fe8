"""YAML text → nodes with places, and everything that is wrong with it as YAML.

Built on the parser's events, not on its constructors: nothing is typed, no tag makes an object, and
depth and size are bounded while reading. libyaml serves where PyYAML has it (6 times faster).
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import Final

import yaml

from reconciler.errors import Fault, Place, SpecInvalid
from reconciler.spec.files.reading import HaltError, Reading
from reconciler.spec.files.yaml_faults import yaml_fault
from reconciler.spec.nodes import Node

MAX_BYTES: Final = 2 * 1024 * 1024
"""Largest file, in bytes."""
UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""How UTF-16 text begins."""


@dataclass(frozen=True)
class Parsed:
    """A file's nodes and faults. `node` is None where nothing could be read."""

    node: Node | None
    faults: tuple[Fault, ...]


def read(text: str | bytes, file: str) -> Node:
    """The nodes of a file; raises `SpecInvalid` with every fault of the text."""
    parsed = parse(text, file)
    if parsed.faults or parsed.node is None:
        raise SpecInvalid(*parsed.faults)
    return parsed.node


def parse(text: str | bytes, file: str) -> Parsed:
    """As `read`, but hands out what could be read beside the faults, so that later checks go on.

    A value left empty has its fault here; whoever walks the nodes says nothing more about it.
    """
    decoded = decoded_text(text, file)
    if isinstance(decoded, Fault):
        return Parsed(None, (decoded,))
    reading = Reading(decoded, file)
    try:
        node = reading.document()
    except HaltError as halt:
        return Parsed(None, (*reading.faults, halt.fault))
    except (yaml.YAMLError, RecursionError) as error:
        return Parsed(None, (*reading.faults, yaml_fault(error, decoded, file)))
    return Parsed(node, tuple(reading.faults))


def decoded_text(text: str | bytes, file: str) -> str | Fault:
    """The file as text: UTF-8, with or without a byte order mark, within `MAX_BYTES`."""
    size = len(text)
    if size > MAX_BYTES:
        message = f"the file is {size:,} bytes long"
        return Fault("RC1005", message, Place(file), f"at most {MAX_BYTES:,} bytes")
    if isinstance(text, bytes) and text.startswith(UTF16):
        return Fault("RC1001", "the file is UTF-16", Place(file), "UTF-8", "Save it as UTF-8.")
    try:
        encoded = text.encode() if isinstance(text, str) else text
        return encoded.decode("utf-8").removeprefix("\ufeff")
    except UnicodeEncodeError as error:
        return _not_utf8(error.start, str(text)[: error.start], file)
    except UnicodeDecodeError as error:
        before = bytes(error.object[: error.start]).decode("utf-8")
        return _not_utf8(error.start, before, file)


def _not_utf8(offset: int, before: str, file: str) -> Fault:
    lines = before.split("\n")
    place = Place(file, len(lines), len(lines[-1]) + 1)
    return Fault("RC1001", f"byte {offset} is not UTF-8", place, "UTF-8", "Save it as UTF-8.")
