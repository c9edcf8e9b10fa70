"""Start, size and stop of an idle desk on SQLite.

Budgets (DESIGN): ready in 3 s, 200 MB resident, drained in 5 s.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from pathlib import Path

from tests.journeys.harness import DeskProcess, new_home

_ROUNDS = 5
#: An idle desk has given back by then what starting has used.
_IDLE_SECONDS = 2.0


def _resident_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


async def _compile(directory: Path) -> None:
    """Start once, so that all modules are compiled as `make setup` leaves them."""
    async with new_home(directory, "sqlite") as home, DeskProcess(home):
        pass


async def measure() -> None:
    """Start and stop a few times; the first time makes the database and is shown apart."""
    starts: list[float] = []
    stops: list[float] = []
    sizes: list[float] = []
    with tempfile.TemporaryDirectory() as directory:
        await _compile(Path(directory) / "before")
        async with new_home(Path(directory) / "home", "sqlite") as home:
            desk = DeskProcess(home)
            for _ in range(_ROUNDS):
                starts.append(await desk.start())
                await asyncio.sleep(_IDLE_SECONDS)
                assert desk.process is not None
                sizes.append(_resident_mb(desk.process.pid))
                stops.append(await desk.stop())
    first, *later = starts
    print(f"start, empty directory {first:6.2f} s   (budget 3)")
    print(f"start, later           {statistics.median(later):6.2f} s   (budget 3)")
    print(f"resident, idle         {statistics.median(sizes):6.0f} MB  (budget 200)")
    print(f"stop by SIGTERM        {max(stops):6.2f} s   (budget 5, slowest of {_ROUNDS})")


def main() -> None:
    """Run the benchmark."""
    asyncio.run(measure())


if __name__ == "__main__":
    main()
