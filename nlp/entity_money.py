"""Sums of money, and what is asked for: 2,000元, 一千二, 3k, 五百多, 两块五, ￥80, 赔我2000."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from nlp.entity_numbers import Found
from nlp.numerals import NUMERAL, read_numeral

_SCALES: Final = {"k": 1000, "w": 10_000, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_UNIT: Final = (
    r"元|块钱|块|圆|蚊|刀|美金|美元|港币|港元|人民币|欧元|日元|澳门币|rmb|cny|hkd|usd|yuan"
    r"|dollars?|bucks"
)
_DIGIT: Final = "一二两三四五六七八九"
_SUM: Final = re.compile(
    r"(?P<sign>[¥￥$€£]|rmb|cny|hk\$|usd)? ?"
    rf"(?:(?P<digits>(?<![\d.a-z])\d{{1,12}}(?:,\d{{3}}){{0,4}}(?:\.\d{{1,2}})?)(?![\d.]) ?"
    rf"(?P<scale>[kw](?![a-z])|[百千万亿])?"
    rf"|(?P<words>(?<![{NUMERAL}第])(?=[{NUMERAL}])"
    rf"(?:[{_DIGIT}]?[十百千万亿]{{1,2}}[零〇]?){{0,6}}[{_DIGIT}半]?))"
    r"(?:(?P<more>[多几余来])(?P<late>[千万亿])?)?"
    rf" ?(?:(?P<unit>{_UNIT})(?:(?P<tenths>[\d一二两三四五六七八九])毛?(?:"
    rf"(?P<cents>[\d一二三四五六七八九])分)?(?![\d{NUMERAL}个次位天人点号])|(?P<half>半))?|"
    rf"(?P<mao>毛钱|毛|角)(?![^,。!?;的我你他 ]))?"
)
_BEGIN: Final = re.compile(rf" ?[¥￥$€£rchu\d{NUMERAL}]")
#: What is asked for begins so.
_ASKING: Final = re.compile(
    r"(?:要求|请|必须|应该|希望|得|想|要)?[你们他给我]{0,3}"
    r"(?:赔偿|赔付|赔|退款|退还|退回|退|返还|补偿|补|索赔|索要|refund|compensat(?:e|ion))"
    r"(?:给|我们?|咱们?|人家|顾客|me|us|of|精神损失费?|损失费?|医药费|误工费|押金|定金|订金"
    r"|保证金|房费|餐费|货款|票款|会费|差价|全款|费用|钱|现金|至少|最少|起码|共计?|一共"
    r"|[: ]){0,4}$"
)
_PAYING: Final = re.compile(
    r"(?:赔|退|补|收|扣|花|付|交|罚|转|损失|亏|骗|值|攒|存|找(?=[我你他给回])|少找|欠|差|贵|价|费|钱|要|给)(?:了|我|你|他|们|给|是|出)*$"
)
_DENIED: Final = re.compile(r"[不没别未][用要需必会]?$")
_REACH: Final = 24
#: A number before these counts something else.
_COUNTED: Final = frozenset(
    "个次位人口家天年月日号点分秒时岁度米平方折%斤公吨升层楼栋单元室房桌台件份本张条只头匹"
    "页字步名户例期届种样样倍遍趟回圈排间套瓶杯碗盒包箱袋把"
)
#: After these a piece of something cannot be meant: 两块的, 两块钱 but 两块地砖.
_AFTER_YUAN: Final = frozenset(
    "的就都也还吧吗呢啊不没给我你他她了多左上一每起以到至收找退押买卖算才而和跟再变被全打"
)
_LARGE: Final = 100
#: From here on nothing but money is counted without saying what: 亏了三十万.
_TEN_THOUSAND: Final = 10_000


def find_money(text: str) -> Iterator[Found]:
    """Find the sums in a normalised text; what is asked for is of the kind "claim"."""
    for match in _sums(text):
        start, end = match.span()
        while text[start] == " ":
            start += 1
        asked = _ASKING.search(text, max(0, start - _REACH), start)
        value = _value(match, text, is_asked=bool(asked))
        if value is None:
            continue
        amount = f"{value:.2f}".rstrip("0").rstrip(".")
        if asked and not _DENIED.search(text, max(0, asked.start() - 2), asked.start()):
            yield Found("claim", asked.start(), end, amount)
        else:
            yield Found("money", start, end, amount)


def _sums(text: str) -> Iterator[re.Match[str]]:
    """Look for sums only where one may begin, which is at few places of a text."""
    at = 0
    while begin := _BEGIN.search(text, at):
        match = _SUM.match(text, begin.start())
        if match and match[0]:
            yield match
            at = match.end()
        else:
            at = begin.start() + 1


def _value(match: re.Match[str], text: str, *, is_asked: bool) -> float | None:
    digits, words = match["digits"], match["words"]
    if digits:
        value = float(digits.replace(",", "")) * _SCALES.get(match["scale"] or "", 1)
    else:
        value = read_numeral(words)
    value *= _SCALES.get(match["late"] or "", 1)
    if match["mao"]:
        return value / 10 if value < 10 else None
    after = text[match.end() : match.end() + 1]
    if match["unit"] or match["sign"]:
        is_piece = (
            match["unit"] == "块"
            and value < _TEN_THOUSAND
            and not _change(match)
            and not _may_follow(after)
        )
        return None if is_piece else value + _change(match)
    if after and after in _COUNTED:
        return None
    if match["scale"] in ("k", "w"):
        return value
    if value >= _TEN_THOUSAND and _is_scaled(match) and _may_follow(after):
        return value
    is_colloquial = bool(match["more"] or _ends_in_digit(words)) and value >= _LARGE
    is_paid = is_asked or _PAYING.search(text, max(0, match.start() - 6), match.start())
    if _is_round(match) and (is_colloquial or (is_paid and value > 1)):
        return value
    return None


def _may_follow(after: str) -> bool:
    """Tell whether a sum can end before a character."""
    return not after.isalpha() or after in _AFTER_YUAN


def _is_scaled(match: re.Match[str]) -> bool:
    """Tell 十八万 and 1.5万 from 12315 and 千万."""
    words = match["words"]
    scaled = match["scale"] or match["late"]
    return words[0] in f"{_DIGIT}十" if words else bool(scaled)


def _change(match: re.Match[str]) -> float:
    """Read what follows the yuan: 两块五, 三块五毛, 三块半."""
    if match["half"]:
        return 0.5
    return _digit(match["tenths"]) / 10 + _digit(match["cents"]) / 100


def _digit(said: str | None) -> float:
    return float(said) if said and said.isdecimal() else read_numeral(said or "")


def _ends_in_digit(words: str | None) -> bool:
    """Tell 一千二 from 一千."""
    return words is not None and words[1:-1] != "" and words[-1] in _DIGIT


def _is_round(match: re.Match[str]) -> bool:
    """Leave out words like 千万, 万一, 百分之百: a sum begins with a digit."""
    words = match["words"]
    return not words or (words[0] in _DIGIT and len(words) > 1)
