"""Pings: who on duty is told of a complaint, in words that say nothing of the customer (R18, R21).

A ping says number, class, severity, place and deadline; no name, no phone number, no words.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Final

from complaints.buttons import Verb, button
from complaints.clock_model import DueKind
from complaints.house import House
from complaints.model import (
    ACTIVE,
    CLOCK,
    CUSTOMER,
    Complaint,
    ComplaintId,
    Language,
    Officer,
    Severity,
    Status,
)
from complaints.outgoing import Buttons, Saying, say
from complaints.policy_clocks import OWNER
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.roster import Reached, reach, reach_level, roster_at
from complaints.talk_model import Purpose

#: Officers read the house's own language.
LANGUAGE: Final = Language.ZH_HANS
#: The customer reads that somebody has been called.
_WANTED: Final = "ping.wanted"
#: Know no quiet hours.
_AT_ONCE: Final = frozenset({_WANTED, "ping.called"})
#: Who is pinged for one of these can still be of help.
ESCALATED: Final = frozenset({Status.NEW, Status.OPEN, Status.WAITING})


class Called(StrEnum):
    """What came of a customer's wish to talk to a person (R14)."""

    NOW = "now"
    AT_OPENING = "at_opening"
    NOBODY = "nobody"


#: What a ping tells of the matter; its own words stay in the desk.
_TOLD = ("repeated", "group")


def ping_text(
    house: House, complaint: Complaint, language: Language, key: str, **data: object
) -> str:
    """Write a ping."""
    words, zone = house.words, house.policy.hours.zone
    text = words(
        key,
        language,
        number=complaint.number,
        category=words(f"category.{complaint.category}", language),
        severity=words(f"severity.{complaint.severity}", language),
        place=house.policy.place_name(complaint.place) or words("ping.no_place", language),
        **{"time": f"{complaint.promised_at.astimezone(zone):%m-%d %H:%M}", **data},
    )
    known = [words(f"ping.reason.{r}", language) for r in _TOLD if r in complaint.reasons]
    return "\n".join([text, *known])


async def ping_level(house: House, work: UnitOfWork, complaint: Complaint, at: datetime) -> None:
    """Ping everybody on duty at the complaint's level.

    The timeline says whom, or that nobody was.
    """
    roster = await roster_at(work, at, complaint)
    is_urgent = complaint.severity is not Severity.MINOR
    is_closed = not house.policy.hours_at(complaint.place).is_open(at)
    # The duty leader is called out of hours for what cannot wait (R14), and for whoever is to be
    # received specially (R15).
    is_leaders = (is_urgent and is_closed) or await _is_special(work, complaint)
    level = max(complaint.level, is_leaders)
    reached = reach_level(house.policy, roster, complaint, level)
    await ping(house, work, complaint, reached.officers, "ping.text", at)
    _note(work, complaint, reached, at)


async def _is_special(work: UnitOfWork, complaint: Complaint) -> bool:
    if complaint.customer_id is None:
        return False
    return (await work.people.get_customer(complaint.customer_id)).standing is not None


def _note(work: UnitOfWork, complaint: Complaint, reached: Reached, at: datetime) -> None:
    names = [officer.name for officer in reached.officers]
    record(work, complaint, "pinged", CLOCK, at, level=reached.level, officers=names)


async def ping(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    officers: Iterable[Officer],
    key: str,
    at: datetime,
    buttons: Buttons | None = None,
    **data: object,
) -> None:
    """Ping some officers by a text of the catalogues; those without a chat read the console.

    Args:
        buttons: other ones than those of a complaint.
    """
    chats = [o.conversation_id for o in officers if o.conversation_id is not None]
    if not chats:
        return
    text = ping_text(house, complaint, LANGUAGE, key, **data)
    buttons = ping_buttons(house, complaint) if buttons is None else buttons
    place, severity = complaint.place, complaint.severity
    rings_at = at if key in _AT_ONCE else house.policy.rings_at(at, severity, place)
    saying = Saying(text, buttons, purpose=Purpose.PING, hold=rings_at - at)
    for chat in await work.people.get_conversations(chats):
        say(work, chat, saying, at)


def ping_buttons(house: House, complaint: Complaint) -> Buttons:
    """Make the answers to a ping: take or look, pass on, later (R21)."""
    verbs = [Verb.TAKE, Verb.OPEN] if complaint.status is Status.NEW else [Verb.OPEN]
    rows = [verbs, [Verb.UP, Verb.LATER]] if complaint.status in ESCALATED else [verbs]
    return [
        [button(house.words(f"button.{verb}", LANGUAGE), verb, complaint.id) for verb in row]
        for row in rows
    ]


async def want_person(
    house: House, work: UnitOfWork, complaint: Complaint, at: datetime
) -> Called:
    """Call somebody for a customer who asks for a person.

    Out of hours what is not urgent waits for the opening (R14).
    """
    opens_at = house.policy.hours.opens_at(at)
    is_open, guard = opens_at <= at, str(await _wishes(work, complaint) + 1)
    record(work, complaint, "human_wanted", CUSTOMER, at)
    if not is_open and complaint.severity is Severity.MINOR:
        work.schedule(DueKind.CALL, complaint.id, opens_at, guard=guard)
        return Called.AT_OPENING
    is_pinged = await _call(house, work, complaint, at)
    if is_pinged or (is_open and await work.people.is_anybody_on_duty()):
        return Called.NOW
    if not is_open:
        work.schedule(DueKind.CALL, complaint.id, opens_at, guard=guard)
    return Called.NOBODY


async def call_at_opening(
    house: House, work: UnitOfWork, complaint_id: ComplaintId, guard: str
) -> None:
    """Call somebody for the customer's newest wish of the night, if the case is not over."""
    complaint = await work.complaints.get(complaint_id)
    if complaint.status in ACTIVE and guard == str(await _wishes(work, complaint)):
        await _call(house, work, complaint, house.now())


async def _wishes(work: UnitOfWork, complaint: Complaint) -> int:
    """Count how many times the customer has asked for a person."""
    events = await work.complaints.timeline(complaint.id)
    return sum(event.kind == "human_wanted" for event in events)


async def _call(house: House, work: UnitOfWork, complaint: Complaint, at: datetime) -> bool:
    """Ping the owner or, without one on duty, whoever the complaint is pinged to."""
    roster = await roster_at(work, at, complaint)
    reached = reach(house.policy, roster, complaint, OWNER)
    await ping(house, work, complaint, reached.officers, _WANTED, at)
    _note(work, complaint, reached, at)
    return bool(reached.officers)


async def ping_officer(
    house: House, work: UnitOfWork, complaint: Complaint, officer: Officer, at: datetime
) -> None:
    """Ping the officer whom a complaint was handed to, on duty or not."""
    await ping(house, work, complaint, [officer], "ping.text", at)
