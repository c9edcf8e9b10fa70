"""Numbers that name somebody or something: telephones, identity and bank cards, plates, orders.

What looks like a number is taken whole and judged as a whole, so that no telephone is found inside
of a bank card; where a checksum exists it must be right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple


class Found(NamedTuple):
    """Something found in a normalised text, by its offsets there.

    `is_own` is False where the words before say that it belongs to somebody else.
    """

    kind: str
    start: int
    end: int
    value: str
    is_own: bool = True


_CHINESE_DIGITS: Final = str.maketrans("零〇一幺二两三四五六七八九", "0011223456789")
_SPOKEN: Final = re.compile(r"[零〇一幺二两三四五六七八九][零〇一幺二两三四五六七八九 -]{6}")
#: Digits in groups, an x at the end, a plus or brackets before.
_RUN: Final = re.compile(r"(?<![a-z\d.])(\+|\()?\d(?:[ -]?\d|\)[ -]?\d)*+x?")
_MOBILE: Final = re.compile(r"(?:(?:00)?86)?(1[3-9]\d{9})")
_LANDLINE: Final = re.compile(r"\(?(0(?:10|2\d|[3-9]\d\d))[ )-]{0,2}([2-8]\d{6,7})")
_HOTLINE: Final = re.compile(r"[48]00\d{7}")
_ABROAD: Final = re.compile(r"\+(\d{8,15})")
_LOCAL: Final = re.compile(r"[2-9]\d{6,7}")
_PHONE_LABEL: Final = re.compile(
    r"(?:电话|手机|座机|号码|联系|致电|tel|phone|call)[是为号码在方式:# ]{0,4}$"
)
_SOMEBODY_ELSES: Final = re.compile(
    r"(?:客服|热线|他|经理|骑手|司机|师傅|快递员|店里|店家|商家|拨打?|打过?|对方|物业"
    r"|你们)[^,。;!?我]{0,6}$"
)

_PROVINCES: Final = frozenset(
    [
        *(*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47)),
        *(*range(50, 55), *range(61, 66), 71, 81, 82, 83),
    ]
)
_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS: Final = "10X98765432"
_CARD: Final = re.compile(r"(?:62|60|9[0-9]|4\d|5[1-5]|35|3[47])\d{13,17}")

_EMAIL: Final = re.compile(
    r"(?<![a-z0-9._%+-])[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{2,63}){1,4}"
)
_PLATE: Final = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使]"
    r"[a-hj-np-z][·•・. -]?"
    r"(?:[dabcefghjk][a-hj-np-z0-9]\d{4}|\d{5}[dabcefghjk]"
    r"|(?=[a-z]{0,3}\d)[a-hj-np-z0-9]{4}[a-hj-np-z0-9挂学警港澳])(?![a-z0-9])"
)
_LABELS: Final = {
    **dict.fromkeys(("运单", "快递单", "物流单", "包裹单", "快递", "包裹", "tracking"), "parcel"),
    **dict.fromkeys(("保单", "保险单", "policy"), "policy"),
    **dict.fromkeys(("订单", "单", "下单", "order"), "order"),
    **dict.fromkeys(("合同", "协议", "contract"), "contract"),
    **dict.fromkeys(("流水", "交易", "凭证", "小票", "发票", "invoice", "receipt"), "receipt"),
    **dict.fromkeys(
        ("预约", "工单", "受理", "维修单", "挂号", "取件", "排队", "booking"), "booking"
    ),
}
_LABEL: Final = "|".join(sorted(_LABELS, key=len, reverse=True))
_REFERENCE: Final = re.compile(
    rf"(?P<label>{_LABEL}) ?(?:编号|号码|号|码|number|no\.?|id|#)[是为:# ]{{0,3}}"
    r"(?P<number>[a-z0-9](?:-?[a-z0-9]){3,31})(?![a-z0-9])"
)
_COURIER: Final = re.compile(
    r"(?<![a-z0-9])(?:(?:sf|yt|jt|zt|yd|jdv?[a-z]?|dpk|sto)\d{10,15}|[a-z]{2}\d{9}cn)(?![a-z0-9])"
)
#: Less than this is a number of something.
_REFERENCE_DIGITS: Final = 3


def find_numbers(text: str) -> Iterator[Found]:
    """Find them in a normalised text; what comes first is to be preferred where two overlap."""
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield Found("email", *match.span(), match[0].rstrip(".-"))
    if any(map(str.isdecimal, text)):
        yield from _references(text)
        for match in _RUN.finditer(text):
            yield from _judge_run(text, match)
        for match in _PLATE.finditer(text):
            value = re.sub(r"[·•・. -]", "", match[0]).upper()
            yield Found("plate", *match.span(), value)
    if _SPOKEN.search(text):
        spoken = text.translate(_CHINESE_DIGITS)
        for match in _RUN.finditer(spoken):
            yield from _judge_run(spoken, match)


def _references(text: str) -> Iterator[Found]:
    for match in _REFERENCE.finditer(text):
        number = match["number"]
        if sum(map(str.isdecimal, number)) >= _REFERENCE_DIGITS:
            yield Found(_LABELS[match["label"]], *match.span("number"), number.upper())
    for match in _COURIER.finditer(text):
        yield Found("parcel", *match.span(), match[0].upper())


def _judge_run(text: str, match: re.Match[str]) -> Iterator[Found]:
    """Judge a run of digits as a whole, then piece by piece where blanks divide it."""
    if text[match.end() : match.end() + 1].isalpha() and text[match.end()].isascii():
        return
    found = _judge(text, match[0], match.start())
    if found is not None:
        yield found
    elif " " in match[0]:
        for piece in re.finditer(r"[^ ]+", match[0]):
            start = match.start() + piece.start()
            if (found := _judge(text, piece[0], start)) is not None:
                yield found


def _judge(text: str, run: str, start: int) -> Found | None:
    end = start + len(run)
    if len(run) > 40:
        return None
    digits = re.sub(r"\D", "", run)
    if len(digits) < 7:
        return None
    number = digits + ("X" if run.endswith("x") else "")
    if is_identity_number(number):
        return Found("id_card", start, end, number)
    if run.endswith("x"):
        return None
    if _CARD.fullmatch(digits) and passes_luhn(digits):
        return Found("bank_card", start, end, digits)
    value = _phone(text, run, digits, start)
    if value is None:
        return None
    is_own = not (
        _HOTLINE.fullmatch(digits) or _SOMEBODY_ELSES.search(text, max(0, start - 16), start)
    )
    return Found("phone", start, end, value, is_own)


def _phone(text: str, run: str, digits: str, start: int) -> str | None:
    if mobile := _MOBILE.fullmatch(digits):
        return mobile[1]
    if landline := _LANDLINE.fullmatch(run):
        return f"{landline[1]}-{landline[2]}"
    if abroad := _ABROAD.fullmatch(re.sub(r"[ -]", "", run)):
        return f"+{abroad[1]}"
    if _HOTLINE.fullmatch(digits):
        return digits
    if _LOCAL.fullmatch(digits) and _PHONE_LABEL.search(text, max(0, start - 12), start):
        return digits
    return None


def is_identity_number(number: str) -> bool:
    """Say whether this is a citizen's number by GB 11643: province, birthday, check digit."""
    if not re.fullmatch(r"\d{17}[\dX]", number) or int(number[:2]) not in _PROVINCES:
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    return 1900 <= born.year <= 2100 and _ID_CHECKS[total % 11] == number[-1]


def passes_luhn(digits: str) -> bool:
    """Say whether a number's last digit checks by Luhn's rule, as those of cards do."""
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
