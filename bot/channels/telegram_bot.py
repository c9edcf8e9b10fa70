"""The calls of the Bot API that the desk makes, and what their failures mean for the desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from telegram import Bot
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channels.protocol import ChannelDown, RecipientBlocked, Rejected, RetryLater, SendError
from bot.channels.telegram_content import Json, as_object, as_text, is_number
from bot.channels.telegram_settings import TelegramSettings
from bot.channels.telegram_transport import AiohttpRequest, NotSent
from bot.channels.telegram_updates import ALLOWED_UPDATES

POLL_SECONDS = 25
_POLL_GRACE_SECONDS = 10.0
_RETRY_MARGIN_SECONDS = 0.5
_REASON_LENGTH = 200

#: What the library's reading of an answer raises when the answer is JSON but not Telegram's.
GARBAGE = (AttributeError, KeyError, TypeError, ValueError)


class DeskBot(Bot):
    """`telegram.Bot` plus the calls that the library would parse too eagerly."""

    def __init__(self, settings: TelegramSettings, request: AiohttpRequest) -> None:
        base = settings.api_url.rstrip("/")
        super().__init__(
            settings.token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=request,
            get_updates_request=request,
        )

    async def raw_updates(self, *, offset: int | None) -> list[Any]:
        """Wait up to 25 s for updates and give them as JSON; those below `offset` are confirmed.

        As JSON, because one update that the library cannot parse would take its batch with it.

        Raises:
            TelegramError: there is no usable answer.
        """
        updates = await self._post(
            "getUpdates",
            {"offset": offset, "timeout": POLL_SECONDS, "allowed_updates": ALLOWED_UPDATES},
            read_timeout=POLL_SECONDS + _POLL_GRACE_SECONDS,
        )
        if not isinstance(updates, list):
            raise NetworkError("invalid server response")
        return updates

    async def file_location(self, file_id: str) -> tuple[str, int]:
        """Look up where a file can be downloaded; return its URL (holds the token) and bytes.

        Not the library's `get_file`: that takes a path for a local file if there is one like it.
        """
        found: Json = as_object(await self._post("getFile", {"file_id": file_id}))
        size = found.get("file_size")
        path = as_text(found.get("file_path"))
        return f"{self.base_file_url}/{path}", size if is_number(size) else 0

    async def unbutton(self, chat: str, message_id: int, text: str) -> None:
        """Take the buttons off a message and, unless it is "", give it another text.

        Raises:
            TelegramError: it could not be done.
        """
        where = {"chat_id": chat, "message_id": message_id}
        if text:
            await self._post("editMessageText", {**where, "text": text})
        else:
            await self._post("editMessageReplyMarkup", where)


def seconds_of(exc: RetryAfter) -> float:
    """Give how long Telegram wants us to wait."""
    pause = exc.retry_after
    return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)


def as_send_error(exc: Exception) -> SendError:
    """Say what a failed call means for the message that was to be sent."""
    reason = f"telegram: {exc}"[:_REASON_LENGTH]
    match exc:
        case RetryAfter():
            return RetryLater(reason, seconds=seconds_of(exc) + _RETRY_MARGIN_SECONDS)
        case Forbidden():
            return RecipientBlocked(reason)
        case BadRequest():  # is a NetworkError to the library, so it must come first
            return Rejected(reason)
        case InvalidToken() | Conflict():
            return ChannelDown(reason)
        case NotSent():
            return RetryLater(reason, is_conversation_only=False)
        case TelegramError():
            return RetryLater(reason, is_doubtful=True)
        case _:
            return RetryLater("telegram: invalid server response", is_doubtful=True)


class Pauses:
    """How long to wait after failures in a row: 1 s, doubling up to a minute.

    Telegram's own wish is granted instead where it has one; a token that it does not know is not
    going to be known a second later, so that is 5 min.
    """

    FIRST_SECONDS = 1.0
    LONGEST_SECONDS = 60.0
    BAD_TOKEN_SECONDS = 300.0

    def __init__(self) -> None:
        self.failures = 0

    def after(self, exc: Exception) -> float:
        """Count a failure and give the seconds to wait."""
        self.failures += 1
        match exc:
            case RetryAfter():
                return seconds_of(exc) + _RETRY_MARGIN_SECONDS
            case InvalidToken():
                return self.BAD_TOKEN_SECONDS
            case _:
                doublings = min(self.failures - 1, 16)  # beyond it, it is only a big number
                return min(self.LONGEST_SECONDS, self.FIRST_SECONDS * 2.0**doublings)

    def reset(self) -> None:
        """Begin again at the first pause, after a success."""
        self.failures = 0
