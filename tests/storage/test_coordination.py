"""A department is asked, answers in time, and its head signs; the customer hears of it (R20)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from complaints import closing, handling, waiting
from complaints.buttons import Verb, decode
from complaints.clock_model import ClockKind
from complaints.coordination_model import CoordinationRequest, RequestMove, RequestState
from complaints.coordination_moves import MOVES, move_request
from complaints.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from complaints.house import House
from complaints.model import (
    CUSTOMER,
    Complaint,
    ComplaintId,
    Leave,
    Officer,
    OfficerId,
    Role,
    Severity,
    Status,
    by,
)
from complaints.talk_model import Message
from storage.register import SqlRegister
from storage.unit_of_work import Database
from tests.conftest import OpenDatabase
from tests.factories import add_chat, file_case, resolve_by_phone
from tests.fakes import START, FrozenTime
from tests.storage.coordination_kit import LOGISTICS, OPERATIONS, PERSONNEL, Coordination
from tests.storage.decision_kit import Decisions
from tests.ticking import tick

MINUTES = timedelta(minutes=1)


@pytest.fixture
def desk(database: Database, house: House) -> Coordination:
    """Give what does things with requests."""
    return Coordination(database, house)


@pytest.fixture
async def manager(desk: Coordination) -> Officer:
    """Give a lobby manager."""
    return await desk.employ("林晓芸", Role.LOBBY_MANAGER)


@pytest.fixture
async def handler(desk: Coordination) -> Officer:
    """Give a handler of 后勤保障部."""
    return await desk.employ("赵工", Role.DEPARTMENT_HANDLER, LOGISTICS)


@pytest.fixture
async def head(desk: Coordination) -> Officer:
    """Give the head of 后勤保障部."""
    return await desk.employ("钱主任", Role.DEPARTMENT_HEAD, LOGISTICS)


@pytest.fixture
async def case(desk: Coordination, manager: Officer) -> Complaint:
    """Give a complaint without chat that the manager has taken."""
    return await desk.taken(manager)


def texts(pings: list[Message]) -> list[str]:
    """Take the keys of pings."""
    return [ping.text.split()[0] for ping in pings]


def verbs(ping: Message) -> list[Verb]:
    """Take what a ping's buttons ask for."""
    taps = [decode(button["data"]) for row in ping.buttons for button in row]
    return [tap.verb for tap in taps if tap is not None]


async def test_a_request_is_asked_answered_and_signed_r20(
    desk: Coordination,
    manager: Officer,
    handler: Officer,
    head: Officer,
    case: Complaint,
    now: FrozenTime,
) -> None:
    """The clock stops with the answer, the head's signature makes it count, all words are kept."""
    request = await desk.ask(case, manager)
    assert (request.state, request.department) == (RequestState.ASKED, LOGISTICS)
    clock = await desk.clock(case, ClockKind.DEPARTMENT, request)
    assert clock.due_at == now() + 15 * MINUTES

    now.advance(minutes=10)
    request = await desk.act("answer", request, handler, "换了压缩机")
    assert (request.state, request.answer, request.handler_id) == (
        RequestState.ANSWERED,
        "换了压缩机",
        handler.id,
    )
    clock = await desk.clock(case, ClockKind.DEPARTMENT, request)
    assert (clock.stopped_at, clock.is_kept) == (now(), True)
    assert texts(await desk.pings(head))[-1] == "ping.request_answered"

    request = await desk.act("sign", request, head)
    assert (request.state, request.signed_by) == (RequestState.SIGNED, head.id)
    assert texts(await desk.pings(manager))[-1] == "ping.request_signed"
    assert (await desk.read(case)).status is Status.OPEN


@pytest.mark.parametrize("name", MOVES)
def test_a_request_moves_only_as_the_table_says(name: RequestMove) -> None:
    """Every move from every state (R20)."""
    for state in RequestState:
        request = in_state(state)
        if state in EXPECTED[name]:
            move_request(request, name)
            assert request.state == EXPECTED[name][state]
        else:
            with pytest.raises(WrongState, match="request_move_not_possible"):
                move_request(request, name)


