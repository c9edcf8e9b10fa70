"""When it happened: 昨天下午三点多, 上周五, 前天晚上8点半, 11月3号, 刚才, last night at 9pm.

Days, parts of a day and clock times are found one by one, and those that stand together make one
instant, with how exactly it is meant. Complaints are about the past: what could be either is the
latest that has already been.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from nlp.days import DAY, Day, read_day
from nlp.numerals import BELOW_100, read_count


class Precision(StrEnum):
    """How exactly a time is meant, most exact first."""

    MINUTE = "minute"
    HOUR = "hour"
    PART = "part"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Moment:
    """A time that a text names, by its offsets there; `at` is where it begins."""

    start: int
    end: int
    at: datetime
    precision: Precision


#: When a part of the day begins.
_PARTS: Final = {
    **dict.fromkeys(("凌晨", "半夜", "大半夜", "后半夜"), 0),
    **dict.fromkeys(("清晨", "清早", "大清早", "一大早", "一早", "早晨", "朝早"), 7),
    **dict.fromkeys(("早上", "早", "morning"), 8),
    **dict.fromkeys(("上午", "上昼"), 9),
    **dict.fromkeys(("中午", "晌午", "正午", "午间", "noon"), 12),
    **dict.fromkeys(("下午", "午后", "下昼", "晏昼", "afternoon"), 14),
    **dict.fromkeys(("傍晚", "黄昏"), 18),
    **dict.fromkeys(("晚上", "晚间", "夜晚", "晚", "evening", "night"), 20),
    **dict.fromkeys(("夜里", "夜间", "深夜", "夜"), 22),
}
_NOON, _EVENING = 12, 18
#: Hours that mean the afternoon when nothing is said.
_BY_AFTERNOON: Final = range(1, 7)
_PART: Final = "|".join(sorted((word for word in _PARTS if len(word) > 1), key=len, reverse=True))
_N: Final = rf"(?:\d{{1,2}}|{BELOW_100})"
_CLOCK: Final = (
    r"(?<![\d.:])(?P<twelve>1[0-2]|0?[1-9])(?:[:.](?P<past>[0-5]\d))? ?(?P<half_day>am|pm"
    r"|a\.m\.|p\.m\.)(?![a-z])"
    r"|(?P<colon>(?<![\d:.])(?:2[0-4]|[01]?\d):[0-5]\d(?![\d:]))"
    rf"|(?P<hour>(?<![\d.一二三四五六七八九十第几]){_N})(?P<o>点钟?|时(?=[半一三]?刻?[{{0-9}}左]))"
    rf"(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<minute>[0-5]\d|[零〇]?{BELOW_100})分?"
    r"(?![\d个次位人块元只条万千百]))?(?P<about>多|左右|前后|过|来钟|整|几(?![个次位回]))?"
)
_TOKEN: Final = re.compile(
    rf"(?P<now>刚才|刚刚|方才|适才|啱啱|头先|just now)|{DAY}"
    rf"|(?P<part>{_PART})|(?<=[日号天])(?P<letter>[早晚])(?!点|已)|{_CLOCK}"
)
_TRIGGER: Final = re.compile(r"[点时:月天日周期拜前午晚早夜才刚啱先]|20\d\d|[ymtnkw]")
#: What may stand between the parts of one expression.
_GLUE: Final = re.compile(r"[ ,的在]{0,2}(?:大概|大约|差不多|约|at|around|about|in the|on)?[ 在]?")
_HABIT: Final = re.compile(r"每个?$|天天$|一到$|逢$|[到至-]$")
#: "三点建议" and "一点都不" name no time.
_NO_POINT: Final = frozenset("意建要诉希问不原疑理看想说感优缺体都也儿头钱小事水油用没吗呢事")


@dataclass(frozen=True, slots=True)
class _Clock:
    """A clock time as said; `is_plain` when the words can mean nothing else."""

    hour: int
    minute: int
    precision: Precision
    is_plain: bool
    is_24h: bool


@dataclass(frozen=True, slots=True)
class _Said:
    """What has been gathered of one expression."""

    start: int
    end: int
    day: Day | None = None
    part: str = ""
    clock: _Clock | None = None
    is_now: bool = False


def find_times(text: str, now: datetime) -> list[Moment]:
    """List the times that a normalised text names, in order.

    Args:
        text: normalised.
        now: when it was written, aware, in the zone that clock times are meant in.
    """
    if not _TRIGGER.search(text):
        return []
    return [moment for said in _gather(text, now) if (moment := _resolve(said, now))]


def _gather(text: str, now: datetime) -> Iterator[_Said]:
    """Join what stands together: at most one day, one part of it and one clock time."""
    open_: _Said | None = None
    for match in _TOKEN.finditer(text):
        said = _read(match, text, now)
        if said is None:
            continue
        joined = _join(open_, said, text) if open_ is not None else None
        if joined is None and open_ is not None:
            yield open_
        open_ = joined or said
    if open_ is not None:
        yield open_


def _join(one: _Said, other: _Said, text: str) -> _Said | None:
    if one.is_now or other.is_now or _GLUE.fullmatch(text, one.end, other.start) is None:
        return None
    if (one.day and other.day) or (one.part and other.part) or (one.clock and other.clock):
        return None
    return replace(
        one,
        end=other.end,
        day=one.day or other.day,
        part=one.part or other.part,
        clock=one.clock or other.clock,
    )


def _read(match: re.Match[str], text: str, now: datetime) -> _Said | None:
    start, end = match.span()
    if match["now"]:
        return _Said(start, end, is_now=True)
    if part := match["part"] or match["letter"]:
        return _Said(start, end, part=part)
    if match["colon"] or match["hour"] or match["twelve"]:
        clock = _read_clock(match, text)
        return _Said(start, end, clock=clock) if clock else None
    if _HABIT.search(text, max(0, start - 3), start):
        return None
    day = read_day(match, now)
    return _Said(start, end, day=day, part=day.part) if day else None


def _read_clock(match: re.Match[str], text: str) -> _Clock | None:
    minute, precision = 0, Precision.HOUR
    if match["colon"]:
        hour, minute = map(int, match["colon"].split(":"))
        return _Clock(hour, minute, Precision.MINUTE, True, hour > _NOON or match[0][0] == "0")
    if match["twelve"]:
        hour = int(match["twelve"]) % _NOON + _NOON * match["half_day"].startswith("p")
        if match["past"]:
            minute, precision = int(match["past"]), Precision.MINUTE
        return _Clock(hour, minute, precision, True, True)
    hour = read_count(match["hour"])
    if match["half"]:
        minute, precision = 30, Precision.MINUTE
    elif match["quarter"]:
        minute, precision = 15 * read_count(match["quarter"]), Precision.MINUTE
    elif match["minute"]:
        minute, precision = read_count(match["minute"]), Precision.MINUTE
    has_more = bool(minute or match["about"] or match["o"] == "点钟")
    if (
        hour > 24
        or minute > 59
        or (not has_more and text[match.end() : match.end() + 1] in _NO_POINT)
    ):
        return None
    is_plain = has_more or (match["hour"].isdecimal() and match["o"] == "点")
    return _Clock(hour, minute, precision, is_plain, hour > _NOON)


def _resolve(said: _Said, now: datetime) -> Moment | None:
    if said.is_now:
        return Moment(said.start, said.end, now, Precision.HOUR)
    day, clock = said.day, said.clock
    if day is not None and day.at is not None:
        return Moment(said.start, said.end, day.at, Precision(day.precision))
    if day is None and (clock is None or not (clock.is_plain or said.part)):
        return None
    on = day.date if day is not None and day.date else now.date()
    if clock is None:
        if not said.part:
            return Moment(said.start, said.end, _at(on, 0, 0, now), Precision(day.precision))  # type: ignore[union-attr]
        return Moment(said.start, said.end, _at(on, _PARTS[said.part], 0, now), Precision.PART)
    if day is not None and day.precision != Precision.DAY:
        return Moment(said.start, said.end, _at(on, 0, 0, now), Precision(day.precision))
    hour = _hour_of(clock, said.part)
    at = _at(on, hour, clock.minute, now)
    if not said.part and not clock.is_24h:
        at = _likelier(at, now, is_dated=day is not None)
    if day is None and at > now:
        at -= timedelta(days=1)
    return Moment(said.start, said.end, at, clock.precision)


def _at(on: date, hour: int, minute: int, now: datetime) -> datetime:
    midnight = datetime.combine(on, time.min, tzinfo=now.tzinfo)
    return midnight + timedelta(hours=hour, minutes=minute)


def _hour_of(clock: _Clock, part: str) -> int:
    """Say which of 24 hours is meant; after midnight belongs to the night before: 昨晚两点."""
    hour = clock.hour
    if not part or clock.is_24h:
        return hour
    begins = _PARTS[part]
    if begins == 0:
        return hour % _NOON if hour < 8 or hour == _NOON else hour + _NOON
    if begins < _NOON:
        return hour
    if begins == _NOON:
        return hour + _NOON if hour < 5 else hour
    if begins >= _EVENING and (hour < 5 or hour == _NOON):
        return hour % _NOON + 24
    return hour + _NOON if hour < _NOON else hour


def _likelier(at: datetime, now: datetime, *, is_dated: bool) -> datetime:
    """Choose between morning and afternoon where the words leave it open: by day, not by night."""
    later = at + timedelta(hours=_NOON)
    if at.hour in _BY_AFTERNOON and not (is_dated and at <= now < later):
        return later
    return later if not is_dated and at.hour < _NOON and later <= now else at
