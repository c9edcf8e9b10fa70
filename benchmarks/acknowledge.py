"""Update → answer at the Bot API server: how long a customer on Telegram waits for the number.

The desk is a process of its own, the Bot API server runs here. Budgets (DESIGN): p50 ≤ 30 ms and
p99 ≤ 150 ms, at 20 messages a second over 200 chats with Telegram's limits, and at 50 messages a
second with the overall limit raised.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict

from benchmarks.kit import percentile, scratch, verdict
from tests.botapi import BotApi, Flood
from tests.journeys.harness import DeskProcess, free_port, new_home

_CHATS = 200
_WORDS = "空调坏了三天没人修，柜员态度也差"
#: Always answered; further words to an open complaint are not, each time.
_QUESTION = "查进度"
_PATIENCE_SECONDS = 60.0


async def _load(api: BotApi, *, per_second: float, messages: int) -> list[float]:
    """Let all chats write in turn, at an even pace; returns the seconds to each answer."""
    loop = asyncio.get_running_loop()
    put_at: dict[int, list[float]] = defaultdict(list)
    begun = loop.time()
    for number in range(messages):
        await asyncio.sleep(max(0.0, begun + number / per_second - loop.time()))
        chat = 1_000 + number % _CHATS
        update = api.text(chat, _WORDS if number < _CHATS else _QUESTION)
        put_at[chat].append(api.put_at[update["update_id"]])
    await api.until(lambda: len(api.sent) >= messages, seconds=_PATIENCE_SECONDS)
    return [sent.at - put_at[sent.chat].pop(0) for sent in api.sent]


async def measure(per_second: float, *, overall_rate: int, messages: int = 600) -> None:
    """Run one load against a fresh desk, after a first message that warms it up."""
    with scratch() as directory:
        flood = Flood(overall=overall_rate)
        async with BotApi(flood=flood) as api, new_home(directory, "sqlite") as home:
            settings = {
                "TELEGRAM_BOT_TOKEN": api.token,
                "TELEGRAM_API_URL": api.url,
                "TELEGRAM_OVERALL_RATE": str(overall_rate),
            }
            async with DeskProcess(home, settings, port=free_port()):
                api.text(1, _WORDS)
                await api.until(lambda: len(api.sent) == 1, seconds=_PATIENCE_SECONDS)
                api.sent.clear()
                waits = await _load(api, per_second=per_second, messages=messages)
    p50, p99 = percentile(waits, 50) * 1000, percentile(waits, 99) * 1000
    print(f"{per_second:.0f} messages/s, {_CHATS} chats, overall limit {overall_rate}/s")
    print(f"  p50 {p50:6.1f} ms  {verdict(p50, at_most=30)}")
    print(f"  p99 {p99:6.1f} ms  {verdict(p99, at_most=150)}")


async def _both() -> None:
    await measure(20, overall_rate=30)
    await measure(50, overall_rate=1000)


def main() -> None:
    """Run the benchmark."""
    asyncio.run(_both())


if __name__ == "__main__":
    main()
