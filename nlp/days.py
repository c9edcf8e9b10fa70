"""Days as people name them: 大前天, 上周五, 11月3号, 三天前, yesterday, last Friday."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from nlp.numerals import BELOW_100, read_count


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or something longer that begins with it; `at` is set for "an hour ago".

    `part` is the part of the day that the word itself names (昨晚); `precision` is a value of
    `times.Precision`.
    """

    date: date | None
    precision: str = "day"
    part: str = ""
    at: datetime | None = None


_WORDS: Final[dict[str, tuple[int, str]]] = {
    **dict.fromkeys(("大前天", "大前日"), (-3, "")),
    **dict.fromkeys(("前天", "前日", "前儿个", "前儿"), (-2, "")),
    **dict.fromkeys(("前晚", "前夜", "前天夜里"), (-2, "晚")),
    **dict.fromkeys(("昨天", "昨日", "昨儿个", "昨儿", "琴日", "寻日", "yesterday"), (-1, "")),
    **dict.fromkeys(("昨晚", "昨夜", "琴晚", "寻晚", "last night"), (-1, "晚")),
    **dict.fromkeys(("今天", "今日", "今儿个", "今儿", "today"), (0, "")),
    **dict.fromkeys(("今早", "今晨", "今朝", "this morning"), (0, "早")),
    **dict.fromkeys(("今晚", "tonight", "this evening"), (0, "晚")),
    "昨早": (-1, "早"),
    "this afternoon": (0, "下午"),
    **dict.fromkeys(("明天", "明日", "听日", "tomorrow"), (1, "")),
    **{"明早": (1, "早"), "明晚": (1, "晚"), "后天": (2, ""), "大后天": (3, "")},
}
_WEEKDAYS: Final = {
    **{c: i for i, c in enumerate("一二三四五六日")},
    **{str(i): i - 1 for i in range(1, 8)},
    "天": 6,
    **{name.lower(): i for i, name in enumerate(calendar.day_name)},
}
_MONTHS: Final = {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name}
_SPANS: Final = {
    **dict.fromkeys(("分钟", "minute"), timedelta(minutes=1)),
    **dict.fromkeys(("小时", "钟头", "hour"), timedelta(hours=1)),
    **dict.fromkeys(("天", "日", "day"), timedelta(days=1)),
    **dict.fromkeys(("周", "星期", "礼拜", "week"), timedelta(weeks=1)),
    **dict.fromkeys(("月", "month"), timedelta(days=30)),
    **dict.fromkeys(("年", "year"), timedelta(days=365)),
}
#: A date further ahead than this was last year's.
_AHEAD: Final = timedelta(days=31)
_FEW: Final = 3

_N: Final = rf"(?:\d{{1,2}}|{BELOW_100})"
_WORD: Final = "|".join(sorted(_WORDS, key=len, reverse=True))
_WEEKDAY: Final = "|".join(name.lower() for name in calendar.day_name)
_MONTH: Final = "|".join(_MONTHS)
_NOT_FRONT: Final = r"前(?![台面往来去后厅提方门期脚边排任几所列进])"
#: A day in a normalised text, for a larger expression; read what it matched by `read_day`.
DAY: Final = (
    rf"(?P<word>{_WORD})"
    rf"|(?P<lately>前几天|前两天|前几日|前两日|the other day)"
    rf"|(?P<ago>半|几|{_N})个?多?(?P<unit>分钟|小时|钟头|天|日|周|星期|礼拜|月|年)(?:之前"
    rf"|以前|{_NOT_FRONT})"
    rf"|(?P<count>\d{{1,2}}|an?|one|two|three|four|five) (?P<span>minute|hour|day|week"
    rf"|month|year)s? ago"
    r"|(?P<weeks>上上个?|上个?|这个?|本|下个?)?(?:周|星期"
    r"|礼拜)(?P<weekday>[一二三四五六日天]|[1-6](?!\d))"
    r"(?![到至一二三四五六日天]|-周)"
    rf"|(?P<last>last |this |on )?(?P<dayname>{_WEEKDAY})(?!s)"
    r"|(?P<week>上上个?|上个?)(?:周|星期|礼拜)(?!末)|(?P<last_week>last week)"
    rf"|(?:(?P<year>20\d\d|去"
    rf"|今)年)?(?P<month>{_N})月(?:份?(?P<date>{_N})[号日](?![楼院店桌])|份|(?=[底初中]"
    rf"|上旬|下旬))"
    rf"|(?P<months>上个?|这个?|本)月(?:(?P<day_of>{_N})[号日](?![楼院店桌]))?"
    r"|(?P<iso>(?<!\d)20\d\d[-/.](?:1[0-2]|0?[1-9])[-/.](?:3[01]|[12]\d|0?[1-9])(?!\d))"
    rf"|(?P<only>(?<!\d){_N})[号日](?=的?(?:凌晨|早上|上午|中午|下午|傍晚|晚上|早|晚|那天|当天))"
    rf"|(?P<en_month>{_MONTH})[a-z]{{0,6}}\.? (?P<en_date>[12]\d|3[01]|[1-9])(?:st|nd|rd"
    rf"|th)?(?!\d)"
)


