"""The lexicon as files: what is wrong is said by file, table and field."""

from __future__ import annotations

import pytest

from nlp.lexicon_files import LexiconError, load_lexicon, read_lexicon
from nlp.template import LIMIT, TemplateError, expand


def test_the_files_of_the_repository_are_sound() -> None:
    """They load, and rules name only concepts that words have."""
    lexicon = load_lexicon()

    assert len(lexicon.entries) > 5_000
    assert lexicon.rules


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("[[complaint]", "a.toml: "),
        ("[[complaint]]\nwords = '慢'", "number 1: category is missing"),
        ("[[complaint]]\ncategory = 'service'", "number 1: words is missing"),
        ("[[complaint]]\ncategory = 'speed'\nwords = '慢'", "unknown category 'speed'"),
        (
            "[[complaint]]\ncategory = 'service'\nweigth = 2\nwords = '慢'",
            "unknown field 'weigth'",
        ),
        (
            "[[complaint]]\ncategory = 'service'\nweight = 0\nwords = '慢'",
            "weight must be above 0",
        ),
        (
            "[[complaint]]\ncategory = 'service'\nweight = '2'\nwords = '慢'",
            "weight must be float",
        ),
        ("[[complaint]]\ncategory = 'service'\nwords = ''", "words must be"),
        ("[[complaint]]\ncategory = 'service'\nwords = '没(水'", "'没(水': brackets do not match"),
        ("[[complaint]]\ncategory = 'service'\nwords = '(慢|)'", "can be empty"),
        ("[[complaints]]\nwords = '慢'", "unknown table [[complaints]]"),
        ("[complaint]\nwords = '慢'", "must be written [[complaint]]"),
        ("[[trigger]]\nreason = 'x'\nlevel = 'huge'\nwords = '慢'", "unknown level 'huge'"),
        ("[[rule]]\ncategory = 'service'\nweight = 1\nall = ['nobody']", "concept 'nobody'"),
        ("[[join]]\nconcept = 'nothing'\nall = ['complaint']", "concept 'nothing'"),
        ("[[join]]\nall = ['complaint']", "concept is missing"),
        ("[variants]\n'慢' = ''", "variants.慢"),
        ("", "the lexicon is empty"),
    ],
)
def test_a_mistake_is_named(source: str, message: str) -> None:
    """The message says where the mistake is and what would be right."""
    with pytest.raises(LexiconError) as caught:
        read_lexicon({"a.toml": source})

    assert message in str(caught.value)


def test_a_word_in_two_tables_says_both() -> None:
    """Weights and concepts of one word add up over tables and files."""
    lexicon = read_lexicon(
        {
            "a.toml": "[[complaint]]\ncategory = 'business'\nweight = 2\nwords = '慢'",
            "b.toml": "[[marker]]\nconcepts = ['slow']\nwords = '慢'",
        }
    )

    entry = lexicon.entries["慢"]
    assert entry.weights == (0, 2, 0, 0, 0)
    assert entry.mask == lexicon.bit("complaint", "slow")


def test_other_spellings_go_into_every_word() -> None:
    """A slip listed once is understood wherever the usual word stands in another."""
    source = "[variants]\n'服务' = '服物'\n[[topic]]\nconcepts = ['manner']\nwords = '服務態度'"

    assert set(read_lexicon({"a.toml": source}).entries) == {"服务态度", "服物态度"}


def test_templates_stand_for_families_of_phrases() -> None:
    """Choices multiply, and an empty one may be left out."""
    assert expand("没(有|)(热|)水") == ["没有热水", "没有水", "没热水", "没水"]
    assert len(expand("([0-9])点")) == 10


@pytest.mark.parametrize("template", ["a(b", "a)b", "a|b", "((a|b)|c)", "(a|b)" * 12])
def test_templates_that_cannot_be_meant_are_refused(template: str) -> None:
    """Open brackets, nesting and explosions are mistakes."""
    assert LIMIT < 2**12
    with pytest.raises(TemplateError):
        expand(template)
