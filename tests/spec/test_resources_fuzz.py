"""Whatever a spec says of a resource: a resource or faults with places, never another exception."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.codes import CODES
from reconciler.kinds.table import KINDS
from reconciler.spec.content.documents import parse as document_of
from reconciler.spec.content.normal import normal
from reconciler.spec.declared.resource import resource_of
from reconciler.spec.form import Shape
from reconciler.spec.forms import forms
from tests.spec.ground import declarations, ground_of

LEAVES = st.sampled_from(
    ["a", "", "${{ stack }}", "${{ vars.v }}", "${{ vars.none }}", "${{ self.arn }}", "$${{",
     "${{ vars.list }}", "${{ vars.secret }}", "${{ vars.late }}", 5, -1, True, None,
     {"secret": "ssm:/a"}, {"secret": 5}, {"file": "none"}, {"when": {"environment": "prod"}}]
)  # fmt: skip
VARS = '{v: 5, list: [a, {b: c}], secret: {secret: "ssm:/a"}, late: {lookup: "ssm:/late"}}'
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "type", "value", "a", "x y"]), inner, max_size=3)
    ),
    max_leaves=6,
)
OWN = ("lifecycle", "tags", "name", "xyzzy")


def near(shape: Shape, depth: int = 4) -> st.SearchStrategy[Any]:
    """Data that mostly has this shape, with anything at all in places."""
    if depth == 0:
        return TREES
    match shape.type:
        case "structure":
            fields = {name: near(inner, depth - 1) for name, inner in shape.fields.items()}
            return st.fixed_dictionaries({}, optional=fields) | TREES
        case "list" if shape.item:
            return st.lists(near(shape.item, depth - 1), max_size=2) | TREES
        case "map" if shape.item:
            return st.dictionaries(
                st.text("ab", max_size=2), near(shape.item, depth - 1), max_size=2
            )
        case "boolean":
            return st.booleans() | LEAVES
        case "integer":
            return st.integers(-1, 10**6) | LEAVES
    return st.sampled_from(shape.enum or ("abc",)) | LEAVES


@pytest.mark.parametrize("kind_id", [kind.id for kind in KINDS])
@given(data=st.data())
def test_a_resource_of_any_kind(kind_id: str, data: st.DataObject) -> None:
    form = forms()[kind_id]
    body = data.draw(
        st.fixed_dictionaries(
            {},
            optional={
                **{name: near(shape) for name, shape in form.fields.items()},
                **dict.fromkeys(OWN, TREES),
            },
        )
    )
    section, kind = kind_id.split(".")
    declared = declarations(json.dumps({section: {kind: {"key": body}}}))
    made = resource_of(declared[0], ground_of(declared, VARS))
    for fault in made.faults:
        assert fault.place is not None
        assert fault.code in CODES
        assert fault.message
    if made.resource and not made.faults:
        shape = form.structure()
        again = normal(shape, made.resource.desired)
        assert again == made.resource.desired


@given(st.text(max_size=30))
def test_any_text_as_a_document(text: str) -> None:
    for kind in ("json", "policy", "pattern", "yaml"):
        assert document_of(kind, text) is None or not isinstance(document_of(kind, text), str)
