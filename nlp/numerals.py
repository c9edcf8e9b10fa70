"""Numbers as Chinese writes and says them: 三, 十二, 廿三, 两千五, 一万零五百."""

from __future__ import annotations

from typing import Final

_DIGITS: Final[dict[str, float]] = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    **{"两": 2, "俩": 2, "〇": 0, "半": 0.5, "幺": 1},
    **{c: i for i, c in enumerate("壹贰叁肆伍陆柒捌玖", 1)},
}
_SCALES: Final = {
    **{"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000},
    **{"万": 10_000, "亿": 100_000_000},
}
#: Characters that numbers are written with.
NUMERAL: Final = "零〇一二两三四五六七八九十百千万亿半"
#: A number below a hundred, for a regular expression.
BELOW_100: Final = (
    r"(?:廿[一二三四五六七八九]?|[一二三四五六七八九]?十[一二三四五六七八九]?"
    r"|[零〇一二两俩三四五六七八九])"
)


def read_numeral(words: str) -> float:
    """Read a number; a last digit after a scale is a tenth of it: 一千二 is 1,200."""
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


def read_count(words: str) -> int:
    """Read a small whole number, in Arabic or Chinese digits: 8, 08, 十二, 廿三, 零五."""
    if words.isdecimal():
        return int(words)
    if "十" in words or words.startswith("廿"):
        tens, _, ones = words.replace("廿", "二十").partition("十")
        return int((_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0))
    return int("".join(str(int(_DIGITS[c])) for c in words))
