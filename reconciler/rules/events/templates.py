"""Rules of what a target is sent: input templates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reconciler.events.quoting import fragile
from reconciler.rules.events.targets import targets
from reconciler.rules.rule import Finding, Rule
from reconciler.rules.values import structure, text
from reconciler.rules.view import View
from reconciler.spec.suggest import listed


def unbroken(view: View) -> Iterator[Finding]:
    """Templates that a quote in a field of the event breaks."""
    for rule, path, target in targets(view):
        transformer = structure(target.get("input_transformer"))
        paths = {
            name: text(one) for name, one in structure(transformer.get("input_paths_map")).items()
        }
        names = fragile(text(transformer.get("input_template")), paths)
        if names:
            places = listed([f"<{name}>" for name in names])
            told = f"a quote in {places} makes the template no JSON: such an event is not delivered"
            mend = f'Write an object, and {places} outside of quotes: `{{"{names[0]}": <{names[0]}>}}`.'
            yield Finding(rule, f"{path}.input_transformer.input_template", told, mend=mend)


RULES: Final = (
    Rule(
        "RC2519",
        "A template that a quote breaks",
        "EventBridge escapes nothing in a text: a field with a quote ends it, what comes out is no JSON, "
        "and the event is not delivered, which only a dead-letter queue tells (INVALID_JSON). Fields "
        "that AWS writes hold none; titles, branches and fields of events of one's own may.",
        'Write an object with the field outside of quotes: `{"title": <title>}`.',
        unbroken,
        "note",
    ),
)
"""Rules about templates."""
