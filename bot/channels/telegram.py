"""The Telegram channel.

Updates come in by `TelegramPoller` or `hook_route`, which only store them; `TelegramChannel` reads
the stored ones, sends answers and fetches files.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    Message,
)
from telegram.constants import MessageLimit
from telegram.error import BadRequest, ChatMigrated, TelegramError
from telegram.helpers import create_deep_linked_url

from bot.channels.protocol import (
    Capabilities,
    Edit,
    FileTooLarge,
    Incoming,
    Outgoing,
    OutgoingFile,
    Receipt,
    Rejected,
    RetryLater,
)
from bot.channels.telegram_bot import GARBAGE, DeskBot, as_send_error
from bot.channels.telegram_polling import TelegramPoller
from bot.channels.telegram_settings import TelegramSettings
from bot.channels.telegram_setup import set_up
from bot.channels.telegram_text import split_text
from bot.channels.telegram_transport import AiohttpRequest, environment_proxy
from bot.channels.telegram_updates import address_of, callback_query_id, read_update
from bot.channels.telegram_webhook import hook_route
from complaints.model import Channel

__all__ = ["TelegramChannel", "TelegramPoller", "TelegramSettings", "hook_route", "set_up"]

logger = logging.getLogger(__name__)

_FILE_LIMIT_BYTES = 20 * 1024 * 1024  # what Telegram's server hands out
_PICTURE_LIMIT_BYTES = 10 * 1024 * 1024  # beyond it a picture goes as a document
_PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
# A link in a message may be the customer's private page: Telegram shall not go and look at it.
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class TelegramChannel:
    """One bot on Telegram, as a `ChatChannel`. Private chats only.

    Args:
        now: the clock, for updates that carry no time.

    Attributes:
        bot: the Bot API, for poller and set-up.
        username: the bot's user name, "" until `set_up` has learnt it.
    """

    channel = Channel.TELEGRAM

    def __init__(
        self,
        settings: TelegramSettings,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        request: AiohttpRequest | None = None,
    ) -> None:
        self.capabilities = Capabilities(
            text_limit=MessageLimit.MAX_TEXT_LENGTH,
            file_limit=_FILE_LIMIT_BYTES,
            per_conversation_rate=settings.per_conversation_rate,
            overall_rate=settings.overall_rate,
        )
        self.username = ""
        self._now = now
        self._request = request or AiohttpRequest(proxy=environment_proxy(settings.api_url))
        self.bot = DeskBot(settings, self._request)
        self._acknowledging: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """End what is still under way and close the connections."""
        tasks = list(self._acknowledging)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._request.shutdown()

    def address_of(self, raw: bytes) -> str:
        """Name the chat a raw update belongs to; "" when it cannot be told. Never raises."""
        return address_of(raw)

    def parse(self, raw: bytes) -> Incoming | None:
        """Read a raw update; None when there is nothing in it for the desk.

        Raises:
            MalformedUpdate: it is no update of Telegram's.
        """
        return read_update(raw, now=self._now)

    def deep_link(self, payload: str) -> str:
        """Make the link that opens the chat and sends `/start payload`; "" before `set_up`.

        Raises:
            ValueError: the payload is over 64 characters, or not all A-Z, a-z, 0-9, _ and -.
        """
        return create_deep_linked_url(self.username, payload) if self.username else ""

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Send one message; a text over the limit goes in pieces, the buttons under the last.

        Files come after it, pictures as such.

        Raises:
            SendError: one of its kinds says what to do next.
        """
        *first, last = split_text(outgoing.text, MessageLimit.MAX_TEXT_LENGTH)
        is_begun = False
        try:
            for piece in first:
                await self._send_text(outgoing.address, piece, None)
                is_begun = True
            message = await self._send_text(outgoing.address, last, _keyboard(outgoing.buttons))
            for file in outgoing.files:
                is_begun = True
                await self._send_file(outgoing.address, file)
        except (TelegramError, *GARBAGE) as exc:
            error = as_send_error(exc)
            if is_begun and isinstance(error, RetryLater):
                error.is_doubtful = True  # the repetition will show the first pieces again
            raise error from exc
        return Receipt(str(message.message_id))

    async def edit(self, edit: Edit) -> None:
        """Change a message that was sent; one that is so already is no error.

        Raises:
            SendError: Rejected when the message is gone or too old.
        """
        try:
            await self.bot.unbutton(edit.address, int(edit.external_id), edit.text)
        except (TelegramError, *GARBAGE) as exc:
            if "not modified" not in str(exc).lower():
                raise as_send_error(exc) from exc

    async def acknowledge(self, raw: bytes) -> None:
        """Stop the waiting sign on the button, if the update is a tap. Never raises."""
        if not (query_id := callback_query_id(raw)):
            return
        try:
            await self.bot.answer_callback_query(query_id)
        except (TelegramError, *GARBAGE) as exc:
            logger.info("tap not acknowledged: %s", type(exc).__name__)

    def acknowledge_soon(self, raw: bytes) -> None:
        """Do the same in the background; `close` cancels what has not been done by then."""
        if callback_query_id(raw):
            task = asyncio.create_task(self.acknowledge(raw), name="telegram-acknowledge")
            self._acknowledging.add(task)
            task.add_done_callback(self._acknowledging.discard)

    async def fetch(self, remote: dict[str, Any]) -> bytes:
        """Download a file that came with a message.

        Raises:
            FileTooLarge: over 20 MiB, which Telegram does not hand out.
            SendError: as for `send`; Rejected if Telegram does not have it any more.
        """
        file_id = remote.get("file_id")
        if not isinstance(file_id, str):
            raise Rejected("telegram: no file")
        try:
            url, size = await self.bot.file_location(file_id)
            if size > _FILE_LIMIT_BYTES:
                raise FileTooLarge
            return await self._request.download(url, limit=_FILE_LIMIT_BYTES)
        except BadRequest as exc:
            if "too big" in str(exc).lower():
                raise FileTooLarge from exc
            raise as_send_error(exc) from exc
        except (TelegramError, *GARBAGE) as exc:
            raise as_send_error(exc) from exc

    async def _send_text(
        self, chat: str, text: str, keyboard: InlineKeyboardMarkup | None
    ) -> Message:
        try:
            return await self.bot.send_message(
                chat, text, reply_markup=keyboard, link_preview_options=_NO_PREVIEW
            )
        except ChatMigrated as exc:
            return await self.bot.send_message(
                exc.new_chat_id, text, reply_markup=keyboard, link_preview_options=_NO_PREVIEW
            )

    async def _send_file(self, chat: str, file: OutgoingFile) -> None:
        content = b"".join([piece async for piece in file.read()])
        if file.mime in _PICTURES and len(content) <= _PICTURE_LIMIT_BYTES:
            await self.bot.send_photo(chat, InputFile(content, file.name))
        else:
            await self.bot.send_document(chat, InputFile(content, file.name))


def _keyboard(rows: Sequence[Sequence[dict[str, str]]]) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(b["label"], callback_data=b["data"]) for b in row] for row in rows]
    )
