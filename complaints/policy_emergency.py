"""What a policy says of emergencies: the crisis chain, the cards, the standing group (R29, R30).

Who is called is written as a role, as `seat:CODE` for whoever holds that seat, as `officer:NAME`,
as `group` for the standing emergency group (应急领导小组), or as `contact` for the contact that
it names for the place of the complaint.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from complaints.model import Role
from complaints.policy_reader import Table

#: Words that stand for people of the emergency group.
GROUP: Final = "group"
CONTACT: Final = "contact"
SEAT: Final = "seat:"
OFFICER: Final = "officer:"

#: What the written rules say (R29); a house names its own people.
_CHAIN: Final[Sequence[Mapping[str, Any]]] = (
    {"name": "现场负责人", "who": ["lobby_manager"]},
    {"name": "运营中心", "who": ["office"]},
    {"name": "甲方负责人与副总经理", "who": ["senior_leader"]},
    {"name": "总经理", "who": ["senior_leader"], "plans": 2},
)
_MOST_PLANS: Final = 5


@dataclass(frozen=True)
class ChainStage:
    """One stage of the crisis chain.

    Before it is reached, so many alternative `plans` must have been proposed.
    """

    name: str
    who: tuple[str, ...]
    plans: int = 0


@dataclass(frozen=True)
class CardStage:
    """One stage of an emergency card: what is done, and who is called."""

    name: str
    steps: tuple[str, ...]
    call: tuple[str, ...] = ()


@dataclass(frozen=True)
class Card:
    """An emergency card (应急卡): `when` it is taken, in the house's words.

    It belongs beside complaints with one of these reasons of severity or sub-categories.
    """

    code: str
    name: str
    when: str
    reasons: frozenset[str]
    subcategories: frozenset[str]
    stages: tuple[CardStage, ...]
    contact: str = ""

    def fits(self, reasons: Collection[str], subcategory: str) -> bool:
        """Say whether it belongs beside such a complaint."""
        return bool(self.reasons & set(reasons)) or subcategory in self.subcategories


@dataclass(frozen=True)
class SiteContact:
    """Whom the emergency group names for a place; "" stands for every other place."""

    place: str
    name: str
    phone: str = ""


@dataclass(frozen=True)
class Emergency:
    """All that a policy says of crises and emergencies."""

    chain: tuple[ChainStage, ...]
    cards: tuple[Card, ...]
    group: tuple[str, ...]
    contacts: tuple[SiteContact, ...]

    def find_card(self, code: str) -> Card | None:
        """Find a card by its code."""
        return next((card for card in self.cards if card.code == code), None)

    def cards_for(
        self, reasons: Collection[str], subcategory: str, chosen: Collection[str] = ()
    ) -> list[Card]:
        """List the cards that belong beside a complaint: those chosen for it first."""
        fitting = [c for c in self.cards if c.code in chosen or c.fits(reasons, subcategory)]
        return sorted(fitting, key=lambda card: card.code not in chosen)

    def contact_of(self, place: str) -> SiteContact | None:
        """Return the contact of a place, else that of all others, None if nobody is named."""
        by_place = {contact.place: contact for contact in self.contacts}
        return by_place.get(place) or by_place.get("")


def read_emergency(
    table: Table,
    common: Table,
    *,
    seats: Collection[str],
    places: Collection[str],
    subcategories: Collection[str],
) -> Emergency:
    """Read [crisis], [emergency] and [[cards]].

    Args:
        table: the policy of the house.
        common: the cards that every trade has; one of the house with the same code replaces it.
        seats: those that a department holds.
        places: codes of the places.
        subcategories: codes of the sub-categories.
    """
    own = _read_cards(table, seats, subcategories)
    codes = {card.code for card in own}
    others = [card for card in _read_cards(common, seats, None) if card.code not in codes]
    emergency = table.table("emergency")
    return Emergency(
        chain=_read_chain(table.table("crisis"), seats),
        cards=(*own, *others),
        group=_people(emergency, "group", seats, (Role.SENIOR_LEADER,)),
        contacts=_read_contacts(emergency, places),
    )


def _read_chain(crisis: Table, seats: Collection[str]) -> tuple[ChainStage, ...]:
    rows = crisis.rows("chain", _CHAIN)
    if not rows:
        crisis.wrong("chain", "is empty")
    stages = []
    for row in rows:
        who = _people(row, "who", seats)
        if not who:
            row.wrong("who", "is empty")
        plans = row.count("plans", 0, most=_MOST_PLANS)
        if plans == 1:
            row.wrong("plans", "one plan is no choice: 0, or 2 and more")
        stages.append(ChainStage(row.needed("name"), who, plans))
    return tuple(stages)


def _read_cards(
    table: Table, seats: Collection[str], subcategories: Collection[str] | None
) -> list[Card]:
    """Read [[cards]]; without `subcategories` those that a trade has not are left out."""
    cards = []
    for row in table.rows("cards"):
        wanted = row.texts("subcategories")
        for code in wanted:
            if subcategories is not None and code not in subcategories:
                row.wrong("subcategories", f"{code!r} is not among [[subcategories]]")
        stages = [_read_stage(stage, seats) for stage in row.rows("stages")]
        if not stages:
            row.wrong("stages", "is empty")
        card = Card(
            code=row.code(),
            name=row.needed("name"),
            when=row.needed("when"),
            reasons=frozenset(row.texts("reasons")),
            subcategories=frozenset(wanted),
            stages=tuple(stages),
            contact=row.text("contact"),
        )
        cards.append(card)
    return cards


def _read_stage(row: Table, seats: Collection[str]) -> CardStage:
    stage = CardStage(row.needed("name"), row.texts("steps"), _people(row, "call", seats))
    if not stage.steps:
        row.wrong("steps", "is empty")
    return stage


def _people(
    table: Table, key: str, seats: Collection[str], default: Sequence[str] = ()
) -> tuple[str, ...]:
    """Read whom to call; the group itself cannot be made of the group."""
    words = table.texts(key) or tuple(default)
    standing = (CONTACT,) if key == "group" else (GROUP, CONTACT)
    for index, word in enumerate(words):
        if word.startswith(SEAT):
            if word.removeprefix(SEAT) not in seats:
                table.wrong(f"{key}[{index}]", f"no department holds {word!r}")
        elif not word.removeprefix(OFFICER) or not (
            word.startswith(OFFICER) or word in standing or word in list(Role)
        ):
            known = ", ".join((*standing, f"{SEAT}CODE", f"{OFFICER}NAME", *Role))
            table.wrong(f"{key}[{index}]", f"{word!r} is not one of {known}")
    return words


def _read_contacts(table: Table, places: Collection[str]) -> tuple[SiteContact, ...]:
    contacts = []
    seen: set[str] = set()
    for row in table.rows("contacts"):
        contact = SiteContact(row.text("place"), row.needed("name"), row.text("phone"))
        if contact.place and contact.place not in places:
            row.wrong("place", f"{contact.place!r} is not among [[places]]")
        if contact.place in seen:
            row.wrong("place", f"{contact.place!r} stands twice")
        seen.add(contact.place)
        contacts.append(contact)
    return tuple(contacts)
