"""Amounts as people write them, exact to the last unit (R23)."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.errors import Invalid
from complaints.money import major, read_amount, write_amount


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("88", "CNY", 8800),
        (" 1,200.50 ", "CNY", 120050),
        ("¥88", "CNY", 8800),
        ("８８元", "CNY", 8800),
        ("88 CNY", "CNY", 8800),
        ("0.01", "CNY", 1),
        ("500", "JPY", 500),
        ("1.005", "KWD", 1005),
        ("US$20", "USD", 2000),
        ("", "CNY", 0),
    ],
)
def test_amounts_are_read_into_the_smallest_unit(text: str, currency: str, minor: int) -> None:
    """With or without the sign of the house's currency; nothing at all is no amount."""
    assert read_amount(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("-5", "amount_negative"),
        ("－5", "amount_negative"),
        ("0", "amount_zero"),
        ("0.00", "amount_zero"),
        ("$20", "amount_foreign"),
        ("20 USD", "amount_foreign"),
        ("20欧元", "amount_foreign"),
        ("0.001", "amount_too_fine"),
        ("1.005", "amount_too_fine"),
        ("99999999999", "amount_too_large"),
        ("1,20", "amount_unclear"),
        ("1.2.3", "amount_unclear"),
        ("1e5", "amount_unclear"),
        ("二百", "amount_unclear"),
        ("NaN", "amount_unclear"),
        ("100-200", "amount_unclear"),
    ],
)
def test_what_is_no_amount_of_the_house_is_refused_by_name(text: str, code: str) -> None:
    """Negative, zero, foreign, too fine, too much, or no number at all."""
    with pytest.raises(Invalid) as refused:
        read_amount(text, "CNY", "sum")
    assert (refused.value.code, refused.value.data["field"]) == (code, "sum")


@given(st.integers(1, 10**9), st.sampled_from(["CNY", "JPY", "KWD", "USD"]))
def test_what_is_written_is_read_again(amount: int, currency: str) -> None:
    """No amount changes by being written and read."""
    assert read_amount(write_amount(amount, currency), currency) == amount
    assert isinstance(major(amount, currency), Decimal)


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Any text is an amount above zero, none at all, or refused."""
    with suppress(Invalid):
        assert read_amount(text, "CNY") >= 0
