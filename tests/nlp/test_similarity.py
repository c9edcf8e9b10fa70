"""Which messages are on one matter (R10): the labelled texts, and what must hold for any two."""

from __future__ import annotations

from itertools import combinations

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.matters import likeness
from nlp.classify import Classifier
from tests.nlp.conftest import corpus

ROWS = corpus("matters")
#: The policies' default.
ALIKE = 0.25
TEXTS = st.sampled_from([row["text"] for row in ROWS]) | st.text(st.characters(codec=None))


def test_r10_one_matter_in_other_words_is_recognised(classifier: Classifier) -> None:
    """Of pairs on one matter most are found; what is found is hardly ever another matter."""
    terms = [classifier.terms(row["text"]) for row in ROWS]
    pairs = [
        (one["matter"] == other["matter"], likeness(its, others) >= ALIKE)
        for (one, its), (other, others) in combinations(zip(ROWS, terms, strict=True), 2)
        if one["category"] == other["category"]
    ]

    right = sum(is_same and is_found for is_same, is_found in pairs)
    assert right / sum(is_found for _, is_found in pairs) >= 0.95
    assert right / sum(is_same for is_same, _ in pairs) >= 0.7


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"])
def test_a_text_is_like_itself_in_either_script(
    classifier: Classifier, row: dict[str, str]
) -> None:
    """Thanks and the other script change little."""
    other = opencc.OpenCC("s2t").convert(row["text"]) + "，謝謝"

    assert likeness(classifier.terms(row["text"]), classifier.terms(other)) >= 0.8


@given(one=TEXTS, other=TEXTS)
def test_likeness_is_a_share_and_the_same_both_ways(
    classifier: Classifier, one: str, other: str
) -> None:
    """Any two strings can be compared."""
    its, others = classifier.terms(one), classifier.terms(other)

    assert 0 <= likeness(its, others) <= 1
    assert likeness(its, others) == pytest.approx(likeness(others, its))
