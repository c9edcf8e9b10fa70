"""A complaint as its page shows it: marks, next step, short numbers, groups."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from complaints.case_reads import CasePage
from complaints.clock_model import Clock, ClockKind
from complaints.lifecycle import Move
from complaints.list_reads import CaseRow, RunningClock
from complaints.model import (
    Category,
    Channel,
    Complaint,
    ComplaintId,
    Language,
    Officer,
    OfficerId,
    Role,
    Severity,
    Status,
)
from console.case_views import actions_of, marked
from console.catalogue import Catalogue
from console.clock_views import clock_views, next_step
from console.forms import Form
from console.lists import filters_of, group_rows, links_of, short_number
from console.times import TimeWords
from tests.fakes import START, ZONE, FrozenTime


def _complaint(text: str = "厕所太脏，没人管", status: Status = Status.OPEN) -> Complaint:
    return Complaint(
        id=ComplaintId(1),
        number="HY-260311-001",
        channel=Channel.WEBCHAT,
        text=text,
        received_at=START,
        promised_at=START,
        status_token="token",
        status=status,
    )


def _page(status: Status = Status.OPEN, clocks: tuple[Clock, ...] = ()) -> CasePage:
    return CasePage(
        complaint=_complaint(status=status),
        customer=None,
        owner=None,
        receiver=None,
        messages=(),
        attachments=(),
        notes=(),
        timeline=(),
        clocks=clocks,
        extensions=(),
        matter=(),
        merged_into="",
        revisit=None,
        previous=(),
        moves=frozenset(),
        is_asked_only=False,
        newest_message_id=None,
        is_reading_noted=True,
        has_chat=True,
        is_blocked=False,
    )


def _clock(kind: ClockKind, minutes: int, **more: object) -> Clock:
    return Clock(
        id=int(minutes),
        complaint_id=ComplaintId(1),
        episode=1,
        kind=kind,
        started_at=START,
        due_at=START + timedelta(minutes=minutes),
        **more,  # type: ignore[arg-type]
    )


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """Give the words."""
    return Catalogue.load()


@pytest.fixture
def times(catalogue: Catalogue, now: FrozenTime) -> TimeWords:
    """Give the times of a page in simplified Chinese."""
    return TimeWords(Language.ZH_HANS, catalogue, ZONE, now)


@pytest.mark.parametrize(
    ("matched", "html"),
    [
        ([], "厕所太脏，没人管"),
        (
            [{"word": "脏", "start": 3, "end": 4, "category": "hygiene"}],
            '厕所太<mark class="m--hygiene">脏</mark>，没人管',
        ),
        # Offsets that do not fit the text, or overlap, mark nothing.
        ([{"word": "脏", "start": 4, "end": 5, "category": "hygiene"}], "厕所太脏，没人管"),
        ([{"word": "脏", "start": 3, "end": 99, "category": "hygiene"}], "厕所太脏，没人管"),
        (
            [
                {"word": "太脏", "start": 2, "end": 4, "category": "hygiene"},
                {"word": "脏", "start": 3, "end": 4, "category": "severity"},
            ],
            '厕所<mark class="m--hygiene">太脏</mark>，没人管',
        ),
    ],
)
def test_deciding_words_are_marked(matched: list[dict[str, object]], html: str) -> None:
    """What the classifier saw is underlined in the customer's own text (R11)."""
    complaint = _complaint()
    complaint.matched = matched

    assert str(marked(complaint.text, complaint)) == html
    assert str(marked("别的 <话>", complaint)) == "别的 &lt;话&gt;"


@pytest.mark.parametrize(
    ("status", "stopped", "key"),
    [
        (Status.NEW, (), "take"),
        (Status.OPEN, (ClockKind.TAKE,), "contact"),
        (Status.OPEN, (ClockKind.TAKE, ClockKind.PLAN), "resolve"),
        (Status.OPEN, tuple(ClockKind), "continue"),
        (Status.WAITING, (), "waiting"),
        (Status.ANSWERED, (), "answered"),
        (Status.CLOSED, (), "closed"),
        (Status.WITHDRAWN, (), "withdrawn"),
        (Status.MERGED, (), "merged"),
        (Status.INVALID, (), "invalid"),
    ],
)
def test_the_next_step_is_what_the_first_clock_asks_for(
    times: TimeWords,
    catalogue: Catalogue,
    status: Status,
    stopped: tuple[ClockKind, ...],
    key: str,
) -> None:
    """One sentence, for every status (ui/UI.md §1)."""
    spans = {ClockKind.TAKE: 5, ClockKind.PLAN: 30, ClockKind.RESULT: 1440}
    clocks = tuple(
        _clock(kind, span, stopped_at=START if kind in stopped else None)
        for kind, span in spans.items()
    )

    assert next_step(_page(status, clocks), times).key == key
    assert catalogue.has(f"next.{key}")
    assert catalogue.has(f"next.{key}_hint")


def test_a_report_upward_is_not_called_taking(times: TimeWords) -> None:
    """R28: out of hours it is due long before anybody has to take the case, and says so."""
    clocks = (_clock(ClockKind.TAKE, 600), _clock(ClockKind.REPORT, 30))

    assert next_step(_page(Status.NEW, clocks), times).key == "report"


