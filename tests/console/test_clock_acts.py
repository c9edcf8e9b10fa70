"""A complaint's page shows its clocks and what can be done about them (R12, R19, R24, R28)."""

from __future__ import annotations

from typing import Any

import pytest

from complaints.model import Complaint, Role
from tests.console.console_kit import Browser, Console
from tests.fakes import FrozenTime


@pytest.fixture
async def complaint(console: Console) -> Complaint:
    """Give a complaint that came by the web chat."""
    return await console.filed()


@pytest.fixture
async def browser(console: Console, complaint: Complaint) -> Browser:
    """Give the browser of a lobby manager who has taken the complaint."""
    browser = await console.browser(await console.officer("林晓芸"))
    await browser.get(f"/cases/{complaint.number}")
    await _act(browser, complaint, "take")
    return browser


async def _act(browser: Browser, complaint: Complaint, act: str, **fields: Any) -> str:
    return await browser.submit(f"/cases/{complaint.number}/{act}", fields)


async def test_a_clock_rests_and_goes_on_by_forms(browser: Browser, complaint: Complaint) -> None:
    """R19, R32: with the reason; a senseless span is refused with words."""
    page = await _act(browser, complaint, "pause", clock="result", span="1 d", reason="等配件")
    assert "暂停到" in page
    assert "林晓芸 暂停办结：等配件" in page
    assert "恢复“办结”计时" in page
    page = await _act(browser, complaint, "unpause", clock="result")
    assert "林晓芸 恢复办结计时" in page
    assert "暂停到" not in page

    wrong = {"clock": "result", "span": "soon", "reason": "等配件"}
    status, page = await browser.refused(f"/cases/{complaint.number}/pause", wrong)
    assert status == 422
    assert "1 wd" in page


async def test_more_time_is_asked_here_and_granted_there(
    console: Console, browser: Browser, complaint: Complaint
) -> None:
    """R19, R23: who asks is offered no button to grant it; another manager is."""
    page = await _act(browser, complaint, "extend", clock="result", span="12 h", reason="等检验")
    assert "林晓芸 申请“办结”延长 12 h：等检验" in page
    assert "批准</button>" not in page

    other = await console.browser(await console.officer("陈卓"))
    page = await other.get(f"/cases/{complaint.number}")
    assert "批准</button>" in page
    extension = page.split('name="extension" value="')[1].split('"')[0]
    page = await _act(other, complaint, "extension", extension=extension, decision="yes")
    assert "陈卓 批准办结延长 12 h" in page
    assert "批准</button>" not in page


async def test_a_visit_is_promised_and_recorded(browser: Browser, complaint: Complaint) -> None:
    """R19: two working days; the recorded visit ends its clock."""
    page = await _act(browser, complaint, "visit", reason="看漏水")
    assert "林晓芸 约定上门：看漏水" in page
    assert "上门查看" in page
    page = await _act(browser, complaint, "contact", via="visit", contact="已看过")
    assert "约定上门</summary>" in page


async def test_a_major_case_asks_for_the_report_first(
    console: Console, browser: Browser, complaint: Complaint
) -> None:
    """R28: until a leader knows, or somebody says which one was told on the phone."""
    leader = await console.officer("周总", Role.SENIOR_LEADER)
    page = await _act(browser, complaint, "severity", severity="major", reason="")
    assert "前联系客户" in page
    await _act(browser, complaint, "contact", via="phone", contact="已致歉")
    page = await browser.get(f"/cases/{complaint.number}")
    assert "前向上报告" in page
    page = await _act(browser, complaint, "report", to=str(leader.id))
    assert "林晓芸 已向 周总 报告" in page
    assert "前向上报告" not in page


async def test_who_may_not_manage_clocks_is_offered_nothing(
    console: Console, browser: Browser, complaint: Complaint
) -> None:
    """A pause is a manager's, more time is everybody's to ask for."""
    staff = await console.browser(await console.officer("王敏", Role.STAFF))
    page = await staff.get(f"/cases/{complaint.number}")

    assert "暂停计时" not in page
    assert "申请延期" in page


async def test_the_house_says_beside_the_case_how_to_handle_it(
    console: Console, browser: Browser, complaint: Complaint, now: FrozenTime
) -> None:
    """R12, R24: the sub-category that is chosen brings its own guide first."""
    page = await browser.get(f"/cases/{complaint.number}")
    assert "任何投诉" in page
    assert "等候过长" in page, "can be chosen"

    page = await _act(browser, complaint, "record", subcategory="wait")

    assert page.index("等候与流程") < page.index("任何投诉")