def read_day(match: re.Match[str], now: datetime) -> Day | None:
    """Read what `DAY` matched, seen from a moment; None when there is no such day."""
    try:
        return _read(match, now)
    except (ValueError, OverflowError):  # 2月30号, 300年前
        return None


def _read(match: re.Match[str], now: datetime) -> Day:
    today = now.date()
    if word := match["word"]:
        days, part = _WORDS[word]
        return Day(today + timedelta(days=days), part=part)
    if match["lately"]:
        return Day(today - timedelta(days=_FEW), "week")
    if match["ago"] or match["count"]:
        return _ago(match, now)
    if match["weekday"]:
        return Day(_weekday(_WEEKDAYS[match["weekday"]], match["weeks"] or "", today))
    if match["dayname"]:
        last = "last" if match["last"] == "last " else ""
        return Day(_weekday(_WEEKDAYS[match["dayname"]], last, today))
    if match["week"] or match["last_week"]:
        monday = today - timedelta(days=today.weekday())
        return Day(monday - timedelta(weeks=2 if "上上" in match[0] else 1), "week")
    return _of_calendar(match, today)


def _ago(match: re.Match[str], now: datetime) -> Day:
    words = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
    said = match["ago"] or match["count"]
    unit = match["unit"] or match["span"]
    if said == "半":
        count = 0.5
    elif said == "几":
        count = _FEW
    else:
        count = words.get(said) or read_count(said)
    span = _SPANS[unit]
    at = now - span * count
    if span < timedelta(days=1):
        return Day(None, "minute" if unit in ("分钟", "minute") else "hour", at=at)
    precision = "day" if span == timedelta(days=1) else "week" if span.days == 7 else "month"
    return Day(at.date(), precision)


def _weekday(wanted: int, which: str, today: date) -> date:
    """Find 周五 (the latest), 上周五 (last week's), last Friday (the latest before today)."""
    monday = today - timedelta(days=today.weekday())
    if which == "last":
        return today - timedelta(days=(today.weekday() - wanted) % 7 or 7)
    if not which:
        return today - timedelta(days=(today.weekday() - wanted) % 7)
    weeks = {"上上": -2, "上": -1, "下": 1}.get(which.removesuffix("个"), 0)
    return monday + timedelta(weeks=weeks, days=wanted)


def _of_calendar(match: re.Match[str], today: date) -> Day:
    if match["iso"]:
        return Day(date(*map(int, re.split(r"[-/.]", match["iso"]))))
    if match["only"]:
        return Day(_in_month(today.replace(day=1), read_count(match["only"]), today))
    if match["months"]:
        first = today.replace(day=1)
        if match["months"].startswith("上"):
            first = (first - timedelta(days=1)).replace(day=1)
        if not match["day_of"]:
            return Day(first, "month")
        return Day(first.replace(day=read_count(match["day_of"])))
    if match["en_month"]:
        month, of_month = _MONTHS[match["en_month"]], int(match["en_date"])
        return Day(_in_year(None, month, of_month, today))
    month = read_count(match["month"])
    years = {"去": today.year - 1, "今": today.year, None: None}
    year = years[match["year"]] if match["year"] in years else int(match["year"])
    if not match["date"]:
        return Day(_in_year(year, month, 1, today), "month")
    return Day(_in_year(year, month, read_count(match["date"]), today))


def _in_month(first: date, of_month: int, today: date) -> date:
    """Find the latest such day of a month that is not ahead."""
    if of_month > today.day:
        first = (first - timedelta(days=1)).replace(day=1)
    return first.replace(day=of_month)


def _in_year(year: int | None, month: int, of_month: int, today: date) -> date:
    found = date(year or today.year, month, of_month)
    return found.replace(year=found.year - 1) if year is None and found - today > _AHEAD else found
