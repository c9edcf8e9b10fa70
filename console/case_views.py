"""A complaint as its page shows it: one conversation of many tables, clocks, the next step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from complaints.assigning import OWNED
from complaints.case_reads import CaseEvent, CaseMessage, CaseNote, CasePage
from complaints.evidence import CARRYING
from complaints.extras import Extra
from complaints.handling import REPLIED, UNDO
from complaints.lifecycle import Move
from complaints.model import Complaint, MessageId, Officer, Status
from complaints.permissions import may, right_over
from complaints.talk_model import Delivery, Direction, Purpose

#: Events that stand between the messages; the others stand in the timeline only.
_INLINE = frozenset(
    {
        *(
            "filed",
            "taken",
            "assigned",
            "handed_over",
            "put_back",
            "classified",
            "severity_set",
            "escalated",
            "waiting",
            "resumed",
        ),
        *("resolve_undone", "closed", "reopened", "withdrawn", "survey_sent", "revisit_answered"),
        *("merged", "merged_here", "split", "split_from", "merged_wrote", "merged_told"),
        *("recognised", "linked", "unlinked"),
        *("human_wanted", "onsite_wanted", "arrived"),
        *("department_asked", "department_answered", "answer_signed", "answer_sent_back"),
        *("request_declined", "request_withdrawn"),
    }
)
_ESCALATED = frozenset({Status.NEW, Status.OPEN, Status.WAITING})


@dataclass(frozen=True)
class Line:
    """One thing in the conversation; exactly one of the last three is set."""

    at: datetime
    id: int
    message: CaseMessage | None = None
    note: CaseNote | None = None
    event: CaseEvent | None = None


def conversation(page: CasePage) -> list[Line]:
    """Put messages, notes and the main events into the order of time."""
    lines = [Line(m.message.at, m.message.id, message=m) for m in page.messages]
    lines += [Line(n.note.at, n.note.id, note=n) for n in page.notes]
    lines += [
        Line(e.entry.at, e.entry.id, event=e) for e in page.timeline if e.entry.kind in _INLINE
    ]
    return sorted(lines, key=lambda line: (line.at, line.id))


def is_said(page: CasePage) -> bool:
    """Say whether the complaint's text stands among the messages and need not stand twice."""
    text = page.complaint.text
    return any(
        m.message.direction is Direction.IN and m.message.text.strip() == text
        for m in page.messages
    )


def marked(text: str, complaint: Complaint) -> Markup:
    """Underline the words that decided the class (R11), when `text` is the complaint's own."""
    if text.strip() != complaint.text:
        return escape(text)
    return marked_by(text, complaint.matched)


def marked_by(text: str, matches: Iterable[Mapping[str, Any]]) -> Markup:
    """Underline the words of a text that decided."""
    parts, done = [], 0
    for match in sorted(matches, key=lambda match: int(match["start"])):
        start, end = int(match["start"]), int(match["end"])
        if done <= start < end <= len(text) and text[start:end] == match["word"]:
            parts += [escape(text[done:start]), mark(match)]
            done = end
    return Markup("").join([*parts, escape(text[done:])])


def mark(match: Mapping[str, object]) -> Markup:
    """Underline one word in the colour of its category."""
    kind = "sev" if match["category"] == "severity" else match["category"]
    return Markup('<mark class="m--{}">{}</mark>').format(kind, match["word"])


def reply_by(complaint: Complaint, zone: ZoneInfo) -> datetime | None:
    """Read by when whoever passed the complaint on wants to hear, None where none is given."""
    try:
        at = datetime.fromisoformat(complaint.extra.get(Extra.REPLY_BY, ""))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=zone)


@dataclass(frozen=True)
class Actions:
    """What the officer can do with the complaint now; the rules check it again."""

    take: bool
    reply: bool
    attach: bool
    contact: bool
    resolve: bool
    escalate: bool
    hand_over: bool
    put_back: bool
    wait: bool
    resume: bool
    close: bool
    reopen: bool
    note: bool
    classify: bool
    severity: bool
    merge: bool
    split: bool
    link: bool


def actions_of(page: CasePage, officer: Officer) -> Actions:
    """Offer what is possible from the present status and belongs to the officer's role.

    Who was only asked about the complaint does nothing with it but answer (R20).
    """
    if page.is_asked_only:
        return Actions(**dict.fromkeys(Actions.__dataclass_fields__, False))
    status, moves = page.complaint.status, page.moves
    can_pass_on = may(officer.role, right_over(officer, page.complaint.owner_id))
    can_reply = may(officer.role, "reply") and status in REPLIED
    return Actions(
        take=Move.TAKE in moves,
        reply=can_reply and page.has_chat and not page.is_blocked,
        attach=page.complaint.channel in CARRYING,
        contact=can_reply,
        resolve=Move.RESOLVE in moves,
        escalate=may(officer.role, "escalate") and status in _ESCALATED,
        hand_over=can_pass_on and status in OWNED | {Status.NEW},
        put_back=can_pass_on and Move.PUT_BACK in moves,
        wait=Move.WAIT in moves,
        resume=Move.RESUME in moves,
        close=Move.CLOSE in moves,
        reopen=Move.REOPEN in moves,
        note=may(officer.role, "note"),
        classify=may(officer.role, "classify"),
        severity=may(officer.role, "raise_severity"),
        merge=Move.MERGE in moves,
        split=Move.SPLIT in moves,
        link=may(officer.role, "link"),
    )


@dataclass(frozen=True)
class Held:
    """A result that has not gone out yet and can be taken back."""

    message_id: MessageId
    left: timedelta


def find_held(messages: Sequence[CaseMessage], now: datetime) -> Held | None:
    """Find the result that can still be taken back."""
    for shown in reversed(messages):
        message = shown.message
        left = message.at + UNDO - now
        is_held = message.purpose is Purpose.RESULT and message.delivery is Delivery.QUEUED
        if is_held and left > timedelta(0):
            return Held(message.id, left)
    return None
