"""协调 by plain forms: ask, answer, sign, send back, withdraw; the page of all requests (R20)."""

from __future__ import annotations

from typing import Any

import pytest

from complaints.model import Complaint, Role
from tests.console.console_kit import Browser, Console

LOGISTICS = "logistics"
ASK = {"department": LOGISTICS, "words": "请查 3 号空调", "within": "30 min"}


@pytest.fixture
async def case(console: Console) -> Complaint:
    """Give a complaint that came by the web chat."""
    return await console.filed()


@pytest.fixture
async def manager(console: Console, case: Complaint) -> Browser:
    """Give the browser of a lobby manager who has taken the complaint."""
    browser = await console.browser(await console.officer("林晓芸"))
    await browser.get(f"/cases/{case.number}")
    await act(browser, case, "take")
    return browser


@pytest.fixture
async def handler(console: Console) -> Browser:
    """Give the browser of a handler of 后勤保障部."""
    role = Role.DEPARTMENT_HANDLER
    return await console.browser(await console.officer("赵工", role, LOGISTICS))


@pytest.fixture
async def head(console: Console) -> Browser:
    """Give the browser of the head of 后勤保障部."""
    role = Role.DEPARTMENT_HEAD
    return await console.browser(await console.officer("钱主任", role, LOGISTICS))


async def act(browser: Browser, case: Complaint, name: str, **fields: Any) -> str:
    """Send a form of the case page."""
    return await browser.submit(f"/cases/{case.number}/{name}", fields)


def shown(page: str, name: str) -> dict[str, str]:
    """Read the hidden fields of the form of a request."""
    form = page.split(f'/request-{name}"')[1].split("</form>")[0]
    return {
        field: form.split(f'name="{field}" value="')[1].split('"')[0]
        for field in ("request", "seen")
    }


async def test_from_asking_to_the_signature(
    manager: Browser, handler: Browser, head: Browser, case: Complaint
) -> None:
    """Each sees what is theirs to do, and what was said so far (R20)."""
    page = await act(manager, case, "ask", **ASK)
    assert "已请部门协办" in page
    assert "林晓芸 请后勤保障部协办" in page
    assert "撤回协办</button>" in page

    path = f"/cases/{case.number}"
    page = await handler.get("/coordination")
    assert "请查 3 号空调" in page
    assert f"{path}?pane=facts#request-" in page
    page = await handler.get(path)
    assert "我来办</button>" in page
    assert "签字确认</button>" not in page
    page = await act(handler, case, "request-accept", **shown(page, "accept"))
    assert "赵工 在办" in page
    page = await act(handler, case, "request-answer", **shown(page, "answer"), words="换了滤网")
    assert "待负责人签字" in page

    page = await head.get(path)
    assert "换了滤网" in page
    page = await act(head, case, "request-send_back", **shown(page, "send_back"), words="原因？")
    page = await handler.get(path)
    await act(handler, case, "request-answer", **shown(page, "answer"), words="滤网堵了")
    page = await head.get(path)
    page = await act(head, case, "request-sign", **shown(page, "sign"))
    assert "已签字" in page
    page = await manager.get(path)
    assert "钱主任 签字确认了后勤保障部的答复" in page
    assert "滤网堵了" in page


async def test_a_department_asks_back_or_says_that_it_is_not_theirs(
    manager: Browser, handler: Browser, case: Complaint
) -> None:
    """The page says whose turn it is; what is declined goes out of sight (R20)."""
    await act(manager, case, "ask", **ASK)
    page = await handler.get(f"/cases/{case.number}")
    await act(handler, case, "request-question", **shown(page, "question"), words="哪一台？")
    page = await manager.get("/coordination")
    assert "部门有问题要问" in page
    page = await manager.get(f"/cases/{case.number}")
    assert "哪一台？" in page
    await act(manager, case, "request-explain", **shown(page, "explain"), words="左边那台")

    page = await handler.get(f"/cases/{case.number}")
    page = await act(handler, case, "request-decline", **shown(page, "decline"), words="归物业管")
    assert "已退给提出人" in page
    await handler.get(f"/cases/{case.number}", 404)
    page = await manager.get(f"/cases/{case.number}")
    assert "归物业管" in page
    assert '<option value="logistics"' in page


async def test_who_was_only_asked_is_offered_nothing_else(
    console: Console, manager: Browser, handler: Browser, case: Complaint
) -> None:
    """Neither the acts of the case nor what was decided; forged forms are refused (R20)."""
    path = f"/cases/{case.number}"
    await handler.get(path, 404)
    await act(manager, case, "investigate", facts="监控里看得很清楚", liable="no")
    await act(manager, case, "ask", **ASK)

    page = await handler.get(path)
    assert "您的部门只负责协办" in page
    assert "前答复协办" in page
    assert "监控里看得很清楚" not in page
    assert "完善资料" not in page
    for name in ("/resolve", "/take", "/reply", "/severity", "/record", "/offer", "/ask", "/note"):
        assert f'{path}{name}"' not in page
    for name, fields in (("note", {"note": "x"}), ("severity", {"severity": "major"})):
        status, page = await handler.refused(f"{path}/{name}", fields)
        assert (status, "只负责协办，不能办理" in page) == (403, True)
    await handler.get(f"{path}/papers/handling", 404)
    assert "内部协调工作单" in await handler.get(f"{path}/papers/coordination")


