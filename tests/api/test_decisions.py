"""Remedies, approvals, validity, 回避, checks through the API: no way round a limit (R16–R44)."""

from __future__ import annotations

from typing import Any

import pytest

from complaints.house import House
from complaints.model import Complaint, Role
from storage.unit_of_work import Database
from tests.api.conftest import NewProgram, Program
from tests.factories import add_chat, add_officer, file_case, take_case


@pytest.fixture
async def duty(new_program: NewProgram) -> Program:
    """Give a program that calls in a duty manager's name."""
    return await new_program("周子涵", Role.DUTY_MANAGER)


@pytest.fixture
async def leader(new_program: NewProgram) -> Program:
    """Give a program that calls in a senior leader's name."""
    return await new_program("沈国栋", Role.SENIOR_LEADER)


@pytest.fixture
async def case(database: Database, house: House, duty: Program) -> Complaint:
    """Give a complaint from a chat that the duty manager has taken."""
    filed = await file_case(database, house, chat=await add_chat(database))
    return await take_case(database, house, filed, duty.officer)


def pay(amount: Any) -> dict[str, Any]:
    """Make the body of an offer."""
    return {"alternatives": [{"kind": "compensation", "amount": amount}]}


async def test_an_offer_over_the_limit_waits_and_is_paid_after_all_three_yeses(
    case: Complaint, duty: Program, leader: Program, new_program: NewProgram
) -> None:
    """Approved by another, agreed by the customer, carried out (R22, R23)."""
    status, offer = await duty.post(f"/complaints/{case.number}/offer", pay("500.00"))
    assert (status, offer["state"], offer["alternatives"][0]["amount"]) == (
        200,
        "proposed",
        "500.00",
    )
    remedy = f"/remedies/{offer['id']}"
    heard = {"via": "phone", "words": "可以"}
    for act, body in (("tell", {"via": "phone"}), ("agree", heard), ("carry-out", {"words": "x"})):
        assert (await duty.post(f"{remedy}/{act}", body))[0] == 409

    _, waiting = await leader.get("/approvals")
    (approval,) = waiting["items"]
    assert (approval["number"], approval["amount"]) == (case.number, "500.00")
    assert (await duty.get("/approvals"))[1]["items"] == []
    assert (await duty.post(f"/approvals/{approval['id']}/grant"))[0] == 403
    status, granted = await leader.post(f"/approvals/{approval['id']}/grant")
    assert (status, granted["state"]) == (200, "granted")

    assert (await duty.post(f"{remedy}/agree", heard))[1]["state"] == "agreed"
    status, done = await duty.post(f"{remedy}/carry-out", {"words": "财务转账"})
    assert (status, done["state"], done["amount"]) == (200, "done", "500.00")
    _, all_ = await duty.get(f"/complaints/{case.number}/decisions")
    assert [row["state"] for row in all_["approvals"]] == ["granted"]


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("-1", "amount_negative"),
        ("0", "amount_zero"),
        ("$20", "amount_foreign"),
        ("20 USD", "amount_foreign"),
        ("0.001", "amount_too_fine"),
        ("", "amount_missing"),
        (20, "invalid_request"),
        (20.5, "invalid_request"),
    ],
)
async def test_what_is_no_sum_is_refused(
    case: Complaint, duty: Program, amount: Any, code: str
) -> None:
    """Negative, nothing, foreign, too fine, or a floating number (R23)."""
    status, answer = await duty.post(f"/complaints/{case.number}/offer", pay(amount))

    assert (status, answer["error"]["code"]) == (422, code)


