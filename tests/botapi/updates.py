"""Updates as Telegram writes them."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

NOON = 1_795_000_000  # an instant in 2026


def person(chat: int, **more: Any) -> Json:
    """Somebody with a Telegram account."""
    return {"id": chat, "is_bot": False, "first_name": "小明", "language_code": "zh-hans", **more}


def private_chat(chat: int) -> Json:
    """The chat of one person with the bot."""
    return {"id": chat, "type": "private", "first_name": "小明"}


def message(chat: int, message_id: int, *, at: int = NOON, **content: Any) -> Json:
    """A message in a private chat, with whatever content."""
    return {
        "message_id": message_id,
        "from": person(chat),
        "chat": private_chat(chat),
        "date": at,
        **content,
    }


def tap(chat: int, message_id: int, data: str, query_id: str) -> Json:
    """A customer taps a button under one of the bot's messages."""
    bots = message(chat, message_id, text="…")
    bots["from"] = {"id": 1, "is_bot": True, "first_name": "回音", "username": "huiyin_bot"}
    return {
        "id": query_id,
        "from": person(chat),
        "message": bots,
        "chat_instance": "1",
        "data": data,
    }


def membership(chat: int, old: str, new: str) -> Json:
    """A customer blocks ("kicked") or unblocks ("member") the bot."""
    bot = {"id": 1, "is_bot": True, "first_name": "回音", "username": "huiyin_bot"}
    return {
        "chat": private_chat(chat),
        "from": person(chat),
        "date": NOON,
        "old_chat_member": {"user": bot, "status": old},
        "new_chat_member": {"user": bot, "status": new, "until_date": 0},
    }
