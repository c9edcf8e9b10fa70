"""Stand-ins for what the rules ask of the outside world: time, words, tokens, the classifier."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from complaints.house import House
from complaints.model import Category, Language, Severity
from complaints.policy import Policy
from complaints.policy_file import read_policy
from complaints.triage import Fact, Judgement, Match
from complaints.workdays import Weekdays, round_the_clock

ZONE = ZoneInfo("Asia/Shanghai")
#: A Wednesday, 10:00 in the business time zone.
START = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
POLICIES = Path(__file__).parent.parent / "policies"


class FrozenTime:
    """A clock that stands still until it is told to go on."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """Return the present instant."""
        return self.at

    def advance(self, *spans: timedelta, **parts: float) -> datetime:
        """Go on by some spans and by `timedelta(**parts)`: `now.advance(minutes=5)`."""
        self.at += sum(spans, timedelta(**parts))
        return self.at


_CATEGORIES = {
    "态度": Category.SERVICE,
    "业务": Category.BUSINESS,
    "坏": Category.FACILITY,
    "脏": Category.HYGIENE,
}
_INTENTS = {"你好": "greeting", "谢谢": "thanks", "请问": "question", "建议": "suggestion"}
_SEVERITIES = {"受伤": Severity.MAJOR, "媒体": Severity.MAJOR, "赔": Severity.SERIOUS}


class FakeTriage:
    """Judges by a handful of words, always the same way."""

    def __init__(self) -> None:
        self.named: dict[str, Fact] = {}

    def judge(self, text: str) -> Judgement:
        """Classify one text."""
        words = [word for word in _CATEGORIES if word in text]
        grave = [word for word in _SEVERITIES if word in text]
        category = _CATEGORIES[words[0]] if words else Category.OTHER
        return Judgement(
            category=category,
            severity=max((_SEVERITIES[word] for word in grave), key=lambda s: s.rank)
            if grave
            else Severity.MINOR,
            intent=self._intent(text, is_complaint=bool(words or grave)),
            confidence=0.9 if words else 0.2,
            scores={category.value: 0.9 if words else 0.2},
            matched=tuple(
                Match(word, text.index(word), text.index(word) + len(word), _CATEGORIES[word])
                for word in words
            ),
            reasons=tuple(grave),
            language=Language.EN if text.isascii() else Language.ZH_HANS,
        )

    def facts(self, text: str, at: datetime, places: Mapping[str, str]) -> Sequence[Fact]:
        """Find nothing but what a test has put there; the true one has tests of its own."""
        return [fact for word, fact in self.named.items() if word in text]

    def terms(self, text: str) -> Mapping[str, float]:
        """Take what stands in brackets, so that only tests about matters have any: [电梯 停]."""
        return dict.fromkeys(text.partition("[")[2].partition("]")[0].split(), 1.0)

    def _intent(self, text: str, *, is_complaint: bool) -> str:
        if is_complaint:
            return "complaint"
        return next((intent for word, intent in _INTENTS.items() if word in text), "unsure")


def key_words(key: str, language: Language, /, **data: Any) -> str:
    """Stand in for the catalogues: the key, and what would be filled in."""
    return " ".join([key, *(f"{name}={value}" for name, value in data.items())])


def counting_tokens() -> Callable[[], str]:
    """Make a source of tokens that can be foreseen."""
    numbers = count(1)
    return lambda: f"token-{next(numbers):04d}"


def make_policy(**changes: Any) -> Policy:
    """Read the lobby policy, open round the clock, with fields of `Policy` replaced."""
    source = (POLICIES / "lobby.toml").read_text(encoding="utf-8")
    common = (POLICIES / "common" / "cards.toml").read_text(encoding="utf-8")
    policy = read_policy(source, zone=ZONE, workdays=Weekdays(), common=common)
    return replace(policy, **{"hours": round_the_clock(ZONE), **changes})


def make_house(now: FrozenTime, **policy_changes: Any) -> House:
    """Make a house that foresees everything."""
    return House(
        policy=make_policy(**policy_changes),
        triage=FakeTriage(),
        words=key_words,
        now=now,
        token=counting_tokens(),
        public_url="https://desk.test",
    )
