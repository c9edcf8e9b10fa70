"""Which language and script somebody writes, so that the answer can be in the same (R42)."""

from __future__ import annotations

import re
from functools import cache
from typing import Final, Literal

import opencc

Language = Literal["zh_Hans", "zh_Hant", "en"]

_HAN: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LATIN_WORD: Final = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
#: Written by people who write Cantonese, whatever the other characters are.
_CANTONESE: Final = frozenset("嘅咗冇唔喺啲佢哋嚟嗰嘢睇俾畀攞噉咁乜嘥㗎𨋢")
#: Also everyday traditional characters, though a simplified text writes them for others too.
_BOTH: Final = frozenset(
    "台后里只面干几了才丑冲出准制周布志念愿托折松板欲沈注烟游着群药表谷采系征吃床峰"
)

#: Latin letters that people of every language write in between: OK, VIP, ATM.
_TELLS_NOTHING: Final = 3


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def simplified(character: str) -> str:
    """Give the simplified form of one character, or the character itself."""
    if not _HAN.match(character):
        return character
    return str(_converter().convert(character)) or character


@cache
def _simplified_only() -> frozenset[str]:
    """Collect the characters that stand for another, traditional one."""
    common = [chr(code) for code in range(0x4E00, 0xA000)]
    forms = str(_converter().convert(" ".join(common))).split(" ")
    return frozenset(form for c, form in zip(common, forms, strict=True) if form != c)


@cache
def _lean(character: str) -> int:
    """Say how a Han character leans: 1 traditional, -1 simplified, 0 neither."""
    if character in _CANTONESE:
        return 1
    if character in _BOTH:
        return 0
    if simplified(character) != character:
        return 1
    return -1 if character in _simplified_only() else 0


def possible_languages(text: str) -> tuple[Language, ...]:
    """List the languages a text may be in, the likeliest first.

    A number or a short word such as "OK" tells nothing. English wins when there are more Latin
    words than Han characters; otherwise the characters that only one of the two scripts uses
    decide, and simplified comes first when none does.
    """
    han, latin = _HAN.findall(text), _LATIN_WORD.findall(text)
    if not han and len("".join(latin)) <= _TELLS_NOTHING:
        return ("en", "zh_Hans", "zh_Hant") if latin else ("zh_Hans", "zh_Hant", "en")
    if len(latin) > len(han):
        return ("en",)
    leans = list(map(_lean, han))
    if not any(leans):
        return ("zh_Hans", "zh_Hant")
    return ("zh_Hant",) if sum(leans) > 0 else ("zh_Hans",)
