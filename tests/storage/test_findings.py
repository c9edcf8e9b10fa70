"""Responsibility findings (R34): heard, decided, reviewed by another, reported, talked over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from complaints.clock_model import Clock, ClockKind
from complaints.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from complaints.finding_model import FindingKind, FindingState, Measure
from complaints.findings import Verdict, decider_of
from complaints.house import House
from complaints.list_reads import Filters, View
from complaints.model import Complaint, Officer, Role, Severity
from complaints.pending_model import PendingCause
from complaints.policy_people import DecidedBy
from storage import tables
from storage.register import SqlRegister
from storage.unit_of_work import Database
from tests.factories import add_chat, add_officer, close_case, file_case, take_case
from tests.fakes import FrozenTime, make_policy
from tests.storage.finding_kit import SECRET, VERDICT, Findings
from tests.storage.pending_kit import Ledger
from tests.storage.test_internal import pings
from tests.ticking import tick


@pytest.fixture
def desk(database: Database, house: House) -> Findings:
    """Give the desk."""
    return Findings(database, house)


@pytest.fixture
async def person(database: Database) -> Officer:
    """Give whose fault it may be, with a chat."""
    chat = await add_chat(database)
    return await add_officer(database, "周子涵", Role.STAFF, conversation_id=chat.id)


@pytest.fixture
async def manager(database: Database) -> Officer:
    """Give the lobby manager, who decides personal causes."""
    chat = await add_chat(database)
    return await add_officer(database, "林晓芸", conversation_id=chat.id)


@pytest.fixture
async def quality(database: Database) -> Officer:
    """Give the quality office, which reviews."""
    chat = await add_chat(database)
    return await add_officer(database, "齐质量", Role.QUALITY_OFFICE, conversation_id=chat.id)


@pytest.fixture
async def hr(database: Database) -> Officer:
    """Give HR."""
    return await add_officer(database, "韩人事", Role.HR)


@pytest.fixture
async def case(database: Database, house: House, person: Officer) -> Complaint:
    """Give a complaint."""
    return await file_case(database, house, "业务办错了")


async def test_the_whole_way_with_its_clocks(
    desk: Findings,
    case: Complaint,
    person: Officer,
    manager: Officer,
    quality: Officer,
    hr: Officer,
    now: FrozenTime,
) -> None:
    """R34: heard, decided and talked over in 24 h, reviewed in 4, reported in 4, done in 8."""
    finding = await desk.open(manager, case)
    (clock,) = await desk.running(finding)
    assert (clock.kind, clock.due_at - case.received_at) == (
        ClockKind.FINDING,
        timedelta(hours=24),
    )
    await desk.state(person, finding)
    await desk.decide(manager, finding)
    assert await desk.clock(finding) is ClockKind.FINDING
    await desk.step("tell_customer", manager, finding)
    for name, officer, kind, hours in (
        ("confirm", quality, ClockKind.FINDING_REVIEW, 4),
        ("report_upward", quality, ClockKind.FINDING_REPORT, 4),
        ("carry_out", hr, ClockKind.FINDING_TALK, 8),
    ):
        (clock,) = await desk.running(finding)
        assert (clock.kind, clock.due_at - clock.started_at) == (kind, timedelta(hours=hours))
        await desk.step(name, officer, finding)
        now.advance(hours=1)

    found = await desk.get(finding)
    assert (found.state, await desk.clock(finding)) == (FindingState.DONE, None)
    assert (found.statement, found.is_unheard) == ("我看过了", False)


async def test_nothing_is_decided_before_the_person_was_heard(
    desk: Findings, case: Complaint, person: Officer, manager: Officer, now: FrozenTime
) -> None:
    """R34: without their words only after the deadline, and the finding says so."""
    finding = await desk.open(manager, case)
    with pytest.raises(WrongState, match="finding_not_heard"):
        await desk.decide(manager, finding)
    assert finding.hear_by is not None
    now.at = finding.hear_by
    with pytest.raises(WrongState, match="finding_not_heard"):
        await desk.decide(manager, finding)
    now.advance(seconds=1)
    await desk.decide(manager, finding)

    assert (await desk.get(finding)).is_unheard


async def test_words_that_were_heard_in_a_talk_count(
    desk: Findings, case: Complaint, person: Officer, manager: Officer
) -> None:
    """R34: whoever hears them writes them down; both are kept."""
    finding = await desk.open(manager, case)
    await desk.step("record_statement", manager, finding, "当面说明：漏看了")
    await desk.state(person, finding, "补充：当时只有一个人")
    await desk.decide(manager, finding)

    assert (await desk.get(finding)).statement == "当面说明：漏看了\n\n补充：当时只有一个人"
    with pytest.raises(WrongState, match="finding_decided_already"):
        await desk.state(person, finding)


async def test_nobody_answers_for_the_person(
    desk: Findings, case: Complaint, person: Officer, manager: Officer
) -> None:
    """R34: their own page is theirs; for the person the other side does not exist."""
    finding = await desk.open(manager, case)

    with pytest.raises(NotFound):
        await desk.state(manager, finding)
    for name in ("record_statement", "await_cause", "tell_customer", "confirm", "carry_out"):
        with pytest.raises(NotFound):
            await desk.step(name, person, finding)
    with pytest.raises(NotFound):
        await desk.decide(person, finding)


async def test_the_reviewer_is_not_the_decider(
    desk: Findings, case: Complaint, person: Officer, quality: Officer
) -> None:
    """R34: also where the quality office decides about a manager."""
    await add_officer(desk.database, "王主管", Role.SUPERVISOR)
    other = await add_officer(desk.database, "邱质量", Role.QUALITY_OFFICE)
    finding = await desk.open(quality, case, "王主管")
    await desk.step("record_statement", quality, finding)
    await desk.decide(quality, finding)
    await desk.step("tell_customer", quality, finding)

    for name in ("confirm", "send_back"):
        with pytest.raises(NotAllowed, match="own_finding"):
            await desk.step(name, quality, finding)
    await desk.step("confirm", other, finding)
    assert (await desk.get(finding)).reviewed_by == other.id


async def test_sent_back_it_is_decided_again_in_new_time(
    desk: Findings,
    case: Complaint,
    person: Officer,
    manager: Officer,
    quality: Officer,
    now: FrozenTime,
) -> None:
    """R34: with a reason; the person does not read a decision that does not stand."""
    finding = await desk.open(manager, case)
    await desk.state(person, finding)
    await desk.decide(manager, finding)
    await desk.step("tell_customer", manager, finding)
    now.advance(hours=3)
    with pytest.raises(Invalid):
        await desk.step("send_back", quality, finding, " ")
    await desk.step("send_back", quality, finding)

    (clock,) = await desk.running(finding)
    assert (clock.kind, clock.started_at) == (ClockKind.FINDING, now())
    (own,) = await desk.register.own(person)
    assert (own.state, own.decision) == (FindingState.OPEN, "")
    await desk.decide(manager, finding)
    assert await desk.clock(finding) is ClockKind.FINDING_REVIEW


async def test_a_customer_who_cannot_be_reached_gives_longer(
    desk: Findings, case: Complaint, person: Officer, manager: Officer
) -> None:
    """R34: 48 h from registration instead of 24; the review begins with the decision."""
    finding = await desk.open(manager, case)
    await desk.state(person, finding)
    await desk.step("customer_unreachable", manager, finding, "三次电话无人接")
    (clock,) = await desk.running(finding)
    assert clock.due_at - case.received_at == timedelta(hours=48)
    with pytest.raises(WrongState):
        await desk.step("customer_unreachable", manager, finding)
    await desk.decide(manager, finding)

    assert await desk.clock(finding) is ClockKind.FINDING_REVIEW


async def test_it_is_not_reviewed_before_the_customer_was_talked_to(
    desk: Findings, case: Complaint, person: Officer, manager: Officer, quality: Officer
) -> None:
    """R34: decided and talked over first."""
    finding = await desk.open(manager, case)
    await desk.state(person, finding)
    with pytest.raises(WrongState, match="finding_not_possible"):
        await desk.step("confirm", quality, finding)
    await desk.decide(manager, finding)

    with pytest.raises(WrongState, match="finding_not_talked_over"):
        await desk.step("confirm", quality, finding)


async def test_a_cause_that_is_not_plain_waits(
    desk: Findings, case: Complaint, person: Officer, manager: Officer, now: FrozenTime
) -> None:
    """R32, R34: pending has no clock; the time begins when the cause is plain."""
    finding = await desk.open(manager, case, is_plain=False)
    assert (finding.state, await desk.clock(finding)) == (FindingState.PENDING, None)
    with pytest.raises(WrongState):
        await desk.decide(manager, finding)
    now.advance(days=3)
    await desk.step("cause_plain", manager, finding, "查明：漏看单据")
    (clock,) = await desk.running(finding)
    assert clock.started_at == now()
    await desk.step("await_cause", manager, finding, "等供应商回函")
    assert await desk.clock(finding) is None


async def test_a_case_whose_cause_is_in_the_ledger_has_a_pending_finding(
    desk: Findings, database: Database, case: Complaint, person: Officer, manager: Officer
) -> None:
    """R32, R34: entered with another's approval; the ledger tells nothing of the finding."""
    await take_case(database, desk.house, case, manager)
    ledger = Ledger(database, desk.house)
    other = await add_officer(database, "王值班", Role.SUPERVISOR)
    approval = await ledger.ask(case, manager, PendingCause.CAUSE_UNCLEAR)
    before = await desk.open(manager, case)
    assert before.state is FindingState.OPEN
    await ledger.decide(approval, other)
    later = await desk.open(manager, case, kind=FindingKind.COMPANY, person="", question="")
    assert (later.state, await desk.clock(later)) == (FindingState.PENDING, None)
    assert SECRET not in repr(await ledger.entry(case))


