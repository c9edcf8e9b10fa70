"""Hints: everyday characters and pairs that together say what no list of words has."""

from __future__ import annotations

import pickle
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.texts import own_texts
from nlp.classify import Classifier
from nlp.courtesy import Courtesy
from nlp.hints import Hints, HintsError, read_hints
from nlp.lexicon import KINDS, NO_HINTS
from nlp.lexicon_files import LexiconError, load_lexicon, read_lexicon
from nlp.normalize import normalize
from nlp.reading import Reader
from nlp.segment import Segmenter
from scripts.weigh_hints import Learner

_HINTS = Hints(
    ["service", "facility"], [0.5, -0.5], {"慢": [1.0, -2.0], "太慢": [0.6, 0.0], "灯": [0.0, 4.2]}
)
_PACK = """
[[complaint]]
words = "很脏"
category = "hygiene"
weight = 1.0
"""


def test_the_hints_of_a_text_add_up() -> None:
    """Every character and every pair of neighbours counts as often as it stands there."""
    weights, count = _HINTS.weigh("太慢, 太慢了")

    assert (weights, count) == ([3.2, -4.0], 4)
    assert _HINTS.weigh("abc") == ([0.0, 0.0], 0)


def test_a_text_of_any_length_adds_up() -> None:
    """Sums that would not fit into one number are added in pieces."""
    weights, count = _HINTS.weigh("灯" * 100_000)

    assert count == 100_000
    assert weights[1] == pytest.approx(420_000)


def test_hints_are_kept_by_what_they_say() -> None:
    """A classifier that is kept in a file weighs as before."""
    kept = pickle.loads(pickle.dumps(_HINTS))

    assert kept.weigh("太慢的灯") == _HINTS.weigh("太慢的灯")
    assert (kept.kinds, kept.start) == (_HINTS.kinds, _HINTS.start)


def test_the_telling_stretches_of_a_text_are_joined() -> None:
    """What is shown as the reason is a stretch, not its single characters."""
    assert _HINTS.telling("真太慢了，灯", "service") == [(1, 3)]
    assert _HINTS.telling("真太慢了，灯", "facility") == [(5, 6)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("word,service", "line 1"),
        ("hint,service\n慢,1,2", "line 2: 2 columns"),
        ("hint,service\n慢,viel", "line 2: could not"),
        ("hint,service\n慢,99", "line 2: a weight"),
    ],
)
def test_a_wrong_file_of_hints_says_where(text: str, reason: str) -> None:
    """The line and what is wrong with it are named."""
    with pytest.raises(HintsError, match=reason):
        read_hints(text.splitlines())


def test_a_lexicon_names_the_columns_that_its_hints_lack() -> None:
    """Hints that speak for no class are refused with the file's name."""
    with pytest.raises(
        LexiconError, match=r"hints\.csv: the columns must begin with hint,service"
    ):
        read_lexicon({"a.toml": _PACK, "hints.csv": "hint,weather\n,0\n"})


def test_r11_a_complaint_without_any_word_of_the_lexicon_is_understood(tmp_path: Path) -> None:
    """Where the lexicon finds nothing of the class, the hints decide and are shown."""
    lexicon = load_lexicon()
    classifier = Classifier(
        lexicon, Reader(read_lexicon({"a.toml": _PACK})), Segmenter([], tmp_path)
    )

    judged = classifier.judge("排到我前面就剩一个人，她把牌子一翻去吃饭了，我站了四十分钟")

    assert (judged.category, judged.intent) == ("business", "complaint")
    assert any(match.category == "business" for match in judged.matched)


def test_every_hint_of_the_program_stands_in_several_texts() -> None:
    """None is learnt from one sentence; each is a Chinese character or a pair of neighbours."""
    hints = load_lexicon().hints
    texts = [text for name, some in own_texts().items() if name != "blind" for text in some]
    found: Counter[str] = Counter()
    for text in texts:
        normal = normalize(text.text).text
        found.update({*normal, *map("".join, pairwise(normal))})

    assert hints.kinds[: len(KINDS)] == KINDS
    assert {len(hint) for hint, _ in hints.rows()} == {1, 2}
    assert [hint for hint, _ in hints.rows() if found[hint] < 3] == []


def test_courtesies_are_taken_off_and_nothing_else(tmp_path: Path) -> None:
    """A greeting in front and thanks behind; what stands between them, and what is thanked for."""
    lexicon = load_lexicon()
    reader, courtesy = Reader(lexicon), Courtesy(lexicon)
    is_part = Segmenter(lexicon.nouns, tmp_path).is_part

    def said(text: str) -> str:
        clauses = courtesy.said(reader.read(normalize(text).text, is_part))
        return normalize(text).text[clauses[0][0].start : clauses[-1][1]].strip(",。!")

    assert said("你好，空调坏了，谢谢！") == "空调坏了"
    assert said("谢谢") == "谢谢"
    assert said("谢谢你们害我白跑一趟") == "谢谢你们害我白跑一趟"


def test_what_is_denied_hints_at_nothing(classifier: Classifier) -> None:
    """The characters of praise that is denied would speak for praise."""
    assert classifier.judge("房间不是很干净").category == "hygiene"


def test_hints_say_nothing_of_another_language(classifier: Classifier) -> None:
    """There the lexicon decides alone: also on what is grave."""
    judged = classifier.judge("I slipped on your wet floor and broke my arm, I am in hospital")

    assert (judged.intent, judged.severity) == ("complaint", "major")


def test_hints_are_learnt_from_texts(tmp_path: Path) -> None:
    """A thousand texts already teach more than the lexicon knows of others."""
    lexicon = load_lexicon()
    learner = Learner(lexicon, Segmenter(lexicon.nouns, tmp_path))
    texts = own_texts()["strangers"]
    learnt = learner.classifier(learner.learn(texts[::7]))
    plain = learner.classifier(NO_HINTS)

    def right(classifier: Classifier) -> int:
        return sum(classifier.judge(t.text).category == t.label for t in texts[3::14])

    assert right(learnt) > 1.05 * right(plain)


def test_r13_what_is_grave_by_hints_alone_shows_what_decided(tmp_path: Path) -> None:
    """The reason is the likeliest one, and its stretches are marked as those of the severity."""
    lexicon = load_lexicon()
    reader = Reader(read_lexicon({"a.toml": _PACK}))
    classifier = Classifier(lexicon, reader, Segmenter([], tmp_path))

    judged = classifier.judge("你们大堂地太滑，我妈摔了一跤，脚踝骨折，在医院缝了针")

    assert (judged.severity, judged.reasons) == ("major", ("injury",))
    assert any(match.category == "severity" for match in judged.matched)
