"""How many updates a bare python-telegram-bot echo bot answers in a second: the bar for the desk.

A Bot API server in a process of its own holds all messages before the bot starts; the rate is
counted there, from the first answer to the last. Run `python -m benchmarks.telegram_echo`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp

os.environ.setdefault("PTB_TIMEDELTA", "1")

from telegram import Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters

from bot.channels.telegram_transport import AiohttpRequest

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "123456:TEST"
CHATS = 200
LONGEST_RUN_SECONDS = 60

#: (name, is over aiohttp, updates handled at once)
BOTS = [
    ("httpx (default)", False, 1),
    ("httpx, 32 at once", False, 32),
    ("aiohttp", True, 1),
    ("aiohttp, 32 at once", True, 32),
]


@contextlib.asynccontextmanager
async def server() -> AsyncIterator[str]:
    """Run a Bot API server in another process; give its base URL."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.botapi", "--port", "0", "--token", TOKEN),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    try:
        yield (await process.stdout.readline()).decode().split()[3]
    finally:
        process.terminate()
        await process.wait()


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say what was said."""
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


def build(
    url: str, *, is_aiohttp: bool, at_once: int
) -> Application[Any, Any, Any, Any, Any, Any]:
    """Make the bot as its documentation says."""
    builder = ApplicationBuilder().token(TOKEN)
    builder = builder.base_url(f"{url}/bot").base_file_url(f"{url}/file/bot")
    if is_aiohttp:
        builder = builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest())
    elif at_once > 1:
        builder = builder.connection_pool_size(at_once).pool_timeout(30)
    if at_once > 1:
        builder = builder.concurrent_updates(at_once)
    application = builder.job_queue(None).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    return application


async def measure(*, is_aiohttp: bool, at_once: int, messages: int) -> float:
    """Let one bot answer all messages; give its answers per second."""
    async with server() as url, aiohttp.ClientSession(url) as control:
        said = [{"chat": 1 + number % CHATS, "text": str(number)} for number in range(messages)]
        async with control.post("/control/texts", json=said) as response:
            response.raise_for_status()
        application = build(url, is_aiohttp=is_aiohttp, at_once=at_once)
        assert application.updater
        async with application, asyncio.timeout(LONGEST_RUN_SECONDS):
            await application.start()
            await application.updater.start_polling()
            state = await wait_for_all(control, messages)
            await application.updater.stop()
            await application.stop()
    seconds: float = state["last_sent_at"] - state["first_sent_at"]
    return (messages - 1) / seconds


async def wait_for_all(control: aiohttp.ClientSession, messages: int) -> dict[str, Any]:
    """Wait until every message is answered; give the server's state."""
    while True:
        async with control.get("/control/state") as response:
            state: dict[str, Any] = await response.json()
        if state["sent"] >= messages:
            return state
        await asyncio.sleep(0.2)


async def run(messages: int) -> None:
    """Measure each bot and print it beside the default one."""
    base = 0.0
    print(f"PTB echo bot, {messages} messages over {CHATS} chats, replies/s")
    for name, is_aiohttp, at_once in BOTS:
        rate = await measure(is_aiohttp=is_aiohttp, at_once=at_once, messages=messages)
        base = base or rate
        print(f"  {name:20} {rate:7.0f}  x{rate / base:.2f}", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Bare echo bots against the test server.")
    parser.add_argument("--messages", type=int, default=1000)
    asyncio.run(run(parser.parse_args().messages))


if __name__ == "__main__":
    main()
