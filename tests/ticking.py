"""Lets what is due happen, as the clock of a process does."""

from __future__ import annotations

from bot.dialogue import Dialogue
from complaints.errors import Invalid
from complaints.house import House
from complaints.model import Officer
from complaints.ports import UnitOfWork
from complaints.talk_model import Conversation
from desk.schedule import DueWork
from storage.unit_of_work import Database


async def _no_link(work: UnitOfWork, code: str, chat: Conversation) -> Officer:
    raise Invalid("link_code_unknown", field="code")


def clock_of(database: Database, house: House) -> DueWork:
    """Make the clock of one process."""
    return DueWork(database, house, Dialogue(house, _no_link))


async def tick(database: Database, house: House) -> None:
    """Do everything that is due by now."""
    clock = clock_of(database, house)
    while await clock.work():
        pass
