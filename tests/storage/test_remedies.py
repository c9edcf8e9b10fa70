"""Remedies from the demand to the hand of the customer, and who may promise what (R22, R23)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from complaints import closing, handling, merging, remedies, remedy_answers
from complaints.decision_model import Alternative, ApprovalState, Remedy, RemedyKind, RemedyState
from complaints.errors import ComplaintError, Conflict, Invalid, NotAllowed, WrongState
from complaints.house import House
from complaints.model import CUSTOMER, Complaint, Officer, Role, Status, by
from complaints.ports import UnitOfWork
from complaints.talk_model import Conversation, Purpose
from complaints.validity import Facts
from storage.unit_of_work import Database
from tests.factories import add_chat, add_officer, file_case, resolve_by_phone, take_case
from tests.fakes import FrozenTime
from tests.storage.decision_kit import APOLOGY, YUAN, Decisions, cash


@pytest.fixture
def desk(database: Database, house: House) -> Decisions:
    """Give the desk: ≤100 duty manager, ≤200 supervisor, ≤300 office, above senior leader."""
    return Decisions(database, house)


@pytest.fixture
async def duty(database: Database) -> Officer:
    """Give a duty manager."""
    return await add_officer(database, "周子涵", Role.DUTY_MANAGER)


@pytest.fixture
async def leader(database: Database) -> Officer:
    """Give a senior leader with a linked chat."""
    chat = await add_chat(database)
    return await add_officer(database, "沈国栋", Role.SENIOR_LEADER, conversation_id=chat.id)


@pytest.fixture
async def chat(database: Database) -> Conversation:
    """Give the customer's chat."""
    return await add_chat(database)


@pytest.fixture
async def case(database: Database, house: House, chat: Conversation, duty: Officer) -> Complaint:
    """Give a complaint from the chat that the duty manager has taken."""
    return await take_case(database, house, await file_case(database, house, chat=chat), duty)


async def test_within_the_limit_the_customer_hears_at_once_and_chooses(
    desk: Decisions, case: Complaint, duty: Officer, chat: Conversation
) -> None:
    """Several alternatives are told with a button each; one tap agrees (R22)."""
    remedy = await desk.propose(case, duty, APOLOGY, cash(100, "转账"), words="让您久等了。")

    offer = (await desk.said(chat))[-1]
    assert remedy.state is RemedyState.OFFERED
    assert offer.text.startswith("让您久等了。")
    assert "¥100.00: 转账" in offer.text
    assert [row[0]["data"].split(":")[0] for row in offer.buttons] == ["agree", "agree", "decline"]

    await desk.agree(remedy, 2)
    await desk.carry_out(remedy, duty)

    (done,) = await desk.remedies(case)
    assert (done.state, done.kind, done.amount) == (RemedyState.DONE, "compensation", 100 * YUAN)
    assert (done.done_by, done.agreed_via) == (duty.id, "chat")
    assert (await desk.events(case))[-4:] == [
        "remedy_proposed",
        "remedy_offered",
        "remedy_agreed",
        "remedy_done",
    ]


async def test_over_the_limit_nobody_hears_of_it_before_an_approval(
    desk: Decisions, case: Complaint, duty: Officer, leader: Officer, chat: Conversation
) -> None:
    """Neither told nor agreed nor carried out; the approval sends it by itself (R23)."""
    before = len(await desk.said(chat))
    remedy = await desk.propose(case, duty, cash(500))

    assert remedy.state is RemedyState.PROPOSED
    assert len(await desk.said(chat)) == before
    with pytest.raises(WrongState):
        await desk.agree(remedy)
    with pytest.raises(WrongState):
        await desk.carry_out(remedy, leader)

    await desk.decide(await desk.waiting(case), leader)
    assert "¥500.00" in (await desk.said(chat))[-1].text
    await desk.agree(remedy)
    await desk.carry_out(remedy, duty)
    assert (await desk.remedies(case))[0].state is RemedyState.DONE