async def test_whose_fault_outlives_the_case(
    desk: Findings, database: Database, case: Complaint, person: Officer, manager: Officer
) -> None:
    """R34: closing the case stops the case's clocks, not those of its finding."""
    finding = await desk.open(manager, case)
    await take_case(database, desk.house, case, manager)
    await close_case(database, desk.house, case, manager)

    assert await desk.clock(finding) is ClockKind.FINDING


#: Who decides, written down a second time: role of the person, kind, severity → by kind, by
#: severity.
DECIDERS: list[tuple[Role | None, FindingKind, Severity, Role, Role]] = [
    (Role.STAFF, FindingKind.PERSONAL, Severity.MINOR, Role.LOBBY_MANAGER, Role.DUTY_MANAGER),
    (Role.STAFF, FindingKind.PERSONAL, Severity.SERIOUS, Role.LOBBY_MANAGER, Role.SUPERVISOR),
    (Role.STAFF, FindingKind.PERSONAL, Severity.MAJOR, Role.LOBBY_MANAGER, Role.OFFICE),
    (None, FindingKind.DEPARTMENT, Severity.MINOR, Role.DEPARTMENT_HEAD, Role.DUTY_MANAGER),
    (None, FindingKind.DEPARTMENT, Severity.MAJOR, Role.DEPARTMENT_HEAD, Role.OFFICE),
    (None, FindingKind.COMPANY, Severity.SERIOUS, Role.SENIOR_LEADER, Role.SUPERVISOR),
    *[
        (role, FindingKind.PERSONAL, Severity.MINOR, Role.QUALITY_OFFICE, Role.QUALITY_OFFICE)
        for role in (
            Role.DUTY_MANAGER,
            Role.LOBBY_MANAGER,
            Role.SUPERVISOR,
            Role.DEPARTMENT_HEAD,
            Role.OFFICE,
            Role.ADMINISTRATOR,
        )
    ],
    *[
        (role, FindingKind.PERSONAL, Severity.MAJOR, Role.SENIOR_LEADER, Role.SENIOR_LEADER)
        for role in (Role.QUALITY_OFFICE, Role.HR, Role.SENIOR_LEADER)
    ],
]


