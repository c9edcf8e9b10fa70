"""Amounts as people write them, kept as whole numbers of the smallest unit (R23)."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Final

from complaints.errors import Invalid

#: Currencies without a smaller unit, and those with three digits of it; all others have two.
_DIGITS: Final = {"JPY": 0, "KRW": 0, "VND": 0, "KWD": 3, "BHD": 3, "OMR": 3}
#: A thousand million of the large unit; more is a slip of the finger.
_MOST: Final = 1_000_000_000
_SIGNS: Final = {
    "CNY": ("¥", "元", "块", "圆", "RMB", "CNY"),
    "HKD": ("HK$", "$", "HKD", "元"),
    "USD": ("US$", "$", "USD"),
    "EUR": ("€", "EUR"),
    "GBP": ("£", "GBP"),
    "JPY": ("¥", "円", "JPY"),
}
_NUMBER: Final = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?|\d+(\.\d+)?")
_PARTS: Final = re.compile(
    r"(?P<before>[^\d\s.,+\-]*)\s*(?P<number>[\d.,]+)\s*(?P<after>[^\d\s]*)"
)


def digits_of(currency: str) -> int:
    """Say how many digits the smaller unit of a currency has."""
    return _DIGITS.get(currency, 2)


def read_amount(text: str, currency: str, field: str = "amount") -> int:
    """Read an amount such as "88", "1,200.50" or "¥88" into the smallest unit; "" is 0.

    Raises:
        Invalid: negative, zero, another currency, too many digits, too much, or no number.
    """
    written = unicodedata.normalize("NFKC", text).strip()
    if not written:
        return 0
    if written.startswith(("-", "−", "(")):
        raise Invalid("amount_negative", field=field)
    parts = _PARTS.fullmatch(written)
    if parts is None or _NUMBER.fullmatch(parts["number"]) is None:
        raise Invalid("amount_unclear", field=field, text=written[:20])
    for sign in (parts["before"], parts["after"]):
        if sign and sign.upper() not in _SIGNS.get(currency, (currency,)):
            raise Invalid("amount_foreign", field=field, currency=currency, text=written[:20])
    return _minor(Decimal(parts["number"].replace(",", "")), currency, field)


def _minor(amount: Decimal, currency: str, field: str) -> int:
    digits = digits_of(currency)
    if amount == 0:
        raise Invalid("amount_zero", field=field)
    if amount > _MOST:
        raise Invalid("amount_too_large", field=field)
    minor = amount.scaleb(digits)
    if minor != minor.to_integral_value():
        raise Invalid("amount_too_fine", field=field, digits=digits)
    return int(minor)


def major(amount: int, currency: str) -> Decimal:
    """Return an amount in the large unit, exactly."""
    return Decimal(amount).scaleb(-digits_of(currency))


def write_amount(amount: int, currency: str) -> str:
    """Write an amount for people: "¥1,200.50", "USD 20.00"."""
    number = f"{major(amount, currency):,.{digits_of(currency)}f}"
    return f"¥{number}" if currency == "CNY" else f"{currency} {number}"


def write_sum(amount: int, currency: str) -> str:
    """Write an amount as `write_amount`, and nothing at all for 0."""
    return write_amount(amount, currency) if amount else ""
