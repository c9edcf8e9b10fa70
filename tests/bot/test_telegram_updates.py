"""Reading Telegram's updates (R1: chat intake; R25: what comes along)."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.protocol import Incoming, IncomingFile, IncomingKind, MalformedUpdate
from bot.channels.telegram_updates import address_of, as_received, callback_query_id, read_update
from tests.bot.telegram_kit import NOW
from tests.botapi.updates import NOON, membership, message, person, private_chat, tap

AT = datetime.fromtimestamp(NOON, UTC)
WHO: dict[str, Any] = {"sender_name": "小明", "language_hint": "zh-hans"}


def read(update: Any) -> Incoming | None:
    """Read an update given as JSON."""
    return read_update(json.dumps(update).encode(), now=lambda: NOW)


def read_message(**content: Any) -> Incoming | None:
    """Read a message in a private chat with this content."""
    return read({"update_id": 1, "message": message(7, 5, **content)})


@pytest.mark.parametrize(
    ("text", "command", "argument"),
    [
        ("/start", "start", ""),
        ("/start gz-01", "start", "gz-01"),
        ("/start@huiyin_bot gz-01", "start", "gz-01"),
        ("/Progress", "progress", ""),
        ("/add 还有\n一件事", "add", "还有\n一件事"),
    ],
)
def test_a_command_is_its_name_and_its_argument(text: str, command: str, argument: str) -> None:
    """The deep link's payload arrives as the text of the command `start` (R38)."""
    assert read_message(text=text) == Incoming(
        IncomingKind.COMMAND, "5", AT, command=command, text=argument, **WHO
    )


@pytest.mark.parametrize(
    "text", ["等了两个小时没人理", "/ 不是命令", "/妈呀", "1", "a/b", "😀" * 2048]
)
def test_words_arrive_as_they_were_said(text: str) -> None:
    """Whatever is no command is words, unchanged (R3)."""
    assert read_message(text=text) == Incoming(IncomingKind.TEXT, "5", AT, text=text, **WHO)


FILE = {"file_id": "F", "file_unique_id": "U", "file_size": 9}


