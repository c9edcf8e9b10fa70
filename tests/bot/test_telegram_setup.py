"""Settings, and what the bot tells Telegram about itself."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.telegram import TelegramSettings, set_up
from tests.bot.telegram_kit import Pauses, channel_on, settings
from tests.botapi import DROP, GARBAGE, BotApi, status, too_many

TOKEN = "123456:ABC-def_"
COMMANDS = {
    "": {"progress": "progress"},
    "zh": {"progress": "进度"},
    "en": {"progress": "progress"},
}


async def test_menus_and_name_are_set_up() -> None:
    """One menu per language; the name makes deep links (R38)."""
    async with BotApi() as api, channel_on(api) as channel:
        assert channel.deep_link("gz-01") == ""

        await set_up(channel, settings(api), COMMANDS)

        assert api.commands == COMMANDS
        assert channel.deep_link("gz-01") == "https://t.me/huiyin_bot?start=gz-01"


async def test_set_up_is_repeated_until_telegram_has_taken_it() -> None:
    """A start without network is a start all the same."""
    pauses = Pauses()
    async with BotApi() as api, channel_on(api) as channel:
        api.fail("getMe", DROP, status(500), GARBAGE, too_many(9))
        api.fail("setMyCommands", status(401))

        await set_up(channel, settings(api), COMMANDS, sleep=pauses)

        assert channel.username == "huiyin_bot"
        assert api.commands == COMMANDS
        assert pauses.seconds == [1.0, 2.0, 4.0, 9.5, 300.0]


async def test_a_menu_that_telegram_refuses_is_left_out() -> None:
    """The other languages get theirs."""
    async with BotApi() as api, channel_on(api) as channel:
        await set_up(channel, settings(api), {"": {"x" * 33: "too long"}} | {"en": COMMANDS["en"]})

        assert api.commands == {"en": COMMANDS["en"]}


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"api_url": "http://127.0.0.1:8081"},
        {"mode": "webhook", "webhook_secret": "s", "public_url": "https://desk.example"},
        {
            "mode": "webhook",
            "webhook_secret": "s",
            "public_url": "http://127.0.0.1:8080",
            "api_url": "http://127.0.0.1:8081",
        },
    ],
)
def test_working_settings_have_no_problems(values: dict[str, Any]) -> None:
    """Polling needs a token only."""
    assert TelegramSettings(token=TOKEN, **values).problems() == []


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ({"token": "secret-thing"}, ["TELEGRAM_BOT_TOKEN"]),
        ({"api_url": "api.telegram.org"}, ["TELEGRAM_API_URL"]),
        ({"mode": "carrier pigeon"}, ["TELEGRAM_MODE"]),
        ({"mode": "webhook"}, ["TELEGRAM_WEBHOOK_SECRET", "DESK_PUBLIC_URL"]),
        (
            {"mode": "webhook", "webhook_secret": "s", "public_url": "http://desk.example"},
            ["DESK_PUBLIC_URL"],
        ),
        (
            {"token": "", "mode": "webhook", "webhook_secret": "密"},
            ["TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET", "DESK_PUBLIC_URL"],
        ),
    ],
)
def test_all_problems_are_told_at_once_and_no_secret(
    values: dict[str, Any], names: list[str]
) -> None:
    """The operator mends everything in one go."""
    problems = TelegramSettings(**{"token": TOKEN, **values}).problems()

    assert [problem.split()[0] for problem in problems] == names
    assert "secret-thing" not in "".join(problems)


def test_settings_do_not_print_their_secrets() -> None:
    """A settings object may end up in a log line."""
    printed = repr(TelegramSettings(token=TOKEN, webhook_secret="hidden"))

    assert TOKEN not in printed
    assert "hidden" not in printed
