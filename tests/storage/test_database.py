"""The database opens, keeps and finds on both kinds."""

from __future__ import annotations

from complaints.house import House
from complaints.intake import NewComplaint, file_complaint
from complaints.model import CUSTOMER, Channel, Complaint
from storage.unit_of_work import Database


async def test_a_filed_complaint_is_there_for_another_unit(
    database: Database, house: House
) -> None:
    """What one unit of work has committed, the next one finds whole."""
    async with database.transaction() as work:
        new = NewComplaint(text="空调坏了", channel=Channel.ONSITE)
        filed = await file_complaint(house, work, new, actor=CUSTOMER)

    async with database.transaction() as work:
        found = await work.get(Complaint, filed.id)

    assert (found.number, found.text) == ("HY-260311-001", "空调坏了")
