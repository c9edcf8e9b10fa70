"""Internal complaints through the API: for people's tokens, never anonymous, told by side (R9)."""

from __future__ import annotations

import pytest

from complaints.accounts import issue_token
from complaints.house import House
from complaints.model import Role
from storage.unit_of_work import Database
from tests.api.conftest import NewProgram

SAID = {"category": "pay", "text": "两天加班没有发钱", "person": "林晓芸"}
RULING = {
    "outcome": "upheld",
    "grounds": "核对了排班表",
    "to_complainant": "已补发",
    "to_person": "请按表排班",
}


async def test_filed_investigated_decided_and_reviewed(new_program: NewProgram) -> None:
    """R9: the whole way, each caller seeing only what is theirs."""
    boss, staff = await new_program("林晓芸"), await new_program("周子涵", Role.STAFF)
    hr = await new_program("韩人事", Role.HR)
    quality = await new_program("齐质量", Role.QUALITY_OFFICE)
    status, filed = await staff.post("/internals", SAID)
    assert (status, filed["state"]) == (201, "filed")
    path = f"/internals/{filed['number']}"

    assert (await staff.get("/internals"))[1]["items"] == []
    assert (await staff.get(path))[0] == 404
    assert (await hr.post(f"{path}/investigate", {"facts": "查了表"}))[1]["facts"] == "查了表"
    assert (await hr.post(f"{path}/decide", RULING))[0] == 409
    assert (await hr.post(f"{path}/report-upward", {"to": "总经理"}))[1]["is_kept"] is True
    assert (await hr.post(f"{path}/decide", RULING))[1]["decisions"][0]["is_final"] is False

    (mine,) = (await staff.get("/internals/own"))[1]["items"]
    assert (mine["side"], mine["told"]) == ("complainant", "已补发")
    (about,) = (await boss.get("/internals/own"))[1]["items"]
    assert (about["side"], about["told"]) == ("person", "请按表排班")
    assert (await boss.post(f"{path}/review", {"words": "不服"}))[1]["state"] == "review"
    assert (await hr.post(f"{path}/decide", RULING))[0] == 403
    assert (await quality.post(f"{path}/decide", RULING))[1]["state"] == "decided"
    _, book = await quality.get("/internals/book", **{"from": "2026-03-01", "to": "2026-03-31"})
    assert (book["n"], [c["upheld"] for c in book["counts"] if c["filed"]]) == (1, [1])


async def test_nobody_is_anonymous_to_their_own_token(new_program: NewProgram) -> None:
    """R9: a key would keep the answer under the filer's name, so it is refused."""
    staff = await new_program("周子涵", Role.STAFF)

    for extra in ({"anonymous": True}, {"is_anonymous": True}):
        assert (await staff.post("/internals", SAID | extra, key="k"))[0] == 422


async def test_hr_enters_for_somebody_who_has_left(new_program: NewProgram) -> None:
    """R9: told by phone, reviewed at their wish."""
    hr = await new_program("韩人事", Role.HR)
    entered = SAID | {"complainant": "前员工陈某", "person": "某某"}
    _, filed = await hr.post("/internals/entered", entered)
    path = f"/internals/{filed['number']}"
    await hr.post(f"{path}/decide", RULING)

    assert (await hr.post(f"{path}/tell", {"side": "complainant", "via": "phone"}))[0] == 200
    assert (await hr.post(f"{path}/review-for", {"side": "complainant", "words": "不服"}))[1][
        "state"
    ] == "review"
    staff = await new_program("周子涵", Role.STAFF)
    assert (await staff.post("/internals/entered", entered))[0] == 403


@pytest.mark.parametrize("role", [Role.HR, Role.SENIOR_LEADER])
async def test_a_service_account_sees_none(
    new_program: NewProgram, database: Database, house: House, role: Role
) -> None:
    """Promise 7: whatever its role."""
    staff = await new_program("周子涵", Role.STAFF)
    _, filed = await staff.post("/internals", SAID)
    service = await new_program("程序", role, is_service=True)
    async with database.transaction() as work:
        await issue_token(house, work, service.officer)

    assert (await service.get("/internals"))[1]["items"] == []
    assert (await service.get(f"/internals/{filed['number']}"))[0] == 404
    assert (await service.post("/internals", SAID))[0] == 403
