"""Whatever a customer sends gets a clear answer and one outcome, and loses nothing (promise 1)."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from desk.wiring import Desk
from storage import tables
from tests.botapi import BotApi
from tests.journeys.people import (
    Person,
    complaint_of,
    messages_of,
    outcomes,
    rows,
    somebody,
    until,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

PIXEL = b"\x89PNG\r\n\x1a\n" + bytes(200)


async def _settled(office: Desk, person: Person, updates: int) -> list[str]:
    """Wait until so many updates of a person have an outcome; give the outcomes."""

    async def is_settled() -> bool:
        found = await outcomes(office, person)
        return len(found) == updates and "new" not in found

    await until(is_settled)
    return await outcomes(office, person)


async def _attachment_of(office: Desk, person: Person) -> Any:
    attachments, chats = tables.attachments, tables.conversations.c
    query = (
        sa.select(attachments)
        .join(tables.conversations, chats.id == attachments.c.conversation_id)
        .where(chats.address == str(person.chat))
    )
    return (await rows(office, query))[0]


async def test_a_sticker_is_kept_and_answered(office: Desk, api: BotApi) -> None:
    """What cannot be read is said to be so, and is no complaint."""
    person = somebody(api)
    api.say(person.chat, sticker={"file_id": "x", "width": 1, "height": 1})
    await person.hears("看不懂")

    assert await outcomes(office, person) == ["unreadable:sticker"]


@pytest.mark.parametrize("text", [" ", "\u3000\n\t ", "\u200b", "\x00", "\ud83d"])
async def test_a_text_without_words_is_answered(office: Desk, api: BotApi, text: str) -> None:
    """White space, invisible and broken characters do not stop the queue."""
    person = somebody(api)
    person.says(text)
    person.says("厕所太脏了")
    await person.hears()

    first, second = await _settled(office, person, 2)
    assert not first.startswith("failed")
    assert second.startswith(("complaint:HY-", "message:HY-"))


async def test_the_longest_text_is_kept_whole(office: Desk, api: BotApi) -> None:
    """R3: all 4,096 characters; the read-back is short."""
    person = somebody(api)
    text = "空调坏了，" + "热" * 4091
    person.says(text)
    ack = await person.hears("已受理", "…")

    assert (await complaint_of(office, person)).text == text
    assert len(ack.text) < 400


async def test_an_edit_is_kept_as_a_new_version(office: Desk, api: BotApi) -> None:
    """R3: both wordings stay."""
    person = somebody(api)
    said = api.text(person.chat, "空调坏了")["message"]
    await person.hears("已受理")
    api.put({"edited_message": {**said, "text": "空调坏了三天了", "edit_date": said["date"] + 60}})
    await _settled(office, person, 2)

    message = (await messages_of(office, person))[0]
    assert (message.text, message.version) == ("空调坏了三天了", 2)
    old = sa.select(tables.message_versions).where(
        tables.message_versions.c.message_id == message.id
    )
    assert [version.text for version in await rows(office, old)] == ["空调坏了"]


async def test_unknown_and_forged_buttons_change_nothing(office: Desk, api: BotApi) -> None:
    """Of older versions, of other people's complaints, of no complaint at all."""
    victim, person = somebody(api), somebody(api)
    victim.says("空调坏了")
    await victim.hears("已受理")
    theirs = await complaint_of(office, victim)
    person.says("厕所太脏了")
    ack = await person.hears("已受理")
    forged = ["😀", "right", "right:zz", f"withdraw:{theirs.id:x}", f"right:{2**63:x}"]
    for data in [*forged, f"category:{theirs.id:x}:other"]:
        api.tap(person.chat, ack.message_id, data)
    found = await _settled(office, person, 7)

    assert all(outcome.startswith("button:") for outcome in found[1:])
    after = await complaint_of(office, victim)
    assert (after.status, after.category, after.version) == (
        theirs.status,
        theirs.category,
        theirs.version,
    )


async def test_a_button_tapped_twice_counts_once(office: Desk, api: BotApi) -> None:
    """The second tap says so, and does not skip a question."""
    person = somebody(api)
    person.says("空调坏了")
    ack = await person.hears("已受理")
    person.taps(ack, "对")
    place = await person.hears("在哪里")
    person.taps(place, "跳过")
    person.taps(place, "跳过")
    await person.hears("什么时候")
    await person.hears("过时")

    assert len(await _settled(office, person, 4)) == 4


async def test_a_place_from_a_link_is_known_to_the_case(office: Desk, api: BotApi) -> None:
    """R38: /start with a place's code; a code nobody knows is ignored."""
    person, other = somebody(api), somebody(api)
    person.says("/start counter")
    await person.hears("您现在在：柜台")
    other.says("/start nowhere")
    await other.hears("回音助手")
    for each in person, other:
        each.says("空调坏了")
        await each.hears("已受理")

    assert (await complaint_of(office, person)).place == "counter"
    assert (await complaint_of(office, other)).place == ""


