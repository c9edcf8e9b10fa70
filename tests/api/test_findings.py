"""Responsibility through the API: the same refusals, the same silence (R34)."""

from __future__ import annotations

import pytest

from complaints.house import House
from complaints.model import Complaint, Role
from storage.unit_of_work import Database
from tests.api.conftest import NewProgram, Program
from tests.factories import file_case

OPENED = {"kind": "personal", "person": "周子涵", "cause": "漏看单据", "question": "怎么核对的"}


@pytest.fixture
async def person(new_program: NewProgram) -> Program:
    """Give a program in the name of whose fault it may be."""
    return await new_program("周子涵", Role.STAFF)


@pytest.fixture
async def case(database: Database, house: House, person: Program) -> Complaint:
    """Give a complaint."""
    return await file_case(database, house, "业务办错了")


async def test_the_whole_way(
    case: Complaint, person: Program, program: Program, new_program: NewProgram
) -> None:
    """R34: opened, heard, decided, talked over, confirmed by another, reported, carried out."""
    quality = await new_program("齐质量", Role.QUALITY_OFFICE)
    status, opened = await program.post(f"/complaints/{case.number}/findings", OPENED)
    assert (status, opened["decider"]) == (201, "lobby_manager")
    path = f"/findings/{opened['id']}"
    verdict = {"decision": "未复核", "measures": ["points"], "points": 2}
    assert (await program.post(f"{path}/decide", verdict))[0] == 409
    assert (await person.get(path))[0] == 404
    assert (await person.post(f"{path}/state", {"words": "两人核对过"}))[0] == 200
    assert (await program.post(f"{path}/decide", verdict))[1]["state"] == "decided"
    (own,) = (await person.get("/findings/own"))[1]["items"]
    assert (own["decision"], own["points"]) == ("未复核", 2)
    assert (await program.post(f"{path}/tell-customer", {"words": "接受"}))[0] == 200
    assert (await program.post(f"{path}/confirm", {"words": ""}))[0] == 403
    for act, state in (
        ("confirm", "reviewed"),
        ("report-upward", "reported"),
        ("carry-out", "done"),
    ):
        assert (await quality.post(f"{path}/{act}", {"words": "好"}))[1]["state"] == state
    assert (await quality.get("/findings", open="true"))[1]["items"] == []
    assert (await quality.get(path))[1]["statement"] == "两人核对过"


async def test_set_aside_unreachable_and_sent_back(
    case: Complaint, person: Program, program: Program, new_program: NewProgram
) -> None:
    """R32, R34: the side ways."""
    quality = await new_program("齐质量", Role.QUALITY_OFFICE)
    _, opened = await program.post(
        f"/complaints/{case.number}/findings", OPENED | {"plain": False}
    )
    path = f"/findings/{opened['id']}"
    assert opened["state"] == "pending"
    assert (await program.post(f"{path}/cause-plain", {"words": "录像"}))[1]["state"] == "open"
    assert (await program.post(f"{path}/await-cause", {"words": "回函"}))[1]["state"] == "pending"
    await program.post(f"{path}/cause-plain", {"words": "录像"})
    assert (await program.post(f"{path}/hear", {"words": "当面"}))[1]["statement"] == "当面"
    assert (await program.post(f"{path}/unreachable", {"words": "无人接"}))[0] == 200
    await program.post(f"{path}/decide", {"decision": "未复核"})
    assert (await quality.post(f"{path}/send-back", {"words": "再查"}))[1]["state"] == "open"


@pytest.mark.parametrize("role", [Role.STAFF, Role.SUPERVISOR, Role.ADMINISTRATOR])
async def test_for_everybody_else_there_is_none(
    case: Complaint, person: Program, program: Program, new_program: NewProgram, role: Role
) -> None:
    """R34, promise 7: also for a service account of the quality office."""
    _, opened = await program.post(f"/complaints/{case.number}/findings", OPENED)
    path = f"/findings/{opened['id']}"
    others = [
        await new_program("某人", role),
        await new_program("程序", Role.QUALITY_OFFICE, is_service=True),
    ]
    for other in others:
        assert (await other.get("/findings"))[1]["items"] == []
        assert (await other.get(path))[0] == 404
        assert (await other.post(f"{path}/hear", {"words": "x"}))[0] == 404
        _, shown = await other.get(f"/complaints/{case.number}")
        assert "finding" not in repr(shown)
