"""Major complaints as plain forms: from being known to the approved report (R28–R30)."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import FormData

from complaints.major_model import Section
from complaints.model import Complaint, Role, Severity, Status
from tests.console.console_kit import Browser, Console
from tests.fakes import ZONE

SECTIONS = {section.value: "写清楚了" for section in Section}


@pytest.fixture
async def case(console: Console) -> Complaint:
    """Give a complaint by telephone that is major."""
    return await console.filed("自动门夹伤老人，有人受伤，媒体到场", by_chat=False)


@pytest.fixture
async def owner(console: Console, case: Complaint) -> Browser:
    """Give the browser of a lobby manager who has taken it."""
    browser = await console.browser(await console.officer("林晓芸"))
    await browser.get(f"/cases/{case.number}")
    await browser.submit(f"/cases/{case.number}/take")
    return browser


@pytest.fixture
async def leader(console: Console) -> Browser:
    """Give the browser of a senior leader."""
    return await console.browser(await console.officer("王敏", Role.SENIOR_LEADER))


async def act(browser: Browser, case: Complaint, name: str, **fields: Any) -> str:
    """Send a form of the page of a major complaint."""
    await browser.get(f"/major/{case.number}")
    return await browser.submit(f"/major/{case.number}/{name}", fields)


async def refused(browser: Browser, case: Complaint, name: str, **fields: Any) -> tuple[int, str]:
    """Send a form that is refused."""
    await browser.get(f"/major/{case.number}")
    return await browser.refused(f"/major/{case.number}/{name}", fields)


async def grant(browser: Browser) -> str:
    """Grant the first request of the queue."""
    queue = await browser.get("/approvals")
    approval = queue.split('action="/approvals/')[1].split('"')[0]
    return await browser.submit(f"/approvals/{approval}", {"decision": "grant"})


def due(console: Console, hours: int) -> str:
    """Write a moment as a form does."""
    return f"{(console.house.now() + timedelta(hours=hours)).astimezone(ZONE):%Y-%m-%dT%H:%M}"


async def test_the_list_says_what_each_still_lacks_r28(
    console: Console, owner: Browser, leader: Browser, case: Complaint
) -> None:
    """And the rail how many there are."""
    await console.filed("灯坏了")
    page = await owner.get("/major")
    assert case.number in page
    for lack in ("高层未知悉", "专项小组", "调查", "措施计划", "总结报告", "答复客户"):
        assert lack in page
    assert page.count('class="info"') == 1
    page = await act(leader, case, "acknowledge")
    assert "您已知悉" in page
    assert "高层未知悉" not in await owner.get("/major")


async def test_a_major_case_from_task_force_to_answer_r28(
    console: Console, owner: Browser, leader: Browser, case: Complaint
) -> None:
    """Each step is a form; what is missing is refused in words."""
    head = await console.officer("何志强", Role.DEPARTMENT_HANDLER, "logistics")
    await act(leader, case, "acknowledge")
    lead = (await console.complaint(case)).owner_id
    status, page = await refused(leader, case, "task-force", lead="")
    assert (status, "必填" in page) == (422, True)
    fields = [("lead", str(lead)), ("member", str(head.id)), (f"task_{head.id}", "现场")]
    await leader.get(f"/major/{case.number}")
    page = await leader.submit(f"/major/{case.number}/task-force", fields)
    assert "专项小组已成立" in page
    assert "何志强" in page

    measure = {"text": "停用东门", "department": "logistics", "person": str(head.id)}
    status, page = await refused(owner, case, "measures", **measure, due=due(console, -1))
    assert (status, "时限已经过去" in page, "停用东门" in page) == (422, True, True)
    page = await act(owner, case, "measures", **measure, due=due(console, 5))
    assert "未批准" in page
    page = await act(owner, case, "plan")
    assert "等待" in await owner.get(f"/cases/{case.number}") or "待批" in page
    assert "停用东门 · 后勤保障部 · 何志强" in await leader.get("/approvals")
    await grant(leader)

    worker = await console.browser(head)
    page = await worker.get(f"/major/{case.number}")
    row = page.split('name="measure" value="')[1].split('"')[0]
    page = await act(worker, case, "measure-done", measure=row, words="贴了停用牌")
    assert "贴了停用牌" in page
    page = await act(leader, case, "measure-verify", measure=row, good="1", words="")
    assert "已验收" in page

    status, page = await owner.refused(f"/cases/{case.number}/close", {"reason": "谈妥"})
    assert (status, "总结报告" in page) == (409, True)
    status, page = await refused(owner, case, "summary", submit="1", course="夹伤")
    assert (status, "还没有写齐" in page) == (422, True)
    page = await act(owner, case, "summary", submit="1", **SECTIONS)
    assert "报告待批准" in page
    await grant(leader)
    result = {"result": "已赔付", "via": "phone"}
    await owner.get(f"/cases/{case.number}")
    page = await owner.submit(f"/cases/{case.number}/resolve", result)
    assert "结果已送批准" in page
    await grant(leader)
    assert (await console.complaint(case)).status is Status.ANSWERED
    paper = await owner.get(f"/cases/{case.number}/papers/major")
    for words in ("重大投诉处理报告", "停用东门", "写清楚了", "王敏", "何志强"):
        assert words in paper


async def test_bulk_does_not_get_round_the_report_r28(
    console: Console, owner: Browser, case: Complaint
) -> None:
    """The list has no act that closes, and classifying changes no severity."""
    await owner.get("/")
    page = await owner.submit(
        "/bulk", [("number", case.number), ("act", "classify"), ("category", "service")]
    )
    found = await console.complaint(case)
    assert page
    assert (found.severity, found.status) == (Severity.MAJOR, Status.OPEN)


async def test_evidence_shows_its_checksum_r25(
    console: Console, owner: Browser, case: Complaint
) -> None:
    """Every file of the case, with the whole SHA-256."""
    await owner.get(f"/major/{case.number}")
    token = owner.page.split('name="csrf" value="')[1].split('"')[0]
    form = FormData()
    form.add_field("csrf", token)
    form.add_field("note", "东门监控截图")
    form.add_field("file", b"evidence", filename="gate.txt", content_type="text/plain")
    response = await owner.client.post(
        f"/major/{case.number}/evidence",
        data=form,
        headers={"Origin": owner.origin, "Referer": f"{owner.origin}/"},
        allow_redirects=False,
    )
    assert response.status == 303
    page = await owner.get(f"/major/{case.number}")

    assert "gate.txt" in page
    assert hashlib.sha256(b"evidence").hexdigest() in page


async def test_a_crisis_is_climbed_and_ended_on_the_page_r29(
    console: Console, owner: Browser, leader: Browser, case: Complaint
) -> None:
    """The page shows who was called, what was decided, and the chosen plan."""
    page = await act(owner, case, "crisis", reason="家属围堵")
    assert "家属围堵" in page
    await act(owner, case, "crisis-up", decided="现场劝不住")
    await act(owner, case, "crisis-up", decided="运营中心也不行")
    status, page = await refused(owner, case, "crisis-up", decided="还不行")
    assert (status, "至少要有 2 个备选方案" in page) == (409, True)
    await act(owner, case, "crisis-plan", text="全额赔付")
    await act(owner, case, "crisis-plan", text="第三方调解")
    await act(owner, case, "crisis-up", decided="两个方案请定")
    page = await act(leader, case, "crisis-choose", plan="2", reason="更稳妥")
    assert "更稳妥" in page
    page = await act(leader, case, "crisis-end", outcome="家属离开")
    assert "家属离开" in page


async def test_cards_stand_beside_the_case_call_and_print_r30(
    console: Console, owner: Browser, leader: Browser, case: Complaint
) -> None:
    """By the reason of the severity; another is chosen by hand."""
    page = await act(owner, case, "card", card="media")
    assert "发言人" in page
    page = await act(owner, case, "call", card="media", stage="1")
    assert "王敏" in page
    assert "没有聊天，请打电话" in page
    status, _ = await refused(owner, case, "call", card="media", stage="9")
    assert status == 422
    card = await owner.get("/cards/media")
    assert "发言要点" in card
    await owner.get("/cards/dragon", 404)


async def test_a_group_becomes_one_event_and_everybody_is_answered_r13(
    console: Console, owner: Browser, case: Complaint
) -> None:
    """Two forms: bring together, reply to all."""
    first = await console.filed("电梯停了")
    others = [await console.filed("电梯停了"), await console.filed("电梯停了", by_chat=False)]
    await owner.get(f"/cases/{first.number}")
    await owner.submit(f"/cases/{first.number}/take")
    ticked = [("other", one.number) for one in others]
    page = await owner.submit(f"/cases/{first.number}/one-event", ticked)
    assert "已并为一个事件" in page
    await owner.submit(f"/cases/{first.number}/reply-all", {"reply": "已经修好了", "seen": ""})
    page = await owner.get(f"/cases/{first.number}")
    assert f"要打电话的：{others[1].number}" in page


async def test_what_one_may_not_see_is_not_found(console: Console, case: Complaint) -> None:
    """Neither its page nor any act on it; nor is it in the list."""
    other = await console.officer("别的部门", Role.DEPARTMENT_HANDLER, "operations")
    browser = await console.browser(other)
    await browser.get(f"/major/{case.number}", 404)
    assert case.number not in await browser.get("/major")
    status, _ = await browser.refused(f"/major/{case.number}/acknowledge")
    assert status == 404
