"""The table of rules, and the tables of data that they read."""

from __future__ import annotations

from reconciler.kinds.actions.table import ACTION_TYPES
from reconciler.kinds.codepipeline.pipelines import ACTION_KEYS
from reconciler.rules.table import RULES


def test_what_a_rule_says_are_sentences() -> None:
    texts = [text for rule in RULES for text in (rule.why, rule.mend)]
    assert [text for text in texts if not text.endswith(".")] == []
    assert [rule.title for rule in RULES if rule.title.endswith(".")] == []


def test_secrets_of_action_types_are_those_that_kinds_ask_references_for() -> None:
    table = {one.provider: set(one.secret) for one in ACTION_TYPES.values() if one.secret}
    words = {
        provider: {key for key, word in keys.items() if word.secret}
        for provider, keys in ACTION_KEYS.items()
    }
    assert table == {provider: keys for provider, keys in words.items() if keys}


def test_keys_that_kinds_have_words_for_are_keys_of_the_action() -> None:
    for provider, keys in ACTION_KEYS.items():
        types = [one for one in ACTION_TYPES.values() if one.provider == provider]
        taken = {key for one in types for key in (*one.required, *one.optional)}
        assert set(keys) <= taken, provider


def test_values_and_secrets_are_of_keys_that_the_action_takes() -> None:
    for one in ACTION_TYPES.values():
        taken = {*one.required, *one.optional}
        assert taken >= {*one.secret, *one.values}, one.provider
