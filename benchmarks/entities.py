"""What extraction costs, as a ratio to `jieba.lcut` of the same messages in the same run.

And that it grows no faster than the text: 100 kB of what could be worst take at most about twice
as long as 50 kB. Run as `python -m benchmarks.entities`.
"""

from __future__ import annotations

import statistics
import tempfile
from datetime import UTC, datetime

from benchmarks.kit import seconds_of, texts_of_corpus
from nlp.entities import find_entities
from nlp.segment import jieba

_NOW = datetime(2026, 11, 22, tzinfo=UTC)
_PLACES = {"大堂": "lobby", "柜台": "counter"}
_ROUNDS, _REPEATS = 7, 5
_WORST = (
    "1 ",
    "三点",
    "昨天",
    "1楼",
    "1,",
    "一 ",
    "赔1块",
    "姓王",
    "a@a.",
    "(0571)",
    "月",
    "1:1 ",
)
_SIZE = 100_000


def extract(text: str) -> object:
    """Do what registering a complaint does."""
    return find_entities(text, _NOW, _PLACES)


def main() -> None:
    """Print the cost of a message, and the worst case."""
    messages = texts_of_corpus() * _REPEATS
    with tempfile.TemporaryDirectory() as directory:
        tokenizer = jieba.Tokenizer()
        tokenizer.tmp_dir = directory
        tokenizer.initialize()
    pairs = [
        (seconds_of(extract, messages), seconds_of(tokenizer.lcut, messages))
        for _ in range(_ROUNDS)
    ]
    ratio = statistics.median(ours / limit for ours, limit in pairs)
    micro = statistics.median(ours for ours, _ in pairs) / len(messages) * 1e6
    print(f"extraction {micro:.0f} µs a message, {ratio:.2f} × jieba.lcut")
    worst = max(_WORST, key=lambda piece: _fastest(piece, _SIZE))
    long, short = _fastest(worst, _SIZE), _fastest(worst, _SIZE // 2)
    print(f"worst 100 kB ({worst!r} repeated): {long:.2f} s, {long / short:.1f} × half of it")


def _fastest(piece: str, size: int) -> float:
    text = (piece * size)[:size]
    return min(seconds_of(extract, [text]) for _ in range(3))


if __name__ == "__main__":
    main()
