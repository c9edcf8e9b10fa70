"""Sums of money as people write them: 2,000元, 一千二, 3k, 五百多块, 六万多."""

from __future__ import annotations

import re
from typing import Final

from nlp.numerals import read_numeral

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
            found.append(read_numeral(match["words"]))
    return found
