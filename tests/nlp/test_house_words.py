"""A house's own words lie over those of the program, and outlive its upgrades (R11)."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.house_words import (
    HouseWord,
    HouseWordsError,
    lay_over,
    make_word,
    read_house_words,
    write_house_words,
)
from nlp.lexicon import CATEGORIES
from nlp.lexicon_files import read_lexicon
from nlp.loading import Loader
from nlp.segment import Segmenter

_PACK = """
[[complaint]]
words = "很脏 太慢"
category = "hygiene"
weight = 1.0

[[topic]]
words = "柜台"
concepts = ["counter"]
category = "business"
weight = 0.5
"""


@pytest.fixture(scope="module")
def loader(tmp_path_factory: pytest.TempPathFactory) -> Loader:
    """Give a loader with a cache of its own."""
    return Loader(tmp_path_factory.mktemp("words"))


def _text(*words: tuple[str, str, float]) -> str:
    return write_house_words(make_word(*word) for word in words)


def test_a_house_word_counts_like_one_of_the_program(loader: Loader) -> None:
    """A word nobody knew decides, and is shown where it stands; the other words still count."""
    plain, taught = loader.load(), loader.load("", _text(("鸹鸹叫", "facility", 2.0)))

    found = taught.judge("门口鸹鸹叫，厕所很脏")

    assert not plain.judge("鸹鸹叫").matched
    assert found.category == "facility"
    assert [m.category for m in found.matched if m.word == "鸹鸹叫"] == ["facility"]
    assert "hygiene" in {m.category for m in found.matched}


def test_r13_a_house_word_makes_a_complaint_grave_and_nothing_else(loader: Loader) -> None:
    """It is a reason where something is complained of; naming it in a question is none."""
    taught = loader.load("", write_house_words([make_word("鸹鸹", "facility", 0, "", "major")]))

    complaint = taught.judge("鸹鸹那里的电梯坏了")
    question = taught.judge("请问鸹鸹几点开门")

    assert (complaint.severity, complaint.reasons) == ("major", ("house",))
    assert (question.severity, question.intent) == ("minor", "question")


def test_r13_a_house_can_find_a_word_less_grave_than_the_program(loader: Loader) -> None:
    """What the program takes for a threat may be a shop's name here."""
    text = "前台爱理不理，记者已经来拍了"
    calm = write_house_words([make_word("记者已经来", "other", 0, "", "minor")])

    assert loader.load().judge(text).severity == "major"
    assert loader.load("", calm).judge(text).severity == "minor"


def test_a_word_of_weight_0_no_longer_counts(loader: Loader) -> None:
    """A house can take back what the program says."""
    before = loader.load().judge("爱理不理")
    after = loader.load("", _text(("爱理不理", "service", 0.0))).judge("爱理不理")

    assert before.category == "service"
    assert before.matched
    assert not [match for match in after.matched if match.category == "service"]


def test_new_words_of_the_program_come_with_the_houses_own() -> None:
    """The house's words are laid over whatever the lexicon is, so an upgrade loses neither."""
    house = read_house_words(_text(("太慢", "hygiene", 0.0), ("太慢", "business", 2.0)))

    old = lay_over(read_lexicon({"a.toml": _PACK}), house)
    new = lay_over(read_lexicon({"a.toml": _PACK.replace("很脏", "很脏 很臭")}), house)

    assert "很臭" not in old.entries
    assert new.entries["很臭"].weights == new.entries["很脏"].weights
    for lexicon in (old, new):
        assert [weight > 0 for weight in lexicon.entries["太慢"].weights] == [
            False,
            True,
            *[False] * 3,
        ]


def test_a_removed_word_with_nothing_else_to_say_is_gone_and_a_topic_stays() -> None:
    """What names a thing still names it; what only complained no longer hides other words."""
    house = [make_word("很脏", "hygiene", 0), make_word("柜台", "business", 0)]

    lexicon = lay_over(read_lexicon({"a.toml": _PACK}), house)

    assert "很脏" not in lexicon.entries
    assert lexicon.entries["柜台"].mask & lexicon.bit("counter")
    assert not any(lexicon.entries["柜台"].lean)


