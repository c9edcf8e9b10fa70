"""The methods of the Bot API, with the refusals of the real one."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from tests.botapi.state import ApiError, Json, Sent, Webhook
from tests.botapi.updates import private_chat

if TYPE_CHECKING:
    from tests.botapi.server import BotApi

BOT = {"id": 1, "is_bot": True, "first_name": "回音", "username": "huiyin_bot"}
FILE_LIMIT_BYTES = 20 * 1024 * 1024
PHOTO_LIMIT_BYTES = 10 * 1024 * 1024
UPLOAD_LIMIT_BYTES = 50 * 1024 * 1024
TEXT_LIMIT = 4096  # UTF-16 units
DATA_LIMIT_BYTES = 64


class Parameters(dict[str, str]):
    """The parameters of a call; numbers and objects come as JSON in a string.

    `files` are the uploaded ones, each with name and content.
    """

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.files: dict[str, tuple[str, bytes]] = {}

    def number(self, name: str, default: int | None = None) -> int:
        """Give a whole number."""
        try:
            return int(self[name])
        except (KeyError, ValueError):
            if default is None:
                raise ApiError(400, f"Bad Request: {name} is empty") from None
            return default

    def json(self, name: str, default: Any) -> Any:
        """Give an object or list."""
        try:
            return json.loads(self.get(name) or json.dumps(default))
        except ValueError:
            raise ApiError(400, f"Bad Request: can't parse {name} JSON object") from None


async def get_me(api: BotApi, parameters: Parameters) -> Json:
    """Who the bot is."""
    return {**BOT, "can_join_groups": True, "can_read_all_group_messages": False}


async def get_updates(api: BotApi, parameters: Parameters) -> list[Json]:
    """Confirm everything below the offset, then wait for what comes after it."""
    if api.webhook.url:
        raise ApiError(
            409,
            "Conflict: can't use getUpdates method while webhook is active;"
            " use deleteWebhook to delete the webhook first",
        )
    api.allowed_updates = parameters.json("allowed_updates", api.allowed_updates)
    _confirm_below(api, parameters.number("offset", 0))
    api.polls += 1
    poll = api.polls
    api.change()  # a poll that is waiting finds out that it is not the only one
    ends_at = time.monotonic() + min(parameters.number("timeout", 0), 50)
    while not api.pending and (left := ends_at - time.monotonic()) > 0:
        # Not wait_for: that begins to wait a moment later and may miss what happens meanwhile.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(left):
                await api.changed()
        if api.polls != poll:
            raise ApiError(
                409,
                "Conflict: terminated by other getUpdates request;"
                " make sure that only one bot instance is running",
            )
    limit = min(max(parameters.number("limit", 100), 1), 100)
    api.last_batch = api.pending[:limit] or api.last_batch
    return api.pending[:limit]


def _confirm_below(api: BotApi, offset: int) -> None:
    if offset < 0:
        kept = [update["update_id"] for update in api.pending[offset:]]
        api.confirm(lambda update: update["update_id"] not in kept)
    elif offset <= api.next_update_id + 10:  # beyond it the real one begins at the head, too
        api.confirm(lambda update: update["update_id"] < offset)


async def send_message(api: BotApi, parameters: Parameters) -> Json:
    """Show a text to somebody."""
    chat = parameters.number("chat_id")
    text = parameters.get("text", "")
    keyboard = _keyboard(parameters)
    if not text.strip():
        raise ApiError(400, "Bad Request: message text is empty")
    if len(text.encode("utf-16-le")) // 2 > TEXT_LIMIT:
        raise ApiError(400, "Bad Request: message is too long")
    return _show(api, Sent(chat, api.next_message_id(chat), text, time.monotonic(), keyboard))


def _show(api: BotApi, sent: Sent) -> Json:
    if sent.chat in api.blocked:
        raise ApiError(403, "Forbidden: bot was blocked by the user")
    if api.flood and (pause := api.flood.retry_after(sent.chat, sent.at)):
        raise ApiError(429, f"Too Many Requests: retry after {pause}", retry_after=pause)
    api.sent.append(sent)
    api.change()
    return _as_message(sent)


async def send_photo(api: BotApi, parameters: Parameters) -> Json:
    """Show a picture to somebody."""
    return _show_file(api, parameters, "photo", PHOTO_LIMIT_BYTES)


async def send_document(api: BotApi, parameters: Parameters) -> Json:
    """Hand a file to somebody."""
    return _show_file(api, parameters, "document", UPLOAD_LIMIT_BYTES)


def _show_file(api: BotApi, parameters: Parameters, kind: str, limit: int) -> Json:
    chat = parameters.number("chat_id")
    if kind not in parameters.files:
        raise ApiError(400, f"Bad Request: there is no {kind} in the request")
    name, content = parameters.files[kind]
    if not content:
        raise ApiError(400, "Bad Request: file must be non-empty")
    if len(content) > limit:
        raise ApiError(413, "Request Entity Too Large")
    text = parameters.get("caption", "")
    file = (kind, name, content)
    return _show(api, Sent(chat, api.next_message_id(chat), text, time.monotonic(), file=file))


async def edit_message_reply_markup(api: BotApi, parameters: Parameters) -> Json:
    """Change or remove the buttons under a message."""
    sent = api.find_sent(parameters.number("chat_id"), parameters.number("message_id"))
    keyboard = _keyboard(parameters)
    if sent is None:
        raise ApiError(400, "Bad Request: message to edit not found")
    if sent.keyboard == keyboard:
        raise ApiError(400, "Bad Request: message is not modified")
    sent.keyboard = keyboard
    api.change()
    return _as_message(sent)


async def edit_message_text(api: BotApi, parameters: Parameters) -> Json:
    """Change the text of a message, and its buttons with it."""
    sent = api.find_sent(parameters.number("chat_id"), parameters.number("message_id"))
    text, keyboard = parameters.get("text", ""), _keyboard(parameters)
    if sent is None:
        raise ApiError(400, "Bad Request: message to edit not found")
    if not text.strip():
        raise ApiError(400, "Bad Request: message text is empty")
    if (sent.text, sent.keyboard) == (text, keyboard):
        raise ApiError(400, "Bad Request: message is not modified")
    sent.text, sent.keyboard = text, keyboard
    api.change()
    return _as_message(sent)


async def answer_callback_query(api: BotApi, parameters: Parameters) -> bool:
    """Stop the waiting sign on a tapped button, once."""
    query_id = parameters.get("callback_query_id", "")
    if query_id not in api.open_taps:
        raise ApiError(
            400,
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
        )
    api.open_taps.remove(query_id)
    api.answered_taps.append(query_id)
    api.change()
    return True


async def set_my_commands(api: BotApi, parameters: Parameters) -> bool:
    """Set the command menu of one language."""
    menu = parameters.json("commands", [])
    if not all(1 <= len(entry["command"]) <= 32 and entry["description"] for entry in menu):
        raise ApiError(400, "Bad Request: BOT_COMMAND_INVALID")
    api.commands[parameters.get("language_code", "")] = {
        entry["command"]: entry["description"] for entry in menu
    }
    return True


async def set_webhook(api: BotApi, parameters: Parameters) -> bool:
    """Push updates to an address from now on."""
    api.allowed_updates = parameters.json("allowed_updates", api.allowed_updates)
    await api.push_to(Webhook(parameters.get("url", ""), parameters.get("secret_token", "")))
    return True


async def delete_webhook(api: BotApi, parameters: Parameters) -> bool:
    """Push no more."""
    await api.push_to(Webhook())
    if parameters.get("drop_pending_updates") == "true":
        api.pending.clear()
    return True


async def get_webhook_info(api: BotApi, parameters: Parameters) -> Json:
    """Tell where updates are pushed to."""
    return {
        "url": api.webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(api.pending),
    }


async def get_file(api: BotApi, parameters: Parameters) -> Json:
    """Tell where a file can be downloaded."""
    file_id = parameters.get("file_id", "")
    file = api.files.get(file_id)
    if file is None:
        raise ApiError(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
    if file.size > FILE_LIMIT_BYTES:
        raise ApiError(400, "Bad Request: file is too big")
    return {
        "file_id": file_id,
        "file_unique_id": file_id,
        "file_size": file.size,
        "file_path": file.path,
    }


def _keyboard(parameters: Parameters) -> list[list[Json]]:
    rows: list[list[Json]] = parameters.json("reply_markup", {}).get("inline_keyboard", [])
    for button in (button for row in rows for button in row):
        if not button.get("text"):
            raise ApiError(400, "Bad Request: text buttons are unallowed in the inline keyboard")
        if not 1 <= len(button.get("callback_data", "").encode()) <= DATA_LIMIT_BYTES:
            raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
    return rows


def _as_message(sent: Sent) -> Json:
    shown = {
        "message_id": sent.message_id,
        "from": BOT,
        "chat": private_chat(sent.chat),
        "date": int(time.time()),
        "text": sent.text,
    }
    if sent.keyboard:
        shown["reply_markup"] = {"inline_keyboard": sent.keyboard}
    return shown


Method = Callable[["BotApi", Parameters], Awaitable[Any]]

METHODS: dict[str, Method] = {
    "getme": get_me,
    "getupdates": get_updates,
    "sendmessage": send_message,
    "sendphoto": send_photo,
    "senddocument": send_document,
    "editmessagereplymarkup": edit_message_reply_markup,
    "editmessagetext": edit_message_text,
    "answercallbackquery": answer_callback_query,
    "setmycommands": set_my_commands,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
    "getfile": get_file,
}
