"""Normalising, scripts and sums."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.entity_money import find_money
from nlp.normalize import normalize
from nlp.script import possible_languages

ANY_TEXT = st.text(st.characters(codec=None))


@given(text=ANY_TEXT)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    """What is normalised is its own normal form."""
    once = normalize(text).text

    assert normalize(once).text == once


@given(text=ANY_TEXT)
def test_every_normalised_character_knows_where_it_came_from(text: str) -> None:
    """Origins never run backwards, and point into the original text."""
    normal = normalize(text)

    assert len(normal.origin) == len(normal.text)
    assert list(normal.origin) == sorted(normal.origin)
    assert all(0 <= origin < len(text) for origin in normal.origin)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("乾淨的廁所", "干净的厕所"),
        ("啲嘢唔乾淨㗎", "些野不干净㗎"),
        ("態\u200b度", "态度"),
        ("部𨋢", "部电梯"),
        ("服務枱", "服务台"),
    ],
)
def test_spellings_that_mean_the_same_become_one(text: str, normal: str) -> None:
    """Width, case, script and Cantonese characters are evened out."""
    assert normalize(text).text == normal


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("厕所很脏", "zh_Hans"),
        ("廁所很髒", "zh_Hant"),
        ("佢好曳喎", "zh_Hant"),
        ("front desk完全不理人", "zh_Hans"),
        ("Hello", "en"),
        ("I ate 北京烤鸭 and it was cold", "en"),
        ("😡", "zh_Hans"),
        ("", "zh_Hans"),
    ],
)
def test_r42_the_script_written_is_recognised(text: str, language: str) -> None:
    """The answer can be given in the script the customer writes."""
    assert possible_languages(text)[0] == language


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("赔2,000元", [2000]),
        ("损失1.5万", [15_000]),
        ("六万多", [60_000]),
        ("亏了十八万，我要起诉", [180_000]),
        ("千万不要找12315", []),
        ("三十万粉丝", []),
        ("一千二", [1200]),
        ("3k", [3000]),
        ("五百多块", [500]),
        ("十二万八千元", [128_000]),
        ("三千零五块", [3005]),
        ("两百五十元", [250]),
        ("3楼5号窗口，电话13800138000", []),
    ],
)
def test_r13_sums_of_money_are_read(text: str, sums: list[float]) -> None:
    """Arabic, Chinese and colloquial numbers count when money is meant."""
    assert [float(found.value) for found in find_money(text)] == sums