@pytest.mark.parametrize(
    ("content", "file"),
    [
        (
            {"photo": [{"file_id": "small"}, {"file_id": "F", "file_size": 9}]},
            IncomingFile("photo", {"file_id": "F"}, mime="image/jpeg", size=9),
        ),
        (
            {"voice": FILE},
            IncomingFile("voice", {"file_id": "F"}, mime="audio/ogg", size=9),
        ),
        (
            {"video": FILE | {"mime_type": "video/webm", "file_name": "地滑.webm"}},
            IncomingFile("video", {"file_id": "F"}, "地滑.webm", "video/webm", 9),
        ),
        ({"video_note": FILE}, IncomingFile("video", {"file_id": "F"}, mime="video/mp4", size=9)),
        ({"audio": FILE}, IncomingFile("audio", {"file_id": "F"}, size=9)),
        (
            {"document": FILE | {"mime_type": "application/pdf", "file_name": "收据.pdf"}},
            IncomingFile("document", {"file_id": "F"}, "收据.pdf", "application/pdf", 9),
        ),
        (
            {"animation": FILE, "document": FILE},
            IncomingFile("video", {"file_id": "F"}, mime="video/mp4", size=9),
        ),
        (
            {"location": {"latitude": 23.1, "longitude": 113.3}},
            IncomingFile("location", {"latitude": 23.1, "longitude": 113.3}),
        ),
        (
            {
                "venue": {
                    "location": {"latitude": 23.1, "longitude": 113.3},
                    "title": "天河店",
                    "address": "天河路1号",
                },
                "location": {"latitude": 23.1, "longitude": 113.3},
            },
            IncomingFile(
                "location",
                {"latitude": 23.1, "longitude": 113.3, "address": "天河路1号"},
                name="天河店",
            ),
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else value.kind,
)
def test_a_file_comes_with_all_that_fetching_needs(
    content: dict[str, Any], file: IncomingFile
) -> None:
    """Photos (the largest size), voice, video, documents and places are read (R25)."""
    assert read_message(**content, caption="看") == Incoming(
        IncomingKind.TEXT, "5", AT, text="看", files=(file,), **WHO
    )


def test_a_photo_without_caption_is_a_message_without_words() -> None:
    """A file alone is something said, too."""
    incoming = read_message(photo=[{"file_id": "F"}], media_group_id="1")

    assert incoming is not None
    assert (incoming.kind, incoming.text, len(incoming.files)) == (IncomingKind.TEXT, "", 1)


def test_a_command_in_a_caption_stays_with_its_photo() -> None:
    """Nothing that comes along is lost for a slash."""
    incoming = read_message(photo=[{"file_id": "F"}], caption="/add 看")

    assert incoming is not None
    assert (incoming.kind, incoming.text, len(incoming.files)) == (IncomingKind.TEXT, "/add 看", 1)


def test_a_shared_contact_is_words() -> None:
    """A customer's own card is the contact that R2 asks for."""
    incoming = read_message(contact={"first_name": "王", "phone_number": "+8613800000000"})

    assert incoming is not None
    assert incoming.text == "王 +8613800000000"


@pytest.mark.parametrize(
    "name", ["sticker", "poll", "dice", "game", "story", "checklist", "something_of_2030"]
)
def test_what_cannot_be_read_is_named(name: str) -> None:
    """The dialogue can then say what it could not read."""
    assert read_message(**{name: {"file_id": "F"}, "has_protected_content": True}) == Incoming(
        IncomingKind.UNSUPPORTED, "5", AT, unsupported=name, **WHO
    )


@pytest.mark.parametrize("name", ["pinned_message", "forum_topic_created", "write_access_allowed"])
def test_notes_of_the_app_itself_are_nothing(name: str) -> None:
    """Nobody said anything, so nobody is answered."""
    assert read_message(**{name: {}}) is None


def test_an_edit_names_the_message_and_its_own_time() -> None:
    """Edits become versions of the message they change."""
    edited = message(7, 5, text="等了三个小时", edit_date=NOON + 60)

    incoming = read({"update_id": 1, "edited_message": edited})

    assert incoming == Incoming(
        IncomingKind.EDIT,
        "5",
        datetime.fromtimestamp(NOON + 60, UTC),
        text="等了三个小时",
        **WHO,
    )


def test_a_moving_live_location_is_nothing() -> None:
    """Telegram "edits" it every few seconds."""
    edited = message(7, 5, location={"latitude": 1.0, "longitude": 2.0}, edit_date=NOON + 60)

    assert read({"update_id": 1, "edited_message": edited}) is None


def test_a_tap_names_the_message_under_which_it_was() -> None:
    """It carries the button's data, who tapped, and the time of now, as Telegram gives none."""
    assert read({"update_id": 1, "callback_query": tap(7, 5, "take:12", "q")}) == Incoming(
        IncomingKind.BUTTON, "5", NOW, button="take:12", **WHO
    )


def test_a_tap_under_a_message_of_long_ago_is_read() -> None:
    """Telegram then sends only chat and id of the message, with date 0."""
    query = tap(7, 5, "take:12", "q")
    query["message"] = {"chat": private_chat(7), "message_id": 5, "date": 0}

    incoming = read({"update_id": 1, "callback_query": query})

    assert incoming is not None
    assert (incoming.external_id, incoming.button) == ("5", "take:12")


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [("member", "kicked", IncomingKind.BLOCKED), ("kicked", "member", IncomingKind.UNBLOCKED)],
)
def test_blocking_and_unblocking_are_told(old: str, new: str, kind: IncomingKind) -> None:
    """The desk then knows whether it can reach the person."""
    assert read({"update_id": 1, "my_chat_member": membership(7, old, new)}) == Incoming(
        kind, "", AT, **WHO
    )


def test_groups_and_channels_are_not_spoken_to() -> None:
    """Complaints are private."""
    in_group = message(7, 5, text="你好") | {"chat": {"id": -100, "type": "supergroup"}}

    assert read({"update_id": 1, "message": in_group}) is None
    assert read({"update_id": 1, "channel_post": in_group}) is None


def test_an_unknown_kind_of_update_is_answered_where_there_is_a_chat() -> None:
    """Somebody may have said something in a way that is newer than the desk."""
    incoming = read({"update_id": 1, "telepathy": message(7, 5)})

    assert incoming is not None
    assert (incoming.kind, incoming.unsupported) == (IncomingKind.UNSUPPORTED, "telepathy")
    assert read({"update_id": 1, "telepathy": {"depth": 3}}) is None
    assert read({"update_id": 1, "message_reaction": {"chat": private_chat(7)}}) is None


def test_strange_fields_elsewhere_do_no_harm() -> None:
    """A complaint is read although the library would refuse the whole update."""
    incoming = read_message(text="漏水了", reply_to_message={}, entities="?", via_bot=[])

    assert incoming is not None
    assert incoming.text == "漏水了"


def test_what_cannot_be_stored_is_cleaned_from_the_words() -> None:
    """No NUL and no half of a surrogate pair reaches the database."""
    incoming = read_message(text="漏\0水\ud83d了😀")

    assert incoming is not None
    assert incoming.text == "漏水\ufffd了😀"


@pytest.mark.parametrize("date", [None, "x", -1, 10**30, True])
def test_an_impossible_date_is_now(date: object) -> None:
    """A message with a bad date is still a message."""
    incoming = read({"update_id": 1, "message": message(7, 5, text="漏水") | {"date": date}})

    assert incoming is not None
    assert incoming.at == NOW


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{}",
        b"[" * 100_000,
        b'{"update_id": 1, "message": "hello"}',
        b'{"update_id": 1, "message": {}}',
        b'{"update_id": 1, "message": {"chat": {"id": 7, "type": "private"}, "text": "x"}}',
    ],
)
def test_malformed_updates_are_named_so(raw: bytes) -> None:
    """They are kept as dead with the reason and stop nothing."""
    with pytest.raises(MalformedUpdate):
        read_update(raw, now=lambda: NOW)


