"""Complaints through the API: filed, listed, read, and handled to their end."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from complaints.house import House
from complaints.model import Channel, Role
from storage import tables
from storage.unit_of_work import Database
from tests.api.conftest import NewProgram, Program
from tests.factories import add_chat, file_case, hear
from tests.fakes import FrozenTime

FILED = {
    "text": "灯坏了",
    "channel": "phone",
    "customer": {"name": "陈国栋", "contact": "13812346021"},
}


async def file(program: Program, **changes: Any) -> str:
    """File a complaint and return its number."""
    status, answer = await program.post("/complaints", FILED | changes)
    assert status == 201, answer
    return str(answer["number"])


async def test_a_filed_complaint_has_a_number_a_class_and_a_promise(program: Program) -> None:
    """What staff enter is registered at once (R1, R5, R6, R11)."""
    status, answer = await program.post("/complaints", FILED)

    assert status == 201
    assert (answer["number"], answer["category"], answer["status"]) == (
        "HY-260311-001",
        "facility",
        "new",
    )
    assert answer["received_at"] == "2026-03-11T02:00:00Z"
    assert answer["promised_at"] == "2026-03-11T02:30:00Z"
    assert answer["receiver_id"] == str(program.officer.id)


@pytest.mark.parametrize("channel", ["telegram", "webchat", "wecom", "email", "pigeon"])
async def test_staff_cannot_enter_a_chat(program: Program, channel: str) -> None:
    """A chat files its own complaints (R1)."""
    status, answer = await program.post("/complaints", FILED | {"channel": channel})

    assert (status, answer["error"]["details"]["field"]) == (422, "channel")


async def test_a_complaint_goes_all_the_way(program: Program, now: FrozenTime) -> None:
    """Taken, corrected, noted, waited for, answered by phone and closed."""
    number = await file(program)
    steps: list[tuple[str, Any, Any]] = [
        ("take", None, "open"),
        ("classify", {"category": "service"}, "open"),
        ("severity", {"severity": "serious"}, "open"),
        ("severity", {"severity": "minor", "reason": "误报"}, "open"),
        ("standing", {"standing": "vip"}, "open"),
        ("wait", {"reason": "等照片"}, "waiting"),
        ("resume", None, "open"),
        ("escalate", {"reason": "需要支持"}, "open"),
    ]
    answer: Any = None
    for move, body, expected in steps:
        status, answer = await program.post(f"/complaints/{number}/{move}", body)
        assert (status, answer["status"]) == (200, expected), (move, answer)
    assert (answer["category"], answer["severity"], answer["level"]) == ("service", "minor", 1)

    status, note = await program.post(f"/complaints/{number}/note", {"text": "同一盏灯"})
    assert (status, note["officer_id"]) == (200, str(program.officer.id))
    status, call = await program.post(
        f"/complaints/{number}/contact", {"via": "phone", "text": "已联系"}
    )
    assert (status, call["via"], call["delivery"]) == (200, "phone", "recorded")
    status, told = await program.post(
        f"/complaints/{number}/resolve", {"result": "换了灯", "via": "phone"}
    )
    assert (status, told["complaint"]["status"]) == (200, "answered")
    status, closed = await program.post(f"/complaints/{number}/close", {"reason": "客户认可"})
    assert (status, closed["status"], closed["close_reason"]) == (200, "closed", "manager")
    now.advance(days=1)
    status, back = await program.post(f"/complaints/{number}/reopen", {"reason": "又坏了"})
    assert (status, back["status"], back["episode"]) == (200, "new", 2)


async def test_a_read_complaint_has_everything_and_is_noted(
    program: Program, database: Database
) -> None:
    """Reading personal data leaves an audit entry, once in a quarter of an hour (R40)."""
    number = await file(program)
    await program.post(f"/complaints/{number}/take")
    await program.post(f"/complaints/{number}/note", {"text": "内部"})

    await program.get(f"/complaints/{number}")
    status, case = await program.get(f"/complaints/{number}")

    assert status == 200
    assert case["customer"]["contact"] == "13812346021"
    assert case["owner"]["name"] == "林晓芸"
    assert [note["text"] for note in case["notes"]] == ["内部"]
    assert [event["kind"] for event in case["timeline"]] == ["filed", "pinged", "taken", "noted"]
    assert case["moves"] == ["close", "invalidate", "merge", "put_back", "resolve", "wait"]
    assert {clock["kind"] for clock in case["clocks"]} == {"take", "plan", "result"}
    assert case["matched"][0]["word"] == "坏"
    async with database.reading() as session:
        read = sa.select(sa.func.count()).where(tables.audit.c.action == "complaint:read")
        assert await session.scalar(read) == 1


async def test_of_two_takers_one_is_told_who_was_faster(
    program: Program, new_program: NewProgram
) -> None:
    """The second gets 409 and the name (promise 4)."""
    number = await file(program)
    await program.post(f"/complaints/{number}/take")

    status, answer = await (await new_program("王敏")).post(f"/complaints/{number}/take")

    assert (status, answer["error"]["code"]) == (409, "taken_by_other")
    assert answer["error"]["details"]["name"] == "林晓芸"


async def test_a_reply_reaches_the_chat_unless_something_newer_is_there(
    program: Program, database: Database, house: House
) -> None:
    """Who has not seen the customer's newest words may not answer past them."""
    case = await file_case(database, house, chat=await add_chat(database))
    await program.post(f"/complaints/{case.number}/take")
    _, before = await program.get(f"/complaints/{case.number}")
    await hear(database, house, case, "还有人吗？")
    path = f"/complaints/{case.number}/reply"

    seen = before["newest_message_id"]
    status, refused = await program.post(path, {"text": "马上到", "seen": seen})
    newest = refused["error"]["details"]["message"]
    again, sent = await program.post(path, {"text": "马上到", "seen": newest})

    assert (status, refused["error"]["code"]) == (409, "newer_message")
    assert (again, sent["delivery"], sent["author"]) == (200, "queued", "officer")


