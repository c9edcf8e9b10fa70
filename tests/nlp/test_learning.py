"""What corrections teach, and what a change of words does, before it is saved (R11)."""

from __future__ import annotations

import pytest

from nlp.classify import Classifier
from nlp.evaluation import (
    Labelled,
    LabelsError,
    answers,
    changes,
    read_labelled,
    score_categories,
    score_severities,
)
from nlp.suggestion import Decided, suggest

#: No lexicon knows these.
ODD = "鸹鸹叫"
OTHER_ODD = "嘞嘞响"


def _corrected(*texts: str, category: str = "hygiene") -> list[Decided]:
    return [Decided(text, category, by_person=True) for text in texts]


def test_a_word_of_several_corrected_texts_is_proposed_with_its_figures(
    classifier: Classifier,
) -> None:
    """It names n, how sure it is, how much of its class it covers, and what it would mend."""
    texts = _corrected(f"门口{ODD}", f"柜台{ODD}了", f"今天又{ODD}", "厕所很脏")

    (found,) = suggest(classifier, texts)

    assert (found.word, found.category) == (ODD, "hygiene")
    assert (found.n, found.precision, found.coverage, found.mends) == (3, 1.0, 0.75, 3)
    assert 0.4 < found.certainty < 0.5


@pytest.mark.parametrize(
    "texts",
    [
        _corrected(f"门口{ODD}"),
        _corrected(f"门口{ODD}", f"门口{ODD}", f"門口{ODD}"),
        [Decided(f"{place}{ODD}", "hygiene", by_person=False) for place in "东西南北"],
        _corrected(f"东{ODD}", f"西{ODD}")
        + [Decided(f"{place}{ODD}", "other", by_person=False) for place in "南北"],
        _corrected(f"厕所很脏{ODD}", f"地上很脏{ODD}"),
    ],
    ids=["one text", "the same text", "nobody decided", "of two classes", "answered rightly"],
)
def test_a_word_is_not_proposed_without_good_reason(
    classifier: Classifier, texts: list[Decided]
) -> None:
    """Not for one text however often sent, not if it tells no class, not if needless."""
    assert suggest(classifier, texts) == []


def test_of_words_that_say_the_same_only_the_surest_is_proposed(classifier: Classifier) -> None:
    """Not every stretch of a phrase; words for two classes keep apart."""
    texts = _corrected(f"门口{ODD}哩", f"柜台{ODD}哩", f"今天{ODD}")
    texts += _corrected(f"门口{OTHER_ODD}", f"柜台{OTHER_ODD}", category="facility")

    found = {one.word: one.category for one in suggest(classifier, texts)}

    assert found == {ODD: "hygiene", OTHER_ODD: "facility"}


def test_labelled_texts_are_scored_by_class_and_severity(classifier: Classifier) -> None:
    """Macro-F1 is the mean over the classes that occur; severity counts where it is labelled."""
    texts = [
        Labelled("厕所很脏", "hygiene", "minor"),
        Labelled("地上很脏", "hygiene"),
        Labelled("空调坏了", "facility"),
        Labelled("空调坏了", "business"),
        Labelled("电梯把我摔伤了，流了很多血", "facility", "major"),
    ]

    judged = answers(classifier, texts)
    scores = score_categories(texts, judged)

    by_label = {score.label: score for score in scores.scores}
    assert by_label["hygiene"].f1 == 1.0
    assert (by_label["facility"].precision, by_label["facility"].recall) == (2 / 3, 1.0)
    assert by_label["business"].f1 == 0.0
    assert scores.confusion["business", "facility"] == 1
    assert scores.macro_f1 == pytest.approx((1 + 0.8 + 0) / 3)
    assert score_severities(texts, judged).n == 2


def test_changed_answers_say_whether_they_are_better(classifier: Classifier) -> None:
    """Two lexicons are compared text by text."""
    texts = [Labelled("厕所很脏", "hygiene"), Labelled("空调坏了", "hygiene")]
    before = answers(classifier, texts)

    (change,) = changes(texts, before, [before[0], before[0]])

    assert (change.before, change.after, change.is_better) == ("facility", "hygiene", True)
    assert changes(texts, before, before) == []


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        (["id,text", "1,慢"], "header"),
        (["text,label", "慢,slow"], "line 2"),
        (["text,label,severity", "慢,business,grave"], "line 2"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_line(lines: list[str], place: str) -> None:
    """Whoever labelled it knows where to look."""
    with pytest.raises(LabelsError) as refused:
        read_labelled(lines)

    assert [where for where, _ in refused.value.problems] == [place]