async def test_nonsense_is_refused_and_what_was_typed_stays(
    manager: Browser, handler: Browser, case: Complaint
) -> None:
    """Beyond the limit, no department, twice, past a department, a stale page (R20)."""
    path = f"/cases/{case.number}"
    for change, words in (
        ({"within": "30 d"}, "最长"),
        ({"within": "soon"}, "1 wd"),
        ({"department": ""}, "请选一个部门"),
    ):
        status, page = await manager.refused(f"{path}/ask", ASK | change | {"move": "ask"})
        assert (status, words in page, ">请查 3 号空调</textarea>" in page) == (422, True, True)
    page = await act(manager, case, "ask", **ASK)
    status, page = await manager.refused(f"{path}/ask", ASK)
    assert (status, "还没办完上一次" in page) == (409, True)
    status, page = await manager.refused(f"{path}/resolve", {"result": "修好了"})
    assert (status, "还有 1 个部门没有答复或签字" in page) == (409, True)

    stale = shown(await handler.get(path), "answer")
    await act(handler, case, "request-question", **stale, words="哪一台？")
    given = {**stale, "words": "修好了", "move": "answer"}
    status, page = await handler.refused(f"{path}/request-answer", given)
    assert (status, "这期间有了新情况" in page, ">修好了</textarea>" in page) == (409, True, True)
    other = {"request": "12345", "words": "x"}
    assert (await handler.refused(f"{path}/request-answer", other))[0] == 404


async def test_a_case_without_chat_shows_that_the_customer_is_to_be_called(
    console: Console, manager: Browser
) -> None:
    """Until a call is recorded (R20)."""
    case = await console.filed(by_chat=False)
    await manager.get(f"/cases/{case.number}")
    await act(manager, case, "take")
    page = await act(manager, case, "ask", **ASK)
    assert "请打电话" in page

    page = await act(manager, case, "contact", via="phone", contact="告诉客户了")
    assert "客户没有聊天渠道：请打电话" not in page


async def test_the_rail_counts_whose_turn_it_is(
    manager: Browser, handler: Browser, head: Browser, case: Complaint
) -> None:
    """The department's to answer, then the head's to sign (R20)."""

    def badge(page: str) -> str:
        return page.split('id="rail-coordination"')[1].split("</span></a>")[0]

    assert "rail__n" not in badge(await handler.get("/coordination"))
    await act(manager, case, "ask", **ASK)
    assert "</span>1</b>" in badge(await handler.get("/coordination"))
    assert "rail__n" not in badge(await manager.get("/coordination"))
    page = await handler.get(f"/cases/{case.number}")
    await act(handler, case, "request-answer", **shown(page, "answer"), words="修好了")
    assert "rail__n" not in badge(await handler.get("/coordination"))
    assert "</span>1</b>" in badge(await head.get("/coordination"))


async def test_three_departments_show_why_it_may_be_major(
    manager: Browser, case: Complaint
) -> None:
    """Suggested with the reason; the severity stays (R13)."""
    for code in (LOGISTICS, "operations", "personnel"):
        page = await act(manager, case, "ask", department=code, words="请协助")

    assert "可以考虑定为重大" in page
    assert "3 个部门在办" in page


async def test_the_sheet_prints_what_was_asked_and_answered(
    manager: Browser, handler: Browser, case: Complaint
) -> None:
    """内部协调工作单 (R20, R43); blank it has room for one request."""
    await act(manager, case, "ask", **ASK)
    page = await handler.get(f"/cases/{case.number}")
    await act(handler, case, "request-answer", **shown(page, "answer"), words="换了滤网")

    sheet = await manager.get(f"/cases/{case.number}/papers/coordination")
    for words in (
        "内部协调工作单",
        "后勤保障部",
        "请查 3 号空调",
        "换了滤网",
        "赵工",
        "负责人签字",
    ):
        assert words in sheet
    blank = await manager.get("/papers/coordination")
    assert "协办事项" in blank


async def test_the_lobby_manager_is_called_and_arrives(console: Console, manager: Browser) -> None:
    """The mark is set at intake or on the case; the clock stops with the arrival (R20)."""
    new = {"channel": "onsite", "text": "排队太久，现在就要说法", "onsite": "1"}
    page = await manager.submit("/intake", new)
    number = page.split("/cases/")[1].split('"')[0]
    page = await manager.get(f"/cases/{number}")
    assert "现场解决" in page
    assert "到达现场" in page
    page = await manager.submit(f"/cases/{number}/arrive")
    assert "已记下到场" in page
    assert "林晓芸 已到场" in page

    other = await console.filed(by_chat=False)
    await manager.get(f"/cases/{other.number}")
    page = await act(manager, other, "onsite")
    assert "已请大堂经理到现场" in page
    assert f"/cases/{other.number}/onsite" not in page
