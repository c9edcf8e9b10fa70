"""Responsibility as plain forms: opened on a case, answered under 我的, decided (R34)."""

from __future__ import annotations

import re

import pytest

from complaints.model import Complaint, Role
from tests.console.console_kit import Browser, Console

OPENED = {
    "kind": "personal",
    "about": "周子涵",
    "cause": "漏看单据",
    "question": "当时怎么核对的",
    "gap": "没有复核岗",
}


@pytest.fixture
async def case(console: Console) -> Complaint:
    """Give a complaint."""
    return await console.filed()


@pytest.fixture
async def person(console: Console) -> Browser:
    """Give the browser of whose fault it may be."""
    return await console.browser(await console.officer("周子涵", Role.STAFF))


@pytest.fixture
async def manager(console: Console, case: Complaint, person: Browser) -> Browser:
    """Give the browser of the lobby manager, who has opened a finding."""
    browser = await console.browser(await console.officer("林晓芸"))
    await browser.get(f"/cases/{case.number}")
    await browser.submit(f"/cases/{case.number}/finding", OPENED)
    return browser


def path_in(page: str) -> str:
    """Read the address of the finding that a page names."""
    found = re.search(r"/findings/\d+", page)
    assert found is not None
    return found[0]


async def test_heard_decided_reviewed_reported_and_carried_out(
    console: Console, case: Complaint, person: Browser, manager: Browser
) -> None:
    """R34: every step a form; the decision can only be made once the person has been heard."""
    path = path_in(manager.page)
    page = await manager.get(path)
    assert "漏看单据" in page
    assert f'action="{path}/decide"' not in page
    mine = await person.get("/mine")
    assert "当时怎么核对的" in mine
    assert "漏看单据" not in mine
    await person.submit(path.replace("/findings", "/mine/findings"), {"words": "两人核对过"})

    decided = {"decision": "未按流程复核", "measures": "points", "points": "2"}
    page = await manager.get(path)
    assert "两人核对过" in page
    await manager.submit(f"{path}/decide", decided)
    await manager.submit(f"{path}/customer", {"words": "客户接受"})
    mine = await person.get("/mine")
    assert "未按流程复核" in mine
    assert "没有复核岗" not in mine
    assert "客户接受" not in mine
    status, _ = await manager.refused(f"{path}/confirm", {"words": "好"})
    assert status == 403

    quality = await console.browser(await console.officer("齐质量", Role.QUALITY_OFFICE))
    assert path in await quality.get("/findings")
    await quality.get(path)
    await quality.submit(f"{path}/confirm", {"words": "同意"})
    await quality.submit(f"{path}/report", {"words": "总经理"})
    page = await quality.submit(f"{path}/carry-out", {"words": "已谈话"})
    assert "已落实" in page
    assert path not in await quality.get("/findings")
    assert path in await quality.get("/findings?state=done")


async def test_what_is_refused_is_said_on_the_page(manager: Browser) -> None:
    """R34: a decision without having heard the person, and points beyond the policy."""
    path = path_in(manager.page)
    await manager.get(path)
    status, page = await manager.refused(f"{path}/decide", {"decision": "处理"})
    assert status == 409
    assert "还没有听取本人说明" in page
    await manager.submit(f"{path}/hear", {"words": "当面说明"})
    status, page = await manager.refused(
        f"{path}/decide", {"decision": "处理", "measures": "points", "points": "99"}
    )
    assert status == 422
    assert "扣分要在 1 到 2 之间" in page


async def test_a_cause_that_is_not_plain_is_set_aside_and_taken_up(manager: Browser) -> None:
    """R32, R34: and a customer who cannot be reached is noted."""
    path = path_in(manager.page)
    await manager.get(path)
    page = await manager.submit(f"{path}/pending", {"words": "等录像"})
    assert "等录像" in page
    page = await manager.submit(f"{path}/plain", {"words": "录像显示漏看"})
    assert "录像显示漏看" in page
    assert "三次无人接" in await manager.submit(f"{path}/unreachable", {"words": "三次无人接"})


@pytest.mark.parametrize(
    "role", [Role.STAFF, Role.DUTY_MANAGER, Role.SUPERVISOR, Role.DEPARTMENT_HEAD, Role.OFFICE]
)
async def test_whoever_may_not_know_meets_nothing(
    console: Console, case: Complaint, manager: Browser, role: Role
) -> None:
    """R34: neither on the case nor in the queue nor by address."""
    path = path_in(manager.page)
    other = await console.browser(await console.officer("某人", role, case.department))
    page = await other.get(f"/cases/{case.number}")
    assert path not in page
    assert "漏看单据" not in page
    assert ('id="findings"' in page) is (role is not Role.STAFF)
    await other.get(path, 404)
    if role is not Role.STAFF:
        assert path not in await other.get("/findings?state=all")
    await other.get("/mine")
    for act in ("hear", "decide", "confirm", "carry-out"):
        assert (await other.send(f"{path}/{act}", {"words": "x"})).status == 404
    mine = path.replace("/findings", "/mine/findings")
    assert (await other.send(mine, {"words": "x"})).status == 404


async def test_bad_input_is_refused_and_kept(
    console: Console, case: Complaint, manager: Browser
) -> None:
    """R34: somebody unknown; what was typed stays."""
    await manager.get(f"/cases/{case.number}")
    status, page = await manager.refused(
        f"/cases/{case.number}/finding", OPENED | {"about": "没有这个人"}
    )
    assert status == 422
    assert "没有这个人" in page
    assert "当时怎么核对的" in page