@pytest.mark.parametrize(("role", "kind", "severity", "by_kind", "by_severity"), DECIDERS)
async def test_who_decides(
    database: Database,
    role: Role | None,
    kind: FindingKind,
    severity: Severity,
    by_kind: Role,
    by_severity: Role,
) -> None:
    """R34: by kind or by severity; managers and supervisors by the quality office."""
    person = await add_officer(database, "某人", role) if role else None
    policy = make_policy().responsibility
    decided = [
        decider_of(type(policy)(**(vars(policy) | {"by": way})), kind, severity, person)
        for way in (DecidedBy.KIND, DecidedBy.SEVERITY)
    ]
    assert decided == [by_kind, by_severity]


_SEES = {Role.LOBBY_MANAGER, Role.QUALITY_OFFICE, Role.HR, Role.SENIOR_LEADER}
_OPENS = _SEES | {Role.DUTY_MANAGER, Role.SUPERVISOR, Role.DEPARTMENT_HEAD, Role.OFFICE}
#: Act → roles that may do it to a personal finding that the lobby manager decides.
ACTS = {
    "open": _OPENS,
    "record_statement": _SEES,
    "await_cause": _SEES,
    "tell_customer": _SEES,
    "customer_unreachable": _SEES,
    "decide": {Role.LOBBY_MANAGER, Role.SENIOR_LEADER},
    "confirm": {Role.QUALITY_OFFICE, Role.SENIOR_LEADER},
    "send_back": {Role.QUALITY_OFFICE, Role.SENIOR_LEADER},
    "report_upward": _SEES,
    "carry_out": _SEES,
}
_DECIDED = {"confirm", "send_back"}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("act", ACTS)
async def test_every_role_against_every_act(
    desk: Findings, case: Complaint, person: Officer, manager: Officer, role: Role, act: str
) -> None:
    """R34: what is not theirs does not exist for them, or is refused; programs do nothing."""
    officer = await add_officer(desk.database, "某人", role)
    other = await add_officer(desk.database, "邱质量", Role.QUALITY_OFFICE)
    if act == "open":
        await _expect(act, role, desk.open(officer, case))
        return
    finding = await desk.open(manager, case)
    await desk.state(person, finding)
    if act in (*_DECIDED, "report_upward", "carry_out"):
        await desk.decide(manager, finding)
        await desk.step("tell_customer", manager, finding)
    if act in ("report_upward", "carry_out"):
        await desk.step("confirm", other, finding)
    if act == "carry_out":
        await desk.step("report_upward", other, finding)
    run = desk.decide(officer, finding) if act == "decide" else desk.step(act, officer, finding)
    await _expect(act, role, run)
    seen = (await desk.register.list(officer)).rows
    assert bool(seen) is (role in _SEES)


