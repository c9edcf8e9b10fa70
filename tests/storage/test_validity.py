"""Valid until two people judge otherwise, explained with patience, open to review (R16, R17)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from complaints import handling
from complaints.clock_model import ClockKind
from complaints.decision_model import Alternative, ApprovalKind, ApprovalState, RemedyKind
from complaints.errors import Conflict, Invalid, NotAllowed, WrongState
from complaints.house import House
from complaints.model import Complaint, Officer, Role, Severity, Status, by
from complaints.policy import Approval as Passing
from complaints.talk_model import Conversation
from complaints.validity import Facts
from storage.unit_of_work import Database
from tests.factories import add_chat, add_officer, file_case, report_major, take_case
from tests.fakes import FrozenTime, make_house
from tests.storage.decision_kit import JUDGEMENT, Decisions, cash


@pytest.fixture
def desk(database: Database, house: House) -> Decisions:
    """Give the desk."""
    return Decisions(database, house)


@pytest.fixture
async def handler(database: Database) -> Officer:
    """Give somebody who handles complaints and manages nobody."""
    return await add_officer(database, "周子涵", Role.STAFF)


@pytest.fixture
async def manager(database: Database) -> Officer:
    """Give a lobby manager."""
    return await add_officer(database, "林晓芸")


@pytest.fixture
async def chat(database: Database) -> Conversation:
    """Give the customer's chat."""
    return await add_chat(database)


@pytest.fixture
async def case(
    database: Database, house: House, chat: Conversation, handler: Officer
) -> Complaint:
    """Give a complaint that the handler has taken."""
    return await take_case(database, house, await file_case(database, house, chat=chat), handler)


async def test_two_people_judge_and_the_customer_reads_the_published_rule(
    desk: Decisions,
    case: Complaint,
    handler: Officer,
    manager: Officer,
    chat: Conversation,
    house: House,
) -> None:
    """Facts, proposal, confirmation by somebody else, patient explanation, one tap to review."""
    await desk.investigate(case, handler)
    await desk.judge(case, handler)
    assert (await desk.read(case)).status is Status.OPEN

    await desk.decide(await desk.waiting(case), manager)

    judged = await desk.read(case)
    assert (judged.status, judged.closed_at) == (Status.INVALID, house.now())
    told = (await desk.said(chat))[-1]
    rule = house.policy.find_rule("service")
    assert rule is not None
    assert rule.text in told.text
    assert JUDGEMENT.explanation in told.text
    assert [row[0]["data"].split(":")[0] for row in told.buttons] == ["review"]
    assert (await desk.events(case))[-2:] == ["approval_granted", "invalidated"]


async def test_nobody_confirms_their_own_proposal(
    desk: Decisions, case: Complaint, manager: Officer
) -> None:
    """Whatever their role (R16)."""
    await desk.investigate(case, manager)
    await desk.judge(case, manager)
    with pytest.raises(NotAllowed) as refused:
        await desk.decide(await desk.waiting(case), manager)
    assert refused.value.code == "own_request"
    assert (await desk.read(case)).status is Status.OPEN


@pytest.mark.parametrize("role", Role)
async def test_who_may_confirm(
    desk: Decisions, database: Database, case: Complaint, handler: Officer, role: Role
) -> None:
    """Lobby manager, supervisor, office, quality office, senior leader; nobody else (R16)."""
    other = await add_officer(database, "陆文博", role)
    await desk.investigate(case, handler)
    await desk.judge(case, handler)
    approval = await desk.waiting(case)
    may = {"lobby_manager", "supervisor", "office", "quality_office", "senior_leader"}

    if role.value in may:
        await desk.decide(approval, other)
        assert (await desk.read(case)).status is Status.INVALID
    else:
        with pytest.raises(NotAllowed):
            await desk.decide(approval, other)
        assert (await desk.read(case)).status is Status.OPEN