def test_clocks_are_shown_kept_missed_ended_and_running(times: TimeWords, now: FrozenTime) -> None:
    """Each in its state, with the time it took or has left (R19)."""
    later = START + timedelta(minutes=3)
    page = _page(
        clocks=(
            _clock(ClockKind.RESULT, 60),
            _clock(ClockKind.PLAN, 2, stopped_at=later, is_kept=False),
            _clock(ClockKind.TAKE, 5, stopped_at=later, is_kept=True),
        )
    )
    now.advance(minutes=50)
    shown = [(view.kind, view.state, view.text, view.used) for view in clock_views(page, times)]

    assert shown == [
        (ClockKind.TAKE, "kept", "3 分", 100),
        (ClockKind.PLAN, "missed", "3 分", 100),
        (ClockKind.RESULT, "warn", "剩 10 分", 83),
    ]


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (ClockKind.DEPARTMENT, "department"),
        (ClockKind.VISIT, "visit"),
        (ClockKind.REPORT, "report"),
        (ClockKind.PULSE, "pulse"),
        (ClockKind.ONSITE, "onsite"),
        (ClockKind.SILENT, "continue"),
    ],
)
def test_every_clock_asks_for_what_keeps_it(times: TimeWords, kind: ClockKind, key: str) -> None:
    """R19: the one that ends first; that the customer is silent asks for nothing."""
    step = next_step(_page(clocks=(_clock(kind, 10), _clock(kind, 20))), times)

    assert step.key == key


def test_a_clock_that_rests_says_until_when_and_asks_for_nothing(
    times: TimeWords, now: FrozenTime
) -> None:
    """And of two of a kind the one that runs is shown."""
    until = START + timedelta(hours=2)
    resting = _clock(
        ClockKind.RESULT, 60, paused_at=START, paused_until=until, pause_reason="配件"
    )
    page = _page(clocks=(resting, _clock(ClockKind.RESULT, 70, stopped_at=START, is_kept=True)))
    (view,) = clock_views(page, times)

    assert (view.state, view.text, view.reason) == ("paused", times.deadline(until), "配件")
    assert next_step(page, times).key == "continue"


def test_only_what_is_possible_is_offered() -> None:
    """Staff see neither close nor reply where the rules would refuse them."""
    staff = Officer(id=OfficerId(1), name="周", role=Role.STAFF, created_at=START)
    new = actions_of(replace(_page(Status.NEW), moves=frozenset({Move.TAKE})), staff)
    opened = actions_of(_page(Status.OPEN), staff)
    blocked = actions_of(replace(_page(Status.OPEN), is_blocked=True), staff)

    assert (new.take, new.reply, new.note) == (True, False, True)
    assert (opened.reply, opened.contact, opened.close) == (True, True, False)
    assert (blocked.reply, blocked.contact) == (False, True)


@pytest.mark.parametrize(
    ("number", "short"),
    [
        ("HY-260311-042", "042"),
        ("HY-260309-007", "0309-007"),
        ("HY-251231-1000", "251231-1000"),
    ],
)
def test_numbers_are_short_in_lists(number: str, short: str) -> None:
    """Today's by their count, this year's by day, older ones whole (ui/UI.md §10)."""
    assert short_number(number, date(2026, 3, 11)) == short


def test_rows_are_grouped_by_deadline(now: FrozenTime) -> None:
    """Late, within half an hour, later, answered, and without a clock."""

    def row(minutes: int | None, status: Status = Status.OPEN) -> CaseRow:
        clock = None
        if minutes is not None:
            clock = RunningClock(ClockKind.PLAN, START, START + timedelta(minutes=minutes))
        return CaseRow(
            id=ComplaintId(1),
            number="HY-260311-001",
            status=status,
            severity=Severity.MINOR,
            category=Category.OTHER,
            excerpt="",
            customer_name="",
            customer_contact="",
            standing=None,
            channel=Channel.PHONE,
            place="",
            department="",
            owner_id=None,
            owner_name="",
            received_at=START,
            promised_at=START,
            level=0,
            episode=1,
            is_confirmed=False,
            clock=clock,
        )

    rows = [row(-1), row(0), row(30), row(31), row(None, Status.ANSWERED), row(None)]
    groups = [(key, len(members)) for key, members in group_rows(rows, now())]

    assert groups == [("late", 2), ("near", 1), ("later", 1), ("answered", 1), ("none", 1)]


def test_links_keep_the_filters() -> None:
    """Only what filters stays in an address; a change replaces or removes it."""
    links = links_of(Form({"view": "mine", "category": "service", "cursor": "x", "pane": "facts"}))

    assert links.list(category="") == "/?view=mine"
    assert links.case("HY-1", "take") == "/cases/HY-1/take?view=mine&category=service"
    assert links.case("HY-1", pane="facts").endswith("&pane=facts")


def test_both_days_of_a_period_are_included() -> None:
    """From the first midnight to the one after the last day, in the business time zone."""
    filters = filters_of(Form({"from": "2026-03-10", "to": "2026-03-11"}), ZONE)

    assert filters.received_from is not None
    assert filters.received_to is not None
    assert filters.received_to - filters.received_from == timedelta(days=2)
    assert filters.received_from.astimezone(ZONE).hour == 0
