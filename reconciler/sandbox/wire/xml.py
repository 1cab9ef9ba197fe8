"""From the XML of a request's body to the members of an operation's input: S3's protocol, rest-xml.

Source: smithy.io, "AWS restXml protocol" (names, flattened lists, attributes), as botocore writes it
(botocore/serialize.py). Elements that the model does not have are refused, as S3 does: "The XML
you provided was not well-formed or did not validate against our published schema".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from reconciler.aws.models import Shape
from reconciler.sandbox.errors import Refusal

Text = Callable[[Shape, str], Any]
"""Reads a scalar of a shape from its text."""


@dataclass
class Element:
    """One element: its name and attributes without namespaces, its text, what is in it."""

    name: str
    attributes: Mapping[str, str]
    children: list[Element] = field(default_factory=list)
    text: str = ""


def malformed() -> Refusal:
    """Return S3's error for a body that its schema does not take (S3 API Reference, "Errors")."""
    message = (
        "The XML you provided was not well-formed or did not validate against our published schema"
    )
    return Refusal("MalformedXML", message, 400)


def element(body: bytes) -> Element:
    """Return the root of a document. One that declares a type of its own is refused."""
    root = Element("", {})
    open_ones = [root]

    def start(name: str, attributes: dict[str, str]) -> None:
        made = Element(_local(name), attributes)
        open_ones[-1].children.append(made)
        open_ones.append(made)

    def text(held: str) -> None:
        open_ones[-1].text += held

    def typed(*_: object) -> None:
        raise malformed()

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: open_ones.pop()
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = typed
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise malformed() from error
    return root.children[0]


def from_body(shape: Shape, body: bytes, text: Text) -> dict[str, Any]:
    """Return the members that a body holds. The bytes of an object are not read."""
    payload = shape.traits.get("payload")
    if not body or (payload and shape.members[payload].type == "blob"):
        return {}
    if payload and shape.members[payload].type == "string":
        return {payload: body.decode("utf-8", "replace")}
    root = element(body)
    if payload is None:
        return _structure(shape, root, text)
    return {payload: from_xml(shape.members[payload], root, text)}


def from_xml(shape: Shape, node: Element, text: Text) -> Any:
    """Return an element as the shape's type; refuse what the model does not have."""
    match shape.type:
        case "structure":
            return _structure(shape, node, text)
        case "list":
            name = shape.element.traits.get("locationName", "member")
            if any(child.name != name for child in node.children):
                raise malformed()
            return [from_xml(shape.element, child, text) for child in node.children]
        case _:
            return text(shape, node.text)


def _structure(shape: Shape, node: Element, text: Text) -> dict[str, Any]:
    found: dict[str, Any] = {}
    known = {_name(name, member): (name, member) for name, member in shape.members.items()}
    for child in node.children:
        if child.name not in known:
            raise malformed()
        name, member = known[child.name]
        if member.type == "list" and member.traits.get("flattened"):
            found.setdefault(name, []).append(from_xml(member.element, child, text))
        else:
            found[name] = from_xml(member, child, text)
    for name, member in shape.members.items():
        wire = shape.wire_name(name)
        if member.traits.get("xmlAttribute") and wire in node.attributes:
            found[name] = text(member, node.attributes[wire])
    return found


def _name(name: str, member: Shape) -> str:
    """Return the name of a member's element; a flattened list's is that of its items."""
    if member.type == "list" and member.traits.get("flattened"):
        own: str = member.element.traits.get("locationName") or name
        return str(member.traits.get("locationName") or own)
    return str(member.traits.get("locationName", name))


def _local(name: str) -> str:
    return name.rpartition(":")[2]
