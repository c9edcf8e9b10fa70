"""Which complaints are on one matter: repeats by the same customer, and others at one place (R10).

Recognised when a complaint is filed, and again when its place, category or words are corrected.
What is recognised suggests the severity, with the reason; people decide (R13).
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final, NamedTuple

from complaints import major, pings
from complaints.errors import Conflict, Invalid
from complaints.house import House
from complaints.matter_ports import Posting
from complaints.model import (
    ACTIVE,
    BOT,
    Actor,
    ActorKind,
    Complaint,
    ComplaintId,
    CustomerId,
    Severity,
)
from complaints.permissions import require
from complaints.ports import UnitOfWork
from complaints.record import record

#: So many words of a complaint are kept, the most telling ones.
_WORDS: Final = 6


class Alike(NamedTuple):
    """An earlier complaint on the same matter; `share` of 1 is what both have in common."""

    complaint_id: ComplaintId
    matter_id: ComplaintId
    customer_id: CustomerId | None
    at: datetime
    share: float


async def recognise(
    house: House, work: UnitOfWork, complaint: Complaint, *, but_not: Complaint | None = None
) -> None:
    """Find the matter a complaint is on, and say what follows: repeated, or one of a group.

    Args:
        house: whose policy says how long a matter lasts.
        work: the transaction.
        complaint: newly filed, or corrected; it gets its matter, reasons and severity.
        but_not: the complaint that the customer said this one is different from.
    """
    words = house.triage.terms(complaint.text)
    told = dict(sorted(words.items(), key=lambda word: (-word[1], word[0]))[:_WORDS])
    kept = dict(zip(_keys(complaint, told), told.values(), strict=True))
    alike = await _alike(house, work, complaint, words, kept)
    if but_not is not None:
        alike = [one for one in alike if one.complaint_id != but_not.id]
    best = max(alike, key=lambda one: (one.share, one.complaint_id), default=None)
    complaint.matter_id = best.matter_id if best else None
    if kept:
        work.matters.add(_postings(complaint, kept, sum(words.values())))
    if any(one.customer_id == complaint.customer_id for one in alike):
        _suggest_major(complaint, "repeated")
    await _recognise_group(house, work, complaint, alike)


@asynccontextmanager
async def corrected(house: House, work: UnitOfWork, complaint: Complaint) -> AsyncIterator[None]:
    """Recognise the matter anew when place, category or words are corrected within the block.

    A matter that is known stays; a case that has ended is left alone.
    """
    words = house.triage.terms(complaint.text)
    before = _keys(complaint, words)
    known, severity, reasons = complaint.matter_id, complaint.severity, complaint.reasons
    yield
    if complaint.status in ACTIVE:
        await work.matters.remove(complaint.id, before)
        await recognise(house, work, complaint)
        complaint.matter_id = known or complaint.matter_id
        if complaint.reasons != reasons:
            await _changed(house, work, complaint, severity)
            await pings.ping_level(house, work, complaint, house.now())


async def _alike(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    words: Mapping[str, float],
    kept: Mapping[int, float],
) -> list[Alike]:
    since = complaint.received_at - house.policy.thresholds.repeat_within
    least = house.policy.thresholds.alike_percent / 100
    itself = complaint.id
    postings = [
        posting
        for posting in await work.matters.find(kept.keys())
        if posting.complaint_id != itself and posting.at >= since
    ]
    found = {one.complaint_id: one for one in _rated(postings, sum(words.values()))}
    for earlier in await _of_same_customer(work, complaint, since):
        share = likeness(words, house.triage.terms(earlier.text))
        found[earlier.id] = Alike(
            earlier.id,
            earlier.matter_id or earlier.id,
            earlier.customer_id,
            earlier.received_at,
            share,
        )
    return [one for one in found.values() if one.share >= least]


async def _of_same_customer(
    work: UnitOfWork, complaint: Complaint, since: datetime
) -> list[Complaint]:
    """List what the customer has complained of in this category, wherever that was."""
    if complaint.customer_id is None:
        return []
    customer = await work.people.get_customer(complaint.customer_id)
    if customer.created_at >= complaint.received_at:
        return []
    return [
        earlier
        for earlier in await work.matters.of_customer(customer.id, since)
        if earlier.id != complaint.id and earlier.category is complaint.category
    ]


def likeness(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Say how much two texts have in common, 0 to 1: the weight they share of all they have."""
    shared = sum(weight for word, weight in one.items() if word in other)
    return _share(shared, sum(one.values()), sum(other.values()))


