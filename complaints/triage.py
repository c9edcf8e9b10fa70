"""What the rules ask of the classifier: how a text is judged, and what it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from complaints.model import (
    Category,
    Language,
    Severity,
)


@dataclass(frozen=True)
class Match:
    """A word that decided; offsets count characters of the original text."""

    word: str
    start: int
    end: int
    category: str


@dataclass(frozen=True)
class Judgement:
    """What the classifier makes of a text. Scores and confidence are 0 to 1.

    `intent` is one of complaint, greeting, thanks, question, suggestion, unsure; `reasons` are
    stable keys. `languages` are all that the text may be in (a number tells none, and some words
    look alike in both scripts); empty means just `language`. `subcategory` is a code of the trade
    (R12) or empty.
    """

    category: Category
    severity: Severity
    intent: str
    confidence: float
    scores: dict[str, float]
    matched: tuple[Match, ...]
    reasons: tuple[str, ...]
    language: Language
    languages: tuple[Language, ...] = ()
    subcategory: str = ""


@dataclass(frozen=True)
class Fact:
    """Something that a text names; offsets count characters of the original text.

    `kind` is phone, email, id_card, bank_card, plate; order, parcel, policy, contract, receipt,
    booking; money, claim (what is asked for); time, place, employee. `value` is the same for every
    way of writing it, for a place of the house its code. `is_own` is False for what belongs to
    somebody else. A time has `at`, where it begins, and `precision`, from minute to month.
    """

    kind: str
    start: int
    end: int
    value: str
    is_own: bool = True
    at: datetime | None = None
    precision: str = ""


class Triage(Protocol):
    """Reads what a customer wrote (R2, R10, R11, R13). Never raises, never waits."""

    def judge(self, text: str) -> Judgement:
        """Classify one text."""
        ...

    def facts(self, text: str, at: datetime, places: Mapping[str, str]) -> Sequence[Fact]:
        """List what a text names, in order.

        Args:
            text: what the customer wrote.
            at: when, in the business zone.
            places: names of the house's places → their codes.
        """
        ...

    def terms(self, text: str) -> Mapping[str, float]:
        """Give the words that tell what a text is about, each with its weight."""
        ...
