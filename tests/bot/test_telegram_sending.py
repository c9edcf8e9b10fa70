"""Sending through Telegram, tapping, fetching files (promise 2, R5)."""

from __future__ import annotations

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.protocol import (
    ChannelDown,
    FileTooLarge,
    RecipientBlocked,
    Rejected,
    RetryLater,
    SendError,
)
from bot.channels.telegram_text import split_text
from tests.bot.telegram_kit import channel_on, file_of, outgoing
from tests.botapi import (
    ACCEPT_THEN_DROP,
    DROP,
    GARBAGE,
    BotApi,
    Fault,
    Flood,
    migrated,
    slow,
    status,
    too_many,
)

ACKNOWLEDGING = "telegram-acknowledge"
BUTTONS = [[{"label": "对", "data": "right"}], [{"label": "改", "data": "change"}]]


async def test_a_message_arrives_with_its_buttons() -> None:
    """Text as it is, rows of buttons under it; the receipt names the message."""
    async with BotApi() as api, channel_on(api) as channel:
        receipt = await channel.send(outgoing("编号 <b>HY-261122-007</b>", buttons=BUTTONS))

        sent = api.sent[0]
        assert (sent.chat, sent.text) == (7, "编号 <b>HY-261122-007</b>")
        assert sent.buttons == {"对": "right", "改": "change"}
        assert [len(row) for row in sent.keyboard] == [1, 1]
        assert receipt.external_id == str(sent.message_id)


async def test_a_long_text_goes_in_pieces_with_the_buttons_under_the_last() -> None:
    """Telegram takes 4,096 UTF-16 units at a time."""
    text = "\n".join(["结果" * 500] * 9)
    async with BotApi() as api, channel_on(api) as channel:
        await channel.send(outgoing(text, buttons=BUTTONS))

        assert "\n".join(api.sent_to(7)) == text
        assert [bool(sent.keyboard) for sent in api.sent] == [False, False, True]


@pytest.mark.parametrize(
    ("name", "mime", "size", "kind"),
    [
        ("小票.jpg", "image/jpeg", 9, "photo"),
        ("合同.pdf", "application/pdf", 9, "document"),
        ("大图.png", "image/png", 10 * 2**20 + 1, "document"),
    ],
)
async def test_files_follow_the_words_pictures_as_such_r25(
    name: str, mime: str, size: int, kind: str
) -> None:
    """What is no picture, or too large for one, arrives as a document."""
    async with BotApi() as api, channel_on(api) as channel:
        file = file_of(b"x" * size, name, mime)
        receipt = await channel.send(outgoing("请看附件", files=[file]))

        words, sent = api.sent
        assert (words.text, receipt.external_id) == ("请看附件", str(words.message_id))
        assert sent.file == (kind, name, b"x" * size)


async def test_words_whose_file_fails_may_arrive_twice() -> None:
    """The words are there, the file is not: the repetition is marked as doubtful."""
    async with BotApi() as api, channel_on(api) as channel:
        api.fail("sendPhoto", too_many(3))
        with pytest.raises(RetryLater) as caught:
            await channel.send(outgoing("请看附件", files=[file_of(b"JPEG")]))

    assert caught.value.is_doubtful


@pytest.mark.parametrize(
    ("fault", "kind", "is_doubtful"),
    [
        (status(500), RetryLater, True),
        (status(502), RetryLater, True),
        (status(403), RecipientBlocked, False),
        (status(400), Rejected, False),
        (status(401), ChannelDown, False),
        (status(404), ChannelDown, False),
        (status(409), ChannelDown, False),
        (too_many(3), RetryLater, False),
        (DROP, RetryLater, True),
        (ACCEPT_THEN_DROP, RetryLater, True),
        (GARBAGE, RetryLater, True),
        (slow(0.5), RetryLater, True),
    ],
    ids=lambda value: f"{value.kind}-{value.code}" if isinstance(value, Fault) else None,
)
async def test_each_failure_says_what_to_do_next(
    fault: Fault, kind: type[SendError], is_doubtful: bool
) -> None:
    """Nothing but the kinds of `SendError` comes out, and doubt is told."""
    async with BotApi() as api, channel_on(api, read_timeout=0.1) as channel:
        api.fail("sendMessage", fault)

        with pytest.raises(SendError) as caught:
            await channel.send(outgoing("您好"))

        assert type(caught.value) is kind
        assert getattr(caught.value, "is_doubtful", False) == is_doubtful
        assert api.token not in str(caught.value)


async def test_a_pause_that_telegram_asks_for_is_for_this_chat() -> None:
    """Others are not held up, and it is waited a little longer than asked."""
    async with BotApi() as api, channel_on(api) as channel:
        api.fail("sendMessage", too_many(3))

        with pytest.raises(RetryLater) as caught:
            await channel.send(outgoing("您好"))

        assert caught.value.seconds == 3.5
        assert caught.value.is_conversation_only


async def test_an_unreachable_server_is_no_doubt_but_holds_up_all() -> None:
    """The message certainly did not arrive; nor would any other."""
    async with BotApi() as api:
        pass
    async with channel_on(api) as channel:
        with pytest.raises(RetryLater) as caught:
            await channel.send(outgoing("您好"))

    assert not caught.value.is_doubtful
    assert not caught.value.is_conversation_only


async def test_an_answer_of_the_wrong_shape_is_doubtful() -> None:
    """JSON that is no message of Telegram's tells nothing about ours."""
    async with BotApi() as api, channel_on(api) as channel:
        api.last_batch = [{"update_id": 1}]
        api.fail("sendMessage", Fault("repeat"))  # answers with a list of updates

        with pytest.raises(RetryLater) as caught:
            await channel.send(outgoing("您好"))

        assert caught.value.is_doubtful