@pytest.mark.parametrize(
    ("role", "yuan", "is_enough"),
    [
        (Role.DUTY_MANAGER, 150, False),
        (Role.SUPERVISOR, 200, True),
        (Role.SUPERVISOR, 201, False),
        (Role.OFFICE, 300, True),
        (Role.OFFICE, 301, False),
        (Role.SENIOR_LEADER, 1_000_000, True),
        (Role.LOBBY_MANAGER, 101, False),
        (Role.ADMINISTRATOR, 101, False),
    ],
)
async def test_who_approves_has_the_authority_for_the_sum(
    desk: Decisions,
    database: Database,
    case: Complaint,
    duty: Officer,
    role: Role,
    yuan: int,
    is_enough: bool,
) -> None:
    """Limits are those of the policy, per role (R23)."""
    approver = await add_officer(database, "陆文博", role)
    await desk.propose(case, duty, cash(yuan))
    approval = await desk.waiting(case)

    if is_enough:
        assert (await desk.decide(approval, approver)).state is ApprovalState.GRANTED
    else:
        with pytest.raises(NotAllowed) as refused:
            await desk.decide(approval, approver)
        assert refused.value.code == "over_your_authority"
        assert (await desk.waiting(case)).state is ApprovalState.OPEN


async def test_nobody_approves_their_own_request(
    desk: Decisions, database: Database, house: House, chat: Conversation
) -> None:
    """Not even with the authority for it: a kind that somebody else always looks at (R23)."""
    leader = await add_officer(database, "沈国栋", Role.SENIOR_LEADER)
    case = await take_case(database, house, await file_case(database, house, chat=chat), leader)
    await desk.propose(case, leader, Alternative(RemedyKind.RECALL))

    with pytest.raises(NotAllowed) as refused:
        await desk.decide(await desk.waiting(case), leader)
    assert refused.value.code == "own_request"


async def test_a_program_neither_promises_nor_approves(
    desk: Decisions, database: Database, case: Complaint, duty: Officer
) -> None:
    """A service account of a leader's role goes round nothing (R23)."""
    program = await add_officer(database, "机器", Role.SENIOR_LEADER, is_service=True)
    await desk.propose(case, duty, cash(101))

    with pytest.raises(NotAllowed):
        await desk.decide(await desk.waiting(case), program)
    with pytest.raises(NotAllowed):
        await desk.propose(case, program, cash(1))


async def test_small_sums_do_not_add_up_past_the_limit(
    desk: Decisions, case: Complaint, duty: Officer, leader: Officer
) -> None:
    """What was agreed before counts, so cutting a sum into parts needs the approval, too (R23)."""
    first = await desk.propose(case, duty, cash(60))
    await desk.agree(first)
    second = await desk.propose(case, duty, cash(60))

    assert second.state is RemedyState.PROPOSED
    assert (await desk.waiting(case)).amount == 120 * YUAN


async def test_a_new_complaint_on_the_same_matter_does_not_begin_at_zero(
    desk: Decisions, database: Database, house: House, case: Complaint, duty: Officer
) -> None:
    """A linked complaint continues the sum of the one before it (R23)."""
    first = await desk.propose(case, duty, cash(100))
    await desk.agree(first)
    await desk.carry_out(first, duty)
    later = await file_case(database, house, previous=await desk.read(case))
    later = await take_case(database, house, later, duty)

    remedy = await desk.propose(later, duty, cash(1))

    assert remedy.state is RemedyState.PROPOSED


async def test_a_refusal_says_why_and_ends_the_offer(
    desk: Decisions, case: Complaint, duty: Officer, leader: Officer, chat: Conversation
) -> None:
    """The customer never hears of it; the officer may propose something else (R23)."""
    await desk.propose(case, duty, cash(500))
    approval = await desk.waiting(case)
    with pytest.raises(Invalid):
        await desk.decide(approval, leader, is_granted=False, reason=" ")

    await desk.decide(approval, leader, is_granted=False, reason="金额偏高")

    assert [r.state for r in await desk.remedies(case)] == [RemedyState.REFUSED]
    with pytest.raises(WrongState):
        await desk.decide(approval, leader)
    assert (await desk.propose(case, duty, cash(80))).state is RemedyState.OFFERED


async def test_a_later_offer_takes_the_unanswered_one_back(
    desk: Decisions, case: Complaint, duty: Officer, leader: Officer
) -> None:
    """One offer is open at a time; its request for approval lapses with it."""
    await desk.propose(case, duty, cash(500))
    old = await desk.waiting(case)
    await desk.propose(case, duty, cash(50))

    states = [remedy.state for remedy in await desk.remedies(case)]
    assert states == [RemedyState.WITHDRAWN, RemedyState.OFFERED]
    with pytest.raises(WrongState):
        await desk.decide(old, leader)


