"""What the benchmarks share: a scratch directory, percentiles, the limits of the driver."""

from __future__ import annotations

import contextlib
import csv
import math
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import aiosqlite
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

_TEXT = "空调坏了" * 20
CORPUS = Path(__file__).parent.parent / "tests" / "corpus"


def texts_of_corpus() -> list[str]:
    """List all messages of the corpus."""
    texts = []
    for path in sorted(CORPUS.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            texts += [row["text"] for row in csv.DictReader(file)]
    return texts


def seconds_of(work: Callable[[str], object], messages: Sequence[str]) -> float:
    """Measure what some work on all messages takes."""
    started = time.perf_counter()
    for message in messages:
        work(message)
    return time.perf_counter() - started


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """Give an empty directory on the file system that the benchmark measures."""
    with tempfile.TemporaryDirectory(prefix="huiyin-bench-") as directory:
        yield Path(directory)


def percentile(values: Sequence[float], percent: float) -> float:
    """Give the nearest-rank percentile."""
    ranked = sorted(values)
    return ranked[max(math.ceil(len(ranked) * percent / 100) - 1, 0)]


def verdict(value: float, *, at_most: float | None = None, at_least: float | None = None) -> str:
    """Say whether a budget is met."""
    is_met = (at_most is None or value <= at_most) and (at_least is None or value >= at_least)
    bound = f"≤ {at_most:g}" if at_most is not None else f"≥ {at_least:g}"
    return f"budget {bound}: {'met' if is_met else 'MISSED'}"


async def raw_commits_per_second(directory: Path, commits: int = 500) -> float:
    """Measure how many one-row transactions aiosqlite alone commits, as durably as the desk."""
    async with aiosqlite.connect(directory / "raw.db", isolation_level=None) as connection:
        for statement in (
            "PRAGMA journal_mode=WAL",
            "PRAGMA synchronous=FULL",
            "CREATE TABLE row (id INTEGER PRIMARY KEY, text TEXT)",
        ):
            await connection.execute(statement)
        begun = time.perf_counter()
        for number in range(commits):
            await connection.execute("BEGIN IMMEDIATE")
            await connection.execute("INSERT INTO row VALUES (?, ?)", (number, _TEXT))
            await connection.execute("COMMIT")
        return commits / (time.perf_counter() - begun)


async def commits_per_second(directory: Path, commits: int = 500) -> float:
    """Measure how many one-row transactions SQLAlchemy commits over aiosqlite."""
    table = sa.Table("row", sa.MetaData(), sa.Column("id", sa.Integer), sa.Column("text", sa.Text))
    engine = create_async_engine(f"sqlite+aiosqlite:///{directory}/limit.db")
    async with engine.begin() as connection:
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            await connection.exec_driver_sql(f"PRAGMA {pragma}")
        await connection.run_sync(table.metadata.create_all)
    begun = time.perf_counter()
    for number in range(commits):
        async with engine.begin() as connection:
            await connection.execute(sa.insert(table), {"id": number, "text": _TEXT})
    seconds = time.perf_counter() - begun
    await engine.dispose()
    return commits / seconds