async def _expect(act: str, role: Role, run: Any) -> None:
    if role in ACTS[act]:
        await run
    else:
        with pytest.raises((NotAllowed, NotFound)):
            await run


async def test_a_department_s_finding_is_its_own_head_s(
    desk: Findings, case: Complaint, quality: Officer
) -> None:
    """R34: not that of another department's head, and nobody has to be heard."""
    own, other = [
        await add_officer(desk.database, name, Role.DEPARTMENT_HEAD, department=code)
        for name, code in (("甲部长", "operations"), ("乙部长", "logistics"))
    ]
    finding = await desk.open(
        quality, case, "", kind=FindingKind.DEPARTMENT, department="operations"
    )
    assert [row.id for row in (await desk.register.list(own)).rows] == [finding.id]
    assert (await desk.register.list(other)).rows == []
    with pytest.raises(NotFound):
        await desk.decide(other, finding)
    with pytest.raises(WrongState, match="finding_nobody_to_hear"):
        await desk.step("record_statement", quality, finding)
    with pytest.raises(Invalid, match="measure_needs_person"):
        await desk.decide(own, finding, Verdict("流程有缺", (Measure.TRANSFER,)))
    await desk.decide(own, finding, Verdict("流程有缺", (Measure.EDUCATION,)))


@pytest.mark.parametrize(
    ("verdict", "code"),
    [
        (Verdict(" "), "required"),
        (Verdict("扣分", (Measure.POINTS,), 3), "points_over"),
        (Verdict("扣分", (Measure.POINTS,), 0), "points_over"),
        (Verdict("扣分", (Measure.POINTS,), -1), "points_over"),
        (Verdict("扣分", (), 1), "points_over"),
        (Verdict("调岗", (Measure.TRANSFER,)), "transfer_not_repeated"),
        (Verdict("辞退", (Measure.DISMISSAL,)), "dismissal_not_grave"),
    ],
)
async def test_a_measure_beyond_the_policy_is_refused(
    desk: Findings,
    case: Complaint,
    person: Officer,
    manager: Officer,
    verdict: Verdict,
    code: str,
) -> None:
    """R34: points by severity, transfer when repeated, dismissal when grave."""
    finding = await desk.open(manager, case)
    await desk.state(person, finding)

    with pytest.raises(Invalid, match=code):
        await desk.decide(manager, finding, verdict)
    assert (await desk.get(finding)).state is FindingState.OPEN


