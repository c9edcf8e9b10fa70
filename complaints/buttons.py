"""What a tapped button means: a verb, the row it is about, and sometimes an argument.

The encoded form is `verb:id[:argument]` with the id in hexadecimal, at most 64 bytes, because
that is all a chat channel carries. Nothing in it is secret and nothing in it is trusted: whoever
taps is checked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_LIMIT_BYTES = 64
_DATA = re.compile(r"([a-z]+):([0-9a-f]{1,16})(?::(.*))?")
_LARGEST_ID = 2**63 - 1


class Verb(StrEnum):
    """Everything a button can ask for."""

    RIGHT = "right"
    CHANGE = "change"
    CATEGORY = "category"
    SKIP = "skip"
    CHOOSE = "choose"
    SAME = "same"
    ANOTHER = "another"
    SATISFIED = "satisfied"
    UNSATISFIED = "unsatisfied"
    WITHDRAW = "withdraw"
    KEEP = "keep"
    SOLVED = "solved"
    SCORE = "score"
    LANGUAGE = "language"
    PROGRESS = "progress"
    ADD = "add"
    HUMAN = "human"
    TAKE = "take"
    OPEN = "open"
    UP = "up"
    LATER = "later"
    AGREE = "agree"
    DECLINE = "decline"
    APPROVE = "approve"
    REFUSE = "refuse"
    BECAUSE = "because"
    REVIEW = "review"
    ACCEPT = "accept"
    ARRIVED = "arrived"
    HEARD = "heard"
    COMING = "coming"


@dataclass(frozen=True)
class Tap:
    """A decoded button."""

    verb: Verb
    subject_id: int
    argument: str = ""


def encode(verb: Verb, subject_id: int = 0, argument: str = "") -> str:
    """Write a button's data."""
    data = f"{verb}:{subject_id:x}" + (f":{argument}" if argument else "")
    if len(data.encode()) > _LIMIT_BYTES:
        raise ValueError("button data over 64 bytes")
    return data


def decode(data: str) -> Tap | None:
    """Read a button's data; None for anything this version does not know."""
    found = _DATA.fullmatch(data)
    if found is None or found[1] not in set(Verb) or int(found[2], 16) > _LARGEST_ID:
        return None
    return Tap(Verb(found[1]), int(found[2], 16), found[3] or "")


def button(label: str, verb: Verb, subject_id: int = 0, argument: str = "") -> dict[str, str]:
    """Make one button of a message."""
    return {"label": label, "data": encode(verb, subject_id, argument)}
