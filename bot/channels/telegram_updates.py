"""Reading Telegram's updates.

By hand and tolerantly instead of by `telegram.Update.de_json`: only what the desk uses is looked
at, so a strange field elsewhere in an update cannot make a complaint unreadable.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from telegram.constants import UpdateType

from bot.channels.protocol import Incoming, IncomingKind, MalformedUpdate, Received
from bot.channels.telegram_content import (
    Json,
    as_object,
    as_text,
    files_of,
    is_number,
    unread_content_of,
    words_of,
)

Now = Callable[[], datetime]

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
_LATEST = 2**33  # seconds since 1970; beyond it an instant is nonsense


def read_update(raw: bytes, *, now: Now) -> Incoming | None:
    """Read one update of a private chat; None for everything that says nothing to the desk.

    Args:
        now: asked where the update itself has no time (a tapped button).

    Raises:
        MalformedUpdate: it is no update.
    """
    update = _load(raw)
    for name, read in _READERS.items():
        if name in update:
            part = as_object(update[name])
            if not is_number(_chat_of(part).get("id")):
                raise MalformedUpdate(f"{name} without a chat")
            return read(part, now) if _is_private(part) else None
    return _read_unknown(update, now)


def address_of(raw: bytes) -> str:
    """Name the chat an update belongs to; "" when it has none. Never raises."""
    try:
        return _address_in(_load(raw))
    except MalformedUpdate:
        return ""


def callback_query_id(raw: bytes) -> str:
    """Give the id of the tap that waits for an answer; "" when the update is no tap."""
    try:
        return as_text(as_object(_load(raw).get("callback_query")).get("id"))
    except MalformedUpdate:
        return ""


def update_id_of(update: object) -> int | None:
    """Give the update's id, None if it has none."""
    update_id = as_object(update).get("update_id")
    return update_id if is_number(update_id) else None


def as_received(raw: bytes) -> Received:
    """Make the inbox entry of an update; one without an id gets a hash for it and no address."""
    try:
        update = _load(raw)
    except MalformedUpdate:
        update = {}
    update_id = update_id_of(update)
    if update_id is None:
        return Received("sha256:" + hashlib.sha256(raw).hexdigest()[:32], "", raw)
    return Received(str(update_id), _address_in(update), raw)


def _load(raw: bytes) -> Json:
    try:
        update = json.loads(raw)
    except (ValueError, RecursionError):
        raise MalformedUpdate("not JSON") from None
    if not isinstance(update, dict):
        raise MalformedUpdate("no object")
    return update


def _read_message(message: Json, now: Now) -> Incoming | None:
    text = words_of(message)
    files = files_of(message)
    if not text and not files:
        unread = unread_content_of(message)
        return (
            _incoming(IncomingKind.UNSUPPORTED, message, now, unsupported=unread)
            if unread
            else None
        )
    if not files and (command := _COMMAND.fullmatch(text)):
        name, argument = command.groups(default="")
        return _incoming(IncomingKind.COMMAND, message, now, command=name.lower(), text=argument)
    return _incoming(IncomingKind.TEXT, message, now, text=text, files=files)


def _read_edit(message: Json, now: Now) -> Incoming | None:
    text = words_of(message)
    files = files_of(message)
    # A live location is "edited" every few seconds, and what was unreadable stays so.
    if not text and all(file.kind == "location" for file in files):
        return None
    edited_at = message.get("edit_date", message.get("date"))
    return _incoming(IncomingKind.EDIT, message | {"date": edited_at}, now, text=text, files=files)


def _read_tap(query: Json, now: Now) -> Incoming | None:
    data = as_text(query.get("data"))
    if not data:
        return None
    # The message is the bot's own, of some time ago; the tap has no time, so it is now.
    message = as_object(query.get("message")) | {"date": None, "from": query.get("from")}
    return _incoming(IncomingKind.BUTTON, message, now, button=data)


def _read_membership(change: Json, now: Now) -> Incoming | None:
    status = as_object(change.get("new_chat_member")).get("status")
    if status == "kicked":
        return _incoming(IncomingKind.BLOCKED, change, now)
    if status == "member":
        return _incoming(IncomingKind.UNBLOCKED, change, now)
    return None


_READERS: dict[str, Callable[[Json, Now], Incoming | None]] = {
    UpdateType.MESSAGE.value: _read_message,
    UpdateType.EDITED_MESSAGE.value: _read_edit,
    UpdateType.CALLBACK_QUERY.value: _read_tap,
    UpdateType.MY_CHAT_MEMBER.value: _read_membership,
}

#: What Telegram is asked to send: exactly what is read here.
ALLOWED_UPDATES = tuple(_READERS)

_KNOWN = frozenset(UpdateType)


def _read_unknown(update: Json, now: Now) -> Incoming | None:
    """Answer what is newer than the library; the kinds it knows hold nothing said to the desk."""
    if update_id_of(update) is None:
        raise MalformedUpdate("no update id and no known part")
    for name, part in update.items():
        if name not in _KNOWN and _is_private(part):
            return _incoming(IncomingKind.UNSUPPORTED, part, now, unsupported=as_text(name))
    return None


_WITH_MESSAGE_ID = {
    IncomingKind.TEXT,
    IncomingKind.COMMAND,
    IncomingKind.EDIT,
    IncomingKind.BUTTON,
}


def _incoming(kind: IncomingKind, message: Json, now: Now, **what: Any) -> Incoming:
    message_id = message.get("message_id")
    if kind in _WITH_MESSAGE_ID and not is_number(message_id):
        raise MalformedUpdate("no message id")
    sender = as_object(message.get("from"))
    names = (as_text(sender.get("first_name")), as_text(sender.get("last_name")))
    return Incoming(
        kind,
        str(message_id) if is_number(message_id) else "",
        _instant(message.get("date")) or now(),
        sender_name=" ".join(name for name in names if name),
        language_hint=as_text(sender.get("language_code")),
        **what,
    )


def _chat_of(part: object) -> Json:
    fields = as_object(part)
    return as_object(fields.get("chat")) or as_object(as_object(fields.get("message")).get("chat"))


def _address_in(update: Json) -> str:
    chats = (_chat_of(part).get("id") for part in update.values())
    return next((str(chat) for chat in chats if is_number(chat)), "")


def _is_private(part: object) -> bool:
    chat = _chat_of(part)
    return chat.get("type") == "private" and is_number(chat.get("id"))


def _instant(value: object) -> datetime | None:
    if not is_number(value) or not 0 < value < _LATEST:
        return None
    return datetime.fromtimestamp(value, UTC)
