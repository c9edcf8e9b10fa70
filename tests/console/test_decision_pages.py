"""What is decided works as plain forms: offers, approvals, validity, 回避, checks (R16–R44)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from complaints.model import Complaint, Role
from complaints.policy import Approval as Passing
from tests.console.console_kit import Browser, Console
from tests.fakes import FrozenTime

OFFER = {"kind1": "apology", "text1": "当面致歉", "kind2": "compensation", "amount2": "500"}


@pytest.fixture
async def case(console: Console) -> Complaint:
    """Give a complaint that came by the web chat."""
    return await console.filed()


@pytest.fixture
async def duty(console: Console, case: Complaint) -> Browser:
    """Give the browser of a duty manager who has taken the complaint."""
    browser = await console.browser(await console.officer("周子涵", Role.DUTY_MANAGER))
    await browser.get(f"/cases/{case.number}")
    await browser.submit(f"/cases/{case.number}/take")
    return browser


async def act(browser: Browser, case: Complaint, name: str, **fields: Any) -> str:
    """Send a form of the case page."""
    return await browser.submit(f"/cases/{case.number}/{name}", fields)


def hidden(page: str, name: str) -> str:
    """Read a hidden field of the page at hand."""
    return page.split(f'name="{name}" value="')[1].split('"')[0]


async def test_an_offer_over_the_limit_is_approved_on_the_queue(
    console: Console, duty: Browser, case: Complaint
) -> None:
    """It waits for somebody else; agreed in recorded words and carried out (R22, R23)."""
    page = await act(duty, case, "offer", **OFFER)
    assert "等待批准：补救方案" in page
    assert case.number not in await duty.get("/approvals")

    leader = await console.browser(await console.officer("沈国栋", Role.SENIOR_LEADER))
    queue = await leader.get("/approvals")
    assert "¥500.00" in queue
    approval = queue.split('action="/approvals/')[1].split('"')[0]
    status, page = await leader.refused(f"/approvals/{approval}", {"decision": "refuse"})
    assert status == 422
    page = await leader.submit(f"/approvals/{approval}", {"decision": "grant"})
    assert f"已批准：{case.number}" in page

    page = await duty.get(f"/cases/{case.number}")
    said = {"remedy": hidden(page, "remedy"), "via": "phone", "words": "行"}
    page = await act(duty, case, "remedy-agree", **said, choice="2")
    assert "客户同意，待落实" in page
    page = await act(duty, case, "remedy-done", remedy=said["remedy"], words="财务转账")
    assert "财务转账" in page


@pytest.mark.parametrize(
    ("amount", "words"),
    [("-5", "不能是负数"), ("0", "大于零"), ("20 USD", "本单位的币种 CNY"), ("abc", "看不懂")],
)
async def test_what_is_no_sum_is_refused_in_clear_words(
    duty: Browser, case: Complaint, amount: str, words: str
) -> None:
    """And what was typed stays (R23)."""
    fields = {"kind1": "refund", "amount1": amount}
    status, page = await duty.refused(f"/cases/{case.number}/offer", fields)

    assert status == 422
    assert words in page


async def test_a_judgement_is_confirmed_by_another_on_the_queue(
    console: Console, duty: Browser, case: Complaint
) -> None:
    """Facts first, then a proposal with a published rule, then a second person (R16, R17)."""
    await act(duty, case, "investigate", facts="查了监控", liable="no", told_customer="1")
    judgement = {
        "invalid": "not_promised",
        "motive": "misread",
        "rule": "service",
        "explanation": "这项服务没有承诺过。",
    }
    await act(duty, case, "judge", **judgement)
    manager = await console.browser(await console.officer("林晓芸"))
    queue = await manager.get("/approvals")
    assert "查了监控" in queue
    approval = queue.split('action="/approvals/')[1].split('"')[0]
    await manager.submit(f"/approvals/{approval}", {"decision": "grant"})

    page = await manager.get(f"/cases/{case.number}")
    assert "要求的是从未承诺过的" in page
    page = await act(manager, case, "review", reason="客户来电要求复核")
    assert "转上一级复核" in page


async def test_a_result_waits_where_the_policy_says_so(
    console: Console, duty: Browser, case: Complaint
) -> None:
    """The officer is told so (R26)."""
    console.house.policy = _passing(console, Passing.ALWAYS)
    page = await act(duty, case, "resolve", result="换了灯")

    assert "结果已送批准" in page
    assert "等待批准：处理结果" in page


def _passing(console: Console, passing: Passing) -> Any:
    return replace(console.house.policy, approval=passing)


async def test_the_person_kept_out_sees_nothing_any_more(
    console: Console, duty: Browser, case: Complaint
) -> None:
    """By a manager's decision, and back by another (回避)."""
    staff = await console.officer("何志远", Role.STAFF)
    other = await console.browser(staff)
    await other.get(f"/cases/{case.number}")
    page = await act(duty, case, "recuse", to=str(staff.id), reason="客户的亲戚")
    assert "客户的亲戚" in page
    await other.get(f"/cases/{case.number}", 404)

    await act(duty, case, "recusal-lift", recusal=hidden(page, "recusal"), reason="弄错了")
    await other.get(f"/cases/{case.number}")


