"""What an operator can set about the Telegram channel."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

API_URL = "https://api.telegram.org"
HOOK_PATH = "/hooks/telegram"

_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


@dataclass(frozen=True)
class TelegramSettings:
    """Settings of one bot.

    `api_url` is the base URL of the Bot API server, without `/bot`. `public_url` is where the site
    is reached from outside and is needed for webhooks only. Rates are messages per second,
    0 = unpaced; the defaults are what Telegram tolerates.
    """

    token: str = field(repr=False)
    api_url: str = API_URL
    mode: Literal["polling", "webhook"] = "polling"
    webhook_secret: str = field(default="", repr=False)
    public_url: str = ""
    per_conversation_rate: float = 1.0
    overall_rate: float = 30.0

    @property
    def hook_url(self) -> str:
        """The address Telegram is told to push to."""
        return self.public_url.rstrip("/") + HOOK_PATH

    def problems(self) -> list[str]:
        """Name everything that keeps these settings from working, a sentence each; no secrets."""
        checks = [
            (
                _TOKEN.fullmatch(self.token),
                "TELEGRAM_BOT_TOKEN is not of the form 123456:ABC-def.",
            ),
            (
                self.api_url.startswith(("http://", "https://")),
                "TELEGRAM_API_URL must begin with http:// or https://.",
            ),
            (self.mode in ("polling", "webhook"), "TELEGRAM_MODE must be polling or webhook."),
        ]
        if self.mode == "webhook":
            checks += [
                (
                    _SECRET.fullmatch(self.webhook_secret),
                    "TELEGRAM_WEBHOOK_SECRET must be 1-256 of A-Z, a-z, 0-9, _ and -.",
                ),
                # A server of one's own (and every emulator) takes plain http; Telegram's does not.
                (
                    self.public_url.startswith("https://")
                    or (self.api_url != API_URL and self.public_url.startswith("http://")),
                    "DESK_PUBLIC_URL must begin with https:// when TELEGRAM_MODE is webhook.",
                ),
            ]
        return [sentence for is_right, sentence in checks if not is_right]
