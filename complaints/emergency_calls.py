"""Calling the people whom a policy names for an emergency (R29, R30): pinged, and on record.

With nobody there the call goes up, and says so. Somebody without a chat, or from outside, stands
on record with a telephone number, to be phoned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from complaints import major, pings
from complaints.buttons import Verb, button
from complaints.errors import Conflict, Invalid, NotAllowed, WrongState
from complaints.house import House
from complaints.major_model import EmergencyCall
from complaints.model import ACTIVE, Actor, Complaint, Officer, OfficerId, Role
from complaints.permissions import require
from complaints.policy_emergency import CONTACT, GROUP, OFFICER, SEAT
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.recusals import barred, require_free
from complaints.roster import Roster, concerns, reach, roster_at


@dataclass(frozen=True)
class Person:
    """Somebody to call; `officer` is None for who has no account."""

    name: str
    officer: Officer | None = None
    phone: str = ""


@dataclass(frozen=True)
class Found:
    """Who is called; `is_higher` says that nobody of those named was there."""

    people: Sequence[Person]
    is_higher: bool


class _Directory:
    """Who can be called for a complaint; who keeps out of it (回避) is not."""

    def __init__(self, house: House, complaint: Complaint, roster: Roster) -> None:
        self._house, self._complaint, self._roster = house, complaint, roster
        self._staff: list[Officer] = []

    @classmethod
    async def open(cls, house: House, work: UnitOfWork, complaint: Complaint) -> _Directory:
        made = cls(house, complaint, await roster_at(work, house.now(), complaint))
        kept_out = await barred(work, complaint)
        made._staff = [one for one in await work.majors.staff() if one.id not in kept_out]
        return made

    def look_up(self, who: Sequence[str]) -> Found:
        found = {person.name: person for word in who for person in self._of(word)}
        if found:
            return Found(list(found.values()), is_higher=False)
        top = Role.SENIOR_LEADER
        reached = reach(self._house.policy, self._roster, self._complaint, top).officers
        people = [_person(officer) for officer in reached] or self._with_role(top)
        return Found(people, is_higher=True)

    def _of(self, word: str) -> list[Person]:
        emergency = self._house.policy.emergency
        if word == GROUP:
            return [person for one in emergency.group for person in self._of(one)]
        if word == CONTACT:
            contact = emergency.contact_of(self._complaint.place)
            return [self._named(contact.name, contact.phone)] if contact else []
        if word.startswith(OFFICER):
            return [self._named(word.removeprefix(OFFICER))]
        if word.startswith(SEAT):
            return self._holders(word.removeprefix(SEAT))
        return self._with_role(word)

    def _with_role(self, role: str) -> list[Person]:
        """List who has a role and is there, also those without a chat, who are phoned."""
        linked = self._roster.of(role, self._complaint)
        others = [
            one
            for one in self._staff
            if one.role == role
            and one.on_duty
            and one.conversation_id is None
            and one.id not in self._roster.roles
            and concerns(one, self._complaint)
        ]
        return [_person(officer) for officer in (*linked, *others)]

    def _named(self, name: str, phone: str = "") -> Person:
        officer = next((one for one in self._staff if one.name == name), None)
        return Person(name, officer, phone)

    def _holders(self, seat: str) -> list[Person]:
        """List the heads of the departments that hold a seat, else all of their people."""
        held = [d for d in self._house.policy.departments if seat in d.seats]
        heads = [self._named(department.head) for department in held if department.head]
        codes = {department.code for department in held if not department.head}
        people = [one for one in self._staff if one.department in codes and one.on_duty]
        chosen = [one for one in people if one.role is Role.DEPARTMENT_HEAD] or people
        return [*heads, *(_person(officer) for officer in chosen)]


def _person(officer: Officer) -> Person:
    return Person(officer.name, officer)


async def call(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    who: Sequence[str],
    *,
    occasion: str,
    label: str,
    actor: Actor,
) -> list[EmergencyCall]:
    """Call everybody whom a policy names, at once and at whatever hour; returns who was called."""
    at, caller = house.now(), actor.officer
    if caller is None:
        raise WrongState("officers_only")
    found = (await _Directory.open(house, work, complaint)).look_up(who)
    calls = []
    for person in found.people:
        officer = person.officer
        made = EmergencyCall(
            id=work.new_id(),
            complaint_id=complaint.id,
            occasion=occasion,
            label=label,
            name=person.name,
            at=at,
            called_by=caller.id,
            phone=person.phone,
            officer_id=officer.id if officer else None,
            is_pinged=officer is not None and officer.conversation_id is not None,
        )
        work.add(made)
        calls.append(made)
        if officer is not None:
            buttons = [
                [
                    button(house.words("button.coming", pings.LANGUAGE), Verb.COMING, made.id),
                    button(house.words("button.open", pings.LANGUAGE), Verb.OPEN, complaint.id),
                ]
            ]
            await pings.ping(
                house, work, complaint, [officer], "ping.called", at, buttons=buttons, why=label
            )
    to_phone = [one.name for one in calls if not one.is_pinged]
    told = {"officers": [one.name for one in calls], "higher": found.is_higher}
    record(work, complaint, "called", actor, at, occasion=label, to_call=to_phone, **told)
    return calls


async def call_card(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    code: str,
    stage: int,
    *,
    actor: Actor,
) -> list[EmergencyCall]:
    """Call those whom a stage of an emergency card names.

    Raises:
        Invalid: no such card or stage.
        WrongState: the case is over, or `nobody_to_call` at that stage.
    """
    officer = require(actor.officer, "escalate")
    await require_free(work, complaint, officer)
    if complaint.status not in ACTIVE:
        raise WrongState("complaint_over")
    card = house.policy.emergency.find_card(code)
    if card is None or not 0 <= stage < len(card.stages):
        raise Invalid("unknown_choice", field="card")
    if not card.stages[stage].call:
        raise WrongState("nobody_to_call")
    name = card.stages[stage].name
    label = card.name if len(card.stages) == 1 else f"{card.name}·{name}"
    called = card.stages[stage].call
    occasion = f"card:{code}"
    return await call(house, work, complaint, called, occasion=occasion, label=label, actor=actor)


async def choose_card(
    house: House, work: UnitOfWork, complaint: Complaint, code: str, *, actor: Actor
) -> None:
    """Put an emergency card beside a major complaint, or take it away again.

    Raises:
        NotAllowed: `not_in_task_force`.
        Invalid: no such card.
        WrongState: `not_major`.
    """
    await major.require_part(work, complaint, actor)
    found = await major.get(work, complaint)
    card = house.policy.emergency.find_card(code)
    if card is None:
        raise Invalid("unknown_choice", field="card")
    is_on = code in found.cards
    found.cards = [one for one in found.cards if one != code] if is_on else [*found.cards, code]
    kind = "card_put_away" if is_on else "card_chosen"
    record(work, complaint, kind, actor, house.now(), card=card.name)


async def answer(
    house: House, work: UnitOfWork, made: EmergencyCall, *, actor: Actor
) -> Complaint:
    """Let somebody who was called say so; returns the complaint.

    Whoever called may say it for somebody who was phoned.

    Raises:
        NotAllowed: `not_called`.
        Conflict: `acknowledged_already`.
    """
    complaint = await work.complaints.get(made.complaint_id)
    await require_free(work, complaint, actor.officer)
    if not _may_answer(made, actor.officer_id):
        raise NotAllowed("not_called")
    if made.acknowledged_at is not None:
        raise Conflict("acknowledged_already", name=made.name)
    made.acknowledged_at = house.now()
    record(work, complaint, "call_answered", actor, house.now(), to=made.name, occasion=made.label)
    return complaint


def _may_answer(made: EmergencyCall, officer_id: OfficerId | None) -> bool:
    if officer_id is None:
        return False
    return officer_id == made.officer_id or (not made.is_pinged and officer_id == made.called_by)
