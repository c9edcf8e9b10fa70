"""Finding complaints on the same matter: the same cost in a register of any size (R10).

The index is filled with the words of the corpus, as often as people use them, at a hundred places;
then newly filed complaints are looked up, with nothing remembered. Also shown: what it costs to
find the words themselves, as a ratio to `jieba.lcut`. Run as `python -m benchmarks.similarity`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import sqlite3
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.kit import scratch, seconds_of, texts_of_corpus, verdict
from nlp.classify import Classifier
from nlp.loading import load_classifier
from nlp.segment import jieba
from storage.migrate import migrate
from storage.unit_of_work import Database

_PLACES = 100
_WORDS = 6
_LOOK_UPS = 400
_AT = datetime(2026, 11, 22, tzinfo=UTC)


def keys_of(classifier: Classifier) -> list[list[int]]:
    """Number the words of every text of the corpus."""
    return [
        [hash(word) % 2**40 * _PLACES for word in list(classifier.terms(text))[:_WORDS]]
        for text in texts_of_corpus()
    ]


def rows(texts: list[list[int]], count: int) -> Iterator[tuple[object, ...]]:
    """Make what so many complaints leave in the index."""
    chance = random.Random(count)
    for number in range(1, count + 1):
        place = chance.randrange(_PLACES)
        for key in dict.fromkeys(chance.choice(texts)):
            yield key + place, number, number, number, f"{_AT:%Y-%m-%d %H:%M:%S.%f}", 2.0, 8.0


async def fill(database: Database, path: Path, texts: list[list[int]], count: int) -> None:
    """Fill the index past the desk: the complaints themselves are not needed for looking."""
    await migrate(database.engine)
    names = "key, complaint_id, matter_id, customer_id, at, weight, total"
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            f"INSERT INTO matter_words ({names}) VALUES (?, ?, ?, ?, ?, ?, ?)", rows(texts, count)
        )


async def look_up(database: Database, texts: list[list[int]]) -> float:
    """Give the median time of a look-up in milliseconds."""
    chance = random.Random(7)
    times = []
    for _ in range(_LOOK_UPS):
        keys = [key + chance.randrange(_PLACES) for key in chance.choice(texts)]
        async with database.transaction() as work:
            _ = await work.session.connection()
            begun = time.perf_counter()
            await work.matters.find(keys)
            times.append(time.perf_counter() - begun)
    return statistics.median(times) * 1e3


async def run(directory: Path, texts: list[list[int]], sizes: list[int]) -> None:
    """Compare a small register with a large one."""
    medians = []
    for size in sizes:
        path = directory / f"{size}.db"
        database = Database(f"sqlite+aiosqlite:///{path}", lambda: _AT)
        await fill(database, path, texts, size)
        medians.append(await look_up(database, texts))
        await database.close()
        print(f"  {size:7,} complaints: {medians[-1]:.2f} ms a look-up", flush=True)
    ratio = medians[-1] / medians[0]
    print(f"  large / small  {ratio:.2f}  {verdict(ratio, at_most=2)}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Finding complaints on the same matter.")
    parser.add_argument("--sizes", type=int, nargs=2, default=[1_000, 100_000])
    options = parser.parse_args()
    with scratch() as directory:
        classifier = load_classifier(directory / "jieba")
        tokenizer = jieba.Tokenizer()
        tokenizer.tmp_dir = str(directory)
        tokenizer.initialize()
        messages = texts_of_corpus()
        pairs = [
            (seconds_of(classifier.terms, messages), seconds_of(tokenizer.lcut, messages))
            for _ in range(7)
        ]
        ratio = statistics.median(ours / limit for ours, limit in pairs)
        print(f"words of a matter: {ratio:.2f} × jieba.lcut; look-ups on SQLite:")
        asyncio.run(run(directory, keys_of(classifier), options.sizes))


if __name__ == "__main__":
    main()
