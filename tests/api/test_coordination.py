"""Departments are asked, answer and sign through the API, too; no way round the head (R20)."""

from __future__ import annotations

from typing import Any

import pytest

from complaints.house import House
from complaints.model import Complaint, Role
from storage.unit_of_work import Database
from tests.api.conftest import NewProgram, Program
from tests.factories import add_chat, file_case, take_case

ASK = {"department": "logistics", "text": "请查 3 号空调"}


@pytest.fixture
async def case(database: Database, house: House, program: Program) -> Complaint:
    """Give a complaint about the counter's business that the lobby manager has taken."""
    filed = await file_case(database, house, "业务太慢", chat=await add_chat(database))
    return await take_case(database, house, filed, program.officer)


@pytest.fixture
async def handler(new_program: NewProgram) -> Program:
    """Give a program that calls in the name of a handler of 后勤保障部."""
    return await new_program("赵工", Role.DEPARTMENT_HANDLER, department="logistics")


@pytest.fixture
async def head(new_program: NewProgram) -> Program:
    """Give a program that calls in the name of the head of 后勤保障部."""
    return await new_program("钱主任", Role.DEPARTMENT_HEAD, department="logistics")


async def asked(program: Program, case: Complaint, **more: Any) -> dict[str, Any]:
    """Ask 后勤保障部."""
    path = f"/complaints/{case.number}/ask-department"
    status, request = await program.post(path, ASK | more)
    assert status == 200, request
    return dict(request)


async def test_from_asking_to_the_signature(
    case: Complaint, program: Program, handler: Program, head: Program
) -> None:
    """Each step answers with the request as it is then (R20)."""
    request = await asked(program, case)
    path = f"/coordination/{request['id']}"
    (row,) = (await handler.get("/coordination"))[1]["items"]
    assert (row["number"], row["state"], row["asker_name"]) == (case.number, "asked", "林晓芸")

    assert (await handler.post(f"{path}/accept"))[1]["handler_id"] == str(handler.officer.id)
    assert (await handler.post(f"{path}/question", {"words": "哪台？"}))[1][
        "state"
    ] == "questioned"
    assert (await program.post(f"{path}/explain", {"words": "左边"}))[1]["state"] == "asked"
    status, answered = await handler.post(f"{path}/answer", {"words": "换了滤网"})
    assert (status, answered["state"], answered["answer"]) == (200, "answered", "换了滤网")
    assert (await head.post(f"{path}/send-back", {"words": "写清楚"}))[1]["state"] == "asked"
    answered = (await handler.post(f"{path}/answer", {"words": "滤网堵了，已换"}))[1]
    status, signed = await head.post(f"{path}/sign", {"seen": answered["revision"]})
    assert (status, signed["state"], signed["signed_by"]) == (200, "signed", str(head.officer.id))

    _, all_ = await program.get(f"/complaints/{case.number}/coordination")
    (one,) = all_["requests"]
    assert [step["move"] for step in one["steps"]] == [
        *("ask", "accept", "question", "explain", "answer", "send_back", "answer", "sign")
    ]
    assert (one["clock"]["is_kept"], all_["to_call"]) == (True, None)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"department": "nowhere"}, "unknown_department"),
        ({"within": "0 min"}, "no_span"),
        ({"within": "30 d"}, "over_the_limit"),
        ({"text": ""}, "invalid_request"),
        ({"text": "  "}, "required"),
        ({"text": "长" * 2001}, "invalid_request"),
        ({"deadline": "gestern"}, "invalid_request"),
    ],
)
async def test_nonsense_is_refused(
    case: Complaint, program: Program, body: dict[str, Any], code: str
) -> None:
    """Nothing is asked (R20)."""
    path = f"/complaints/{case.number}/ask-department"
    status, answer = await program.post(path, ASK | body)

    assert (status, answer["error"]["code"]) == (422, code)
    assert (await program.get("/coordination"))[1]["items"] == []