async def test_the_quality_office_has_a_list_to_check(
    console: Console, duty: Browser, case: Complaint
) -> None:
    """Sent back with a reason, or archived; nobody else sees the list (R44)."""
    await act(duty, case, "close", reason="客户谅解")
    await duty.get("/checks", 403)
    quality = await console.browser(await console.officer("陆文博", Role.QUALITY_OFFICE))
    assert case.number in await quality.get("/checks")
    path = f"/checks/{case.number}"
    for given in ({"unapt": "1", "words": ""}, {"words": "没看现场"}):
        status, _ = await quality.refused(path, {"decision": "back", **given})
        assert status == 422
    both = {"decision": "back", "late": "1", "unapt": "1", "words": "没看现场"}
    page = await quality.submit(path, both)
    assert "退回重办" in page
    await duty.get(f"/cases/{case.number}")
    await act(duty, case, "close", reason="看过了")
    page = await quality.get("/checks")
    assert "退回过 1 次" in page
    assert "已归档" in await quality.submit(path, {"decision": "pass"})


async def test_a_check_sees_the_figures_and_the_case_shows_what_it_found(
    console: Console, duty: Browser, case: Complaint, now: FrozenTime
) -> None:
    """Clocks missed and measures carried out beside the check; sent back counted (R44)."""
    here = f"/cases/{case.number}"
    now.advance(hours=3)
    await duty.get(here)
    page = await act(duty, case, "offer", kind1="apology", text1="当面致歉")
    said = {"remedy": hidden(page, "remedy"), "via": "phone", "words": "行"}
    page = await act(duty, case, "remedy-agree", **said, choice="1")
    await act(duty, case, "remedy-done", remedy=said["remedy"], words="已致歉")
    await act(duty, case, "contact", via="phone", contact="说明情况")
    await act(duty, case, "investigate", facts="查了监控", liable="yes")
    await act(duty, case, "close", reason="客户谅解")
    quality = await console.browser(await console.officer("陆文博", Role.QUALITY_OFFICE))

    page = await quality.get("/checks")
    for shown in ("超时 1 项", "首次答复", "道歉", "查过事实"):
        assert shown in page
    await quality.submit(
        f"/checks/{case.number}", {"decision": "back", "late": "1", "words": "三小时才回话"}
    )
    page = await duty.get(here)
    for shown in ("退回过 1 次", "三小时才回话", "不及时"):
        assert shown in page
    figures = await quality.get("/figures")
    assert '退回重办</td><td class="r">1 · 100.0%' in figures


async def test_the_rail_counts_what_waits_for_ones_own_decision(
    console: Console, duty: Browser, case: Complaint
) -> None:
    """Who asked has nothing to decide; once decided, nobody has (R23)."""

    def badge(page: str) -> str:
        return page.split('id="rail-approvals"')[1].split("</span></a>")[0]

    leader = await console.browser(await console.officer("沈国栋", Role.SENIOR_LEADER))
    await act(duty, case, "offer", **OFFER)
    assert "rail__n" not in badge(await duty.get("/approvals"))
    queue = await leader.get("/approvals")
    assert "</span>1</b>" in badge(queue)
    approval = queue.split('action="/approvals/')[1].split('"')[0]
    page = await leader.submit(f"/approvals/{approval}", {"decision": "grant"})
    assert "rail__n" not in badge(page)