#: What R20 says, written down a second time: from where to where.
EXPECTED: dict[RequestMove, dict[str, str]] = {
    RequestMove.ACCEPT: {"asked": "asked"},
    RequestMove.QUESTION: {"asked": "questioned"},
    RequestMove.EXPLAIN: {"questioned": "asked"},
    RequestMove.ANSWER: {"asked": "answered", "questioned": "answered"},
    RequestMove.DECLINE: {"asked": "declined", "questioned": "declined"},
    RequestMove.SIGN: {"answered": "signed"},
    RequestMove.SEND_BACK: {"answered": "asked"},
    RequestMove.WITHDRAW: dict.fromkeys(("asked", "questioned", "answered"), "withdrawn"),
}


def in_state(state: RequestState) -> CoordinationRequest:
    """Make a request that stands somewhere."""
    return CoordinationRequest(
        id=1,
        complaint_id=ComplaintId(1),
        episode=1,
        department=LOGISTICS,
        text="?",
        asked_by=OfficerId(1),
        asked_at=START,
        state=state,
    )


async def test_several_departments_work_side_by_side_r20(
    desk: Coordination, manager: Officer, handler: Officer, case: Complaint, now: FrozenTime
) -> None:
    """Each request has its own clock, and an answer stops only its own."""
    first = await desk.ask(case, manager)
    now.advance(minutes=5)
    second = await desk.ask(case, manager, OPERATIONS, within="2 h")
    now.advance(minutes=5)
    await desk.act("answer", first, handler, "修好了")

    stopped = await desk.clock(case, ClockKind.DEPARTMENT, first)
    running = await desk.clock(case, ClockKind.DEPARTMENT, second)
    assert stopped.stopped_at == now()
    assert (running.stopped_at, running.due_at) == (None, now() + timedelta(minutes=115))


async def test_asking_makes_a_complaint_complex_r19(
    desk: Coordination, manager: Officer, case: Complaint
) -> None:
    """Its result has the longer span; a second request gives no more."""
    before = await desk.clock(case, ClockKind.RESULT)
    for department in (LOGISTICS, OPERATIONS):
        await desk.ask(case, manager, department)
    after = await desk.clock(case, ClockKind.RESULT)

    assert str(before.span) == "24 h"
    assert (after.span, after.due_at - before.due_at) == ("72 h", timedelta(hours=48))


async def test_three_departments_speak_for_major_and_force_nothing_r13(
    desk: Coordination, manager: Officer, case: Complaint
) -> None:
    """The reason stands in the case; the severity is a person's decision."""
    for department in (LOGISTICS, OPERATIONS):
        await desk.ask(case, manager, department)
    assert "departments" not in (await desk.read(case)).reasons
    await desk.ask(case, manager, PERSONNEL)

    found = await desk.read(case)
    assert "departments" in found.reasons
    assert found.severity is Severity.MINOR
    (entry,) = await desk.events(case, "major_suggested")
    assert entry.data == {"n": 3}


async def test_who_declined_is_none_of_several_r13(
    desk: Coordination, manager: Officer, handler: Officer, case: Complaint
) -> None:
    """Looking for the right department makes no complaint grave."""
    request = await desk.ask(case, manager)
    await desk.act("decline", request, handler, "不归我们")
    for department in (OPERATIONS, PERSONNEL):
        await desk.ask(case, manager, department)

    assert "departments" not in (await desk.read(case)).reasons


async def test_who_is_there_of_the_department_is_pinged_without_words_r18(
    desk: Coordination, manager: Officer, handler: Officer, head: Officer, case: Complaint
) -> None:
    """Number, class, severity, place, department and deadline; nobody of another department."""
    other = await desk.employ("孙某", Role.DEPARTMENT_HANDLER, OPERATIONS)
    away = await desk.employ("李休", Role.DEPARTMENT_HANDLER, LOGISTICS, on_duty=False)
    seen = len(await desk.pings(other))
    await desk.ask(case, manager, text="王女士说 3 号空调漏水")

    (ping,) = await desk.pings(handler)
    assert ping.text.startswith(f"ping.request number={case.number}")
    assert "time=03-11 10:15 department=后勤保障部" in ping.text
    assert "空调" not in ping.text
    assert "王女士" not in ping.text
    assert verbs(ping) == [Verb.ACCEPT, Verb.OPEN]
    assert texts(await desk.pings(head)) == ["ping.request"]
    assert len(await desk.pings(other)) == seen
    assert await desk.pings(away) == []
    (entry,) = await desk.events(case, "department_pinged")
    assert sorted(entry.data["officers"]) == ["赵工", "钱主任"]


