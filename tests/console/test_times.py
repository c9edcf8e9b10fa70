"""How times are written (ui/UI.md §10), in the business time zone whatever the machine's is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from complaints.model import Language
from console.catalogue import Catalogue
from console.times import Dial, TimeWords

#: 14:32 on Thursday 12 March 2026 in Shanghai.
NOW = datetime(2026, 3, 12, 6, 32, tzinfo=UTC)
CATALOGUE = Catalogue.load()


def times(language: Language = Language.ZH_HANS) -> TimeWords:
    """Write times in a language, at a fixed present."""
    return TimeWords(language, CATALOGUE, ZoneInfo("Asia/Shanghai"), lambda: NOW)


@pytest.mark.parametrize(
    ("at", "chinese", "english"),
    [
        (datetime(2026, 3, 12, 6, 10, tzinfo=UTC), "今天 14:10", "today 14:10"),
        (datetime(2026, 3, 11, 16, 0, tzinfo=UTC), "今天 00:00", "today 00:00"),
        (datetime(2026, 3, 11, 15, 59, tzinfo=UTC), "昨天 23:59", "yesterday 23:59"),
        (datetime(2026, 3, 13, 1, 0, tzinfo=UTC), "明天 09:00", "tomorrow 09:00"),
        (datetime(2026, 3, 10, 6, 0, tzinfo=UTC), "3 月 10 日", "10 Mar"),
        (datetime(2025, 12, 30, 6, 0, tzinfo=UTC), "2025-12-30", "2025-12-30"),
    ],
)
def test_moments_get_shorter_with_distance(at: datetime, chinese: str, english: str) -> None:
    """Near days have names, this year's days no year."""
    assert times().when(at) == chinese
    assert times(Language.EN).when(at) == english


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 3, 12, 6, 40, tzinfo=UTC), "14:40"),
        (datetime(2026, 3, 13, 1, 0, tzinfo=UTC), "明天 09:00"),
        (datetime(2026, 3, 17, 9, 0, tzinfo=UTC), "3 月 17 日 17:00"),
        (datetime(2027, 1, 4, 1, 0, tzinfo=UTC), "2027-01-04 09:00"),
    ],
)
def test_promises_always_name_a_clock_time(at: datetime, expected: str) -> None:
    """A deadline without a time of day is no promise."""
    assert times().deadline(at) == expected


@pytest.mark.parametrize(
    ("left", "plain", "exact"),
    [
        (timedelta(seconds=40), "剩 40 秒", "剩 40 秒"),
        (timedelta(minutes=8, seconds=59), "剩 8 分", "剩 8 分 59 秒"),
        (timedelta(hours=3, minutes=20), "剩 3 小时", "剩 3 小时 20 分"),
        (timedelta(hours=3), "剩 3 小时", "剩 3 小时"),
        (timedelta(days=1, hours=2), "剩 1 天", "剩 1 天 2 小时"),
        (timedelta(0), "超 0 秒", "超 0 秒"),
        (-timedelta(minutes=6), "超 6 分", "超 6 分"),
    ],
)
def test_countdowns_round_down(left: timedelta, plain: str, exact: str) -> None:
    """One unit in lists, two beside the case; never more time than there is."""
    assert times().countdown(NOW + left) == plain
    assert times().countdown(NOW + left, is_exact=True) == exact


def test_countdowns_speak_english() -> None:
    """The unit comes before the direction there."""
    english = times(Language.EN)

    assert english.countdown(NOW + timedelta(minutes=8)) == "8 min left"
    assert english.countdown(NOW - timedelta(minutes=6)) == "6 min over"


@pytest.mark.parametrize(
    ("minutes_used", "expected"),
    [
        (0, Dial("ok", 100)),
        (23, Dial("ok", 23)),
        (24, Dial("warn", 20)),
        (29.9, Dial("warn", 1)),
        (30, Dial("late", 0)),
        (90, Dial("late", 0)),
    ],
)
def test_a_ring_is_amber_from_80_percent_and_red_at_the_end(
    minutes_used: float, expected: Dial
) -> None:
    """The ring shows what is left of half an hour."""
    started_at = NOW - timedelta(minutes=minutes_used)

    assert times().dial(started_at, started_at + timedelta(minutes=30)) == expected


def test_titles_hold_the_whole_moment() -> None:
    """Date and time to the second."""
    assert times().full(NOW) == "2026-03-12 14:32:00"