async def test_a_photo_is_fetched_and_kept(office: Desk, api: BotApi) -> None:
    """R25: stored under its hash, part of the complaint that its caption makes."""
    person = somebody(api)
    api.photo(person.chat, PIXEL, "空调漏水，地上全是水")
    await person.hears("已受理")

    async def is_stored() -> bool:
        return bool((await _attachment_of(office, person)).state == "stored")

    await until(is_stored)
    attachment = await _attachment_of(office, person)
    assert attachment.size == len(PIXEL)
    assert attachment.complaint_id == (await complaint_of(office, person)).id
    stored = [chunk async for chunk in office.files.read(attachment.sha256)]
    assert b"".join(stored) == PIXEL


@pytest.mark.parametrize("is_announced", [True, False])
async def test_a_file_over_20_megabytes_is_refused_kindly(
    office: Desk, api: BotApi, is_announced: bool
) -> None:
    """Also when only Telegram's server says how big it is; the words that came along count."""
    person = somebody(api)
    size = 25 * 2**20
    document = {"file_id": api.add_file(b"", size=size), "file_name": "a.mp4"}
    more = {"file_size": size} if is_announced else {}
    api.say(person.chat, document={**document, **more}, caption="空调坏了，有录像")
    heard = [(await person.hears()).text for _ in range(2)]

    assert any("超过 20 MB" in text for text in heard)
    assert any("已受理" in text for text in heard)
    assert (await _attachment_of(office, person)).state == "too_large"


async def test_who_has_blocked_the_bot_is_marked_so_and_heard_again_later(
    office: Desk, api: BotApi
) -> None:
    """The case shows that the acknowledgement did not arrive; unblocking makes them reachable."""
    person = somebody(api)
    api.blocked.add(person.chat)
    person.says("空调坏了")

    async def is_marked() -> bool:
        return [m.delivery for m in await messages_of(office, person)] == ["recorded", "blocked"]

    await until(is_marked)
    api.unblock(person.chat)
    person.says("还有人吗")
    await person.hears("已补充到")

    assert (await complaint_of(office, person)).status == "new"


async def test_malformed_updates_are_kept_as_dead_and_hold_nobody_up(
    office: Desk, api: BotApi
) -> None:
    """Stored with the reason; what has a chat is answered, and those after it are dealt with."""
    person = somebody(api)
    chat = {"id": person.chat, "type": "private"}
    broken: list[dict[str, Any]] = [
        {"message": "x"},
        {"message": {"chat": chat, "text": "no id"}},
        {"callback_query": {"message": {"chat": chat}, "data": 7}},
        {"message": {"chat": chat, "message_id": 1, "text": ["x"]}},
    ]
    for update in broken:
        api.put(update)
    person.says("空调坏了")
    await person.hears("看不懂")
    await person.hears("已受理")

    *broken_ones, _ = await _settled(office, person, 4)
    assert broken_ones == ["malformed: no message id", "nothing for the desk", "unreadable:text"]
    query = sa.select(tables.inbox.c.outcome).where(tables.inbox.c.state == "dead")
    assert {row.outcome for row in await rows(office, query)} == {
        "malformed: message without a chat",
        "malformed: no message id",
    }


async def test_the_same_update_again_has_no_second_effect(office: Desk, api: BotApi) -> None:
    """Unique by channel and update id (promise 1)."""
    person = somebody(api)
    update = api.text(person.chat, "空调坏了")
    await person.hears("已受理")
    api.put(update)
    api.put({**update, "update_id": api.next_update_id})
    await _settled(office, person, 2)

    numbers = {m.complaint_id for m in await messages_of(office, person)}
    assert len(numbers) == 1


async def test_commands_from_the_menu_work_at_any_time(office: Desk, api: BotApi) -> None:
    """R7, R42: progress with a private link, language, an unknown command, withdrawal."""
    person = somebody(api)
    person.says("/progress")
    await person.hears("没查到")
    person.says("/dance")
    await person.hears("不会")
    person.says("空调坏了")
    await person.hears("已受理")
    complaint = await complaint_of(office, person)
    person.says("进度")
    await person.hears(complaint.number, f"/status/{complaint.status_token}")
    person.says("/language")
    ask = await person.hears("请选择语言")
    person.taps(ask, "English")
    await person.hears("English")
    person.says("/withdraw")
    sure = await person.hears(complaint.number, "?")
    person.taps(sure, next(iter(sure.buttons)))
    await person.hears(complaint.number)

    assert (await complaint_of(office, person)).status == "withdrawn"