async def test_with_nobody_there_it_goes_up_and_says_so_r21(
    desk: Coordination, manager: Officer, case: Complaint
) -> None:
    """Whoever stands above the department hears of it."""
    leader = await desk.employ("沈国栋", Role.SENIOR_LEADER)
    await desk.ask(case, manager)

    assert texts(await desk.pings(leader)) == ["ping.request"]


async def test_the_second_receiver_gets_a_copy_r20(
    desk: Coordination, house: House, manager: Officer, handler: Officer, case: Complaint
) -> None:
    """Whom the policy names as 第二受理人; once, also when they belong to the department."""
    second = await desk.employ("吴副", Role.OFFICE)
    named(house, second="吴副")
    await desk.ask(case, manager)
    assert texts(await desk.pings(second)) == ["ping.request_copy"]

    named(house, second="赵工")
    again = await desk.taken(manager)
    await desk.ask(again, manager)
    assert texts(await desk.pings(handler)) == ["ping.request", "ping.request"]


def named(house: House, **names: str) -> None:
    """Name head or second receiver of 后勤保障部 in the policy."""
    departments = tuple(
        replace(one, **names) if one.code == LOGISTICS else one for one in house.policy.departments
    )
    house.policy = replace(house.policy, departments=departments)


async def test_who_keeps_out_is_neither_pinged_nor_answers(
    desk: Coordination, manager: Officer, handler: Officer, case: Complaint
) -> None:
    """回避 holds for a department's people, too."""
    decisions = Decisions(desk.database, desk.house)
    await decisions.recuse(case, handler, manager, "亲戚")
    request = await desk.ask(case, manager)

    assert await desk.pings(handler) == []
    with pytest.raises(NotFound):
        await desk.act("answer", request, handler, "修好了")


async def test_a_ladder_climbs_within_the_department_first_r21(
    desk: Coordination,
    manager: Officer,
    handler: Officer,
    head: Officer,
    case: Complaint,
    now: FrozenTime,
) -> None:
    """50 % its handler, 80 its head, 100 whoever owns the case, 150 the senior leader."""
    await desk.employ("别的部门", Role.DEPARTMENT_HEAD, OPERATIONS)
    await desk.employ("沈国栋", Role.SENIOR_LEADER)
    request = await desk.ask(case, manager, within="100 min")
    for minutes in (50, 30, 20, 50):
        now.advance(minutes=minutes)
        await tick(desk.database, desk.house)

    steps = [
        (entry.data["percent"], entry.data["officers"])
        for entry in await desk.events(case, "warned")
        if entry.data["clock"] == ClockKind.DEPARTMENT
    ]
    assert steps == [
        (50, ["赵工"]),
        (80, ["钱主任"]),
        (100, ["林晓芸"]),
        (120, ["林晓芸"]),
        (150, ["沈国栋"]),
    ]
    assert verbs((await desk.pings(handler))[-1]) == [Verb.ACCEPT, Verb.OPEN]
    await desk.act("answer", request, handler, "迟了，修好了")
    assert (await desk.clock(case, ClockKind.DEPARTMENT, request)).is_kept is False


async def test_without_a_handler_the_ladder_begins_with_the_head_r21(
    desk: Coordination, manager: Officer, head: Officer, case: Complaint, now: FrozenTime
) -> None:
    """Nobody below is there: the head hears of it, and the timeline says that it went up."""
    await desk.ask(case, manager)
    now.advance(minutes=8)
    await tick(desk.database, desk.house)

    (entry,) = [e for e in await desk.events(case, "warned") if e.data["clock"] == "department"]
    assert (entry.data["officers"], entry.data["higher"]) == (["钱主任"], True)


