"""What the benchmarks share: a desk in a scratch directory, percentiles, the limit of the driver."""

from __future__ import annotations

import contextlib
import math
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import aiosqlite


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


async def commits_per_second(directory: Path, commits: int = 500) -> float:
    """Measure how many one-row transactions aiosqlite commits in a second, as durably as the desk."""
    async with aiosqlite.connect(directory / "limit.db", isolation_level=None) as connection:
        for statement in (
            "PRAGMA journal_mode=WAL",
            "PRAGMA synchronous=FULL",
            "CREATE TABLE row (id INTEGER PRIMARY KEY, text TEXT)",
        ):
            await connection.execute(statement)
        begun = time.perf_counter()
        for number in range(commits):
            await connection.execute("BEGIN IMMEDIATE")
            await connection.execute("INSERT INTO row VALUES (?, ?)", (number, "空调坏了" * 20))
            await connection.execute("COMMIT")
        return commits / (time.perf_counter() - begun)
