"""`python -m desk classify`: how long the first answer takes, and what stays in memory.

Both beside a bare interpreter that does nothing but cut one text with jieba: nobody who cuts with
jieba can be faster than that. Run as `python -m benchmarks.first_answer`. Budgets (issue of the
classifier): 2 s, 120 MB.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.kit import scratch, verdict

_ROUNDS = 7
_LINE = '"厕所很脏，服务员态度很差"\n'.encode()
_BARE = (
    "import logging, sys, jieba\n"
    "jieba.setLogLevel(logging.WARNING); jieba.dt.tmp_dir = sys.argv[1]\n"
    "for line in sys.stdin: print(jieba.lcut(line), flush=True)"
)


def main() -> None:
    """Start each a few times in turn; the very first start fills the caches and is shown apart."""
    with scratch() as directory:
        environment = {**os.environ, "DESK_DATA_DIR": str(directory), "NO_COLOR": "1"}
        desk = [sys.executable, "-m", "desk", "classify"]
        bare = [sys.executable, "-c", _BARE, str(directory)]
        first, _, _ = _answer(desk, environment)
        pairs = [(_answer(desk, environment), _answer(bare, environment)) for _ in range(_ROUNDS)]
    seconds = statistics.median(ours[0] for ours, _ in pairs)
    ratio = statistics.median(ours[0] / limit[0] for ours, limit in pairs)
    resident = max(ours[1] for ours, _ in pairs)
    peak = max(ours[2] for ours, _ in pairs)
    print(f"first answer, empty caches {first:6.2f} s")
    print(f"first answer, later        {seconds:6.2f} s   {verdict(seconds, at_most=2)}")
    print(f"the same to bare jieba     {ratio:6.2f} ×   {verdict(ratio, at_most=1.3)}")
    print(f"resident after it          {resident:6.0f} MB  {verdict(resident, at_most=120)}")
    print(f"most there ever was        {peak:6.0f} MB")


def _answer(command: list[str], environment: dict[str, str]) -> tuple[float, float, float]:
    """Start a program, write it a line, wait for its answer; gives seconds, MB now, MB at most."""
    begun = time.perf_counter()
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(_LINE)
        process.stdin.flush()
        assert process.stdout.readline()
        seconds = time.perf_counter() - begun
        sizes = _sizes(process.pid)
        process.stdin.close()
        process.wait()
    return seconds, *sizes


def _sizes(pid: int) -> tuple[float, float]:
    """Read how much memory a process has now, and has had at most; MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    found = {name: value for name, _, value in (line.partition(":") for line in lines)}
    now, most = (int(found[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
    return now, most


if __name__ == "__main__":
    main()