async def test_the_customer_hears_each_step_r20(
    desk: Coordination, manager: Officer, handler: Officer, head: Officer
) -> None:
    """In the chat: asked until when, answered, to be done again, signed; no internal word."""
    chat = await add_chat(desk.database)
    case = await desk.taken(manager, chat)
    before = len(await desk.heard(chat))
    request = await desk.ask(case, manager, text="查一下是谁的错")
    await desk.act("answer", request, handler, "是外包的错")
    await desk.act("send_back", request, head, "写清楚")
    await desk.act("answer", request, handler, "外包没换滤网")
    await desk.act("sign", request, head)

    heard = (await desk.heard(chat))[before:]
    about = f"number={case.number} department=后勤保障部 by="
    assert heard == [
        f"customer.request_asked {about}customer.request_by time=10:15",
        f"customer.request_answered {about}",
        f"customer.request_again {about}customer.request_by time=10:15",
        f"customer.request_answered {about}",
        f"customer.request_signed {about}",
    ]


@pytest.mark.parametrize(("act", "words"), [("decline", "不归我们"), ("withdraw", "不用了")])
async def test_the_customer_hears_that_nobody_waits_for_a_department_any_more_r20(
    desk: Coordination, manager: Officer, handler: Officer, act: str, words: str
) -> None:
    """Why stays within the house."""
    chat = await add_chat(desk.database)
    case = await desk.taken(manager, chat)
    request = await desk.ask(case, manager)
    await desk.act(act, request, manager if act == "withdraw" else handler, words)

    assert (await desk.heard(chat))[-1].startswith("customer.request_off")
    assert words not in (await desk.heard(chat))[-1]


async def test_a_case_without_chat_asks_for_a_call_r20(
    desk: Coordination, manager: Officer, house: House, case: Complaint, now: FrozenTime
) -> None:
    """Until a call or visit is recorded; the next step asks for another one."""
    register = SqlRegister(desk.database)
    request = await desk.ask(case, manager)
    assert (await register.coordination(manager, case.number)).to_call == now()

    async with desk.database.transaction() as work:
        found = await work.complaints.get(case.id)
        await handling.record_contact(house, work, found, "phone", "已告知", actor=by(manager))
    assert (await register.coordination(manager, case.number)).to_call is None
    now.advance(minutes=1)
    await desk.act("withdraw", request, manager, "不用了")
    assert (await register.coordination(manager, case.number)).to_call == now()


async def test_a_department_asks_back_and_its_clock_rests(
    desk: Coordination, manager: Officer, handler: Officer, case: Complaint, now: FrozenTime
) -> None:
    """Told what it wanted to know, it has the time that was left (R20)."""
    request = await desk.ask(case, manager)
    now.advance(minutes=5)
    request = await desk.act("question", request, handler, "哪一台？")
    assert request.state is RequestState.QUESTIONED
    assert texts(await desk.pings(manager))[-1] == "ping.request_questioned"
    now.advance(minutes=60)
    request = await desk.act("explain", request, manager, "大堂左边那台")

    clock = await desk.clock(case, ClockKind.DEPARTMENT, request)
    assert (request.state, clock.paused_at) == (RequestState.ASKED, None)
    assert clock.due_at == now() + 10 * MINUTES
    assert texts(await desk.pings(handler))[-1] == "ping.request_again"


async def test_a_department_that_is_not_meant_says_so_and_another_is_asked(
    desk: Coordination, manager: Officer, handler: Officer, case: Complaint
) -> None:
    """The refusal is an answer: the clock is kept, whoever asked is pinged (R20)."""
    request = await desk.ask(case, manager)
    request = await desk.act("decline", request, handler, "这是物业的设备")

    assert request.state is RequestState.DECLINED
    assert (await desk.clock(case, ClockKind.DEPARTMENT, request)).is_kept is True
    assert texts(await desk.pings(manager))[-1] == "ping.request_declined"
    await desk.ask(case, manager, OPERATIONS)
    await desk.ask(case, manager, LOGISTICS, "那请只查电路")


