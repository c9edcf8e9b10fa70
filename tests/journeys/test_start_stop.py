"""The desk starts and stops cleanly, and refuses to start with half a configuration."""

from __future__ import annotations

import asyncio
import dataclasses
import gc
import os
import threading
from pathlib import Path

import aiohttp
import pytest

from console.visitors import HEADER
from desk.runtime import running
from desk.settings import Settings, read_settings
from tests.botapi import BotApi, slow
from tests.fakes import FakeTriage
from tests.journeys.harness import DeskProcess, environment, new_home, run_command
from tests.journeys.people import until

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="function")]


async def _live(settings: Settings, api: BotApi, chat: int) -> None:
    """Start, hear somebody on either channel, stop."""
    async with (
        running(settings, triage=FakeTriage()) as (_, port),
        aiohttp.ClientSession(headers={HEADER: "a-visitor-of-the-web-chat"}) as session,
        session.get(f"http://127.0.0.1:{port}/api/v1/webchat/stream") as stream,
    ):
        assert stream.status == 200
        api.text(chat, "空调坏了")
        await api.until(lambda: bool(api.sent_to(chat)))


def _held() -> tuple[int, int, int]:
    """Count tasks, threads and open files of this process."""
    gc.collect()
    files = len(list(Path("/proc/self/fd").iterdir()))
    return len(asyncio.all_tasks()), threading.active_count(), files


async def test_twenty_lives_leave_nothing_behind(kind: str, tmp_path: Path) -> None:
    """No task, thread or open file is left, with a reader and a chat in each life."""
    async with BotApi() as api, new_home(tmp_path, kind) as home:
        settings = read_settings(
            environment(
                home, DESK_PORT="0", TELEGRAM_BOT_TOKEN=api.token, TELEGRAM_API_URL=api.url
            )
        )
        settings = dataclasses.replace(settings, secret_key="x" * 40)
        await _live(settings, api, 1)
        before = _held()
        for chat in range(2, 21):
            await _live(settings, api, chat)

    # The thread of a connection ends a moment after the connection.
    async with asyncio.timeout(10):
        while not _held() <= before:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.02)


async def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    """Exit code 1, a line for each problem, and no traceback."""
    async with new_home(tmp_path, "sqlite") as home:
        ran = await run_command(
            home,
            "run",
            DESK_PORT="80a",
            DESK_PUBLIC_URL="desk.example.org",
            DESK_TIMEZONE="Mars/Olympus",
            DESK_DATABASE_URL="mysql://localhost/desk",
            DESK_POLICY="circus",
            DESK_SECRET_KEY="short",
            DESK_COLOUR="red",
            TELEGRAM_BOT_TOKEN="no-token",
            TELEGRAM_MODE="webhook",
        )

    assert ran.code == 1
    for name in (
        "DESK_PORT",
        "DESK_PUBLIC_URL",
        "DESK_TIMEZONE",
        "DESK_DATABASE_URL",
        "DESK_POLICY",
        "DESK_SECRET_KEY",
        "DESK_COLOUR",
        "TELEGRAM_BOT_TOKEN",
        "TELEGRAM_WEBHOOK_SECRET",
    ):
        assert f"  - {name}" in ran.err
    assert "Traceback" not in ran.err
    assert "no-token" not in ran.err + ran.out


async def test_half_a_channel_is_refused(tmp_path: Path) -> None:
    """A mode without a token is a mistake, not a channel that is off."""
    async with new_home(tmp_path, "sqlite") as home:
        ran = await run_command(home, "run", TELEGRAM_MODE="polling")

    assert ran.code == 1
    assert "TELEGRAM_BOT_TOKEN is missing" in ran.err


@pytest.mark.parametrize(
    ("broken", "path"),
    [('plan = "30 min"', "clocks.plan"), ("[clocks]", "file")],
    ids=["wrong value", "no TOML"],
)
async def test_a_policy_that_makes_no_sense_is_refused(
    tmp_path: Path, broken: str, path: str
) -> None:
    """With the path of the key, or the line of the mistake."""
    async with new_home(tmp_path, "sqlite") as home:
        policy = home.policy.read_text(encoding="utf-8")
        wrong = policy.replace(broken, broken.replace("30 min", "soon").replace("]", ""))
        home.policy.write_text(wrong, encoding="utf-8")
        ran = await run_command(home, "run")

    assert ran.code == 1
    assert f"policy, {path}: " in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("dance",),
        ("run", "--port", "x"),
        ("officer", "add", "王丽"),
        ("run", "--only", "web,x"),
    ],
    ids=["nothing", "unknown", "no number", "role missing", "unknown part"],
)
async def test_wrong_usage_ends_with_2(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """And says how it is used."""
    async with new_home(tmp_path, "sqlite") as home:
        ran = await run_command(home, *arguments)

    assert ran.code == 2
    assert "usage: python -m desk" in ran.err


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+asyncpg://nobody@127.0.0.1:1/none",
        pytest.param("missing", marks=pytest.mark.postgresql),
        "sqlite+aiosqlite:////proc/nowhere/desk.db",
    ],
    ids=["no server", "no database", "no directory"],
)
async def test_a_database_that_is_not_there_is_said_in_one_line(tmp_path: Path, url: str) -> None:
    """Exit code 1 and no traceback."""
    if url == "missing":
        if "TEST_DATABASE_URL" not in os.environ:
            pytest.skip("TEST_DATABASE_URL names no server")
        url = os.environ["TEST_DATABASE_URL"].rsplit("/", 1)[0] + "/there_is_no_such_database"
    async with new_home(tmp_path, "sqlite") as home:
        ran = await run_command(home, "migrate", DESK_DATABASE_URL=url)

    assert ran.code == 1
    assert len(ran.err.strip().splitlines()) == 1


async def test_a_port_in_use_is_said_in_one_line(tmp_path: Path) -> None:
    """And nothing of the second desk lives on."""
    async with (
        new_home(tmp_path / "one", "sqlite") as one,
        new_home(tmp_path / "two", "sqlite") as two,
        DeskProcess(one) as desk,
    ):
        ran = await run_command(two, "run", DESK_PORT=str(desk.port))
        await desk.stop()

    assert ran.code == 1
    assert "refused: " in ran.err
    assert "Traceback" not in ran.err


async def test_a_stopping_desk_waits_for_no_slow_server(tmp_path: Path) -> None:
    """Sends under way are given up in time, and said again after the next start (promise 2)."""
    async with BotApi() as api, new_home(tmp_path, "sqlite") as home:
        settings = {"TELEGRAM_BOT_TOKEN": api.token, "TELEGRAM_API_URL": api.url}

        async def is_sending() -> bool:
            return api.calls["sendMessage"] == 1

        async with DeskProcess(home, settings) as desk:
            api.fail("sendMessage", slow(60))
            api.text(7, "空调坏了")
            await until(is_sending)
            await desk.stop()
            await desk.start()
            await api.until(lambda: bool(api.sent_to(7)))
            await desk.stop()

    assert "已受理" in api.sent_to(7)[0]