async def test_the_second_piece_failing_leaves_the_first_in_doubt() -> None:
    """Repeating will show the first piece again, so the case must say so."""
    async with BotApi(flood=Flood(chat_burst=1)) as api, channel_on(api) as channel:
        with pytest.raises(RetryLater) as caught:
            await channel.send(outgoing("结果" * 3000))

        assert len(api.sent) == 1
        assert caught.value.is_doubtful


async def test_a_chat_that_has_moved_is_written_to_at_its_new_id() -> None:
    """Telegram tells the new one in its refusal."""
    async with BotApi() as api, channel_on(api) as channel:
        api.fail("sendMessage", migrated(-1007))

        await channel.send(outgoing("您好"))

        assert api.sent_to(-1007) == ["您好"]


async def test_a_person_who_blocked_the_bot_is_told_apart() -> None:
    """Until they write again nothing more can be sent."""
    async with BotApi() as api, channel_on(api) as channel:
        api.block(7)
        with pytest.raises(RecipientBlocked):
            await channel.send(outgoing("您好"))

        api.unblock(7)
        await channel.send(outgoing("您好"))

        assert api.sent_to(7) == ["您好"]


@pytest.mark.parametrize(
    "message",
    [outgoing(""), outgoing(" \n "), outgoing("x", buttons=[[{"label": "x", "data": "字" * 22}]])],
    ids=["empty", "blank", "data over 64 bytes"],
)
async def test_what_telegram_never_takes_is_rejected(message: object) -> None:
    """It is not tried again."""
    async with BotApi() as api, channel_on(api) as channel:
        with pytest.raises(Rejected):
            await channel.send(message)  # type: ignore[arg-type]


async def test_many_messages_may_be_sent_at_once() -> None:
    """`send` is called concurrently."""
    async with BotApi() as api, channel_on(api) as channel:
        await asyncio.gather(*(channel.send(outgoing("您好", chat=chat)) for chat in range(100)))

        assert len({sent.chat for sent in api.sent}) == 100


async def test_a_tap_is_acknowledged_once_and_late_ones_are_swallowed() -> None:
    """The button stops spinning; a query that is too old is nobody's trouble."""
    async with BotApi() as api, channel_on(api) as channel:
        raw = json.dumps(api.tap(7, 1, "right")).encode()

        await channel.acknowledge(raw)
        await channel.acknowledge(raw)
        api.fail("answerCallbackQuery", GARBAGE, DROP)
        await channel.acknowledge(raw)
        await channel.acknowledge(raw)

        assert len(api.answered_taps) == 1


async def test_only_taps_are_acknowledged() -> None:
    """Other updates make no call."""
    async with BotApi() as api, channel_on(api) as channel:
        await channel.acknowledge(json.dumps(api.text(7, "您好")).encode())
        await channel.acknowledge(b"garbage")

        assert api.calls["answerCallbackQuery"] == 0


async def test_closing_ends_acknowledgements_under_way() -> None:
    """Nothing is left running behind."""
    async with BotApi() as api, channel_on(api) as channel:
        api.fail("answerCallbackQuery", slow(3))
        channel.acknowledge_soon(json.dumps(api.tap(7, 1, "right")).encode())
        await channel.close()

        assert [task for task in asyncio.all_tasks() if task.get_name() == ACKNOWLEDGING] == []


async def test_a_photo_can_be_fetched_by_what_the_update_held() -> None:
    """`remote` is all that is needed (R25)."""
    async with BotApi() as api, channel_on(api) as channel:
        incoming = channel.parse(json.dumps(api.photo(7, b"JPEG")).encode())

        assert incoming is not None
        assert await channel.fetch(incoming.files[0].remote) == b"JPEG"


async def test_a_file_over_the_limit_is_too_large() -> None:
    """Whether Telegram says so or the file itself does."""
    async with BotApi() as api, channel_on(api) as channel:
        announced = api.add_file(b"", size=21 * 1024 * 1024)
        unannounced = api.add_file(bytes(20 * 1024 * 1024 + 1), size=1)

        for file_id in announced, unannounced:
            with pytest.raises(FileTooLarge):
                await channel.fetch({"file_id": file_id})


@pytest.mark.parametrize(
    ("remote", "fault", "kind"),
    [
        ({"file_id": "never heard of"}, None, Rejected),
        ({}, None, Rejected),
        ({"file_id": "file1"}, status(500), RetryLater),
        ({"file_id": "file1"}, DROP, RetryLater),
        ({"file_id": "file1"}, GARBAGE, RetryLater),
    ],
)
async def test_failed_fetches_say_what_to_do_next(
    remote: dict[str, str], fault: Fault | None, kind: type[SendError]
) -> None:
    """As for sending."""
    async with BotApi() as api, channel_on(api) as channel:
        api.add_file(b"x")
        if fault:
            api.fail("getFile", fault)

        with pytest.raises(kind):
            await channel.fetch(remote)


def units(text: str) -> int:
    """The length as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


@given(st.text(alphabet="字a😀 \n", max_size=60), st.integers(2, 12))
def test_pieces_fit_and_lose_nothing_but_blanks(text: str, limit: int) -> None:
    """Every piece is within the limit; only white space at the cuts may go."""
    pieces = split_text(text, limit)

    assert all(units(piece) <= limit for piece in pieces) or not text.strip()
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_cuts_come_at_line_ends_then_spaces_then_anywhere() -> None:
    """People read on where a thought ends."""
    assert split_text("第一行字\n第二行", 6) == ["第一行字", "第二行"]
    assert split_text("abcd efgh", 6) == ["abcd", "efgh"]
    assert split_text("一二三四五六七", 6) == ["一二三四五六", "七"]
    assert split_text("短", 6) == ["短"]