async def test_only_the_head_signs_and_never_a_program(
    case: Complaint, program: Program, handler: Program, new_program: NewProgram
) -> None:
    """Neither who answered, nor who asked, nor a service account with the head's role (R20)."""
    robot = await new_program(
        "机器人", Role.DEPARTMENT_HEAD, department="logistics", is_service=True
    )
    path = f"/coordination/{(await asked(program, case))['id']}"
    await handler.post(f"{path}/answer", {"words": "修好了"})
    for other, code in (
        (handler, "head_signs"),
        (program, "head_signs"),
        (robot, "programs_decide_nothing"),
    ):
        status, answer = await other.post(f"{path}/sign")
        assert (status, answer["error"]["code"]) == (403, code)
    status, answer = await handler.post(f"{path}/answer", {"words": "又修好了"})
    assert (status, answer["error"]["code"]) == (409, "request_move_not_possible")


async def test_what_was_read_must_still_hold(
    case: Complaint, program: Program, handler: Program, head: Program
) -> None:
    """A stale page signs nothing (R20)."""
    path = f"/coordination/{(await asked(program, case))['id']}"
    read = (await handler.post(f"{path}/answer", {"words": "修好了"}))[1]["revision"]
    await head.post(f"{path}/send-back", {"words": "写清楚"})
    await handler.post(f"{path}/answer", {"words": "是客户的错"})

    status, answer = await head.post(f"{path}/sign", {"seen": read})
    assert (status, answer["error"]["code"]) == (409, "request_changed")


async def test_who_was_only_asked_reads_and_acts_on_nothing(
    case: Complaint, program: Program, handler: Program
) -> None:
    """Every act on the case is refused, and what was decided, too (R20)."""
    path = f"/complaints/{case.number}"
    assert (await handler.get(path))[0] == 404
    await asked(program, case)

    status, shown = await handler.get(path)
    assert (status, shown["is_asked_only"], shown["moves"]) == (200, True, [])
    posts: dict[str, Any] = {
        "take": None,
        "reply": {"text": "您好"},
        "note": {"text": "记一笔"},
        "contact": {"via": "phone", "text": "打过了"},
        "resolve": {"result": "修好了", "via": "phone"},
        "close": {"reason": "好了"},
        "classify": {"category": "service"},
        "severity": {"severity": "major"},
        "onsite": None,
        "ask-department": ASK | {"department": "operations"},
        "investigate": {"facts": "查过了"},
        "offer": {"alternatives": [{"kind": "apology", "text": "抱歉"}]},
        "recuse": {"officer": str(handler.officer.id), "reason": "不想管"},
    }
    for name, body in posts.items():
        status, answer = await handler.post(f"{path}/{name}", body)
        assert (status, answer["error"]["code"]) == (403, "asked_only"), name
    assert (await handler.get(f"{path}/decisions"))[0] == 403


async def test_who_was_not_asked_finds_nothing(
    case: Complaint, program: Program, new_program: NewProgram
) -> None:
    """Another department's request does not exist for them (promise 7)."""
    stranger = await new_program("外人", Role.DEPARTMENT_HANDLER, department="personnel")
    request = await asked(program, case)

    assert (await stranger.get(f"/complaints/{case.number}/coordination"))[0] == 404
    status, _ = await stranger.post(f"/coordination/{request['id']}/answer", {"words": "x"})
    assert status == 404
    assert (await stranger.post("/coordination/12345/answer", {"words": "x"}))[0] == 404


async def test_a_case_is_not_answered_past_a_department(case: Complaint, program: Program) -> None:
    """Withdrawn with a reason, it can be (R20)."""
    request = await asked(program, case)
    path = f"/complaints/{case.number}/resolve"
    status, answer = await program.post(path, {"result": "修好了"})
    assert (status, answer["error"]["code"]) == (409, "request_open")
    gone = await program.post(f"/coordination/{request['id']}/withdraw", {"words": "不用了"})
    assert gone[1]["state"] == "withdrawn"

    assert (await program.post(path, {"result": "修好了"}))[0] == 200


async def test_the_lobby_manager_is_called_and_arrives(program: Program) -> None:
    """Set at the filing, or later; once (R20)."""
    new = {"text": "业务太慢", "channel": "onsite", "onsite": True}
    status, filed = await program.post("/complaints", new)
    assert (status, filed["is_onsite"]) == (201, True)
    path = f"/complaints/{filed['number']}"
    assert (await program.post(f"{path}/onsite"))[1]["error"]["code"] == "onsite_already"

    assert (await program.post(f"{path}/arrive"))[0] == 200
    assert (await program.post(f"{path}/arrive"))[1]["error"]["code"] == "nobody_waits_onsite"
