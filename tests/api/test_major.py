"""Major complaints through the API: the same steps, the same limits (R28–R30)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from complaints.house import House
from complaints.major_model import Section
from complaints.model import Complaint, Officer, Role
from storage.unit_of_work import Database
from tests.api.conftest import NewProgram, Program
from tests.factories import add_chat, add_officer, file_case, take_case
from tests.fakes import FrozenTime

SECTIONS = {section.value: "写清楚了" for section in Section}


@pytest.fixture
async def leader(new_program: NewProgram) -> Program:
    """Give a program that calls in a senior leader's name."""
    return await new_program("王敏", Role.SENIOR_LEADER)


@pytest.fixture
async def worker(database: Database) -> Officer:
    """Employ who carries measures out."""
    return await add_officer(database, "何志强", Role.DEPARTMENT_HANDLER, department="operations")


@pytest.fixture
async def case(database: Database, house: House, program: Program) -> Complaint:
    """Give a major complaint that the caller has taken."""
    filed = await file_case(database, house, "有人受伤", chat=await add_chat(database))
    return await take_case(database, house, filed, program.officer)


async def ok(program: Program, path: str, body: Any = None) -> Any:
    """Call something that is accepted."""
    status, answer = await program.post(path, body)
    assert status == 200, answer
    return answer


async def code(program: Program, path: str, body: Any = None) -> tuple[int, str]:
    """Call something that is refused; returns status and code."""
    status, answer = await program.post(path, body)
    return status, answer["error"]["code"]


async def test_a_major_case_goes_its_whole_way_r28(
    case: Complaint, program: Program, leader: Program, worker: Officer, now: FrozenTime
) -> None:
    """Known, staffed, planned, approved, carried out, verified, reported, answered."""
    path = f"/complaints/{case.number}"
    assert await code(program, f"{path}/acknowledge") == (403, "leaders_only")
    await ok(leader, f"{path}/acknowledge")
    assert await code(leader, f"{path}/acknowledge") == (409, "acknowledged_already")
    force = {"lead": str(program.officer.id), "members": [{"officer": str(worker.id)}]}
    assert (await program.post(f"{path}/task-force", force))[0] == 403
    await ok(leader, f"{path}/task-force", force)
    body = {
        "text": "停用东门",
        "department": "logistics",
        "person": str(worker.id),
        "due": (now() + timedelta(hours=3)).isoformat(),
    }
    past = body | {"due": now().isoformat()}
    assert await code(program, f"{path}/measures", past) == (422, "due_in_past")
    measure = await ok(program, f"{path}/measures", body)
    asked = await ok(program, f"{path}/ask-plan")
    assert await code(program, f"/approvals/{asked['id']}/grant") == (403, "own_request")
    await ok(leader, f"/approvals/{asked['id']}/grant")
    await ok(program, f"/measures/{measure['id']}/carry-out", {"words": "锁了门"})
    assert await code(program, f"/measures/{measure['id']}/verify", {"good": True}) == (
        403,
        "own_measure",
    )
    verified = await ok(leader, f"/measures/{measure['id']}/verify", {"good": True})
    assert verified["state"] == "verified"

    assert await code(program, f"{path}/resolve", {"result": "好"}) == (409, "summary_missing")
    assert await code(program, f"{path}/close", {"reason": "好"}) == (409, "summary_missing")
    await ok(program, f"{path}/write-summary", {"sections": SECTIONS})
    asked = await ok(program, f"{path}/submit-summary")
    _, waiting = await leader.get("/approvals")
    assert "写清楚了" in waiting["items"][0]["text"]
    await ok(leader, f"/approvals/{asked['id']}/grant")
    told = await ok(program, f"{path}/resolve", {"result": "已赔付"})
    await ok(leader, f"/approvals/{told['approval']}/grant")

    _, found = await program.get(f"{path}/major")
    assert found["major"]["acknowledged_by"] == str(leader.officer.id)
    assert [m["officer_id"] for m in found["members"]] == [
        str(program.officer.id),
        str(worker.id),
    ]
    _, rows = await program.get("/majors")
    assert rows["items"][0]["lacks"] == ["investigation"]


async def test_a_crisis_is_climbed_by_programs_like_by_people_r29(
    case: Complaint, program: Program, leader: Program
) -> None:
    """With plans before the top and a choice by a leader."""
    path = f"/complaints/{case.number}"
    await ok(program, f"{path}/begin-crisis", {"reason": "堵门"})
    for _ in range(2):
        await ok(program, f"{path}/pass-crisis-up", {"decided": "解决不了"})
    up = await code(program, f"{path}/pass-crisis-up", {"decided": "解决不了"})
    assert up == (409, "plans_missing")
    for text in ("赔付", "调解"):
        await ok(program, f"{path}/propose-plan", {"text": text})
    choice = {"plan": 2, "reason": "稳妥"}
    assert await code(program, f"{path}/choose-plan", choice) == (403, "leaders_only")
    crisis = await ok(leader, f"{path}/choose-plan", choice)
    assert crisis["chosen"] == 1
    assert (await ok(leader, f"{path}/end-crisis", {"outcome": "散了"}))["ended_at"] is not None
    calls = await ok(program, f"{path}/call-card", {"card": "media", "stage": 2})
    assert [one["name"] for one in calls["items"]] == ["王敏"]
    answer = f"/emergency-calls/{calls['items'][0]['id']}/answer"
    await ok(leader, answer)
    assert await code(leader, answer) == (409, "acknowledged_already")


async def test_one_event_is_made_and_answered_r13(
    database: Database, house: House, case: Complaint, program: Program
) -> None:
    """Those without a chat are named."""
    other = await file_case(database, house, "有人受伤")
    path = f"/complaints/{case.number}"
    await ok(program, f"{path}/one-event", {"others": [other.number]})
    told = await ok(program, f"{path}/reply-all", {"text": "在处理"})
    assert told == {"told": [case.number], "to_call": [other.number]}


async def test_what_is_not_visible_is_not_found(case: Complaint, new_program: NewProgram) -> None:
    """Neither the case nor its measures."""
    other = await new_program("别人", Role.DEPARTMENT_HANDLER, department="operations")
    path = f"/complaints/{case.number}"
    assert (await other.get(f"{path}/major"))[0] == 404
    assert (await other.post(f"{path}/acknowledge"))[0] == 404
    assert (await other.post("/measures/5/carry-out", {"words": "x"}))[0] == 404
    assert (await other.get("/majors"))[1] == {"items": []}
