"""Promise 7 walked over: what is confidential is on nothing that the desk shows (R9, R34)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from complaints.accounts import issue_token
from complaints.coordination_reads import Seat
from complaints.finding_model import FindingKind
from complaints.ledger_reads import Ledgers, PendingView
from complaints.list_reads import Filters, View
from complaints.mandate import mandate_of
from complaints.model import Officer, RevisitState, Role
from complaints.policy import Policy
from complaints.register import Register
from console.api.endpoints import ENDPOINTS, PREFIX
from console.api.server import Api
from console.errors import error_middleware
from console.routes import staff_routes
from storage import tables
from storage.account_store import account_reading
from tests.console.console_kit import Console
from tests.storage.finding_kit import SECRET as OF_A_FINDING
from tests.storage.finding_kit import Findings
from tests.storage.internal_kit import CANARY, Internals

#: What gives an internal complaint away: its words, its number.
SECRET = re.compile(f"{CANARY}|{OF_A_FINDING}|HN-\\d")
UNCONCERNED = [r for r in Role if r not in (Role.HR, Role.QUALITY_OFFICE, Role.SENIOR_LEADER)]


#: One for each set of pages that there is; every role asks the register and the API.
_OPENING_DIFFERENT_PAGES = (Role.STAFF, Role.DEPARTMENT_HEAD, Role.OFFICE, Role.ADMINISTRATOR)


@pytest.fixture
async def internals(console: Console) -> Internals:
    """Give a desk with one customer's case, and internal complaints filed, decided and hidden."""
    desk = Internals(console.database, console.house)
    await console.filed("空调坏了")
    staff = await console.officer("周子涵", Role.STAFF)
    hr = await console.officer("韩人事", Role.HR)
    filed = await desk.file(staff, person="某供应商", demand=CANARY, occurred=CANARY)
    await desk.investigate(hr, filed.number, CANARY)
    await desk.report(hr, filed.number)
    await desk.decide(hr, filed.number)
    await desk.file_anonymously(staff)
    await desk.enter(hr, f"前员工{CANARY}")
    await _find(console, hr)
    return desk


async def _find(console: Console, hr: Officer) -> None:
    """Have a finding about somebody decided, and its clock run out."""
    desk = Findings(console.database, console.house)
    leader = await console.officer("沈国栋", Role.SENIOR_LEADER)
    (row,) = await console.rows(tables.complaints)
    case = await console.complaint(row)
    finding = await desk.open(hr, case, gap=OF_A_FINDING, kind=FindingKind.COMPANY)
    await desk.decide(leader, finding)
    await desk.step("tell_customer", leader, finding, OF_A_FINDING)


async def everything(
    register: Register, viewer: Officer, number: str, now: Any, policy: Policy
) -> dict[str, Any]:
    """Ask the register of complaints all that it can be asked."""
    day = timedelta(days=1)
    period = (now - day, now + day)
    filters = [Filters(view=view, text=t) for view in View for t in ("", CANARY, "HN", number)]
    return {
        "ledgers": {
            "book": await register.ledgers.book(viewer, *period),
            "pending": [await register.ledgers.pending(viewer, v, now) for v in PendingView],
            "of_case": await register.ledgers.of_case(viewer, number, policy),
        },
        "list": [await register.list(viewer, one) for one in filters],
        "case": await register.case(viewer, number),
        "id_of": await register.id_of(viewer, number),
        "counts": await register.counts(viewer),
        "infos": await register.infos(viewer),
        "info": None,
        "revisits": [await register.revisits(viewer, state) for state in RevisitState],
        "revisit": None,
        "figures": await register.figures(viewer, *period),
        "status_page": None,
        "roster": await register.roster(),
        "decisions": await register.decisions(viewer, number),
        "coordination": await register.coordination(viewer, number),
        "requests": await register.requests(viewer, Seat(("personnel", "logistics"))),
        "approvals": await register.approvals(viewer, mandate_of(policy.authority, viewer)),
        "major": await register.major(viewer, number),
        "majors": await register.majors(viewer),
        "unchecked": await register.unchecked(viewer),
        "officers": await register.officers(),
        "records": await register.records(viewer, [number, "HN-260311-001"]),
        "export": [row async for row in register.export(viewer, *period)],
    }


def _methods(protocol: type) -> set[str]:
    return {name for name in vars(protocol) if not name.startswith("_")}