async def test_a_result_can_be_taken_back_while_it_is_held(
    program: Program, database: Database, house: House
) -> None:
    """For ten seconds the answer to `resolve` names what can be undone."""
    case = await file_case(database, house, chat=await add_chat(database))
    await program.post(f"/complaints/{case.number}/take")
    _, told = await program.post(f"/complaints/{case.number}/resolve", {"result": "换了灯"})

    status, back = await program.post(
        f"/complaints/{case.number}/undo-resolve", {"message": told["message"]["id"]}
    )

    assert (status, back["status"]) == (200, "open")


async def test_lists_are_filtered_masked_and_paged(program: Program) -> None:
    """Without a view everything comes, newest first; a cursor leads on."""
    for text in ("灯坏了", "地上脏", "门坏了"):
        await file(program, text=text)

    status, first = await program.get("/complaints", category="facility", limit="1")
    _, second = await program.get(
        "/complaints", category="facility", limit="1", cursor=first["next_cursor"]
    )
    _, searched = await program.get("/complaints", q="地上")
    _, none = await program.get("/complaints", received_to="2026-03-10")

    assert status == 200
    assert [row["number"] for row in first["items"] + second["items"]] == [
        "HY-260311-003",
        "HY-260311-001",
    ]
    assert second["next_cursor"] is None
    assert first["items"][0]["customer_contact"] == "138＊＊＊＊6021"
    assert [row["excerpt"] for row in searched["items"]] == ["地上脏"]
    assert none["items"] == []


@pytest.mark.parametrize(
    "query", [{"view": "best"}, {"limit": "0"}, {"owner": "x"}, {"speed": "1"}, {"cursor": "x"}]
)
async def test_a_query_that_makes_no_sense_is_refused(
    program: Program, query: dict[str, str]
) -> None:
    """422, naming the parameter."""
    status, answer = await program.get("/complaints", **query)

    assert status == 422
    assert answer["error"]["details"]["field"] == next(iter(query))