async def test_an_answer_is_done_again_with_a_reason_r20(
    desk: Coordination,
    manager: Officer,
    handler: Officer,
    head: Officer,
    case: Complaint,
    now: FrozenTime,
) -> None:
    """By the head; a new clock runs, and the first answer is kept among the steps."""
    request = await desk.ask(case, manager)
    await desk.act("answer", request, handler, "修好了")
    now.advance(minutes=3)
    with pytest.raises(Invalid, match="required"):
        await desk.act("send_back", request, head, " ")
    request = await desk.act("send_back", request, head, "没写原因")

    clock = await desk.clock(case, ClockKind.DEPARTMENT, request)
    assert (request.state, clock.started_at) == (RequestState.ASKED, now())
    assert texts(await desk.pings(handler))[-1] == "ping.request_again"
    await desk.act("answer", request, handler, "滤网堵了，已换")
    (shown,) = (await SqlRegister(desk.database).coordination(manager, case.number)).requests
    assert [(step.move.value, step.words) for step in shown.steps] == [
        ("ask", "请查 3 号空调"),
        ("answer", "修好了"),
        ("send_back", "没写原因"),
        ("answer", "滤网堵了，已换"),
    ]


async def test_the_head_may_sign_an_answer_of_their_own_r20(
    desk: Coordination, manager: Officer, head: Officer, case: Complaint
) -> None:
    """R20 asks for the head's signature, not for two people; it is an act of its own."""
    request = await desk.ask(case, manager)
    seen = len(await desk.pings(head))
    request = await desk.act("answer", request, head, "修好了")
    assert request.state is RequestState.ANSWERED
    assert len(await desk.pings(head)) == seen
    assert (await desk.act("sign", request, head)).state is RequestState.SIGNED


async def test_nobody_but_the_head_signs_r20(
    desk: Coordination, manager: Officer, handler: Officer, case: Complaint
) -> None:
    """Neither who answered, nor who asked, nor another department's head, nor a program."""
    others = [
        handler,
        manager,
        await desk.employ("外人", Role.DEPARTMENT_HEAD, OPERATIONS),
        await desk.employ("程序", Role.DEPARTMENT_HEAD, LOGISTICS, is_service=True),
    ]
    request = await desk.ask(case, manager)
    await desk.act("answer", request, handler, "修好了")
    for other in others:
        for name, *words in (("sign",), ("send_back", "不行")):
            with pytest.raises(NotAllowed, match=r"head_signs|programs_decide_nothing"):
                await desk.act(name, request, other, *words)
    leader = await desk.employ("沈国栋", Role.SENIOR_LEADER)
    assert (await desk.act("sign", request, leader)).signed_by == leader.id


async def test_the_policy_names_the_head_r20(
    desk: Coordination,
    house: House,
    manager: Officer,
    handler: Officer,
    head: Officer,
    case: Complaint,
) -> None:
    """Then the role alone signs nothing, and the one named is asked for the signature."""
    office = await desk.employ("周办", Role.OFFICE)
    named(house, head="周办")
    request = await desk.ask(case, manager)
    await desk.act("answer", request, handler, "修好了")

    assert texts(await desk.pings(office))[-1] == "ping.request_answered"
    with pytest.raises(NotAllowed, match="head_signs"):
        await desk.act("sign", request, head)
    assert (await desk.act("sign", request, office)).signed_by == office.id


async def test_who_stands_in_for_the_head_signs_r21(
    desk: Coordination,
    manager: Officer,
    handler: Officer,
    head: Officer,
    case: Complaint,
    now: FrozenTime,
) -> None:
    """While the head is on leave, and not before."""
    request = await desk.ask(case, manager)
    await desk.act("answer", request, handler, "修好了")
    with pytest.raises(NotAllowed, match="head_signs"):
        await desk.act("sign", request, handler)
    async with desk.database.transaction() as work:
        work.add(
            Leave(
                id=work.new_id(),
                officer_id=head.id,
                role=head.role,
                starts_at=now(),
                ends_at=now() + timedelta(days=1),
                deputy_id=handler.id,
            )
        )
    assert (await desk.act("sign", request, handler)).signed_by == handler.id


