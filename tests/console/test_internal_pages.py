"""The internal register as plain forms, for those concerned and for nobody else (R9)."""

from __future__ import annotations

import re

import pytest

from complaints.model import Officer, Role
from tests.console.console_kit import Browser, Console

SAID = {"category": "pay", "text": "两天加班没有发钱", "person": "林晓芸"}
DECIDED = {
    "outcome": "partly",
    "grounds": "核对了排班表",
    "to_complainant": "已补发",
    "to_person": "请按表排班",
}


@pytest.fixture
async def staff(console: Console) -> Browser:
    """Give the browser of who complains."""
    return await console.browser(await console.officer("周子涵", Role.STAFF))


@pytest.fixture
async def boss(console: Console) -> Browser:
    """Give the browser of who is complained about."""
    return await console.browser(await console.officer("林晓芸", Role.LOBBY_MANAGER))


@pytest.fixture
async def hr(console: Console) -> Browser:
    """Give the browser of HR."""
    return await console.browser(await console.officer("韩人事", Role.HR))


def number_in(page: str) -> str:
    """Read the number that a page names."""
    found = re.search(r"HN-\d{6}-\d{3}", page)
    assert found is not None
    return found[0]


async def test_filed_decided_told_and_reviewed(boss: Browser, staff: Browser, hr: Browser) -> None:
    """R9: each of the two reads their own words under 我的, and may ask for a review."""
    await staff.get("/mine")
    number = number_in(await staff.submit("/mine/internal", SAID))
    path = f"/internal/{number}"
    assert number in await hr.get("/internal")
    assert "两天加班没有发钱" in await hr.get(path)
    await hr.submit(f"{path}/investigate", {"facts": "查了表"})
    await hr.submit(f"{path}/report", {"to": "总经理"})
    await hr.submit(f"{path}/decide", DECIDED)

    mine = await staff.get("/mine")
    assert "已补发" in mine
    assert "核对了排班表" not in mine
    about = await boss.get("/mine")
    assert "请按表排班" in about
    assert "两天加班" not in about
    assert "已补发" not in about
    await boss.submit(f"/mine/internal/{number}", {"words": "不是我排的"})
    assert "不是我排的" in await hr.get(path)
    status, page = await hr.refused(f"{path}/decide", DECIDED)
    assert status == 403
    assert "上一级" in page


async def test_anonymous_answers_with_a_receipt_and_leaves_nothing_in_addresses_or_cookies(
    staff: Browser, hr: Browser
) -> None:
    """R9: the receipt is in the page once; it finds the decision and asks for a review."""
    await staff.get("/mine")
    answer = await staff.send("/mine/internal", SAID | {"anonymous": "1"})
    staff.page = await answer.text()
    receipt = staff.page.split('id="receipt-code">')[1].split("<")[0]
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies
    number = number_in(staff.page)
    assert number not in await staff.get("/mine")

    await hr.get(f"/internal/{number}")
    await hr.submit(f"/internal/{number}/decide", DECIDED)
    await staff.get("/mine")
    found = await (await staff.send("/mine/receipt", {"receipt": receipt})).text()
    assert "已补发" in found
    answer = await staff.send("/mine/receipt/review", {"receipt": receipt, "words": "还有三天"})
    assert answer.status == 200
    page = await hr.get(f"/internal/{number}")
    assert "还有三天" in page
    assert "匿名" in page
    assert "周子涵" not in page.split('<main class="page"')[1]
    status, _ = await staff.refused("/mine/receipt", {"receipt": "wrong"})
    assert status == 404


async def test_the_book_counts_a_period_with_n(
    console: Console, staff: Browser, hr: Browser
) -> None:
    """R9: 员工投诉登记本, weekly and monthly."""
    await staff.get("/mine")
    for _ in range(2):
        await staff.submit("/mine/internal", {"category": "conduct", "text": "迟到"})

    page = await hr.get("/internal/book")
    assert "n = 2" in page
    assert page.count("HN-") >= 2
    for period in re.findall(r'href="(/internal/book\?from=[^"]+)"', page):
        assert "n = " in await hr.get(period.replace("&amp;", "&"))
    assert "n = 0" in await hr.get("/internal/book?from=2020-01-01&to=2020-01-31")


async def test_hr_enters_what_somebody_said_who_has_left(hr: Browser) -> None:
    """R9: told by phone, and their wish for a review entered for them."""
    await hr.get("/internal")
    page = await hr.submit("/internal", SAID | {"complainant": "前员工陈某", "person": "某某"})
    path = f"/internal/{number_in(page)}"
    assert "前员工陈某" in page
    await hr.submit(f"{path}/decide", DECIDED)
    await hr.submit(f"{path}/tell", {"side": "complainant", "via": "phone"})
    page = await hr.submit(f"{path}/review", {"side": "complainant", "words": "来电不服"})
    assert "来电不服" in page
    status, _ = await hr.refused("/internal", SAID)
    assert status == 422


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.HR, Role.QUALITY_OFFICE)]
)
async def test_every_other_role_meets_nothing(
    console: Console, staff: Browser, boss: Browser, role: Role
) -> None:
    """R9: neither in the rail nor by address; leaders see it, but the one it names does not."""
    await staff.get("/mine")
    number = number_in(await staff.submit("/mine/internal", SAID))
    officer: Officer = await console.officer("某人", role)
    other = await console.browser(officer)
    is_leader = role is Role.SENIOR_LEADER
    page = await other.get("/mine")
    assert ('href="/internal"' in page) is is_leader
    assert number not in page
    for path, refused in (("/internal", 403), (f"/internal/{number}", 404)):
        await other.get(path, 200 if is_leader else refused)
    await other.get("/internal/book", 200 if is_leader else 403)
    await other.get("/mine")
    for act in ("investigate", "report", "decide", "tell", "review"):
        if not is_leader:
            assert (await other.send(f"/internal/{number}/{act}", DECIDED)).status == 404
    assert number not in await other.get("/find?text=加班")


async def test_what_is_refused_keeps_what_was_typed(staff: Browser) -> None:
    """A form that is refused says why and loses nothing."""
    await staff.get("/mine")
    status, page = await staff.refused("/mine/internal", SAID | {"category": "service"})
    assert status == 422
    assert "两天加班没有发钱" in page
