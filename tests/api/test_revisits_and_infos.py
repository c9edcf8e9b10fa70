"""Revisits, customer information and figures through the API."""

from __future__ import annotations

import pytest

from complaints.house import House
from complaints.intake import keep_info
from complaints.model import ActorKind, CustomerInfo, MessageId, Role
from complaints.talk_model import Direction, Message
from storage.unit_of_work import Database
from tests.api.conftest import NewProgram, Program
from tests.factories import add_chat, close_case, file_case, take_case
from tests.fakes import FrozenTime


async def ask(database: Database, house: House, text: str = "请问几点开门") -> CustomerInfo:
    """Let a customer ask something that is no complaint."""
    chat = await add_chat(database)
    async with database.transaction() as work:
        message = Message(
            id=MessageId(work.new_id()),
            direction=Direction.IN,
            author=ActorKind.CUSTOMER,
            text=text,
            at=house.now(),
            conversation_id=chat.id,
        )
        work.add(message)
        found = await work.people.get_conversation(chat.id)
        return keep_info(house, work, found, message, "question")


@pytest.fixture
async def owner(new_program: NewProgram) -> Program:
    """Give a program that calls in another manager's name."""
    return await new_program("王敏")


@pytest.fixture
async def closed(database: Database, house: House, owner: Program) -> str:
    """Give the number of a complaint that came by chat and was closed by its owner."""
    case = await file_case(database, house, chat=await add_chat(database))
    await take_case(database, house, case, owner.officer)
    await close_case(database, house, case, owner.officer)
    return case.number


async def test_a_survey_is_sent_once(program: Program, closed: str) -> None:
    """The second sending is refused by name, the rest would still go out (R33)."""
    _, due = await program.get("/revisits")
    revisit = due["items"][0]

    status, first = await program.post("/revisits/send", {"revisits": [revisit["id"]]})
    _, second = await program.post("/revisits/send", {"revisits": [revisit["id"], "1"]})
    _, sent = await program.get("/revisits", state="sent")

    assert (revisit["number"], revisit["can_send"]) == (closed, True)
    assert (status, first) == (200, {"sent": [revisit["id"]], "refused": []})
    assert second["sent"] == []
    assert [one["code"] for one in second["refused"]] == ["revisit_not_due", "not_found"]
    assert [row["sent_by"] for row in sent["items"]] == ["林晓芸"]


async def test_an_answer_by_phone_is_entered_by_somebody_else_than_the_handler(
    program: Program, owner: Program, closed: str
) -> None:
    """Nobody grades their own work (R33)."""
    _, due = await program.get("/revisits")
    path = f"/revisits/{due['items'][0]['id']}/answer"

    refused, _ = await owner.post(path, {"solved": "yes"})
    status, answer = await program.post(path, {"solved": "yes", "score": 5, "words": "很好"})

    assert (refused, status) == (409, 200)
    assert (answer["state"], answer["solved"], answer["score"], answer["words"]) == (
        "answered",
        "yes",
        5,
        "很好",
    )


async def test_not_solved_brings_the_complaint_back(program: Program, closed: str) -> None:
    """A bad answer reopens, above the lobby manager who had it (R33)."""
    _, due = await program.get("/revisits")
    await program.post(f"/revisits/{due['items'][0]['id']}/answer", {"solved": "no"})

    _, case = await program.get(f"/complaints/{closed}")

    assert (case["status"], case["episode"], case["level"]) == ("new", 2, 3)


async def test_figures_come_from_answers_with_their_number(program: Program, closed: str) -> None:
    """Business days, both included; what nobody answered counts as nothing (R35, promise 5)."""
    _, due = await program.get("/revisits")
    await program.post(f"/revisits/{due['items'][0]['id']}/answer", {"solved": "yes", "score": 4})

    status, figures = await program.get("/figures", **{"from": "2026-03-11", "to": "2026-03-11"})
    _, before = await program.get("/figures", **{"from": "2026-03-01", "to": "2026-03-10"})

    assert status == 200
    assert (figures["from"], figures["to"]) == ("2026-03-10T16:00:00Z", "2026-03-11T16:00:00Z")
    assert figures["survey"]["solved"] == {"yes": 1, "partly": 0, "no": 0}
    assert (figures["survey"]["answered"], figures["survey"]["mean"]) == (1, 4.0)
    assert figures["close_reasons"]["manager"] == 1
    assert before["survey"]["mean"] is None
    assert sum(row["filed"] for row in before["categories"]) == 0


async def test_figures_are_for_managers(new_program: NewProgram) -> None:
    """Staff get 403; a period that ends before it begins is refused."""
    period = {"from": "2026-03-11", "to": "2026-03-01"}
    staff, manager = await new_program("小周", Role.STAFF), await new_program()

    assert (await staff.get("/figures", **period))[0] == 403
    assert (await manager.get("/figures", **period))[0] == 422
    assert (await manager.get("/figures", **{"from": "1000-01-01", "to": "9999-12-31"}))[0] == 422


async def test_information_is_signed_for_once(
    program: Program, owner: Program, database: Database, house: House, now: FrozenTime
) -> None:
    """The first signature stays (R45)."""
    info = await ask(database, house)
    _, listed = await program.get("/infos", signed="false")

    _, first = await program.post(f"/infos/{info.id}/sign")
    now.advance(hours=1)
    _, second = await owner.post(f"/infos/{info.id}/sign")

    assert [row["text"] for row in listed["items"]] == ["请问几点开门"]
    assert first == second
    assert first["signed_by"] == str(program.officer.id)
    assert (await program.get("/infos", signed="false"))[1]["items"] == []


async def test_information_can_become_a_complaint(
    program: Program, database: Database, house: House
) -> None:
    """It keeps its words and names the case (R45)."""
    info = await ask(database, house, "请问灯坏了找谁")

    status, filed = await program.post(f"/infos/{info.id}/complaint")
    _, listed = await program.get("/infos")

    assert (status, filed["category"]) == (201, "facility")
    assert listed["items"][0]["number"] == filed["number"]


async def test_a_departments_handler_sees_its_information_only(
    new_program: NewProgram, database: Database, house: House
) -> None:
    """What was passed to another department cannot be listed or signed (promise 7, R45)."""
    info = await ask(database, house)
    lobby = await new_program("陈卓", Role.DEPARTMENT_HANDLER, department="lobby")
    other = await new_program("何平", Role.DEPARTMENT_HANDLER, department="operations")

    assert len((await lobby.get("/infos"))[1]["items"]) == 1
    assert (await other.get("/infos"))[1]["items"] == []
    assert (await other.post(f"/infos/{info.id}/sign"))[0] == 404
    assert (await lobby.post(f"/infos/{info.id}/sign"))[0] == 200