async def test_others_cases_look_like_none(program: Program, new_program: NewProgram) -> None:
    """Another department's handler gets 404, whatever they try (promise 7)."""
    number = await file(program)
    stranger = await new_program("陈卓", Role.DEPARTMENT_HANDLER, department="operations")

    answers = [
        await stranger.get(f"/complaints/{number}"),
        await stranger.get("/complaints/HY-260311-999"),
        await stranger.post(f"/complaints/{number}/take"),
        await stranger.post(f"/complaints/{number}/note", {"text": "x"}),
    ]

    assert {(status, answer["error"]["code"]) for status, answer in answers} == {
        (404, "complaint_not_found")
    }


async def test_a_role_without_the_right_is_told_so(
    program: Program, new_program: NewProgram
) -> None:
    """Staff take cases but do not close them without the customer's yes (DESIGN, Status)."""
    number = await file(program)
    staff = await new_program("小周", Role.STAFF)
    await staff.post(f"/complaints/{number}/take")

    status, answer = await staff.post(f"/complaints/{number}/close", {"reason": "算了"})

    assert (status, answer["error"]["code"]) == (403, "move_not_yours")


async def test_channels_of_paper_and_voice_are_all_taken(program: Program) -> None:
    """Every way of complaining that staff enter ends in the same register (R1)."""
    chats = {Channel.TELEGRAM, Channel.WECOM, Channel.WEBCHAT, Channel.EMAIL}
    for channel in set(Channel) - chats:
        await file(program, channel=channel.value)

    _, listed = await program.get("/complaints")

    assert len(listed["items"]) == len(Channel) - len(chats)


async def test_a_complaint_changes_hands(program: Program, new_program: NewProgram) -> None:
    """Assigned to somebody of the list of officers, refused to who saw another owner, freed."""
    other = await new_program("周子涵", Role.STAFF)
    number = await file(program)
    _, officers = await program.get("/officers")
    to = next(row["id"] for row in officers["items"] if row["name"] == "周子涵")
    given = {"to": to, "reason": "她在柜台", "owner": None}

    status, assigned = await program.post(f"/complaints/{number}/hand-over", given)
    late = await program.post(f"/complaints/{number}/hand-over", given)
    _, freed = await other.post(f"/complaints/{number}/put-back", {"reason": "忙", "owner": to})

    assert (status, assigned["owner_id"], assigned["status"]) == (200, to, "open")
    assert (late[0], late[1]["error"]["code"]) == (409, "owner_changed")
    assert (freed["owner_id"], freed["status"]) == (None, "new")


async def test_what_a_channel_brings_along_is_taken_and_shown(program: Program) -> None:
    """By the names of the document; others are refused (R1, R2)."""
    extra = {"referral_number": "2026031200871", "reply_by": "2026-03-17T17:00"}
    number = await file(program, channel="hotline12345", extra=extra)

    _, shown = await program.get(f"/complaints/{number}")
    status, _ = await program.post("/complaints", FILED | {"extra": {"colour": "red"}})

    assert shown["extra"] == extra
    assert status == 422


async def test_r10_complaints_are_linked_merged_and_split(program: Program) -> None:
    """The same acts as in the console; the case names the others on the matter."""
    first, second = await file(program), await file(program, text="厕所脏")
    other = {"other": first}

    status, _ = await program.post(f"/complaints/{second}/link", other)
    assert status == 200
    _, case = await program.get(f"/complaints/{second}")
    assert [(ref["number"], ref["is_merged_here"]) for ref in case["matter"]] == [(first, False)]

    _, merged = await program.post(f"/complaints/{second}/merge", other)
    _, case = await program.get(f"/complaints/{second}")
    assert (merged["status"], case["merged_into"]) == ("merged", first)

    _, split = await program.post(f"/complaints/{second}/split")
    status, _ = await program.post(f"/complaints/{second}/unlink")
    assert (split["status"], status) == ("new", 200)
    status, answer = await program.post(f"/complaints/{second}/merge", {"other": "HY-990101-001"})
    assert (status, answer["error"]["code"]) == (404, "complaint_not_found")
