"""Sums of money as people write them: 2,000元, 一千二, 3k, 五百多块, 六万多."""

from __future__ import annotations

import re
from typing import Final

_DIGITS: Final = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "两": 2,
    "〇": 0,
    "半": 0.5,
}
_SCALES: Final = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_LETTERS: Final = {"k": 1000, "w": 10_000, "千": 1000, "百": 100, "万": 10_000, "亿": 100_000_000}
_AMOUNT: Final = re.compile(
    r"(?P<digits>(?<![\d.])\d{1,12}(?:,\d{3})*(?:\.\d{1,2})?)"
    r" ?(?P<scale>[kw](?![a-z])|[百千万亿])?"
    r"[多余几]?(?P<unit> ?(?:元|块|圆|蚊|刀|美金|美元|港币|人民币|rmb|yuan|dollars|usd))?"
    r"|(?P<words>[零〇一二两三四五六七八九十百千万亿半]{1,16})[多余几]?(?P<money>元|块|蚊|圆|美金|美元|港币)?"
)


def amounts(text: str) -> list[float]:
    """List the sums named in a normalised text.

    A number counts when it has a unit of money or a scale of a thousand and above (3k, 六万).
    """
    found = []
    for match in _AMOUNT.finditer(text):
        if match["digits"]:
            value = float(match["digits"].replace(",", "")) * _LETTERS.get(match["scale"] or "", 1)
            if match["unit"] or match["scale"]:
                found.append(value)
        elif match["money"] or set(match["words"]) & {"千", "万", "亿"}:
            found.append(_chinese(match["words"]))
    return found


def _chinese(words: str) -> float:
    """Read a Chinese numeral; a last digit after a scale is a tenth of it: 一千二 is 1,200."""
    total = section = digit = 0.0
    last = 1.0
    for character in words:
        if character in _DIGITS:
            digit = _DIGITS[character]
            last = 1.0 if character in "零〇" else last
            continue
        scale = _SCALES[character]
        if scale >= 10_000:
            total = (total + section + digit or 1) * scale
            section = 0.0
        else:
            section += (digit or 1) * scale
        digit, last = 0.0, scale / 10
    return total + section + digit * last
