"""What must hold for any message put together from words of the lexicon and of the corpus."""

from __future__ import annotations

import re

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.classify import Classifier
from nlp.lexicon_files import load_lexicon
from nlp.normalize import normalize
from tests.nlp.conftest import corpus

WORDS = sorted(load_lexicon().entries)
CLAUSES = sorted({c for r in corpus("varied") for c in re.split("[，。？！]", r["text"]) if c})
#: Messages that make no sense, but of everything that the classifier reacts to.
MESSAGES = st.lists(
    st.tuples(st.sampled_from(CLAUSES) | st.sampled_from(WORDS), st.sampled_from("，。！？ 、")),
    min_size=1,
    max_size=6,
).map(lambda parts: "".join(word + mark for word, mark in parts).strip("，。！？ 、"))


@settings(max_examples=100, deadline=None)
@given(text=MESSAGES)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    """What is normalised is its own normal form, emphasis and little pictures included."""
    once = normalize(text * 3).text

    assert normalize(once).text == once


@pytest.mark.parametrize("config", ["s2t", "s2tw", "s2hk"])
@settings(max_examples=60, deadline=None)
@given(text=MESSAGES)
def test_r42_script_conversion_does_not_change_the_class(
    classifier: Classifier, config: str, text: str
) -> None:
    """Simplified, Taiwanese and Hong Kong characters of the same words are judged alike."""
    converted = opencc.OpenCC(config).convert(text)

    plain, other = classifier.judge(text), classifier.judge(converted)

    assert (plain.category, plain.severity) == (other.category, other.severity)


@pytest.mark.parametrize("thanks", ["，谢谢", "。谢谢！", "，麻烦了，多謝", " thank you"])
@settings(max_examples=60, deadline=None)
@given(text=MESSAGES)
def test_thanks_at_the_end_change_no_complaint(
    classifier: Classifier, text: str, thanks: str
) -> None:
    """Politeness makes no other complaint of one, and none of its gravity disappears."""
    before = classifier.judge(text)
    if before.intent != "complaint":
        return

    after = classifier.judge(text + thanks)

    assert (after.category, after.severity) == (before.category, before.severity)
    assert after.intent == "complaint"


@settings(max_examples=60, deadline=None)
@given(text=MESSAGES, mark=st.sampled_from("！。~😡哈"))
def test_emphasis_changes_no_class(classifier: Classifier, text: str, mark: str) -> None:
    """Three marks at the end say no more than two."""
    two, five = classifier.judge(text + mark * 2), classifier.judge(text + mark * 5)

    assert (two.category, two.severity) == (five.category, five.severity)