async def test_no_question_to_the_register_of_complaints_finds_one(
    console: Console, internals: Internals
) -> None:
    """Promise 7: not even for those who deal with them; a new question has to be added here."""
    register, now = console.services.register, console.house.now()
    (case,) = await console.rows(tables.complaints)
    for role in Role:
        viewer = await console.officer(f"看{role}", role, case.department)
        asked = await everything(register, viewer, case.number, now, console.house.policy)
        assert asked.keys() == _methods(Register)
        assert asked["ledgers"].keys() == _methods(Ledgers)
        assert SECRET.search(repr(asked)) is None
        assert asked["counts"].all_open == 1
        assert sum(row.filed for row in asked["figures"].categories) == 1


async def test_no_page_of_the_console_shows_one(console: Console, internals: Internals) -> None:
    """Promise 7: every page there is, lists, figures and palette, for the unconcerned."""
    (case,) = await console.rows(tables.complaints)
    paths = [route.path for route in staff_routes(console.services) if route.method == "GET"]
    for role in _OPENING_DIFFERENT_PAGES:
        browser = await console.browser(await console.officer(f"看{role}", role))
        for path in [*paths, f"/find?text={CANARY}", f"/?view=everything&text={CANARY}"]:
            if path == "/events":
                continue
            address = re.sub(r"\{number:HY[^{}]*(?:\{[^{}]*\}[^{}]*)*\}", case.number, path)
            address = re.sub(r"\{number:HN[^{}]*(?:\{[^{}]*\}[^{}]*)*\}", "HN-260311-001", address)
            address = re.sub(r"\{paper:[^{}]*(?:\{[^{}]*\}[^{}]*)*\}", "record", address)
            address = re.sub(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}", "1", address)
            answer = await browser.client.get(address, allow_redirects=False)
            assert SECRET.search(_without_the_question(await answer.text())) is None, address


def _without_the_question(page: str) -> str:
    """Take out the boxes that repeat what was searched for."""
    page = re.sub(r'value="[^"]*"', "", page)
    return re.sub(
        rf"“{CANARY}”|「{CANARY}」|text=[^\"&]*|>[^<]*{CANARY}[^<]*</(span|mark)", "", page
    )


async def test_no_endpoint_of_the_api_shows_one(console: Console, internals: Internals) -> None:
    """Promise 7: every GET there is, for every role unconcerned and for every service account."""
    app = web.Application(middlewares=[error_middleware(console.services.pages)])
    api = Api(
        house=console.house,
        transactions=console.database.transaction,
        register=console.services.register,
        internals=console.services.internals,
        findings=console.services.findings,
        accounts=account_reading(console.database.reading),
    )
    app.add_routes(api.routes())
    (case,) = await console.rows(tables.complaints)
    period = {"from": "2026-03-01", "to": "2026-03-31"}
    async with TestClient(TestServer(app)) as client:
        for role in Role:
            officer = await console.officer(f"看{role}", role)
            async with console.database.transaction() as work:
                found = await work.people.get_officer(officer.id)
                found.is_service = role not in UNCONCERNED
                token = await issue_token(console.house, work, found)
            headers = {"Authorization": f"Bearer {token}"}
            for endpoint in (one for one in ENDPOINTS if one.method == "GET"):
                number = "HN-260311-001" if "internals" in endpoint.path else case.number
                path = PREFIX + endpoint.path.replace("{number}", number).replace("{id}", "1")
                dated = endpoint.query is not None and "from_" in endpoint.query.model_fields
                query = period if dated else {}
                async with client.get(path, headers=headers, params=query) as answer:
                    assert answer.status in (200, 403, 404), path
                    assert SECRET.search(await answer.text()) is None, path


async def test_feed_search_index_and_audit_know_nothing_of_it(
    console: Console, internals: Internals
) -> None:
    """Promise 7: so no event stream can carry it, no search find it, no audit tell its words."""
    lines = await console.rows(tables.changes)
    assert {line.topic for line in lines} <= {"complaint", "message"}
    (case,) = await console.rows(tables.complaints)
    assert {line.complaint_id for line in lines} <= {case.id, None}
    for table in tables.metadata.sorted_tables:
        if not table.name.startswith(("internal_", "private_", "findings")):
            assert SECRET.search(repr(await console.rows(table))) is None, table.name


async def test_no_table_of_anything_else_refers_to_it() -> None:
    """Promise 7: a join that nobody thought of has nothing to go by."""
    private = {"internal_complaints", "internal_decisions", "internal_kept_out", "private_entries"}
    private.add("findings")
    for table in tables.metadata.sorted_tables:
        if table.name not in private:
            aims = {key.column.table.name for key in table.foreign_keys}
            assert not aims & private, table.name
