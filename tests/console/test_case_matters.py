"""The box "same matter" on a case's page (R10), and what the customer's words told (R2, R8)."""

from __future__ import annotations

from complaints.model import Role, Status
from complaints.triage import Fact
from tests.console.console_kit import Console
from tests.fakes import FakeTriage, FrozenTime

LIFT = "电梯坏了[电梯 停]"


async def test_r10_the_same_matter_by_others_is_shown_and_merged(console: Console) -> None:
    """One click deals with both together; the merged one says where it went, and comes back."""
    first, second = await console.filed(LIFT), await console.filed(LIFT)
    browser = await console.browser(await console.officer("林晓芸"))
    page = await browser.get(f"/cases/{second.number}")
    assert first.number in page
    assert "其他客户" in page

    page = await browser.submit(f"/cases/{second.number}/merge", {"other": first.number})

    assert "已并入" in page
    merged = await console.complaint(second)
    assert (merged.status, merged.merged_into_id) == (Status.MERGED, first.id)
    assert "已并入本件" in await browser.get(f"/cases/{first.number}")

    await browser.submit(f"/cases/{second.number}/split", {})

    assert (await console.complaint(second)).status is Status.NEW


async def test_r10_officers_link_by_number_and_part_again(console: Console) -> None:
    """A number that does not exist is refused, and what was typed stays."""
    first, second = await console.filed(), await console.filed("厕所脏")
    browser = await console.browser(await console.officer("林晓芸"))
    here = f"/cases/{second.number}"
    await browser.get(here)

    status, page = await browser.refused(f"{here}/link", {"other": "HY-990101-001"})
    assert (status, "HY-990101-001" in page) == (422, True)
    await browser.submit(f"{here}/link", {"other": first.number.lower()})
    assert (await console.complaint(second)).matter_id == first.id

    await browser.submit(f"{here}/unlink", {})
    assert (await console.complaint(second)).matter_id is None


async def test_other_departments_complaints_are_not_named(console: Console) -> None:
    """Who may not see a complaint does not read its number either."""
    first = await console.filed(LIFT)
    second = await console.filed(LIFT)
    handler = await console.officer("周子涵", Role.DEPARTMENT_HANDLER, department="logistics")
    await console.officer("林晓芸")
    async with console.database.transaction() as work:
        (await work.complaints.get(first.id)).department = "operations"
    browser = await console.browser(handler)

    assert first.number not in await browser.get(f"/cases/{second.number}")


async def test_r2_r8_what_the_words_told_is_marked(console: Console, now: FrozenTime) -> None:
    """Time and place show as taken from the customer's words; a late complaint is marked."""
    triage = console.house.triage
    assert isinstance(triage, FakeTriage)
    at = now.at.replace(year=now.at.year - 1)
    triage.named["去年"] = Fact("time", 0, 2, "", at=at, precision="day")
    complaint = await console.filed("去年业务办得太慢")
    browser = await console.browser(await console.officer("林晓芸"))

    page = await browser.get(f"/cases/{complaint.number}")

    assert "取自客户原话" in page
    assert "逾期投诉" in page


async def test_r2_the_intake_form_says_what_it_read(console: Console, now: FrozenTime) -> None:
    """Before filing, the officer sees what will be filled in from the words."""
    triage = console.house.triage
    assert isinstance(triage, FakeTriage)
    triage.named["柜台"] = Fact("place", 2, 4, "counter")
    browser = await console.browser(await console.officer("林晓芸"))
    await browser.get("/intake")

    fields = {"text": "她在柜台等", "channel": "phone"}
    page = await (await browser.send("/intake/preview", fields)).text()

    assert "从原话里读到" in page
    assert "柜台" in page
