"""The command palette offers cases by number and words, pages by name, and what to do."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

import pytest

from complaints.model import Role
from console.lists import full_number
from console.pages_palette import highlighted
from tests.console.console_kit import Console


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("42", "HY-260311-042"),
        ("1042", "HY-260311-1042"),
        ("0228-011", "HY-260228-011"),
        ("251230-7", "HY-251230-007"),
        ("hy-251230-007", "HY-251230-007"),
        ("坡道", ""),
        ("", ""),
        ("13812346021", ""),
    ],
)
def test_short_numbers_are_completed(typed: str, number: str) -> None:
    """As lists show them, so they can be typed."""
    assert full_number(typed, date(2026, 3, 11)) == number


async def test_a_number_comes_first_and_words_are_found(console: Console) -> None:
    """The case of that number, then those that say it."""
    first = await console.filed("业务太慢")
    second = await console.filed("等了 001 号窗口，坡道也被堵")
    browser = await console.browser(await console.officer("林晓芸"))

    by_number = await browser.get("/find?text=001")
    by_words = await browser.get(f"/find?text={quote('坡道')}")

    assert by_number.index(first.number) < by_number.index(second.number)
    assert (first.number in by_words, "<mark>坡道</mark>" in by_words) == (False, True)
    assert "登记一件“坡道”投诉" in by_words


async def test_it_offers_only_what_the_officer_may_open(console: Console) -> None:
    """Pages by name, in the words of the rail; others' cases are not found."""
    hidden = await console.filed("坡道业务被堵")
    browser = await console.browser(
        await console.officer("何志强", Role.DEPARTMENT_HANDLER, "logistics")
    )

    everything = await browser.get("/find?text=")
    found = await browser.get(f"/find?text={quote('坡道')}")

    assert ('href="/intake"' in everything, 'href="/figures"' in everything) == (True, False)
    assert hidden.number not in found


async def test_what_was_typed_opens_the_form_with_it(console: Console) -> None:
    """Nothing has to be typed twice."""
    browser = await console.browser(await console.officer("林晓芸"))

    assert ">坡道被堵</textarea>" in await browser.get(f"/intake?text={quote('坡道被堵')}")


def test_marks_are_escaped() -> None:
    """What customers wrote stays text, with and without a mark."""
    assert highlighted("<b>A a", "a <") == "<mark>&lt;</mark>b&gt;<mark>A</mark> <mark>a</mark>"
