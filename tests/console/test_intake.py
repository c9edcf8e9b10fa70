"""What staff take down: what a channel brings along, what can be added, and its files."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta
from typing import Any

import pytest

from complaints.extras import OF_CHANNEL, Extra
from complaints.list_reads import Filters, View
from complaints.model import Channel, Complaint, Officer
from complaints.talk_model import AttachmentState
from storage import tables
from tests.console.console_kit import Browser, Console
from tests.fakes import START

PHOTO = b"\xff\xd8\xff\xe0 a small picture"


class Picture(io.BytesIO):
    """A file as a browser sends it."""

    name = "ramp.jpg"


@pytest.fixture
async def officer(console: Console) -> Officer:
    """Give a lobby manager."""
    return await console.officer("林晓芸")


@pytest.fixture
async def browser(console: Console, officer: Officer) -> Browser:
    """Give their browser, with the empty form before them."""
    browser = await console.browser(officer)
    await browser.get("/intake")
    return browser


async def _filed(browser: Browser, **fields: Any) -> str:
    """File a complaint; returns its number."""
    page = await browser.submit("/intake", {"channel": "onsite", "text": "坡道被堵", **fields})
    return "HY-" + page.split("HY-")[1][:10]


async def test_a_hotline_brings_its_number_and_its_deadline(
    console: Console, browser: Browser, officer: Officer
) -> None:
    """They stand on the case, are found and exported; what another channel left is not (R1)."""
    number = await _filed(
        browser,
        channel="hotline12345",
        referral_number="2026031200871",
        referred_by="市热线中心",
        reply_by="2026-03-17T17:00",
        plate_number="浙A12345",
        reporter="谁也不是",
    )

    page = await browser.get(f"/cases/{number}")
    register = console.services.register
    found = [
        [row.number for row in (await register.list(officer, filters)).rows]
        for filters in (
            Filters(View.EVERYTHING, text="0312008"),
            Filters(View.EVERYTHING, text="热线中心"),
            Filters(View.EVERYTHING, text="浙A123"),
            Filters(View.EVERYTHING, text="谁也不是"),
        )
    ]
    day = timedelta(days=1)
    (record,) = [line async for line in register.export(officer, START - day, START + day)]
    assert "<dd>2026031200871</dd>" in page
    assert "要求 3 月 17 日 17:00 前回复" in page
    assert found == [[number], [number], [number], []]
    assert (record["referral_number"], record["reporter"]) == ("2026031200871", "")


@pytest.mark.parametrize("channel", list(OF_CHANNEL))
async def test_the_form_shows_what_each_channel_brings(browser: Browser, channel: Channel) -> None:
    """Each thing is named once, and shown with every channel that has it."""
    for extra in OF_CHANNEL[channel]:
        assert browser.page.count(f'name="{extra}"') == 1
        field = browser.page.split(f'for="told-{extra}"')[0].rsplit('<div class="', 1)[1]
        assert f"src--{channel}" in field


async def test_the_rest_can_be_completed_later(console: Console, browser: Browser) -> None:
    """What is emptied is gone; what the form did not hold stays (R2)."""
    number = await _filed(browser, plate_number="浙A12345", quantity="3 箱")
    await browser.get(f"/cases/{number}")

    await browser.submit(
        f"/cases/{number}/record", {"product_model": "X-7", "quantity": "", "demand": "换货"}
    )

    complaint = (await console.rows(tables.complaints))[0]
    assert complaint.extra == {"plate_number": "浙A12345", "product_model": "X-7"}
    assert complaint.demand == "换货"


async def test_files_come_with_the_complaint_and_stay_as_they_are(
    console: Console, browser: Browser
) -> None:
    """A photo at the counter is kept by its hash, which the timeline names too (R25)."""
    number = await _filed(browser, file=Picture(PHOTO))

    page = await browser.get(f"/cases/{number}")
    kept = (await console.rows(tables.attachments))[0]
    digest = hashlib.sha256(PHOTO).hexdigest()
    response = await browser.client.get(f"/cases/{number}/files/{kept.id}")
    said = [e.data for e in await console.rows(tables.timeline) if e.kind == "attached"]
    assert (kept.sha256, kept.size, kept.kind, kept.name) == (
        digest,
        len(PHOTO),
        "photo",
        "ramp.jpg",
    )
    assert kept.state is AttachmentState.STORED
    assert (response.status, await response.read()) == (200, PHOTO)
    assert said == [{"n": 1, "sha256": [digest]}]
    assert "林晓芸 添加了 1 个文件" in page
    assert f'src="/cases/{number}/files/{kept.id}"' in page


async def test_a_file_alone_makes_a_note_that_no_customer_gets(
    console: Console, browser: Browser
) -> None:
    """Evidence is added later, with words or without; nothing goes out (R25)."""
    complaint = await console.filed()
    await browser.get(f"/cases/{complaint.number}")

    page = await browser.submit(
        f"/cases/{complaint.number}/note", {"note": "", "file": Picture(PHOTO)}
    )
    status, _ = await browser.refused(f"/cases/{complaint.number}/note", {"note": ""})

    kept = (await console.rows(tables.attachments))[0]
    assert (kept.note_id is not None, kept.message_id, kept.conversation_id) == (True, None, None)
    assert page.count(f'src="/cases/{complaint.number}/files/{kept.id}"') == 1
    assert (status, len(await console.rows(tables.notes))) == (422, 1)


async def test_a_reply_carries_files_to_the_web_chat(console: Console, browser: Browser) -> None:
    """They belong to the message and its conversation, where the customer finds them."""
    complaint = await console.filed()
    await _take(browser, complaint)

    await browser.submit(
        f"/cases/{complaint.number}/reply", {"reply": "这是修好的照片", "file": Picture(PHOTO)}
    )

    kept = (await console.rows(tables.attachments))[0]
    sent = next(m for m in await console.rows(tables.messages) if m.text == "这是修好的照片")
    assert (kept.message_id, kept.conversation_id) == (sent.id, complaint.conversation_id)


async def _take(browser: Browser, complaint: Complaint) -> None:
    await browser.get(f"/cases/{complaint.number}")
    await browser.submit(f"/cases/{complaint.number}/take")


async def test_a_chat_that_carries_no_files_refuses_them(
    console: Console, browser: Browser
) -> None:
    """Nothing is sent, and what was written stays in the box."""
    complaint = await console.filed()
    async with console.database.transaction() as work:
        assert complaint.conversation_id is not None
        chat = await work.people.get_conversation(complaint.conversation_id)
        chat.channel = Channel.WECOM
    await _take(browser, complaint)

    status, page = await browser.refused(
        f"/cases/{complaint.number}/reply", {"reply": "这是照片", "file": Picture(PHOTO)}
    )

    assert (status, "还不能给客户发文件" in page, ">这是照片</textarea>" in page) == (
        409,
        True,
        True,
    )
    assert await console.rows(tables.attachments) == []


def test_every_extra_belongs_somewhere() -> None:
    """No name is lost between channels and matter."""
    of_channel = {extra for extras in OF_CHANNEL.values() for extra in extras}
    assert of_channel < set(Extra)