def _share(shared: float, one: float, other: float) -> float:
    everything = one + other - shared
    return shared / everything if everything > 0 else 0.0


def _rated(postings: Iterable[Posting], total: float) -> Iterable[Alike]:
    shared: dict[ComplaintId, float] = {}
    last: dict[ComplaintId, Posting] = {}
    for posting in postings:
        complaint_id = posting.complaint_id
        shared[complaint_id] = shared.get(complaint_id, 0.0) + posting.weight
        last[complaint_id] = posting
    for complaint_id, one in last.items():
        share = _share(shared[complaint_id], total, one.total)
        yield Alike(complaint_id, one.matter_id, one.customer_id, one.at, share)


def _postings(complaint: Complaint, kept: Mapping[int, float], total: float) -> list[Posting]:
    itself, customer_id, at = complaint.id, complaint.customer_id, complaint.received_at
    matter_id = complaint.matter_id or itself
    return [
        Posting(key, itself, matter_id, customer_id, at, weight, total)
        for key, weight in kept.items()
    ]


def _keys(complaint: Complaint, words: Iterable[str]) -> list[int]:
    """Number words at the complaint's place and in its category.

    Complaints whose place is not known are looked for among each other.
    """
    scope = f"{complaint.place}\0{complaint.category}\0"
    digests = (hashlib.blake2b((scope + word).encode(), digest_size=8) for word in words)
    return [int.from_bytes(digest.digest()) >> 1 for digest in digests]


def _suggest_major(complaint: Complaint, reason: str) -> None:
    """Add a reason; what a person has decided about the severity stays."""
    if reason not in complaint.reasons:
        complaint.reasons = [*complaint.reasons, reason]
    if complaint.severity_by is ActorKind.BOT:
        complaint.severity = Severity.MAJOR


async def _recognise_group(
    house: House, work: UnitOfWork, complaint: Complaint, alike: list[Alike]
) -> None:
    """See whether so many customers complain of one matter at one time (群体投诉)."""
    thresholds = house.policy.thresholds
    since = complaint.received_at - thresholds.group_within
    recent = [one for one in alike if one.at >= since]
    customers = {one.customer_id for one in recent} | {complaint.customer_id}
    if not thresholds.group_size or len(customers) < thresholds.group_size:
        return
    _suggest_major(complaint, "group")
    if len(customers) > thresholds.group_size:
        return  # the first ones were told when it became a group
    for one in recent:
        member = await work.complaints.get(one.complaint_id)
        if member.status in ACTIVE and "group" not in member.reasons:
            before = member.severity
            _suggest_major(member, "group")
            await _changed(house, work, member, before)


async def _changed(house: House, work: UnitOfWork, complaint: Complaint, before: Severity) -> None:
    """Note what was recognised after the filing, and what it means to the clocks."""
    at, severity, reasons = house.now(), complaint.severity, complaint.reasons
    record(
        work, complaint, "recognised", BOT, at, severity=severity, before=before, reasons=reasons
    )
    if severity is not before:
        await major.severity_changed(house, work, complaint, at)


async def link(
    house: House, work: UnitOfWork, complaint: Complaint, other: Complaint, *, actor: Actor
) -> None:
    """Say that a complaint is on the same matter as another.

    Raises:
        Invalid: it is the same complaint.
        Conflict: `linked_already`.
    """
    require(actor.officer, "link")
    if complaint.id == other.id:
        raise Invalid("same_complaint", field="other")
    matter_id = other.matter_id or other.id
    if matter_id == (complaint.matter_id or complaint.id):
        raise Conflict("linked_already")
    complaint.matter_id = matter_id
    record(work, complaint, "linked", actor, house.now(), to=other.number)


async def unlink(house: House, work: UnitOfWork, complaint: Complaint, *, actor: Actor) -> None:
    """Say that a complaint is on a matter of its own."""
    require(actor.officer, "link")
    if complaint.matter_id is not None:
        complaint.matter_id = None
        record(work, complaint, "unlinked", actor, house.now())
