"""Who works here: adding officers, changing what they are, disabling them, and who is on duty."""

from __future__ import annotations

from dataclasses import dataclass

from complaints import assigning, pings
from complaints.accounts import SOMEBODY
from complaints.errors import Conflict, Invalid, WrongState
from complaints.house import House
from complaints.model import Actor, Officer, OfficerId, Role
from complaints.permissions import require
from complaints.policy import Policy
from complaints.ports import UnitOfWork
from complaints.record import audit

_NAME_LIMIT = 40


@dataclass(frozen=True)
class Post:
    """What an officer is: role, and the codes of department and place ("": none, everywhere)."""

    role: Role
    department: str = ""
    place: str = ""


async def add_officer(
    house: House,
    work: UnitOfWork,
    name: str,
    post: Post,
    *,
    actor: Actor | None = None,
    password_hash: str = "",
    is_service: bool = False,
) -> Officer:
    """Add an officer; without a password they come in by a link (`one_time.make_welcome`).

    Args:
        actor: an administrator; None for whoever runs the desk itself.
        is_service: the account of a program, which uses API tokens and is never on duty.

    Raises:
        Invalid: no name, one over 40 characters, an unknown department or place.
        Conflict: `name_taken`.
    """
    if actor is not None:
        require(actor.officer, "officers")
    name = name.strip()
    if not name:
        raise Invalid("required", field="name")
    if len(name) > _NAME_LIMIT:
        raise Invalid("too_long", field="name", limit=_NAME_LIMIT)
    if await work.accounts.find_officer(name) is not None:
        raise Conflict("name_taken", field="name")
    _check(post, house.policy)
    at = house.now()
    officer = Officer(
        id=OfficerId(work.new_id()),
        name=name,
        role=post.role,
        department=post.department,
        place=post.place,
        password_hash=password_hash,
        on_duty=not is_service,
        is_service=is_service,
        created_at=at,
    )
    work.add(officer)
    audit(work, "officer:add", actor or SOMEBODY, at, subject=str(officer.id))
    return officer


def _check(post: Post, policy: Policy) -> None:
    if post.department and post.department not in {d.code for d in policy.departments}:
        raise Invalid("unknown_choice", field="department")
    if post.place and post.place not in {place.code for place in policy.places}:
        raise Invalid("unknown_choice", field="place")


async def change_post(
    house: House, work: UnitOfWork, officer_id: OfficerId, post: Post, *, actor: Actor
) -> Officer:
    """Give an officer another role, department or place.

    Raises:
        WrongState: `last_administrator`.
    """
    require(actor.officer, "officers")
    officer = await work.people.get_officer(officer_id)
    changed = (post.department, post.place) != (officer.department, officer.place)
    if changed:
        _check(post, house.policy)
    if post.role is not Role.ADMINISTRATOR:
        await _keep_an_administrator(work, officer)
    officer.role, officer.department, officer.place = post.role, post.department, post.place
    audit(work, "officer:change", actor, house.now(), subject=str(officer.id))
    return officer


async def disable(
    house: House, work: UnitOfWork, officer_id: OfficerId, *, actor: Actor
) -> Officer:
    """Take an officer out: no sign-in, no API, no pings; what they did stays under their name.

    What they owed a customer is put back for anybody to take (R18).

    Raises:
        WrongState: `last_administrator`.
    """
    require(actor.officer, "officers")
    officer = await work.people.get_officer(officer_id)
    await _keep_an_administrator(work, officer)
    officer.is_active = False
    at = house.now()
    await work.accounts.end_sessions(officer.id)
    await work.accounts.revoke_api_tokens(officer.id, at)
    audit(work, "officer:disable", actor, at, subject=str(officer.id))
    reason = house.words("officer.left", pings.LANGUAGE)
    for complaint in await work.complaints.owed_by(officer.id):
        await assigning.put_back(house, work, complaint.id, reason, actor=actor, was=officer.id)
    return officer


async def enable(
    house: House, work: UnitOfWork, officer_id: OfficerId, *, actor: Actor
) -> Officer:
    """Let an officer back in."""
    require(actor.officer, "officers")
    officer = await work.people.get_officer(officer_id)
    officer.is_active = True
    audit(work, "officer:enable", actor, house.now(), subject=str(officer.id))
    return officer


async def _keep_an_administrator(work: UnitOfWork, officer: Officer) -> None:
    if [other.id for other in await work.accounts.administrators()] == [officer.id]:
        raise WrongState("last_administrator")


async def set_duty(
    house: House, work: UnitOfWork, officer_id: OfficerId, *, on_duty: bool, actor: Actor
) -> Officer:
    """Put an officer on or off duty: everybody decides for themselves, administrators for all."""
    if actor.officer_id != officer_id:
        require(actor.officer, "officers")
    officer = await work.people.get_officer(officer_id)
    if officer.on_duty is not on_duty:
        officer.on_duty = on_duty
        action = "officer:on_duty" if on_duty else "officer:off_duty"
        audit(work, action, actor, house.now(), subject=str(officer.id))
    return officer
