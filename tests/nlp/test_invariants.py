"""What must hold for every message: real ones, such put together from their parts, and noise."""

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
GRAVITY = ("minor", "serious", "major")
SENTENCES = sorted({r["text"] for name in ("varied", "chat") for r in corpus(name)})
CLAUSES = sorted({c for r in corpus("varied") for c in re.split("[，。？！]", r["text"]) if c})
#: Messages that make no sense, but of everything that the classifier reacts to.
MESSAGES = st.lists(
    st.tuples(st.sampled_from(CLAUSES) | st.sampled_from(WORDS), st.sampled_from("，。！？ 、")),
    min_size=1,
    max_size=6,
).map(lambda parts: "".join(word + mark for word, mark in parts).strip("，。！？ 、"))
TEXTS = st.sampled_from(SENTENCES) | MESSAGES
#: Anything that can be typed, with what the rules look for strewn in.
NOISE = st.lists(st.sampled_from(WORDS) | st.text(st.characters(codec=None), max_size=4)).map(
    "".join
)


def _verdict(classifier: Classifier, text: str) -> tuple[str, str]:
    judgement = classifier.judge(text)
    return judgement.category, judgement.severity


@settings(max_examples=100, deadline=None)
@given(text=TEXTS | NOISE)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    """What is normalised is its own normal form, emphasis and little pictures included."""
    once = normalize(text * 3).text

    assert normalize(once).text == once


@pytest.mark.parametrize("config", ["s2t", "s2tw", "s2hk"])
@settings(max_examples=60, deadline=None)
@given(text=TEXTS)
def test_r42_script_conversion_does_not_change_the_class(
    classifier: Classifier, config: str, text: str
) -> None:
    """Simplified, Taiwanese and Hong Kong characters of the same words are judged alike."""
    converted = opencc.OpenCC(config).convert(text)

    assert _verdict(classifier, text) == _verdict(classifier, converted)


@pytest.mark.parametrize("thanks", ["，谢谢", "。谢谢！", "，麻烦了，多謝", " thank you"])
@settings(max_examples=60, deadline=None)
@given(text=TEXTS)
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
@given(text=TEXTS, mark=st.sampled_from("！。~😡哈"))
def test_emphasis_changes_no_class(classifier: Classifier, text: str, mark: str) -> None:
    """Three marks at the end say no more than two."""
    assert _verdict(classifier, text + mark * 2) == _verdict(classifier, text + mark * 5)


@settings(max_examples=100, deadline=None)
@given(text=TEXTS)
def test_repeated_punctuation_changes_nothing(classifier: Classifier, text: str) -> None:
    """Whoever writes three marks where one would do says the same."""
    loud = re.sub("([，。！？、])", r"\1\1\1", text)

    assert _verdict(classifier, text) == _verdict(classifier, loud)


@settings(max_examples=100, deadline=None)
@given(text=TEXTS)
def test_width_changes_nothing(classifier: Classifier, text: str) -> None:
    """Full-width letters, digits and marks, as some keyboards write them, are read alike."""
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)

    assert _verdict(classifier, text) == _verdict(classifier, wide)


@settings(max_examples=100, deadline=None)
@given(text=TEXTS, picture=st.sampled_from(["🙂", "📷", "🏠", "☀️", "👀"]))
def test_little_pictures_that_say_nothing_change_nothing(
    classifier: Classifier, text: str, picture: str
) -> None:
    """Only pictures of displeasure, vermin and the like are evidence."""
    assert _verdict(classifier, text) == _verdict(classifier, text + picture)


@pytest.mark.parametrize("greeting", ["你好，", "您好！", "早上好。", "Hi, ", "大家好："])
@settings(max_examples=60, deadline=None)
@given(text=TEXTS)
def test_a_greeting_in_front_changes_no_complaint(
    classifier: Classifier, greeting: str, text: str
) -> None:
    """Politeness takes no complaint back, nor any of its gravity."""
    before = classifier.judge(text)
    if before.intent != "complaint":
        return

    assert _verdict(classifier, greeting + text) == (before.category, before.severity)


@settings(max_examples=200, deadline=None)
@given(
    text=TEXTS,
    more=st.sampled_from(
        [
            "我姓王。",
            "我住在三楼。",
            "天气不错。",
            "今天周二。",
            "谢谢大家。",
            "请问几点下班？",
            "保安大叔人很好。",
            "希望以后能有夜宵。",
            "早餐很好吃，下次还来。",
            "上次那件事已经解决了。",
        ]
    ),
)
def test_r13_a_harmless_sentence_after_it_makes_nothing_less_grave(
    classifier: Classifier, text: str, more: str
) -> None:
    """What is grave stays as grave, whatever else is said afterwards."""
    before = classifier.judge(text).severity

    after = classifier.judge(f"{text}。{more}").severity

    assert GRAVITY.index(after) >= GRAVITY.index(before)


@settings(max_examples=200, deadline=None)
@given(text=NOISE)
def test_noise_never_raises(classifier: Classifier, text: str) -> None:
    """Words of the lexicon in any company get a judgement like all others."""
    assert classifier.judge(text).severity in GRAVITY
