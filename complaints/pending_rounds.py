"""The monthly round over the pending ledger (R32).

On a day of the month the owner of every case that was open when the month began is to contact its
customer, and is told so in one message. What they have done since the month began is theirs to
their credit: who has been contacted is not asked for again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from complaints.buttons import Verb, button
from complaints.house import House
from complaints.model import CLOCK, Complaint, Officer, OfficerId
from complaints.outgoing import Saying, say
from complaints.pending_model import Pending
from complaints.periods import day_start
from complaints.pings import LANGUAGE
from complaints.policy import Policy
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.recusals import barred
from complaints.talk_model import Purpose

#: More lines than this nobody reads; the ledger has them all.
_LINES: Final = 20
_BUTTONS: Final = 6

Item = tuple[Complaint, Pending]


def month_of(policy: Policy, at: datetime) -> date:
    """Return the first day of the business month that a moment falls into."""
    return at.astimezone(policy.hours.zone).date().replace(day=1)


def month_start(policy: Policy, at: datetime) -> datetime:
    """Return when that month began: contacts count from then on."""
    return day_start(month_of(policy, at), policy.hours.zone)


def round_at(policy: Policy, month: date) -> datetime:
    """Return when the round of a month is due: on its day, when the house opens."""
    day = month.replace(day=policy.pending.day)
    return policy.hours.opens_at(day_start(day, policy.hours.zone))


def period_of(month: date) -> int:
    """Write a month as a number: 202612."""
    return month.year * 100 + month.month


async def remind(house: House, work: UnitOfWork, period: int) -> None:
    """Tell every owner whom to contact this month; a round of another month is over."""
    at, policy = house.now(), house.policy
    if period != period_of(month_of(policy, at)):
        return
    items_of: dict[OfficerId, list[Item]] = {}
    officers: dict[OfficerId, Officer] = {}
    for complaint, row in await work.pendings.to_contact(month_start(policy, at)):
        officer = await _whose(work, complaint, row)
        if officer is None:
            continue
        officers[officer.id] = officer
        items_of.setdefault(officer.id, []).append((complaint, row))
        record(work, complaint, "pending_reminded", CLOCK, at, officers=[officer.name])
    for officer_id, items in items_of.items():
        await _tell(house, work, officers[officer_id], items, at)


async def _whose(work: UnitOfWork, complaint: Complaint, row: Pending) -> Officer | None:
    """Find the owner, or who is responsible where nobody owns the case or the owner has left.

    None when neither is there, or must keep out of the case by now: the ledger still shows it.
    """
    kept_out = await barred(work, complaint)
    for officer_id in (complaint.owner_id, row.responsible_id):
        if officer_id is not None and officer_id not in kept_out:
            officer = await work.people.get_officer(officer_id)
            if officer.is_active:
                return officer
    return None


async def _tell(
    house: House, work: UnitOfWork, officer: Officer, items: Sequence[Item], at: datetime
) -> None:
    if officer.conversation_id is None:
        return
    lines = [house.words("ping.pending_round", LANGUAGE, n=len(items))]
    for complaint, row in items[:_LINES]:
        cause = house.words(f"pending.{row.cause}", LANGUAGE)
        day = f"{row.expected_on:%m-%d}"
        line = house.words(
            "ping.pending_line", LANGUAGE, number=complaint.number, cause=cause, day=day
        )
        lines.append(line)
    looks = [[button(case.number, Verb.OPEN, case.id)] for case, _ in items[:_BUTTONS]]
    cases = [complaint for complaint, _ in items]
    hold = min(house.policy.rings_at(at, case.severity, case.place) for case in cases) - at
    chat = await work.people.get_conversation(officer.conversation_id)
    say(work, chat, Saying("\n".join(lines), looks, purpose=Purpose.PING, hold=hold), at)
