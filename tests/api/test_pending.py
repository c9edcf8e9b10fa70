"""The pending ledger through the API: nobody approves their own (R32)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from complaints.house import House
from complaints.model import Complaint, Role
from storage.unit_of_work import Database
from tests.api.conftest import NewProgram, Program
from tests.factories import add_chat, file_case, take_case
from tests.fakes import ZONE, FrozenTime


@pytest.fixture
async def handler(new_program: NewProgram) -> Program:
    """Give a program that calls in a lobby manager's name."""
    return await new_program("林晓芸", Role.LOBBY_MANAGER)


@pytest.fixture
async def leader(new_program: NewProgram) -> Program:
    """Give a program that calls in a supervisor's name."""
    return await new_program("沈国栋", Role.SUPERVISOR)


@pytest.fixture
async def case(database: Database, house: House, handler: Program) -> Complaint:
    """Give a complaint from a chat that the lobby manager has taken."""
    filed = await file_case(database, house, chat=await add_chat(database))
    return await take_case(database, house, filed, handler.officer)


def body(now: FrozenTime, program: Program, **changes: Any) -> dict[str, Any]:
    """Make the body of an entry."""
    day = (now() + timedelta(days=10)).astimezone(ZONE).date()
    given = {
        "cause": "parts_missing",
        "missing": "压缩机",
        "responsible": str(program.officer.id),
        "expected_on": day.isoformat(),
    }
    return given | changes


async def test_an_entry_from_request_to_outcome(
    case: Complaint, handler: Program, leader: Program, now: FrozenTime
) -> None:
    """Asked, granted by another, listed, settled (R32)."""
    path = f"/complaints/{case.number}"
    status, asked = await handler.post(f"{path}/pending", body(now, handler))
    assert status == 200
    grant = f"/approvals/{asked['approval']}/grant"
    assert (await handler.post(grant))[1]["error"]["code"] == "own_request"
    assert (await handler.post(f"{path}/pending", body(now, handler)))[0] == 409
    assert (await leader.post(grant))[0] == 200

    _, listed = await handler.get("/pending")
    (row,) = listed["items"]
    assert (row["number"], row["pending"]["missing"]) == (case.number, "压缩机")
    status, settled = await handler.post(f"{path}/settle-pending", {"outcome": "换好了"})
    assert (status, settled["state"], settled["outcome"]) == (200, "settled", "换好了")
    assert (await handler.get("/pending"))[1]["items"] == []
    assert len((await handler.get("/pending", view="settled"))[1]["items"]) == 1
    _, ledger = await handler.get(f"{path}/pending")
    assert [entry["state"] for entry in ledger["entries"]] == ["settled"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"expected_on": "2026-03-10"}, "day_is_past"),
        ({"missing": ""}, "required"),
        ({"responsible": "nobody"}, "invalid_request"),
        ({"responsible": "1"}, "not_found"),
        ({"cause": "lazy"}, "invalid_request"),
    ],
)
async def test_what_is_wrong_is_refused(
    case: Complaint, handler: Program, now: FrozenTime, changes: dict[str, str], code: str
) -> None:
    """A past day, nobody responsible, no cause (R32)."""
    path = f"/complaints/{case.number}/pending"
    _, answer = await handler.post(path, body(now, handler, **changes))

    assert answer["error"]["code"] == code


async def test_calls_in_vain_count_towards_unreachable(
    case: Complaint, handler: Program, now: FrozenTime
) -> None:
    """The answer says how many count and how many are needed (R32)."""
    path = f"/complaints/{case.number}"
    now.advance(hours=5)
    at = (now() - timedelta(hours=3)).isoformat()
    status, attempt = await handler.post(f"{path}/attempt", {"result": "busy", "at": at})
    assert (status, attempt["result"]) == (200, "busy")
    await handler.post(f"{path}/attempt", {"result": "no_answer"})
    _, ledger = await handler.get(f"{path}/pending")
    assert (ledger["counted"], ledger["needed"]) == (2, 3)

    wanted = body(now, handler, cause="unreachable")
    status, answer = await handler.post(f"{path}/pending", wanted)
    assert (status, answer["error"]["code"]) == (409, "attempts_missing")


async def test_the_ledger_of_a_case_that_is_not_visible_is_not_found(
    case: Complaint, new_program: NewProgram
) -> None:
    """As the case itself (promise 7)."""
    other = await new_program("何志远", Role.DEPARTMENT_HANDLER, department="personnel")

    assert (await other.get(f"/complaints/{case.number}/pending"))[0] == 404
    assert (await other.get("/pending"))[1]["items"] == []
