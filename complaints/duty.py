"""The duty roster: shifts as A and B (A/B 角), handing over, leave, who stands in (R21)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from complaints.assigning import can_receive
from complaints.errors import Invalid, WrongState
from complaints.house import House
from complaints.model import Actor, Leave, Officer, OfficerId, Post, Shift
from complaints.permissions import may, require
from complaints.ports import UnitOfWork
from complaints.record import audit

#: A shift that is longer is a slip of the pen; leave may be long.
_LONGEST_SHIFT: Final = timedelta(days=7)
_LONGEST_LEAVE: Final = timedelta(days=365)


async def plan_shift(
    house: House,
    work: UnitOfWork,
    officer_id: OfficerId,
    post: Post,
    starts_at: datetime,
    ends_at: datetime,
    place: str = "",
    *,
    actor: Actor,
) -> Shift:
    """Put somebody on duty as A or B, at a place or everywhere.

    Raises:
        Invalid: it does not end after it begins and from now on, is over a week long, or names
        somebody who cannot take complaints or an unknown place.
    """
    require(actor.officer, "roster")
    await _holder(work, officer_id)
    _check_period(house, starts_at, ends_at, _LONGEST_SHIFT)
    if place and place not in {known.code for known in house.policy.places}:
        raise Invalid("unknown_choice", field="place")
    shift = Shift(
        id=work.new_id(),
        officer_id=officer_id,
        post=post,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
    )
    work.add(shift)
    audit(work, "shift:plan", actor, house.now(), subject=str(shift.id))
    return shift


async def end_shift(house: House, work: UnitOfWork, shift_id: int, *, actor: Actor) -> None:
    """End a shift now, or call it off before it begins."""
    require(actor.officer, "roster")
    shift = await _open_shift(house, work, shift_id)
    shift.ends_at = max(shift.starts_at, house.now())
    audit(work, "shift:end", actor, house.now(), subject=str(shift.id))


async def hand_over_shift(
    house: House, work: UnitOfWork, shift_id: int, to: OfficerId, *, actor: Actor
) -> Shift:
    """Hand the rest of a shift to somebody else (交接): one's own, or with the right anybody's."""
    shift = await _open_shift(house, work, shift_id)
    if shift.officer_id != actor.officer_id:
        require(actor.officer, "roster")
    if to == shift.officer_id:
        raise Invalid("owns_it_already", field="to")
    await _holder(work, to)
    at = house.now()
    rest = Shift(
        id=work.new_id(),
        officer_id=to,
        post=shift.post,
        starts_at=max(at, shift.starts_at),
        ends_at=shift.ends_at,
        place=shift.place,
    )
    shift.ends_at = rest.starts_at
    work.add(rest)
    audit(work, "shift:hand_over", actor, at, subject=str(rest.id))
    return rest


async def take_leave(
    house: House,
    work: UnitOfWork,
    officer_id: OfficerId,
    starts_at: datetime,
    ends_at: datetime,
    deputy_id: OfficerId | None = None,
    *,
    actor: Actor,
) -> Leave:
    """Note an absence: one's own, or with the right anybody's; the deputy is told instead.

    Raises:
        Invalid: it does not end after it begins and from now on, or the deputy is oneself or
        cannot take complaints.
    """
    if officer_id != actor.officer_id:
        require(actor.officer, "roster")
    officer = await work.people.get_officer(officer_id)
    _check_period(house, starts_at, ends_at, _LONGEST_LEAVE)
    if deputy_id == officer_id:
        raise Invalid("unknown_choice", field="deputy")
    if deputy_id is not None:
        await _holder(work, deputy_id, "deputy")
    leave = Leave(
        id=work.new_id(),
        officer_id=officer_id,
        role=officer.role,
        starts_at=starts_at,
        ends_at=ends_at,
        deputy_id=deputy_id,
    )
    work.add(leave)
    audit(work, "leave:take", actor, house.now(), subject=str(leave.id))
    return leave


async def end_leave(house: House, work: UnitOfWork, leave_id: int, *, actor: Actor) -> None:
    """Come back early, or call an absence off."""
    leave = await work.people.get_leave(leave_id)
    if leave.officer_id != actor.officer_id:
        require(actor.officer, "roster")
    if leave.ends_at <= house.now():
        raise WrongState("over_already")
    leave.ends_at = max(leave.starts_at, house.now())
    audit(work, "leave:end", actor, house.now(), subject=str(leave.id))


def may_hand_over(officer: Officer, holder: OfficerId) -> bool:
    """Say whether an officer may hand over somebody's shift or end somebody's leave."""
    return officer.id == holder or may(officer.role, "roster")


async def _open_shift(house: House, work: UnitOfWork, shift_id: int) -> Shift:
    shift = await work.people.get_shift(shift_id)
    if shift.ends_at <= house.now():
        raise WrongState("over_already")
    return shift


async def _holder(work: UnitOfWork, officer_id: OfficerId, field: str = "officer") -> Officer:
    officer = await work.people.get_officer(officer_id)
    if not can_receive(officer):
        raise Invalid("cannot_receive", field=field, name=officer.name)
    return officer


def _check_period(
    house: House, starts_at: datetime, ends_at: datetime, longest: timedelta
) -> None:
    if not starts_at < ends_at <= starts_at + longest or ends_at <= house.now():
        raise Invalid("no_period", field="ends")
