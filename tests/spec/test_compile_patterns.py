"""AWS's patterns and prose, in the dialects that we publish."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.aws.models import model
from reconciler.kinds.table import KINDS
from reconciler.spec.compiling.patterns import portable
from reconciler.spec.compiling.prose import LIMIT, plain

SERVICES = sorted({kind.client for kind in KINDS})
PATTERNS = sorted(
    {
        shape["pattern"]
        for service in SERVICES
        for shape in model(service).raw["shapes"].values()
        if "pattern" in shape
    }
)


@pytest.mark.parametrize(
    ("java", "fits", "fails"),
    [
        (r"[\w\.-]+", ["a.b-c_1"], ["", "a b", "é", "a\n"]),
        (r"\d{12}", ["012345678901"], ["12345678901", "x012345678901", "٠١٢٣٤٥٦٧٨٩٠١"]),
        ("AWS|ThirdParty", ["AWS", "ThirdParty"], ["AWSx", "xThirdParty"]),
        (r"^[a-z]+$", ["abc"], ["abc\n", "A"]),
        (r"[\w-_]+", ["a-b_c"], ["a.b"]),
        (r"arn\:aws\-x", ["arn:aws-x"], ["arn:awsx"]),
        (r"^a|b$", ["a", "b"], ["ab", "a\n"]),
        (r"(\u002F)|(\u002F[\u0021-\u007E]+\u002F)", ["/", "/a/b/"], ["", "/a", "a/"]),
        (r"[a-z]+\$", ["ab$"], ["ab"]),
    ],
)
def test_a_pattern_means_the_whole_value_in_ascii(
    java: str, fits: list[str], fails: list[str]
) -> None:
    pattern = portable(java)
    assert [text for text in fits if not re.search(pattern, text)] == []
    assert [text for text in fails if re.search(pattern, text)] == []


@pytest.mark.parametrize(
    "java",
    ["", ".*", r"[\p{L}]+", r"\P{C}*", "(?i)all", "a*+", r"x(?<!\.)", r"(a)\1", "[a&&b]", "["],
)
def test_what_the_shared_dialect_cannot_say_is_dropped(java: str) -> None:
    assert portable(java) == ""


def test_no_pattern_takes_exponential_time() -> None:
    explosive = r"^[ \t]*[\x20-\x7E]+([ \t]+[\x20-\x7E]+)*[ \t]*$"
    assert portable(explosive) == ""


@pytest.mark.parametrize("java", PATTERNS)
def test_aws_patterns_compile_or_are_dropped(java: str) -> None:
    pattern = portable(java)
    if pattern:
        assert pattern.startswith("^")
        with suppress(re.error):  # where AWS takes a line's end, so do we
            taken = re.fullmatch(java, "\x00\n") is not None
            assert (re.search(pattern, "\x00\n") is not None) <= taken
        assert r"\w" not in pattern
        assert r"\d" not in pattern


def test_few_patterns_are_lost() -> None:
    lost = [java for java in PATTERNS if not portable(java)]
    assert len(lost) < len(PATTERNS) / 6


def test_html_becomes_sentences() -> None:
    html = (
        "<p>The <code>name</code> of the rule, e.g. <i>x</i>.</p> <note> <p>A &amp; B.</p></note>"
    )
    assert plain(html) == "The name of the rule, e.g. x. A & B."


def test_a_list_item_does_not_run_into_the_next() -> None:
    assert plain("<ul><li>One.</li><li>Two.</li></ul>") == "One. Two."


@given(st.lists(st.text(min_size=1, max_size=120), max_size=12))
def test_prose_is_one_short_line(sentences: list[str]) -> None:
    text = plain("".join(f"<p>{sentence}.</p>" for sentence in sentences))
    assert len(text) <= LIMIT
    assert "\n" not in text
    assert text == text.strip()


def test_whole_sentences_are_kept() -> None:
    text = plain("<p>First one. " + "Second is long " * 30 + ".</p>")
    assert text == "First one."
    assert plain("word " * 200).endswith("…")