async def test_what_is_repeated_may_lead_to_a_transfer(
    desk: Findings, database: Database, person: Officer, manager: Officer, quality: Officer
) -> None:
    """R34: two confirmed findings against the same person before; then the third may."""
    for _ in range(2):
        earlier = await desk.open(manager, await file_case(database, desk.house))
        await desk.state(person, earlier)
        await desk.decide(manager, earlier, Verdict("扣分", (Measure.POINTS,), 2))
        await desk.step("tell_customer", manager, earlier)
        await desk.step("confirm", quality, earlier)
    finding = await desk.open(manager, await file_case(database, desk.house))
    await desk.state(person, finding)
    await desk.decide(manager, finding, Verdict("调岗", (Measure.TRANSFER,)))

    assert (await desk.get(finding)).measures == ["transfer"]


async def test_what_is_grave_may_end_in_dismissal(
    desk: Findings, database: Database, person: Officer, manager: Officer
) -> None:
    """R34: from the severity that the policy says."""
    grave = await file_case(database, desk.house, "有人受伤")
    finding = await desk.open(manager, grave)
    await desk.state(person, finding)
    await desk.decide(manager, finding, Verdict("解除合同", (Measure.DISMISSAL,)))

    assert (await desk.get(finding)).severity is Severity.MAJOR


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"person": "没有这个人"}, "unknown_officer"),
        ({"person": ""}, "unknown_officer"),
        ({"cause": " "}, "required"),
        ({"question": ""}, "required"),
        ({"cause": "长" * 4_001}, "too_long"),
        ({"kind": FindingKind.DEPARTMENT, "department": "nowhere"}, "unknown_choice"),
    ],
)
async def test_bad_input_is_refused(
    desk: Findings,
    case: Complaint,
    person: Officer,
    manager: Officer,
    fields: dict[str, Any],
    code: str,
) -> None:
    """R34: against somebody unknown, without a cause, without a question."""
    with pytest.raises(Invalid, match=code):
        await desk.open(manager, case, **fields)


async def test_one_about_oneself_or_twice_is_refused(
    desk: Findings, case: Complaint, person: Officer, manager: Officer
) -> None:
    """R34: the decider is not the person; one finding for one person and case."""
    with pytest.raises(NotAllowed, match="finding_about_you"):
        await desk.open(manager, case, manager.name)
    await desk.open(manager, case)
    with pytest.raises(Conflict, match="finding_exists"):
        await desk.open(manager, case)


async def test_whoever_is_named_in_the_complaint_keeps_out_of_its_findings(
    desk: Findings, database: Database, person: Officer, manager: Officer, quality: Officer
) -> None:
    """回避: also as the one who would decide."""
    named = await file_case(database, desk.house, f"{manager.name}和柜员都不理人")
    finding = await desk.open(quality, named)

    assert (await desk.register.list(manager)).rows == []
    with pytest.raises(NotFound):
        await desk.decide(manager, finding)


async def test_the_person_reads_question_and_decision_and_nothing_else(
    desk: Findings, case: Complaint, person: Officer, manager: Officer, quality: Officer
) -> None:
    """R34: confidential, also towards the person: no cause, no gap, no customer's words."""
    finding = await desk.open(manager, case, gap="没有复核岗")
    (own,) = await desk.register.own(person)
    assert (own.question, own.decision) == (f"{SECRET}：当时怎么处理的", "")
    await desk.state(person, finding)
    await desk.decide(manager, finding)
    (own,) = await desk.register.own(person)

    assert (own.decision, own.measures) == (VERDICT.decision, ["education"])
    assert "没有复核岗" not in repr(own)
    assert "漏看单据" not in repr(own)
    assert await desk.register.own(manager) == []


async def test_the_complaint_tells_nothing_of_it(
    desk: Findings,
    database: Database,
    case: Complaint,
    person: Officer,
    manager: Officer,
    now: FrozenTime,
) -> None:
    """R34, promise 7: neither deadline, clock, timeline, count of missed nor figure; no feed."""
    register, viewer = SqlRegister(database), person
    await take_case(database, desk.house, case, manager)
    before = await _shown(register, database, viewer, case)
    finding = await desk.open(manager, case)
    await desk.state(person, finding)
    assert await _shown(register, database, viewer, case) == before
    now.advance(days=2)
    await tick(database, desk.house)
    late = await _shown(register, database, viewer, case)

    assert "finding" not in repr(late)
    assert SECRET not in repr(late)
    events = (await register.case(viewer, case.number)).timeline
    assert all("finding" not in repr(event.entry.data) for event in events)