def test_the_address_is_the_chat_in_every_kind_of_update() -> None:
    """One conversation is one chat, whoever wrote last."""
    parts = {
        "message": message(7, 5, text="x"),
        "edited_message": message(7, 5, text="x"),
        "callback_query": tap(7, 5, "d", "q"),
        "my_chat_member": membership(7, "member", "kicked"),
        "telepathy": message(7, 5),
    }

    addresses = {
        address_of(json.dumps({"update_id": 1, name: part}).encode())
        for name, part in parts.items()
    }

    assert addresses == {"7"}


def test_an_update_without_an_id_is_kept_under_a_hash() -> None:
    """The same garbage twice is one row, other garbage another."""
    first, again, other = as_received(b"garbage"), as_received(b"garbage"), as_received(b"{}")

    assert first == again
    assert first.external_id != other.external_id
    assert (first.address, first.raw) == ("", b"garbage")


def keys_in(value: Any) -> set[str]:
    """All keys of a JSON value, at any depth."""
    if isinstance(value, list):
        return set().union(*map(keys_in, value))
    return set(value).union(*map(keys_in, value.values())) if isinstance(value, dict) else set()


KEYS = st.sampled_from(
    sorted(
        keys_in([tap(7, 5, "d", "q"), membership(7, "member", "kicked"), {"voice": FILE}])
        | {"update_id", "edited_message", "callback_query", "my_chat_member", "telepathy"}
        | {"edit_date", "caption", "photo", "video", "document", "contact", "sticker", "file_name"}
        | {"location", "venue", "latitude", "longitude", "address", "phone_number"}
    )
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["private", "kicked", "member", "/start x"])
)
ANY_JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=30,
)
PARTS = st.dictionaries(KEYS, ANY_JSON, max_size=6).map(
    lambda extra: {"chat": private_chat(7), "from": person(7), "message_id": 5} | extra
)
UPDATES = st.dictionaries(KEYS, PARTS | ANY_JSON, max_size=3)


@given(ANY_JSON | UPDATES)
def test_reading_raises_nothing_but_malformed(update: Any) -> None:
    """Whatever JSON arrives is understood, nothing, or malformed; and it can be stored."""
    raw = json.dumps(update).encode()
    try:
        incoming = read_update(raw, now=lambda: NOW)
    except MalformedUpdate:
        incoming = None

    received = as_received(raw)

    assert received.external_id
    assert isinstance(address_of(raw), str)
    assert isinstance(callback_query_id(raw), str)
    if incoming:
        said = (incoming.text, incoming.button, incoming.command, incoming.unsupported)
        assert all(isinstance(words, str) for words in said)
        "".join(said).encode()


@given(st.binary())
def test_reading_survives_any_bytes(raw: bytes) -> None:
    """What is no JSON is malformed, and it can be stored."""
    with contextlib.suppress(MalformedUpdate):
        read_update(raw, now=lambda: NOW)

    assert as_received(raw).raw == raw
