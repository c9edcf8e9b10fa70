"""Who else has a complaint open, and who is writing: said early, and only while it is so."""

from __future__ import annotations

import asyncio

import pytest

from complaints.model import Complaint, ComplaintId, Officer, Role
from console.presence import Presence
from tests.console.console_kit import Browser, Console

HERE = ComplaintId(7)


@pytest.fixture
async def officers(console: Console) -> list[Officer]:
    """Give three colleagues."""
    return [await console.officer(name, Role.STAFF) for name in ("林晓芸", "周子涵", "王敏")]


@pytest.fixture
async def complaint(console: Console) -> Complaint:
    """Give a complaint."""
    return await console.filed()


async def _open(console: Console, officer: Officer, complaint: Complaint) -> Browser:
    browser = await console.browser(officer)
    await browser.get(f"/cases/{complaint.number}")
    return browser


async def test_the_page_names_who_else_has_it_open(
    console: Console, officers: list[Officer], complaint: Complaint
) -> None:
    """Oneself is not somebody else; without script, too."""
    first = await _open(console, officers[0], complaint)
    second = await _open(console, officers[1], complaint)

    assert "正在查看" not in first.page
    assert "林晓芸 正在查看" in second.page
    assert "周子涵 正在查看" in await first.get(f"/cases/{complaint.number}")


async def test_writing_is_shown_to_others_until_it_is_sent_or_left(
    console: Console, officers: list[Officer], complaint: Complaint
) -> None:
    """The colleague is warned before two have answered; the writer is not."""
    writer = await _open(console, officers[0], complaint)
    reader = await _open(console, officers[1], complaint)
    path = f"/cases/{complaint.number}"

    assert (await writer.send(f"{path}/presence", {"state": "writing"})).status == 204
    during = await reader.get(path)
    await writer.send(f"{path}/presence", {"state": "resting"})
    after = await reader.get(path)
    await writer.send(f"{path}/presence", {"state": "gone"})
    gone = await reader.get(path)

    assert "林晓芸 正在输入" in during
    assert ("正在输入" in after, "林晓芸 正在查看" in after) == (False, True)
    assert "正在查看" not in gone
    assert "正在输入" not in await writer.get(path)


async def test_only_who_sees_a_complaint_can_be_there(
    console: Console, officers: list[Officer], complaint: Complaint
) -> None:
    """Somebody else's case looks like none; nonsense is refused."""
    outsider = await console.browser(
        await console.officer("何志强", Role.DEPARTMENT_HANDLER, "logistics")
    )
    insider = await _open(console, officers[0], complaint)
    path = f"/cases/{complaint.number}/presence"

    assert (await outsider.refused(path, {"state": "writing"}))[0] == 404
    assert (await insider.refused(path, {"state": "dancing"}))[0] == 422
    assert console.services.presence.others(complaint.id, officers[1])[0].id == officers[0].id


async def test_those_at_the_same_complaint_are_told(officers: list[Officer]) -> None:
    """Nobody hears of places where they are not, and nobody of themselves."""
    presence = Presence()
    first, second, third = officers
    with (
        presence.listening(first) as one,
        presence.listening(second) as two,
        presence.listening(third) as elsewhere,
    ):
        presence.arrive(ComplaintId(8), third)
        presence.arrive(HERE, first)
        presence.arrive(HERE, second)
        presence.arrive(HERE, second)
        presence.write(HERE, second)
        presence.write(HERE, second)
        presence.leave(HERE, second.id)

        heard = [one.get_nowait() for _ in range(one.qsize())]
        assert (heard, two.qsize(), elsewhere.qsize()) == ([HERE] * 3, 0, 0)


async def test_what_is_not_said_again_ends_by_itself(officers: list[Officer]) -> None:
    """A browser that died neither writes nor looks for ever; the others are told."""
    first, second, _ = officers
    quiet, brief = Presence(writing_seconds=0.02), Presence(here_seconds=0.02)
    with quiet.listening(first) as news:
        quiet.arrive(HERE, first)
        quiet.write(HERE, second)
        for _ in ("came", "wrote", "stopped"):
            await asyncio.wait_for(news.get(), timeout=10)
    with brief.listening(first) as news:
        brief.arrive(HERE, second)
        brief.arrive(HERE, first)
        await asyncio.wait_for(news.get(), timeout=10)

    assert [one.is_writing for one in quiet.others(HERE, first)] == [False]
    assert brief.others(HERE, first) == []
