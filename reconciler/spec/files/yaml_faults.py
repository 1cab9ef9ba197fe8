"""What the YAML parser says, in our words: its errors, and hints for the usual mistakes."""

from __future__ import annotations

from typing import Final

import yaml

from reconciler.errors import Fault, Place

CLOUDFORMATION: Final = {
    "!Ref": "Write `${{ section.kind.key.name }}`, or `${{ region }}` and its like.",
    "!GetAtt": "Write `${{ section.kind.key.attribute }}`.",
    "!Sub": "Text takes references as it is: `arn:${{ partition }}:…`.",
    "!ImportValue": 'Declare a var `{lookup: "cfn-export:NAME"}` and refer to it.',
    "!Join": "Text takes references as it is; where AWS wants a comma list, write a list.",
}
"""CloudFormation's short forms (AWS CloudFormation User Guide, "Intrinsic function reference")."""


def tag_fault(tag: str, place: Place) -> Fault:
    """The fault of a tag: types come from the schema, so no tag means anything here."""
    written = tag.replace("tag:yaml.org,2002:", "!!", 1)
    suggestion = CLOUDFORMATION.get(written, "Leave the tag out: fields know their types.")
    return Fault("RC1004", f"the tag `{written}` is unknown", place, "no tag", suggestion)


def line_of(lines: list[str], place: Place) -> str:
    """The line at `place`, without its end; empty past the last one."""
    return lines[place.line - 1] if place.line <= len(lines) else ""


def comment_hint(lines: list[str], place: Place) -> str | None:
    """The hint for a value that YAML took for a comment: an unquoted `#{Build.Tag}`."""
    line = line_of(lines, place)
    if "#{" not in line:
        return None
    value = line[line.index("#{") :].strip()
    return f'An unquoted `#` begins a comment; put the value in quotes: `"{value}"`.'


def yaml_fault(error: yaml.YAMLError | RecursionError, text: str, file: str) -> Fault:
    """The fault of text that is not YAML, at the place where the parser stopped."""
    match error:
        case RecursionError():
            return Fault("RC1005", "the text nests too deeply", Place(file), "at most 64 levels")
        case yaml.MarkedYAMLError(problem=problem, problem_mark=mark) if mark is not None:
            place = Place(file, mark.line + 1, mark.column + 1)
            message = f"the text is not YAML: {problem}"
            return Fault(
                "RC1002",
                message,
                place,
                None,
                _hint(line_of(text.split("\n"), place), str(problem)),
            )
        case yaml.reader.ReaderError(position=position, encoding=encoding):
            # libyaml counts bytes, the parser in Python characters
            start = text[:position].encode() if encoding == "unicode" else text.encode()[:position]
            before = start.decode(errors="replace").split("\n")
            place = Place(file, len(before), len(before[-1]) + 1)
            return Fault("RC1002", "a control character stands in the text", place, "YAML text")
        case _:
            return Fault("RC1002", f"the text is not YAML: {error}", Place(file))


def _hint(line: str, problem: str) -> str | None:
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "A tab cannot indent YAML; use spaces."
    if "${{" in line:
        return 'Inside `{ }` and `[ ]` a reference stands in quotes: `"${{ … }}"`.'
    if "{{" in line:
        return 'A reference begins with a dollar sign and stands in quotes: `"${{ … }}"`.'
    if "mapping values are not allowed" in problem:
        return "A value that holds a colon and a space stands in quotes."
    return None
