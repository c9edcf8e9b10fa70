"""Pings about what is confidential: to single people, with a number and one word, and no button.

A ping about an internal complaint never says of what class it is, who filed it or whom it is
about, and it goes to linked private chats only, as all pings do.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from complaints.house import House
from complaints.internal_model import InternalComplaint
from complaints.model import Officer, OfficerId, Role
from complaints.outgoing import Saying, say
from complaints.pings import LANGUAGE
from complaints.ports import UnitOfWork
from complaints.talk_model import Purpose


async def ping_level(
    house: House, work: UnitOfWork, internal: InternalComplaint, at: datetime
) -> None:
    """Ping who is on duty at its level or, with nobody free there, at the next one above."""
    kept_out = await work.internals.kept_out(internal.id) | {internal.complainant_id}
    seats, top = house.policy.internal.seats, house.policy.internal.top
    for role in seats[min(internal.level, top) :]:
        free = [one for one in await on_duty(work, role) if one.id not in kept_out]
        if free:
            await ping(house, work, free, "ping.internal", internal.number, at)
            return


async def on_duty(work: UnitOfWork, role: Role) -> list[Officer]:
    """List the people of a role who are on duty and can be reached."""
    present = await work.people.on_duty()
    return [one for one in present if one.role is role and not one.is_service]


async def ping_one(
    house: House, work: UnitOfWork, officer_id: OfficerId | None, key: str, number: str
) -> None:
    """Ping one person, on duty or not; nobody when there is none or they cannot be reached."""
    if officer_id is not None:
        officer = await work.people.get_officer(officer_id)
        await ping(house, work, [officer], key, number, house.now())


async def ping(
    house: House,
    work: UnitOfWork,
    officers: Iterable[Officer],
    key: str,
    number: str,
    at: datetime,
) -> None:
    """Ping some people, not in the quiet hours; those without a chat read the console."""
    hold = house.policy.awake.opens_at(at) - at
    text = house.words(key, LANGUAGE, number=number)
    for officer in officers:
        if officer.conversation_id is not None and officer.is_active:
            chat = await work.people.get_conversation(officer.conversation_id)
            say(work, chat, Saying(text, purpose=Purpose.PING, hold=hold), at)