async def test_of_two_who_accept_one_works_on_it(
    desk: Coordination, manager: Officer, handler: Officer, case: Complaint
) -> None:
    """The other reads who was faster, and may answer all the same (R20)."""
    other = await desk.employ("孙工", Role.DEPARTMENT_HANDLER, LOGISTICS)
    request = await desk.ask(case, manager)
    await desk.act("accept", request, handler)
    await desk.act("accept", request, handler)
    with pytest.raises(Conflict, match="request_accepted") as refused:
        await desk.act("accept", request, other)

    assert refused.value.data["name"] == "赵工"
    assert len(await desk.events(case, "request_accepted")) == 1
    request = await desk.act("answer", request, other, "我修好了")
    assert (request.handler_id, request.answered_by) == (handler.id, other.id)


async def test_a_case_is_not_answered_past_a_department_r20(
    desk: Coordination, manager: Officer, handler: Officer, head: Officer, case: Complaint
) -> None:
    """First answered and signed, or withdrawn with a reason."""
    request = await desk.ask(case, manager)
    for name, officer, *words in (("question", handler, "?"), ("answer", handler, "修好了")):
        await desk.act(name, request, officer, *words)
        with pytest.raises(WrongState, match="request_open"):
            await resolve_by_phone(desk.database, desk.house, case, manager)
    with pytest.raises(Invalid, match="required"):
        await desk.act("withdraw", request, manager, "")
    await desk.act("withdraw", request, manager, "客户已满意")

    assert (await resolve_by_phone(desk.database, desk.house, case, manager)).status == "answered"
    with pytest.raises(WrongState, match="request_move_not_possible"):
        await desk.act("sign", request, head)


async def test_a_closed_case_takes_its_requests_back_r20(
    desk: Coordination, manager: Officer, handler: Officer, case: Complaint
) -> None:
    """The manager's reason is theirs, too; who works on one is told; nothing is asked any more."""
    request = await desk.ask(case, manager)
    await desk.act("accept", request, handler)
    async with desk.database.transaction() as work:
        found = await work.complaints.get(case.id)
        await handling.close(desk.house, work, found, "客户撤了", actor=by(manager))

    (request,) = await desk.requests(case)
    assert request.state is RequestState.WITHDRAWN
    clock = await desk.clock(case, ClockKind.DEPARTMENT, request)
    assert (clock.stopped_at is not None, clock.is_kept) == (True, None)
    assert texts(await desk.pings(handler))[-1] == "ping.request_off"
    with pytest.raises(WrongState, match="request_move_not_possible"):
        await desk.act("answer", request, handler, "修好了")
    with pytest.raises(WrongState, match="move_not_possible"):
        await desk.ask(case, manager, OPERATIONS)


async def test_a_complaint_that_the_customer_withdraws_takes_its_requests_back(
    desk: Coordination, manager: Officer, case: Complaint
) -> None:
    """Nobody works for nothing (R20)."""
    await desk.ask(case, manager)
    async with desk.database.transaction() as work:
        found = await work.complaints.get(case.id)
        await closing.withdraw(desk.house, work, found, actor=CUSTOMER)

    assert [request.state for request in await desk.requests(case)] == [RequestState.WITHDRAWN]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"department": "nowhere"}, "unknown_department"),
        ({"text": "  "}, "required"),
        ({"text": "长" * 2001}, "too_long"),
        ({"within": "0 min"}, "no_span"),
        ({"within": "-5 min"}, "no_span"),
        ({"within": "bald"}, "no_span"),
        ({"within": "4 d"}, "over_the_limit"),
    ],
)
async def test_nonsense_is_refused(
    desk: Coordination, manager: Officer, case: Complaint, change: dict[str, str], code: str
) -> None:
    """An unknown department, no words, a deadline in the past or beyond the limit (R20)."""
    with pytest.raises(Invalid, match=code):
        await desk.ask(case, manager, **change)
    assert await desk.requests(case) == []