async def test_a_judgement_takes_two(case: Complaint, duty: Program, program: Program) -> None:
    """Facts, proposal, confirmation by another; then a review (R16, R17)."""
    path = f"/complaints/{case.number}"
    judgement = {
        "reason": "not_promised",
        "motive": "misread",
        "explanation": "这项服务没有承诺过。",
        "rule": "service",
    }
    assert (await duty.post(f"{path}/judge", judgement))[0] == 409
    assert (await duty.post(f"{path}/investigate", {"facts": "查了监控"}))[0] == 200
    assert (await duty.post(f"{path}/judge", judgement))[0] == 200
    (waiting,) = (await program.get("/approvals"))[1]["items"]
    assert (await program.post(f"/approvals/{waiting['id']}/grant"))[0] == 200
    assert (await program.get(path))[1]["status"] == "invalid"
    status, again = await duty.post(f"{path}/review", {"reason": "客户来电要求"})
    assert (status, again["status"], again["episode"]) == (200, "new", 2)
    assert (await duty.post(f"{path}/take"))[0] == 403


async def test_the_person_named_finds_nothing(
    database: Database, house: House, duty: Program, program: Program
) -> None:
    """Every address of a complaint that names them says that it does not exist (回避)."""
    case = await file_case(database, house, "周子涵骂人")
    path = f"/complaints/{case.number}"
    gets = ("", "/decisions")
    posts: dict[str, Any] = {
        "take": None,
        "note": {"text": "x"},
        "offer": pay("1"),
        "investigate": {"facts": "x"},
        "demand": {"kind": "apology"},
        "escalate": {"reason": "x"},
        "review": {"reason": "x"},
    }
    for name in gets:
        assert (await duty.get(path + name))[0] == 404
    for name, body in posts.items():
        assert (await duty.post(f"{path}/{name}", body))[0] == 404, name
    assert (await duty.get("/complaints", q="骂人"))[1]["items"] == []

    (row,) = (await program.get(f"{path}/decisions"))[1]["recusals"]
    assert (await duty.post(f"/recusals/{row['id']}/lift", {"reason": "同名"}))[0] == 404
    assert (await program.post(f"/recusals/{row['id']}/lift", {"reason": "同名"}))[0] == 200
    assert (await duty.get(path))[0] == 200


async def test_the_quality_office_archives_or_sends_back(
    case: Complaint, duty: Program, new_program: NewProgram
) -> None:
    """What is closed waits for its check (R44)."""
    quality = await new_program("陆文博", Role.QUALITY_OFFICE)
    path = f"/complaints/{case.number}"
    await duty.post(f"{path}/close", {"reason": "客户谅解"})
    (row,) = (await quality.get("/unchecked"))[1]["items"]
    assert (row["number"], row["sent_back"]) == (case.number, 0)
    assert (await duty.get("/unchecked"))[0] == 403

    status, back = await quality.post(
        f"{path}/check", {"timely": True, "apt": False, "words": "没有看现场"}
    )
    assert (status, back["status"], back["owner_id"]) == (200, "open", str(duty.officer.id))
    await duty.post(f"{path}/close", {"reason": "看过现场"})
    status, done = await quality.post(f"{path}/check", {"timely": True, "apt": True})
    assert (status, bool(done["archived_at"])) == (200, True)
    assert (await quality.get("/unchecked"))[1]["items"] == []


async def test_a_service_account_decides_nothing(
    case: Complaint, duty: Program, database: Database, new_program: NewProgram
) -> None:
    """A token of a leader's role belongs to no person who could answer for it (R23)."""
    robot = await new_program("机器人", Role.SENIOR_LEADER, is_service=True)
    await duty.post(f"/complaints/{case.number}/offer", pay("500"))
    assert (await robot.get("/approvals"))[1]["items"] == []
    leader = await add_officer(database, "沈国栋", Role.SENIOR_LEADER)
    assert leader.id
    _, all_ = await robot.get(f"/complaints/{case.number}/decisions")
    (waiting,) = all_["approvals"]
    assert (await robot.post(f"/approvals/{waiting['id']}/grant"))[0] == 403
    assert (await robot.post(f"/complaints/{case.number}/offer", pay("1")))[0] == 403