async def test_nothing_is_judged_without_facts(
    desk: Decisions, case: Complaint, handler: Officer
) -> None:
    """Invalid only by investigation (R16)."""
    with pytest.raises(WrongState) as refused:
        await desk.judge(case, handler)
    assert refused.value.code == "not_investigated"
    with pytest.raises(Invalid):
        await desk.investigate(case, handler, Facts(" "))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"explanation": " "}, "required"),
        ({"explanation": "长" * 2001}, "too_long"),
        ({"rule": "internal_17"}, "rule_not_published"),
        (
            {"explanation": "按内部规定：请当事员工回避，由大堂经理接待"},
            "internal_text_quoted",
        ),
    ],
)
async def test_the_customer_reads_nothing_internal(
    desk: Decisions, case: Complaint, handler: Officer, change: dict[str, str], code: str
) -> None:
    """An explanation rests on a published rule, and handling guides stay inside (R17)."""
    await desk.investigate(case, handler)
    with pytest.raises(Invalid) as refused:
        await desk.judge(case, handler, replace(JUDGEMENT, **change))
    assert refused.value.code == code


async def test_a_refused_judgement_leaves_the_complaint_where_it_is(
    desk: Decisions, case: Complaint, handler: Officer, manager: Officer
) -> None:
    """And it may be proposed again."""
    await desk.investigate(case, handler)
    await desk.judge(case, handler)
    with pytest.raises(Conflict):
        await desk.judge(case, handler)
    await desk.decide(await desk.waiting(case), manager, is_granted=False, reason="再查监控")

    assert (await desk.read(case)).status is Status.OPEN
    await desk.judge(case, handler)
    assert len(await desk.approvals(case, ApprovalState.OPEN)) == 1


async def test_the_next_level_reviews_and_nobody_who_judged_before(
    desk: Decisions,
    database: Database,
    house: House,
    case: Complaint,
    handler: Officer,
    manager: Officer,
) -> None:
    """One tap brings it back one level up, to somebody else (R17, R27)."""
    await desk.investigate(case, handler)
    await desk.judge(case, handler)
    await desk.decide(await desk.waiting(case), manager)

    await desk.review(case)

    again = await desk.read(case)
    assert (again.status, again.episode, again.owner_id) == (Status.NEW, 2, None)
    assert again.level > house.policy.clocks.rank_of(manager.role)
    async with database.transaction() as work:
        running = {clock.kind for clock in await work.complaints.running_clocks(case.id)}
    assert running == {ClockKind.TAKE, ClockKind.PLAN, ClockKind.RESULT, ClockKind.REVIEW}
    for judge in (handler, manager):
        with pytest.raises(NotAllowed) as refused:
            await take_case(database, house, case, judge)
        assert refused.value.code == "recused"
    supervisor = await add_officer(database, "何志远", Role.SUPERVISOR)
    assert (await take_case(database, house, case, supervisor)).owner_id == supervisor.id
    with pytest.raises(WrongState):
        await desk.review(case)
    with pytest.raises(WrongState):
        await desk.judge(case, supervisor)  # the facts are looked for anew


async def test_a_case_that_moved_on_is_not_judged_any_more(
    desk: Decisions,
    database: Database,
    house: House,
    case: Complaint,
    handler: Officer,
    manager: Officer,
) -> None:
    """A proposal lapses when a manager closes the complaint."""
    await desk.investigate(case, handler)
    await desk.judge(case, handler)
    approval = await desk.waiting(case)
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        await handling.close(house, work, found, "客户已谅解", actor=by(manager))

    with pytest.raises(WrongState):
        await desk.decide(approval, manager)
    assert (await desk.read(case)).status is Status.CLOSED


