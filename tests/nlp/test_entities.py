"""What a message names (R2): the labelled texts, and what must hold for any text."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.entities import Entity, find_entities, find_personal
from nlp.entity_money import find_money
from nlp.entity_numbers import is_identity_number, passes_luhn
from tests.nlp.conftest import corpus

#: A Sunday; the corpus is labelled as seen from here.
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
ROWS = corpus("entities")
#: Their values are the words themselves, in the simplified script.
IN_WORDS = ("place", "employee")
ANY_TEXT = st.text(st.characters(codec=None))
PIECES = st.lists(
    st.sampled_from(
        ["昨天", "三点", "13812345678", "3号窗口", "二楼", "赔我", "2000", "块", "王经理"]
    )
)


def label(entity: Entity) -> str:
    """Write a finding as the corpus does."""
    value = f"{entity.at:%Y-%m-%dT%H:%M}/{entity.precision}" if entity.at else entity.value
    return f"{entity.kind}{'' if entity.is_own else '!'}={value}"


def found(text: str) -> list[str]:
    """List what is found in a text, as the corpus does."""
    return [label(entity) for entity in find_entities(text, NOW)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"])
def test_r2_what_a_text_names_is_found_and_nothing_else(row: dict[str, str]) -> None:
    """Everything labelled is found, and what only looks like it is not."""
    assert " | ".join(found(row["text"])) == row["found"]


def test_the_script_makes_no_difference() -> None:
    """Written in traditional characters, the same texts name the same."""
    to_traditional = opencc.OpenCC("s2t").convert

    different = {
        row["text"]: (found(to_traditional(row["text"])), row["found"])
        for row in ROWS
        if " | ".join(found(to_traditional(row["text"]))) != row["found"]
    }

    assert different == {}


@given(text=st.one_of(ANY_TEXT, PIECES.map("".join)))
def test_findings_stand_in_order_without_overlap(text: str) -> None:
    """Any string at all is read; findings lie within it, one after the other."""
    entities = find_entities(text, NOW, {"大堂": "lobby"})

    ends = [0, *(entity.end for entity in entities)]
    assert all(end <= e.start < e.end <= len(text) for end, e in zip(ends, entities, strict=False))


@given(text=st.one_of(ANY_TEXT, PIECES.map("".join)))
def test_r41_what_is_personal_for_the_record_is_personal_for_the_mask(text: str) -> None:
    """Masking covers every telephone, card and plate that extraction finds."""
    personal = ("phone", "id_card", "bank_card", "email", "plate")
    spans = find_personal(text)

    assert spans == [(e.start, e.end) for e in find_entities(text, NOW) if e.kind in personal]


@given(
    tail=st.text("0123456789", min_size=9, max_size=9),
    separator=st.sampled_from(["", " ", "-"]),
    prefix=st.sampled_from(["", "+86 ", "86", "我电话", "手机：", "call me "]),
)
def test_a_mobile_number_is_found_however_it_is_grouped(
    tail: str, separator: str, prefix: str
) -> None:
    """Country code, blanks and hyphens make no difference."""
    number = f"13{tail}"
    grouped = separator.join((number[:3], number[3:7], number[7:]))

    entities = find_entities(f"{prefix}{grouped}，谢谢", NOW)

    assert [(e.kind, e.value) for e in entities] == [("phone", number)]


@given(tail=st.text("0123456789", min_size=9, max_size=9))
def test_a_mobile_number_spelt_out_is_found(tail: str) -> None:
    """幺三八… is what people write who do not want to be found by machines."""
    spelt = f"13{tail}".translate(str.maketrans("0123456789", "零幺二三四五六七八九"))

    assert [e.value for e in find_entities(f"打我{spelt}", NOW) if e.kind == "phone"] == [
        f"13{tail}"
    ]


@given(place=st.integers(0, 17), change=st.integers(1, 9))
def test_an_identity_number_with_one_wrong_digit_is_none(place: int, change: int) -> None:
    """GB 11643 notices every single wrong digit."""
    right = "11010519491231002X"
    digits = "0123456789X"
    wrong = digits[(digits.index(right[place]) + change) % 10]

    assert is_identity_number(right)
    assert not is_identity_number(right[:place] + wrong + right[place + 1 :])


@given(number=st.text("0123456789", min_size=16, max_size=19), place=st.integers(0, 15))
def test_luhn_notices_a_wrong_digit(number: str, place: int) -> None:
    """Of a number that passes, none that differs in one digit passes."""
    other = str((int(number[place]) + 1) % 10)

    assert not (passes_luhn(number) and passes_luhn(number[:place] + other + number[place + 1 :]))


def test_the_houses_own_places_are_known_by_name() -> None:
    """A place of the policy is given its code; the manager of the lobby is no place."""
    places = {"湖滨大堂": "lobby", "柜台": "counter"}

    assert [e.value for e in find_entities("湖濱大堂空调坏了", NOW, places)] == ["lobby"]
    assert find_entities("湖滨大堂经理态度差", NOW, places) == []


@pytest.mark.parametrize(
    ("text", "amount"),
    [("攒了二十多万没了", "200000"), ("三万块存款不见了", "30000"), ("损失六万谁赔", "60000")],
)
def test_large_sums_are_read_however_they_are_said(text: str, amount: str) -> None:
    """What stands behind "and more" counts, and nobody has thirty thousand pieces of anything."""
    assert [found.value for found in find_money(text)] == [amount]
