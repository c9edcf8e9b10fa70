"""What was published as policy or words, through the API (DESIGN, Rulings)."""

from __future__ import annotations

from complaints.edition_ports import Draft, EditionKind
from complaints.editions import publish
from complaints.house import House
from complaints.model import Role, by
from storage.unit_of_work import Database
from tests.api.conftest import NewProgram


async def test_editions_are_listed_for_those_who_may_publish_them(
    new_program: NewProgram, database: Database, house: House
) -> None:
    """Newest first, with who and why; words and policy are different rights."""
    office = await new_program("质监", Role.QUALITY_OFFICE)
    for text in ("first", "second"):
        async with database.transaction() as work:
            draft = Draft(EditionKind.LEXICON, "house", text)
            await publish(house, work, draft, actor=by(office.officer), note=f"{text}!")

    status, listed = await office.get("/editions")
    limited = (await office.get("/editions", limit="1"))[1]["items"]
    refused, _ = await office.get("/editions", kind="policy", name="lobby")

    assert status == 200
    assert [(one["number"], one["text"]) for one in listed["items"]] == [
        (2, "second"),
        (1, "first"),
    ]
    assert listed["items"][0]["officer_id"] == str(office.officer.id)
    assert listed["items"][0]["note"] == "second!"
    assert len(limited) == 1
    assert refused == 403
    assert (await office.get("/editions", kind="weather"))[0] == 422