async def test_goodwill_is_possible_before_judging(
    desk: Decisions, case: Complaint, handler: Officer, manager: Officer
) -> None:
    """A reasonable demand beyond promises is met as 协商; an open offer is settled first (R17)."""
    duty_offer = Alternative(RemedyKind.APOLOGY, text="送一张停车券")
    remedy = await desk.propose(case, handler, duty_offer, is_goodwill=True)
    await desk.investigate(case, manager)
    with pytest.raises(WrongState) as refused:
        await desk.judge(case, handler)
    assert refused.value.code == "remedy_open"
    assert remedy.is_goodwill


@pytest.mark.parametrize(
    ("passing", "severity", "is_asked"),
    [
        (Passing.NEVER, Severity.SERIOUS, False),
        (Passing.NEVER, Severity.MAJOR, True),
        (Passing.SERIOUS, Severity.MINOR, False),
        (Passing.SERIOUS, Severity.SERIOUS, True),
        (Passing.SERIOUS, Severity.MAJOR, True),
        (Passing.ALWAYS, Severity.MINOR, True),
    ],
)
async def test_results_wait_for_an_approval_as_the_policy_says(
    database: Database,
    now: FrozenTime,
    handler: Officer,
    passing: Passing,
    severity: Severity,
    is_asked: bool,
) -> None:
    """Never, serious and major, or always (R26); of a major complaint always (R28)."""
    house = make_house(now, approval=passing)
    desk = Decisions(database, house)
    case = await file_case(database, house, severity=severity)
    case = await take_case(database, house, case, handler)
    if severity is Severity.MAJOR:
        await report_major(database, house, case, handler)

    await desk.submit(case, handler)

    found = await desk.read(case)
    assert found.status is (Status.OPEN if is_asked else Status.ANSWERED)
    kinds = {approval.kind for approval in await desk.approvals(case)} - {ApprovalKind.SUMMARY}
    assert kinds == ({ApprovalKind.RESULT} if is_asked else set())


async def test_no_path_goes_round_the_approval_of_a_result(
    database: Database, now: FrozenTime, handler: Officer, chat: Conversation
) -> None:
    """Neither directly nor with another's approval; passed, it goes out in the writer's name."""
    house = make_house(now, approval=Passing.ALWAYS)
    desk = Decisions(database, house)
    case = await take_case(database, house, await file_case(database, house, chat=chat), handler)
    await desk.submit(case, handler, "换了压缩机")
    approval = await desk.waiting(case)
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        for given in (None, approval):
            with pytest.raises(NotAllowed):
                await handling.resolve(
                    house, work, found, "换了压缩机", actor=by(handler), approval=given
                )
    with pytest.raises(NotAllowed):
        await desk.decide(approval, handler)

    supervisor = await add_officer(database, "何志远", Role.SUPERVISOR)
    await desk.decide(approval, supervisor)

    told = (await desk.said(chat))[-1]
    assert (await desk.read(case)).status is Status.ANSWERED
    assert "换了压缩机" in told.text
    assert told.officer_id == handler.id


async def test_a_supervisor_does_not_pass_the_result_of_a_major_complaint(
    database: Database, now: FrozenTime, handler: Officer
) -> None:
    """A senior leader does (R13, R26, R28)."""
    house = make_house(now, approval=Passing.SERIOUS)
    desk = Decisions(database, house)
    case = await file_case(database, house, severity=Severity.MAJOR)
    case = await take_case(database, house, case, handler)
    await report_major(database, house, case, handler)
    await desk.submit(case, handler)
    supervisor = await add_officer(database, "何志远", Role.SUPERVISOR)

    with pytest.raises(NotAllowed) as refused:
        await desk.decide(await desk.waiting(case), supervisor)
    assert refused.value.code == "over_your_authority"


async def test_an_offer_that_waits_blocks_the_result(
    desk: Decisions, case: Complaint, handler: Officer
) -> None:
    """What was asked of somebody is answered, or taken back, first (R22)."""
    await desk.propose(case, handler, cash(500))
    with pytest.raises(WrongState):
        await desk.submit(case, handler)
