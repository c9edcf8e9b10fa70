"""Programs pause, extend and answer for clocks like people, by the same rules (R19, R23, R28)."""

from __future__ import annotations

from typing import Any

import pytest

from complaints.model import Role
from storage.unit_of_work import Database
from tests.api.conftest import NewProgram, Program
from tests.factories import add_officer

FILED = {"channel": "phone", "text": "灯坏了"}
RESULT = {"clock": "result", "span": "12 h", "reason": "等检验"}


@pytest.fixture
async def path(program: Program) -> str:
    """File a complaint, take it, and give its address."""
    _, answer = await program.post("/complaints", FILED)
    path = f"/complaints/{answer['number']}"
    await program.post(f"{path}/take")
    return path


async def clock(program: Program, path: str, kind: str) -> dict[str, Any] | None:
    """Read a clock of a complaint, None when there is none of the kind."""
    _, case = await program.get(path)
    return next((clock for clock in case["clocks"] if clock["kind"] == kind), None)


async def test_a_clock_rests_and_goes_on(program: Program, path: str) -> None:
    """The case shows until when and why."""
    status, _ = await program.post(f"{path}/pause-clock", RESULT)
    resting = await clock(program, path, "result")
    again, error = await program.post(f"{path}/pause-clock", RESULT)
    await program.post(f"{path}/unpause-clock", {"clock": "result"})
    going = await clock(program, path, "result")

    assert status == 200
    assert resting is not None
    assert resting["pause_reason"] == "等检验"
    assert (again, error["error"]["code"]) == (409, "paused_already")
    assert going is not None
    assert going["paused_at"] is None


async def test_no_program_grants_its_own_request(
    program: Program, new_program: NewProgram, path: str
) -> None:
    """R23: no path, API included, gets round an approval."""
    _, asked = await program.post(f"{path}/extend-clock", RESULT)
    decision = {"extension": asked["id"], "is_approved": True}
    own = await program.post(f"{path}/decide-extension", decision)
    staff = await new_program("王敏", Role.STAFF)
    weak = await staff.post(f"{path}/decide-extension", decision)
    other = await new_program("陈卓")
    status, _ = await other.post(f"{path}/decide-extension", decision)

    assert (own[0], own[1]["error"]["code"]) == (403, "own_request")
    assert weak[0] == 403
    assert status == 200
    _, case = await program.get(path)
    assert [row["extension"]["is_approved"] for row in case["extensions"]] == [True]


@pytest.mark.parametrize("span", ["soon", "12", "-3 h", "1.5 h", "12 weeks"])
async def test_a_span_that_is_none_is_refused(program: Program, path: str, span: str) -> None:
    """With the field it stands in."""
    status, error = await program.post(f"{path}/pause-clock", RESULT | {"span": span})

    assert (status, error["error"]["details"]["field"]) == (422, "span")


async def test_a_visit_and_a_report_are_recorded(
    database: Database, program: Program, path: str
) -> None:
    """Each starts or stops its clock."""
    await program.post(f"{path}/promise-visit", {"reason": "看漏水"})
    visit = await clock(program, path, "visit")
    await program.post(f"{path}/severity", {"severity": "major"})
    leader = await add_officer(database, "周总", Role.SENIOR_LEADER)
    status, _ = await program.post(f"{path}/report-upward", {"to": str(leader.id)})
    report = await clock(program, path, "report")
    again, _ = await program.post(f"{path}/report-upward", {"to": str(leader.id)})

    assert visit is not None
    assert visit["span"] == "2 wd"
    assert (status, again) == (200, 409)
    assert report is not None
    assert report["is_kept"] is True