async def test_an_investigator_promises_nothing(
    desk: Decisions, database: Database, case: Complaint, duty: Officer, leader: Officer
) -> None:
    """Who looks for the facts neither offers nor approves (R23)."""
    await desk.investigate(case, duty)
    with pytest.raises(NotAllowed) as refused:
        await desk.propose(case, duty, APOLOGY)
    assert refused.value.code == "investigator_promises_nothing"

    other = await add_officer(database, "林晓芸")
    await desk.investigate(case, leader)
    await desk.propose(case, other, cash(500))
    with pytest.raises(NotAllowed):
        await desk.decide(await desk.waiting(case), leader)


@pytest.mark.parametrize("is_liable", [None, False, True])
async def test_medical_costs_are_advanced_only_where_liability_is_affirmed(
    desk: Decisions,
    database: Database,
    case: Complaint,
    duty: Officer,
    leader: Officer,
    is_liable: bool | None,
) -> None:
    """垫付 never where it is not, and always looked at by somebody else (R23)."""
    finder = await add_officer(database, "林晓芸")
    await desk.investigate(case, finder, Facts("地面有水，客户滑倒", is_liable=is_liable))
    medical = Alternative(RemedyKind.MEDICAL, 50 * YUAN)

    if is_liable:
        assert (await desk.propose(case, duty, medical)).state is RemedyState.PROPOSED
    else:
        with pytest.raises(Invalid) as refused:
            await desk.propose(case, duty, medical)
        assert refused.value.code == "liability_not_affirmed"


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ((), "alternatives_number"),
        ((APOLOGY,) * 6, "alternatives_number"),
        ((cash(0),), "amount_missing"),
        ((Alternative(RemedyKind.REFUND, -1),), "amount_negative"),
        ((replace(APOLOGY, text="长" * 501),), "too_long"),
    ],
)
async def test_what_cannot_be_offered_is_refused(
    desk: Decisions, case: Complaint, duty: Officer, choices: tuple[Alternative, ...], code: str
) -> None:
    """Nothing, too much, money without a sum, less than nothing (R23)."""
    with pytest.raises(Invalid) as refused:
        await desk.propose(case, duty, *choices)
    assert refused.value.code == code
    assert await desk.remedies(case) == []


async def test_nothing_is_finished_while_a_promise_is_not_kept(
    desk: Decisions, database: Database, house: House, duty: Officer
) -> None:
    """Neither answered nor closed before it is carried out or taken back (R22)."""
    case = await take_case(database, house, await file_case(database, house), duty)
    remedy = await desk.propose(case, duty, cash(20))
    for state in (RemedyState.OFFERED, RemedyState.AGREED):
        with pytest.raises(WrongState) as refused:
            await resolve_by_phone(database, house, case, duty)
        assert refused.value.code == "remedy_open"
        async with database.transaction() as work:
            found = await work.complaints.get(case.id)
            with pytest.raises(WrongState):
                await handling.close(house, work, found, "算了", actor=by(duty))
        if state is RemedyState.OFFERED:
            await desk.agree(remedy)
    await desk.carry_out(remedy, duty)

    assert (await resolve_by_phone(database, house, case, duty)).status is Status.ANSWERED


async def test_nothing_is_merged_away_that_was_promised(
    desk: Decisions, database: Database, house: House, case: Complaint, duty: Officer
) -> None:
    """A promise is kept or released before its complaint is dealt with under another (R10)."""
    await desk.agree(await desk.propose(case, duty, cash(20)))
    other = await file_case(database, house)
    async with database.transaction() as work:
        found, into = await work.complaints.get(case.id), await work.complaints.get(other.id)
        with pytest.raises(WrongState) as refused:
            await merging.merge(house, work, found, into, actor=by(duty))
    assert refused.value.code == "remedy_open"