async def test_a_department_is_asked_one_thing_at_a_time(
    desk: Coordination, manager: Officer, handler: Officer, case: Complaint
) -> None:
    """Answering twice is refused, too (R20)."""
    request = await desk.ask(case, manager)
    with pytest.raises(Conflict, match="department_asked"):
        await desk.ask(case, manager)
    await desk.act("answer", request, handler, "修好了")
    with pytest.raises(WrongState, match="request_move_not_possible"):
        await desk.act("answer", request, handler, "又修好了")


async def test_nobody_is_asked_about_what_nobody_has(
    desk: Coordination, manager: Officer, house: House
) -> None:
    """Somebody takes a case first: one number, one owner (R18)."""
    case = await file_case(desk.database, house)
    with pytest.raises(WrongState, match="move_not_possible"):
        await desk.ask(case, manager)


async def test_only_the_departments_people_answer(
    desk: Coordination, manager: Officer, handler: Officer, case: Complaint
) -> None:
    """And only who asked, owns or manages explains and withdraws (R20)."""
    stranger = await desk.employ("外人", Role.STAFF, OPERATIONS)
    request = await desk.ask(case, manager)
    for name in ("accept", "question", "answer", "decline"):
        for other in (stranger, manager):
            words = () if name == "accept" else ("x",)
            with pytest.raises(NotAllowed, match="not_your_department"):
                await desk.act(name, request, other, *words)
    await desk.act("question", request, handler, "哪台？")
    for name in ("explain", "withdraw"):
        for other in (stranger, handler):
            with pytest.raises(NotAllowed, match="not_your_request"):
                await desk.act(name, request, other, "x")


async def test_a_stale_page_changes_nothing(
    desk: Coordination, manager: Officer, handler: Officer, head: Officer, case: Complaint
) -> None:
    """Nobody signs another answer than the one they had read (R20)."""
    request = await desk.ask(case, manager)
    read = (await desk.act("answer", request, handler, "修好了")).revision
    await desk.act("send_back", request, head, "没写原因")
    await desk.act("answer", request, handler, "是客户的错")
    with pytest.raises(Conflict, match="request_changed"):
        await desk.act("sign", request, head, seen=read)
    (request,) = await desk.requests(case)
    assert (await desk.act("sign", request, head, seen=request.revision)).signed_by == head.id


async def test_of_asking_and_answering_at_once_one_wins(
    desk: Coordination, manager: Officer, open_database: OpenDatabase
) -> None:
    """No case is answered while a department has just been asked, by another process (R20)."""
    other = open_database()
    for _ in range(5):
        case = await desk.taken(manager)
        asked, told = await asyncio.gather(
            desk.ask(case, manager),
            resolve_by_phone(other, desk.house, case, manager),
            return_exceptions=True,
        )
        refusals = [one for one in (asked, told) if isinstance(one, Conflict | WrongState)]

        assert len(refusals) == 1
        assert bool(await desk.requests(case)) is not isinstance(asked, Exception)


async def test_a_house_without_the_clock_still_asks(
    desk: Coordination, house: House, manager: Officer, handler: Officer
) -> None:
    """`department = "off"`: no deadline unless somebody gives one (R19)."""
    spans = {k: v for k, v in house.policy.clocks.spans.items() if k is not ClockKind.DEPARTMENT}
    house.policy = replace(house.policy, clocks=replace(house.policy.clocks, spans=spans))
    chat = await add_chat(desk.database)
    case = await desk.taken(manager, chat)
    await desk.ask(case, manager)
    assert "customer.request_by" not in (await desk.heard(chat))[-1]
    other = await desk.ask(case, manager, OPERATIONS, within="20 min")

    assert (await desk.clock(case, ClockKind.DEPARTMENT)).subject_id == other.id


async def test_a_customer_who_waits_holds_no_department_up(
    desk: Coordination, manager: Officer, case: Complaint, house: House
) -> None:
    """A department's clock runs while the house waits for the customer (R19, R20)."""
    request = await desk.ask(case, manager)
    async with desk.database.transaction() as work:
        found = await work.complaints.get(case.id)
        await waiting.wait_for_customer(house, work, found, "请给票据", actor=by(manager))

    assert (await desk.clock(case, ClockKind.DEPARTMENT, request)).paused_at is None
    await desk.ask(case, manager, OPERATIONS)