async def _shown(
    register: SqlRegister, database: Database, viewer: Officer, case: Complaint
) -> dict[str, Any]:
    page = await register.case(viewer, case.number)
    now, day = database.now(), timedelta(days=5)
    async with database.reading() as session:
        lines = await session.scalar(sa.select(sa.func.count()).select_from(tables.changes))
    rows = (await register.list(viewer, Filters(view=View.EVERYTHING))).rows
    figures = await register.figures(viewer, now - day, now + day)
    return {
        "clocks": [(clock.kind, clock.due_at) for clock in page.clocks],
        "timeline": [(event.entry.kind, event.entry.data) for event in page.timeline],
        "rows": [(row.clock, row.level) for row in rows],
        "figures": [row.kind for row in figures.clocks],
        "counts": repr(await register.counts(viewer)),
        "lines": lines,
    }


async def test_who_is_late_is_told_by_number_only(
    desk: Findings,
    case: Complaint,
    person: Officer,
    manager: Officer,
    quality: Officer,
    now: FrozenTime,
) -> None:
    """R34: whose turn it is first, then the quality office; never anybody who may not know."""
    staff = await add_chat(desk.database)
    await add_officer(desk.database, "值班员", Role.DUTY_MANAGER, conversation_id=staff.id)
    finding = await desk.open(manager, case)
    assert {chat for chat, text in await pings(desk.database) if "internal" in text} == {
        person.conversation_id,
        manager.conversation_id,
    }
    now.advance(hours=30)
    await tick(desk.database, desk.house)

    late = [(chat, text) for chat, text in await pings(desk.database) if "internal_late" in text]
    assert {chat for chat, _ in late} == {manager.conversation_id, quality.conversation_id}
    assert {text for _, text in late} == {f"ping.internal_late number={case.number}"}
    page = await desk.register.page(quality, finding.id)
    reminded = [e.data["percent"] for e in page.entries if e.kind == "reminded"]
    assert reminded == [80, 100, 120]


async def test_one_opened_late_is_late_at_once(
    desk: Findings, case: Complaint, person: Officer, manager: Officer, now: FrozenTime
) -> None:
    """R34: the time counts from the registration; of a reopened case from the opening."""
    now.advance(days=2)
    finding = await desk.open(manager, case)
    (clock,) = await desk.running(finding)
    assert (clock.started_at, clock.due_at < now()) == (case.received_at, True)
    again = await file_case(desk.database, desk.house)
    async with desk.database.transaction() as work:
        (await work.complaints.get(again.id)).episode = 2
    now.advance(days=2)
    (clock,) = await desk.running(await desk.open(manager, again))
    assert clock.started_at == now()


async def test_what_the_quality_office_decided_is_for_another_of_them_or_a_leader(
    desk: Findings, case: Complaint, person: Officer, manager: Officer, quality: Officer
) -> None:
    """R34: with one person in the quality office somebody above is told that it is their turn."""
    chat = await add_chat(desk.database)
    leader = await add_officer(
        desk.database, "沈国栋", Role.SENIOR_LEADER, conversation_id=chat.id
    )
    finding = await desk.open(quality, case, manager.name)
    await desk.state(manager, finding)
    await desk.decide(quality, finding)
    before = await pings(desk.database)
    await desk.step("tell_customer", quality, finding)

    assert [chat for chat, _ in (await pings(desk.database))[len(before) :]] == [
        leader.conversation_id
    ]


async def test_two_people_are_held_by_the_database_too(
    desk: Findings, case: Complaint, person: Officer, manager: Officer
) -> None:
    """R34: whatever the program does, nobody reviews what they decided."""
    finding = await desk.open(manager, case)
    await desk.state(person, finding)
    await desk.decide(manager, finding)
    with pytest.raises(sa.exc.IntegrityError):
        async with desk.database.transaction() as work:
            (await work.findings.get(finding.id)).reviewed_by = manager.id


async def test_its_clocks_are_rows_of_the_same_table(
    desk: Findings, case: Complaint, person: Officer, manager: Officer
) -> None:
    """Promise 3: with span and subject, like every other clock."""
    finding = await desk.open(manager, case)

    async with desk.database.reading() as session:
        kept = await session.scalars(sa.select(Clock).where(tables.clocks.c.kind == "finding"))
        (clock,) = kept.all()
    assert (clock.span, clock.subject_id) == ("24 h", finding.id)
