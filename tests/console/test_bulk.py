"""Several complaints at once: what can be done is done, and of the rest the page says why not."""

from __future__ import annotations

import csv
import io

import pytest

from complaints.model import Category, Complaint, Officer, Role
from storage import tables
from tests.console.console_kit import Browser, Console


@pytest.fixture
async def officer(console: Console) -> Officer:
    """Give a lobby manager."""
    return await console.officer("林晓芸")


@pytest.fixture
async def cases(console: Console) -> list[Complaint]:
    """Give three complaints that nobody has taken."""
    return [await console.filed(f"第 {n} 件业务") for n in range(3)]


@pytest.fixture
async def browser(console: Console, officer: Officer, cases: list[Complaint]) -> Browser:
    """Give the manager's browser, choosing."""
    browser = await console.browser(officer)
    await browser.get("/?choose=1")
    return browser


def _ticked(cases: list[Complaint], act: str, **fields: str) -> list[tuple[str, str]]:
    owners = [f"{case.number}:{case.owner_id or ''}" for case in cases]
    return [*(("case", owner) for owner in owners), ("act", act), *fields.items()]


async def _done(browser: Browser, fields: list[tuple[str, str]]) -> str:
    response = await browser.send("/bulk", fields)
    page = await response.text()
    assert response.status == 200, page[-600:]
    return page


async def test_the_boxes_hold_what_the_page_shows(
    browser: Browser, cases: list[Complaint]
) -> None:
    """Every row has one, named with its owner; without choosing there is none."""
    assert all(f'value="{case.number}:"' in browser.page for case in cases)
    assert 'name="case"' not in await browser.get("/")


async def test_what_somebody_else_took_is_named_with_the_reason(
    console: Console, browser: Browser, cases: list[Complaint]
) -> None:
    """Two of three are taken; the third stays with who was faster (R18)."""
    other = await console.browser(await console.officer("周子涵", Role.STAFF))
    await other.get(f"/cases/{cases[0].number}")
    await other.submit(f"/cases/{cases[0].number}/take")

    page = await _done(browser, _ticked(cases, "take"))

    assert "已接单 2 件" in page
    assert "1 件没有办成" in page
    assert "周子涵 先一步接了单" in page


async def test_several_are_handed_over_at_once(
    console: Console, browser: Browser, cases: list[Complaint]
) -> None:
    """With one receiver and one reason; without a receiver none is."""
    receiver = await console.officer("周子涵", Role.STAFF)
    nobody = await _done(browser, _ticked(cases, "hand_over", reason="交接班"))
    page = await _done(browser, _ticked(cases, "hand_over", to=str(receiver.id), reason="交接班"))

    assert "还没有选交给谁" in nobody
    assert "已转派 3 件" in page
    owners = {row.owner_id for row in await console.rows(tables.complaints)}
    assert owners == {receiver.id}


async def test_the_category_of_several_is_set(
    console: Console, browser: Browser, cases: list[Complaint]
) -> None:
    """A case ticked twice is counted once (R11)."""
    page = await _done(browser, _ticked([*cases, cases[0]], "classify", category="facility"))

    assert "已改类别 3 件" in page
    categories = {row.category for row in await console.rows(tables.complaints)}
    assert categories == {Category.FACILITY}


async def test_an_export_holds_the_chosen_and_leaves_a_trace(
    console: Console, browser: Browser, cases: list[Complaint]
) -> None:
    """A spreadsheet opens it without running anything; the audit names each (R40)."""
    async with console.database.transaction() as work:
        (await work.complaints.get(cases[0].id)).demand = "=1+1"
    response = await browser.send("/bulk", _ticked(cases[:2], "export"))
    text = (await response.read()).decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(text)))
    noted = [a for a in await console.rows(tables.audit) if a.action == "complaint:export"]
    assert [row["number"] for row in rows] == [case.number for case in cases[:2]]
    assert rows[0]["demand"] == "'=1+1"
    assert {entry.complaint_id for entry in noted} == {case.id for case in cases[:2]}


async def test_who_may_not_export_gets_no_file(console: Console, cases: list[Complaint]) -> None:
    """Staff are told so, and no trace says that anything left the house."""
    browser = await console.browser(await console.officer("周子涵", Role.STAFF))
    await browser.get("/?choose=1")
    page = await _done(browser, _ticked(cases, "export"))

    assert "已导出 0 件" in page
    assert 'value="export"' not in browser.page
    noted = [a for a in await console.rows(tables.audit) if a.action == "complaint:export"]
    assert noted == []


async def test_nothing_chosen_is_said(browser: Browser) -> None:
    """An empty choice, an unknown act and a made-up number are refused, each in its way."""
    assert "一件也没有选" in await browser.submit("/bulk", {"act": "take"})
    page = await _done(browser, [("act", "take"), ("case", "HY-260311-999:x")])
    assert "已接单 0 件" in page
    assert (await browser.refused("/bulk", {"act": "burn", "case": "HY-260311-001:"}))[0] == 422
