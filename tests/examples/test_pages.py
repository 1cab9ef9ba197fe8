"""How example pages are read: command lines, the files that they show, the documented answers."""

from tests.examples.pages import of_page
from tests.examples.replay import lacks, one_place

PAGE = """
**To make a thing**

This command makes one::

    aws things create-thing \\
        --name "a thing" \\
        --cli-input-json file://PATH/thing.json

Contents of ``thing.json``::

    {"a": 1}

Output::

    {"thing": {"name": "a thing", "parts": [1, ...]}}

And this shows it. ::

  aws things get-thing --name thing

Output:

None.
"""


def test_a_page_is_read() -> None:
    made, shown = of_page("things/create-thing", PAGE)
    assert made.arguments[:4] == ("things", "create-thing", "--name", "a thing")
    assert (made.service, made.command) == ("things", "create-thing")
    assert made.files == {"PATH/thing.json": '{"a": 1}'}
    assert made.answer == {"thing": {"name": "a thing", "parts": [1]}}
    assert (shown.command, shown.answer, shown.files) == ("get-thing", None, {})


def test_all_accounts_and_regions_are_made_one() -> None:
    text = (
        "arn:aws:codebuild:us-west-2:111122223333:project/a arn:aws:iam::111111111111EXAMPLE:role/b"
    )
    assert one_place(text) == (
        "arn:aws:codebuild:us-east-1:123456789012:project/a arn:aws:iam::123456789012:role/b"
    )


def test_what_an_answer_lacks_is_named_by_its_path() -> None:
    documented = {"a": {"b": 1, "c": 2}, "list": [{"x": 1}], "d": None}
    assert list(lacks(documented, {"a": {"b": 3}, "list": [{}], "d": 1})) == ["a.c", "list.x"]
    assert list(lacks(documented, {"a": documented["a"], "list": [], "d": 1})) == []
