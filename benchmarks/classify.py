"""What a judgement costs, as a ratio to `jieba.lcut` of the same messages in the same run.

Run as `python -m benchmarks.classify`. The budget (DESIGN.md) is 1.3 × jieba.lcut.
"""

from __future__ import annotations

import csv
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from nlp.classify import load_classifier
from nlp.segment import jieba

_CORPUS = Path(__file__).parent.parent / "tests" / "corpus"
_ROUNDS = 7
_REPEATS = 10


def main() -> None:
    """Print load time, memory, and the cost of a message."""
    messages = [text for path in sorted(_CORPUS.glob("*.csv")) for text in _texts(path)] * _REPEATS
    with tempfile.TemporaryDirectory() as directory:
        started = time.perf_counter()
        classifier = load_classifier(Path(directory))
        loaded = time.perf_counter() - started
        tokenizer = jieba.Tokenizer()
        tokenizer.tmp_dir = directory
        tokenizer.initialize()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1 if sys.platform != "darwin" else 1024
    )
    pairs = [
        (_seconds(classifier.judge, messages), _seconds(tokenizer.lcut, messages))
        for _ in range(_ROUNDS)
    ]
    ratio = statistics.median(ours / limit for ours, limit in pairs)
    micro = statistics.median(ours for ours, _ in pairs) / len(messages) * 1e6
    print(f"load {loaded:.2f} s, peak memory {peak / 1024:.0f} MB (two dictionaries)")
    print(f"classify {micro:.0f} µs a message, {ratio:.2f} × jieba.lcut (budget 1.3)")


def _texts(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file)]


def _seconds(work: Callable[[str], object], messages: Sequence[str]) -> float:
    started = time.perf_counter()
    for message in messages:
        work(message)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