async def test_without_a_chat_the_words_are_written_down(
    desk: Decisions, database: Database, house: House, duty: Officer, leader: Officer
) -> None:
    """Told by phone after the approval; agreed in words that an officer heard (R22)."""
    case = await take_case(database, house, await file_case(database, house), duty)
    remedy = await desk.propose(case, duty, cash(500))
    await desk.decide(await desk.waiting(case), leader)
    (approved,) = await desk.remedies(case)
    assert approved.state is RemedyState.APPROVED

    async def tell(work: UnitOfWork, found: Complaint, row: Remedy) -> None:
        await remedies.tell(house, work, found, row, "phone", actor=by(duty))

    async def agree_silently(work: UnitOfWork, found: Complaint, row: Remedy) -> None:
        await remedy_answers.agree(house, work, found, row, 1, actor=by(duty), via="phone")

    async def agree(work: UnitOfWork, found: Complaint, row: Remedy) -> None:
        await remedy_answers.agree(
            house, work, found, row, 1, actor=by(duty), via="phone", words="行，就这样"
        )

    await desk.on_remedy(remedy, tell)
    with pytest.raises(Invalid):
        await desk.on_remedy(remedy, agree_silently)
    await desk.on_remedy(remedy, agree)

    (agreed,) = await desk.remedies(case)
    assert (agreed.state, agreed.agreed_words) == (RemedyState.AGREED, "行，就这样")


async def test_who_may_approve_is_pinged_with_the_decision_under_the_thumb(
    desk: Decisions,
    database: Database,
    case: Complaint,
    duty: Officer,
    leader: Officer,
) -> None:
    """Number and sum, no name and no words; nobody without the authority is asked (R23)."""
    other_chat = await add_chat(database)
    await add_officer(database, "陆文博", Role.SUPERVISOR, conversation_id=other_chat.id)
    await desk.propose(case, duty, cash(500, "不外传的话"))
    assert leader.conversation_id is not None
    async with database.transaction() as work:
        leader_chat = await work.people.get_conversation(leader.conversation_id)

    (ping,) = [m for m in await desk.said(leader_chat) if "ping.approval" in m.text]
    assert ping.purpose is Purpose.PING
    assert case.number in ping.text
    assert "¥500.00" in ping.text
    assert "不外传" not in ping.text
    verbs = [button["data"].split(":")[0] for row in ping.buttons for button in row]
    assert verbs == ["approve", "refuse", "open"]
    assert not [m for m in await desk.said(other_chat) if "ping.approval" in m.text]


async def test_a_withdrawn_complaint_drops_what_was_open(
    desk: Decisions, database: Database, house: House, case: Complaint, duty: Officer
) -> None:
    """Nobody approves for a customer who wants nothing any more."""
    await desk.propose(case, duty, cash(500))
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        await closing.withdraw(house, work, found, actor=CUSTOMER)

    assert [r.state for r in await desk.remedies(case)] == [RemedyState.WITHDRAWN]
    assert [a.state for a in await desk.approvals(case)] == [ApprovalState.LAPSED]


async def test_a_demand_keeps_form_and_amount(
    desk: Decisions, database: Database, house: House, case: Complaint, duty: Officer
) -> None:
    """诉求: what the customer asks for stands beside what is offered (R2, R22)."""
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        demand = remedies.note_demand(
            house, work, found, RemedyKind.REFUND, 99 * YUAN, "全额退款", actor=by(duty)
        )
    assert (demand.kind, demand.amount, demand.currency) == ("refund", 9900, "CNY")
    assert "demanded" in await desk.events(case)


async def test_of_two_approvers_at_once_one_decides(
    desk: Decisions, database: Database, case: Complaint, duty: Officer, leader: Officer
) -> None:
    """The customer gets the offer once (promise 4)."""
    await desk.propose(case, duty, cash(500))
    approval = await desk.waiting(case)
    second = await add_officer(database, "何志远", Role.SENIOR_LEADER)
    outcomes: list[object] = []
    for approver in (leader, second):
        try:
            outcomes.append(await desk.decide(approval, approver))
        except ComplaintError as error:
            outcomes.append(type(error))
    assert outcomes[1] in (WrongState, Conflict)


async def test_what_has_been_promised_meanwhile_is_not_promised_again(
    desk: Decisions, case: Complaint, duty: Officer, house: House, now: FrozenTime
) -> None:
    """An offer is agreed only within what it was looked at for (R23)."""
    remedy = await desk.propose(case, duty, cash(60))

    async def shrink(work: UnitOfWork, found: Complaint, row: Remedy) -> None:
        row.covered = 59 * YUAN

    await desk.on_remedy(remedy, shrink)
    with pytest.raises(WrongState) as refused:
        await desk.agree(remedy)
    assert refused.value.code == "remedy_outdated"
