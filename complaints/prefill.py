"""What a customer's own words already answer, so that nobody need ask (R2).

Taken from the words only where nothing is known otherwise; the case shows it as taken from the
customer's words until somebody corrects it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from complaints.house import House
from complaints.model import Complaint, Customer
from complaints.triage import Fact

#: What a complaint can be about; the first kind that is named is taken.
_OBJECTS: Final = ("order", "parcel", "policy", "contract", "receipt", "booking", "plate")
#: A week or a month ago is taken only when nothing more exact is said.
_VAGUE: Final = frozenset({"week", "month"})


@dataclass(frozen=True)
class Told:
    """What a text tells: `details` are fields of the complaint, as the customer put them."""

    details: dict[str, str] = field(default_factory=dict)
    contact: str = ""
    occurred_at: datetime | None = None


def read(house: House, text: str, at: datetime) -> Told:
    """Read what a text tells of the event, written at an instant."""
    policy = house.policy
    places = {place.name: place.code for place in policy.places}
    facts: dict[str, list[Fact]] = {}
    for fact in house.triage.facts(text, at.astimezone(policy.hours.zone), places):
        facts.setdefault(fact.kind, []).append(fact)
    if not facts:
        return Told()
    time = _time(facts.get("time", ()), at)
    objects = [facts[kind][0].value for kind in _OBJECTS if kind in facts]
    details = {
        "place": _place(facts.get("place", ()), text, frozenset(places.values())),
        "occurred": _words(text, time),
        "person": _person(facts.get("employee", ()), text),
        "object_ref": objects[0] if objects else "",
        "demand": _words(text, next(iter(facts.get("claim", ())), None)),
    }
    contact = [f for kind in ("phone", "email") for f in facts.get(kind, ()) if f.is_own]
    return Told(
        details={name: value for name, value in details.items() if value},
        contact=contact[0].value if contact else "",
        occurred_at=time.at if time else None,
    )


def _words(text: str, fact: Fact | None) -> str:
    return text[fact.start : fact.end] if fact else ""


def _time(times: Sequence[Fact], at: datetime) -> Fact | None:
    """Choose the first time that has been, an exact one before a vague one."""
    past = [fact for fact in times if fact.at is not None and fact.at <= at]
    exact = (fact for fact in past if fact.precision not in _VAGUE)
    return next(exact, past[0] if past else None)


def _place(named: Sequence[Fact], text: str, codes: frozenset[str]) -> str:
    """Choose a place of the house, by its code; otherwise the first that is named, as it is."""
    own = next((fact.value for fact in named if fact.value in codes), "")
    return own or _words(text, named[0] if named else None)


def _person(named: Sequence[Fact], text: str) -> str:
    """Take the words; "3号窗口的柜员" tells more than the one word that stands for somebody."""
    person = named[0] if named else None
    words = _words(text, person)
    return person.value if person and words in person.value else words


def fill(house: House, complaint: Complaint, customer: Customer, told: Told) -> None:
    """Put what the words tell where nothing is known yet, and mark it so."""
    taken = []
    for name, value in told.details.items():
        if not getattr(complaint, name):
            setattr(complaint, name, value)
            taken.append(name)
    if told.contact and not customer.contact:
        customer.contact = told.contact
        taken.append("contact")
    complaint.from_words = [*complaint.from_words, *taken]
    if "occurred" in taken:
        set_occurred_at(house, complaint, told.occurred_at)


def set_occurred_at(house: House, complaint: Complaint, at: datetime | None) -> None:
    """Note when it happened, and whether the complaint comes late (R8)."""
    late_after = house.policy.thresholds.late_after
    complaint.occurred_at = at
    complaint.is_late = at is not None and complaint.received_at - at > late_after
