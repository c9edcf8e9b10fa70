"""A case prints as the paper it replaces (R43), and its reading is noted (R40)."""

from __future__ import annotations

from typing import Any

import pytest

from complaints.model import Role
from console.papers import PAPERS
from storage import tables
from tests.console.console_kit import Browser, Console


@pytest.fixture
async def browser(console: Console) -> Browser:
    """Give the browser of a lobby manager."""
    return await console.browser(await console.officer("林晓芸"))


async def _readings(console: Console) -> list[Any]:
    return [row for row in await console.rows(tables.audit) if row.action == "complaint:read"]


async def test_the_record_holds_what_was_taken_down(console: Console, browser: Browser) -> None:
    """Customer, address, date, number, way, contact, course, demand, receiver (R43)."""
    case = await console.filed(
        "等了两小时没人理",
        by_chat=False,
        customer={"name": "王建国", "contact": "13800006021", "address": "湖滨路 8 号"},
        details={"demand": "当面道歉"},
    )
    page = await browser.get(f"/cases/{case.number}")
    assert f'href="/cases/{case.number}/papers/record"' in page

    paper = await browser.get(f"/cases/{case.number}/papers/record")

    for told in ("王建国", "13800006021", "湖滨路 8 号", "等了两小时没人理", "当面道歉"):
        assert told in paper
    assert "☑ 电话" in paper
    assert case.number in paper
    assert "受理人签字" in paper


async def test_reading_a_paper_is_reading_the_case(console: Console, browser: Browser) -> None:
    """One entry in the audit for the officer, the case and 15 minutes (R40, R43)."""
    case = await console.filed()

    await browser.get(f"/cases/{case.number}/papers/record")
    await browser.get(f"/cases/{case.number}/papers/record")

    assert [row.complaint_id for row in await _readings(console)] == [case.id]


@pytest.mark.parametrize("name", [paper.name for paper in PAPERS])
async def test_every_paper_prints_blank_in_every_language(console: Console, name: str) -> None:
    """With nothing of any case in it, for when the network is down (R42, R43)."""
    case = await console.filed("等了两小时没人理")
    office = await console.browser(await console.officer("陆文博", Role.QUALITY_OFFICE))

    for path in (f"/papers/{name}", f"/cases/{case.number}/papers/{name}?blank=1"):
        for language in ("en", "zh_Hant", "zh_Hans"):
            paper = await office.get(path + ("&" if "?" in path else "?") + f"lang={language}")
            assert "等了两小时没人理" not in paper
            assert case.number not in paper
            assert "sheet--blank" in paper
    assert await _readings(console) == []


async def test_no_paper_for_whom_the_case_is_hidden_from(console: Console) -> None:
    """Neither is there a paper of another name (promise 7)."""
    case = await console.filed()
    other = await console.browser(
        await console.officer("何志远", Role.DEPARTMENT_HANDLER, "logistics")
    )

    await other.get(f"/cases/{case.number}/papers/record", 404)
    await other.get("/papers/anything", 404)
    assert await _readings(console) == []


async def test_the_book_lists_a_period_masked(console: Console, browser: Browser) -> None:
    """Every number once, in order; withdrawn ones keep theirs (R6, R41, R43)."""
    customer = {"name": "王建国", "contact": "13800006021"}
    first = await console.filed("电话 13911112222 打不通", customer=customer)
    second = await console.filed("空调坏了")

    book = await browser.get("/papers/book")

    assert book.index(first.number) < book.index(second.number)
    assert "王＊＊" in book
    assert "13800006021" not in book
    assert "13911112222" not in book
    assert "共 2 件" in book
    assert await _readings(console) == []


async def test_the_book_explains_numbers_that_it_does_not_show(console: Console) -> None:
    """To somebody who sees only one department's complaints (R6)."""
    hidden = await console.filed("柜员态度冷淡")
    await console.filed("业务办得太慢")
    shown = await console.filed("空调坏了")
    browser = await console.browser(
        await console.officer("何志远", Role.DEPARTMENT_HANDLER, "logistics")
    )

    book = await browser.get("/papers/book")

    assert shown.number in book
    assert f"{hidden.number} 至" in book
    assert "柜员态度冷淡" not in book


async def test_the_book_prints_blank(console: Console, browser: Browser) -> None:
    """Lines to fill in (R43)."""
    case = await console.filed()

    book = await browser.get("/papers/book?blank=1")

    assert case.number not in book
    assert book.count('class="empty"') == 9
    assert "/papers/book?blank=1" in await browser.get("/papers")
