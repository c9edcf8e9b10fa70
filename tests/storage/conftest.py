"""The people of a house that has a major complaint."""

from __future__ import annotations

import pytest

from complaints.house import House
from complaints.model import Complaint, Officer, Role
from storage.unit_of_work import Database
from tests.storage.major_kit import MajorDesk


@pytest.fixture
def mdesk(database: Database, house: House) -> MajorDesk:
    """Give what does things about major complaints."""
    return MajorDesk(database, house)


@pytest.fixture
async def leader(mdesk: MajorDesk) -> Officer:
    """Employ a senior leader."""
    return await mdesk.person("王敏", Role.SENIOR_LEADER)


@pytest.fixture
async def owner(mdesk: MajorDesk) -> Officer:
    """Employ who handles the complaint."""
    return await mdesk.person("林晓芸", Role.LOBBY_MANAGER)


@pytest.fixture
async def office(mdesk: MajorDesk) -> Officer:
    """Employ somebody of the office."""
    return await mdesk.person("罗佳", Role.OFFICE)


@pytest.fixture
async def helper(mdesk: MajorDesk) -> Officer:
    """Employ somebody of another department."""
    return await mdesk.person("何志强", Role.DEPARTMENT_HANDLER, department="operations")


@pytest.fixture
async def major_case(mdesk: MajorDesk, leader: Officer, owner: Officer) -> Complaint:
    """Give a major complaint that its owner has taken."""
    return await mdesk.case(owner)
