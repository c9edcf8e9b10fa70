"""Filing an internal complaint (R9): under one's name, anonymously, or for somebody who has left.

Anonymous means that the desk itself cannot tell. Row, timeline and audit have no officer, and only
the day instead of the moment; nothing answers it by account. What the filer gets is a receipt,
shown once and kept as its hash, by which anybody who has it reads the decision and asks for a
review. Everybody at the first level is pinged, also the one who filed it, because who was left
out would tell. Programs cannot file anonymously: their answers are kept under their owner's name.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from complaints import internal_pings
from complaints.accounts import SOMEBODY, secret_hash
from complaints.clock_model import DueKind
from complaints.errors import Invalid, NotAllowed
from complaints.house import House
from complaints.internal_model import InternalComplaint, KeptOut, format_internal
from complaints.model import Actor, OfficerId
from complaints.periods import day_start
from complaints.permissions import require
from complaints.ports import UnitOfWork
from complaints.private_record import About, note

TEXT_LIMIT = 4_000
LINE_LIMIT = 200


@dataclass(frozen=True)
class NewInternal:
    """What is said, and about whom; everything but class and text may be empty."""

    category: str
    text: str
    person: str = ""
    department: str = ""
    demand: str = ""
    occurred: str = ""


@dataclass(frozen=True)
class _Filer:
    """Who files it, as far as the desk may know; one of the fields of `InternalComplaint`."""

    complainant_id: OfficerId | None = None
    complainant: str = ""
    receipt_hash: str = ""
    entered_by: OfficerId | None = None


async def file_internal(
    house: House, work: UnitOfWork, new: NewInternal, *, actor: Actor
) -> InternalComplaint:
    """File one under one's own name.

    Raises:
        NotAllowed: a program.
        Invalid: no words, too many, an unknown class or department, or oneself.
    """
    officer = require(actor.officer, "internal_file")
    _require_person(actor)
    if new.person.strip() == officer.name:
        raise Invalid("internal_oneself", field="person")
    return await _file(house, work, new, _Filer(complainant_id=officer.id), actor)


async def file_anonymously(
    house: House, work: UnitOfWork, new: NewInternal, *, actor: Actor
) -> tuple[InternalComplaint, str]:
    """File one that nobody can trace; returns it with the receipt, which is kept nowhere.

    Raises as `file_internal` does.
    """
    require(actor.officer, "internal_file")
    _require_person(actor)
    receipt = house.token()
    filer = _Filer(receipt_hash=secret_hash(receipt))
    return await _file(house, work, new, filer, SOMEBODY), receipt


async def enter_internal(
    house: House, work: UnitOfWork, new: NewInternal, complainant: str, *, actor: Actor
) -> InternalComplaint:
    """Enter what a former employee has said or written.

    Raises:
        NotAllowed: not HR or the quality office.
        Invalid: also without the name of the one who complains.
    """
    officer = require(actor.officer, "internal_enter")
    _require_person(actor)
    name = _line(complainant, "complainant")
    if not name:
        raise Invalid("required", field="complainant")
    filer = _Filer(complainant=name, entered_by=officer.id)
    return await _file(house, work, new, filer, actor)


def _require_person(actor: Actor) -> None:
    if actor.officer is None or actor.officer.is_service:
        raise NotAllowed("programs_decide_nothing")


async def _file(
    house: House, work: UnitOfWork, new: NewInternal, filer: _Filer, actor: Actor
) -> InternalComplaint:
    new = _checked(house, new)
    at, zone = house.now(), house.policy.hours.zone
    today = at.astimezone(zone).date()
    known_at = known_instant(house, at, is_anonymous=bool(filer.receipt_hash))
    person = await work.accounts.find_officer(new.person) if new.person else None
    count = await work.internals.next_number(today)
    internal = InternalComplaint(
        id=work.new_id(),
        number=format_internal(at, zone, count),
        filed_at=known_at,
        due_at=house.policy.internal.report_due(house.policy.hours, at),
        person_id=person.id if person else None,
        **vars(new),
        **vars(filer),
    )
    work.add(internal)
    await _keep_out_named(work, internal)
    note(work, About.INTERNAL, internal.id, "filed", actor, known_at)
    work.schedule(DueKind.INTERNAL, internal.id, internal.due_at, guard=f"{internal.state}:0")
    await internal_pings.ping_level(house, work, internal, at)
    return internal


def _checked(house: House, new: NewInternal) -> NewInternal:
    text = new.text.strip()
    if not text:
        raise Invalid("required", field="text")
    if len(text) > TEXT_LIMIT:
        raise Invalid("too_long", field="text", limit=TEXT_LIMIT)
    if new.category not in {one.code for one in house.policy.internal.classes}:
        raise Invalid("unknown_choice", field="category")
    if new.department and new.department not in {d.code for d in house.policy.departments}:
        raise Invalid("unknown_choice", field="department")
    lines = {name: _line(getattr(new, name), name) for name in ("person", "demand", "occurred")}
    return replace(new, text=text, **lines)


def _line(value: str, field: str) -> str:
    value = value.strip()
    if len(value) > LINE_LIMIT:
        raise Invalid("too_long", field=field, limit=LINE_LIMIT)
    return value


async def _keep_out_named(work: UnitOfWork, internal: InternalComplaint) -> None:
    """Keep out whoever is complained about, and everybody whose name stands in it (回避)."""
    texts = (internal.person, internal.text, internal.demand, internal.occurred)
    named = set(await work.decisions.named_in("\n".join(texts)))
    if internal.person_id is not None:
        named.add(internal.person_id)
    for officer_id in sorted(named):
        work.add(KeptOut(id=work.new_id(), internal_id=internal.id, officer_id=officer_id))


def known_instant(house: House, at: datetime, *, is_anonymous: bool) -> datetime:
    """Return what may be remembered of a moment: of an anonymous act only its day."""
    zone = house.policy.hours.zone
    return day_start(at.astimezone(zone).date(), zone) if is_anonymous else at


def due_of_review(house: House, at: datetime) -> datetime:
    """Return by when a review that is asked for at `at` is decided."""
    return house.policy.internal.review.end(house.policy.hours, at)