@pytest.mark.parametrize(
    ("text", "path", "reason"),
    [
        ("[[word", "file", "at end of document"),
        ("a = 1", "a", "the only table is"),
        ("word = 1", "word", "[[word]]"),
        ('[[word]]\ncategory = "service"\nweight = 1', "word[0].word", "is missing"),
        ('[[word]]\nword = ""\ncategory = "service"\nweight = 1', "word[0].word", "1 to 20"),
        ('[[word]]\nword = "慢"\ncategory = "slow"\nweight = 1', "word[0].category", "none of"),
        (
            '[[word]]\nword = "慢"\ncategory = "other"\nweight = 11',
            "word[0].weight",
            "0 (does not",
        ),
        (
            '[[word]]\nword = "慢"\ncategory = "other"\nweight = "1"',
            "word[0].weight",
            "wrong kind",
        ),
        ('[[word]]\nword = "慢"\ncategory = "other"\nweight = 1\nx = 1', "word[0].x", "not known"),
        (
            '[[word]]\nword = "慢"\ncategory = "other"\nweight = 1\nseverity = "dire"',
            "word[0].severity",
            "none of minor",
        ),
        (_text(("慢", "other", 1)) + _text(("慢", "other", 2)), "word[1].word", "stands twice"),
    ],
)
def test_nonsense_is_refused_with_its_place_and_reason(text: str, path: str, reason: str) -> None:
    """Whoever edits the text by hand reads which word and which field is wrong."""
    with pytest.raises(HouseWordsError) as refused:
        read_house_words(text)

    assert [where for where, _ in refused.value.problems] == [path]
    assert reason in refused.value.problems[0][1]


@given(
    st.lists(
        st.builds(
            make_word,
            st.text(min_size=1, max_size=9),
            st.sampled_from(CATEGORIES),
            st.integers(0, 20).map(lambda half: half / 2),
            st.sampled_from(["", "queue"]),
            st.sampled_from(["", "minor", "serious", "major"]),
        ).filter(lambda word: 0 < len(word.word) <= 20),
        unique_by=lambda word: word.key,
    )
)
def test_what_is_written_is_read_again(words: list[HouseWord]) -> None:
    """Whatever characters a word has, and in one order however it came about."""
    text = write_house_words(words)

    assert read_house_words(text) == tuple(sorted(words))
    assert write_house_words(reversed(words)) == text


def test_a_lexicon_that_was_kept_is_used_again_and_a_broken_one_made_anew(tmp_path: Path) -> None:
    """The file is a matter of speed only: nothing but time is lost with it."""
    first = Loader(tmp_path).load().judge("厕所很脏，服务员爱理不理")
    (kept,) = tmp_path.glob("lexicon-*.cache")
    again = Loader(tmp_path).load().judge("厕所很脏，服务员爱理不理")
    kept.write_bytes(kept.read_bytes()[:-1])
    broken = Loader(tmp_path).load().judge("厕所很脏，服务员爱理不理")

    assert first == again == broken
    assert kept.stat().st_mode & 0o077 == 0


def test_classifiers_of_one_loader_share_the_dictionary(loader: Loader) -> None:
    """Ninety megabytes are needed once, however many versions are tried."""
    words = _text(("闸机", "facility", 1.0))
    one, other = loader.load(), loader.load("", words)

    assert one._segmenter is other._segmenter
    assert loader.load("", words) is other


def test_a_segmenter_for_other_words_leaves_the_first_as_it_was(loader: Loader) -> None:
    """A version in use does not change because another one is built beside it."""
    one = loader.load()._segmenter
    other = one.keeping({"扫码区"})

    assert other.cut("扫码区坏了")[0] == "扫码区"
    assert one.cut("扫码区坏了")[0] != "扫码区"
    assert other.keeping({"别的词"}).cut("扫码区坏了") == one.keeping({"别的词"}).cut("扫码区坏了")


def test_a_dictionary_that_was_kept_is_used_again_and_a_broken_one_made_anew(
    tmp_path: Path,
) -> None:
    """Whatever jieba left in its cache, the segmenter cuts as with the dictionary itself."""
    text = "营业厅排队叫号机坏了没有人管"
    cuts = [Segmenter(["叫号机"], tmp_path).cut(text), Segmenter(["叫号机"], tmp_path).cut(text)]
    (kept,) = tmp_path.glob("jieba-*.cache")
    for content in (b"", kept.read_bytes()[:1000], b"N", b"(\x02\x00\x00\x00i\x01\x00\x00\x00N"):
        kept.write_bytes(content)
        cuts.append(Segmenter(["叫号机"], tmp_path).cut(text))

    assert "叫号机" in cuts[0]
    assert all(cut == cuts[0] for cut in cuts)
