"""Durable intake: updates a second from the channel to inbox, case and queued acknowledgement.

Many people complain at once; their updates come in batches as getUpdates gives them, and are
understood by the real dialogue with the real classifier, on SQLite. The limit is what the same
driver commits one row at a time: SQLAlchemy over aiosqlite, as in the budget; aiosqlite alone is
shown beside it. Run from the root: `python -m benchmarks.intake`.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json
import statistics
import time
from pathlib import Path

import sqlalchemy as sa

from benchmarks.kit import commits_per_second, raw_commits_per_second, scratch, verdict
from bot.channels.telegram_updates import as_received
from complaints.model import Channel
from desk import memory
from desk.settings import read_settings
from desk.triage import ClassifierTriage
from desk.wiring import Desk, make_desk
from nlp.classify import Classifier
from nlp.loading import load_classifier
from storage import tables
from storage.migrate import migrate
from tests.botapi.updates import message

TEXTS = (
    "你们大厅的空调坏了三天了，热得受不了，没人来修",
    "柜员态度太差，问两句就不耐烦，还骂人",
    "厕所地上全是水，很脏，味道也大",
    "排队等了两个小时，办个业务要跑三趟",
)
BATCH = 100  # the most that getUpdates gives


def updates(count: int) -> list[bytes]:
    """Make one complaint each of so many people."""
    return [
        json.dumps(
            {"update_id": n, "message": message(n, 1, text=f"{TEXTS[n % len(TEXTS)]}，第{n}次")}
        ).encode()
        for n in range(1, count + 1)
    ]


async def measure(directory: Path, classifier: Classifier, count: int) -> float:
    """Take in so many complaints; give how many a second."""
    settings = read_settings(
        {"DESK_DATA_DIR": str(directory), "TELEGRAM_BOT_TOKEN": "123456:TEST"}
    )
    settings = dataclasses.replace(settings, secret_key="x" * 40)
    desk = make_desk(settings, ClassifierTriage(classifier))
    await migrate(desk.database.engine)
    begun = time.perf_counter()
    reception = asyncio.create_task(desk.reception.run())
    waiting = [as_received(raw) for raw in updates(count)]
    for start in range(0, count, BATCH):
        await desk.inbox.receive(Channel.TELEGRAM, waiting[start : start + BATCH])
    while _outcomes(desk) < count:  # noqa: ASYNC110 - nothing tells when the last one is done
        await asyncio.sleep(0.01)
    seconds = time.perf_counter() - begun
    desk.reception.stop()
    await reception
    await _check(desk, count)
    await desk.database.close()
    return count / seconds


def _outcomes(desk: Desk) -> float:
    """Count what has its outcome. Neither the database is asked for it nor the whole registry.

    That would be work of its own, and the registry reads /proc.
    """
    samples = (sample for metric in desk.metrics.updates.collect() for sample in metric.samples)
    done = (s.value for s in samples if s.name.endswith("_total") and s.labels["state"] == "done")
    return next(done, 0)


async def _check(desk: Desk, count: int) -> None:
    """See that the work was really done."""
    async with desk.database.reading() as session:
        for table in (tables.complaints, tables.outbox):
            found = await session.scalar(sa.select(sa.func.count()).select_from(table))
            assert found == count, (table.name, found)


async def run(count: int, rounds: int) -> None:
    """Measure both sides in turn and print them."""
    ratios = []
    for number in range(rounds):
        with scratch() as directory:
            classifier = load_classifier(directory / "jieba")
            memory.give_back()  # as the running desk does
            limit, raw = (
                await commits_per_second(directory),
                await raw_commits_per_second(directory),
            )
            rate = await measure(directory, classifier, count)
        ratios.append(rate / limit)
        print(
            f"  round {number + 1}: {rate:5.0f} complaints/s, one-row commits "
            f"{limit:5.0f}/s by SQLAlchemy, {raw:5.0f}/s by aiosqlite alone",
            flush=True,
        )
    ratio = statistics.median(ratios)
    print(f"  intake / one-row commits  {ratio:.2f}  {verdict(ratio, at_least=0.5)}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Durable intake against the driver's commits.")
    parser.add_argument("--complaints", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    print(f"durable intake, {options.complaints} people at once, SQLite")
    asyncio.run(run(options.complaints, options.rounds))


if __name__ == "__main__":
    main()
