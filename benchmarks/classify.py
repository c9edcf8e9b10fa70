"""What a judgement costs, as a ratio to `jieba.lcut` of the same messages in the same run.

Run as `python -m benchmarks.classify`. The budget (DESIGN.md) is 1.3 × jieba.lcut.
"""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.kit import seconds_of, texts_of_corpus
from nlp.loading import load_classifier
from nlp.segment import jieba

_ROUNDS = 7
_REPEATS = 10


def main() -> None:
    """Print load time, memory, and the cost of a message."""
    messages = texts_of_corpus() * _REPEATS
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
        (seconds_of(classifier.judge, messages), seconds_of(tokenizer.lcut, messages))
        for _ in range(_ROUNDS)
    ]
    ratio = statistics.median(ours / limit for ours, limit in pairs)
    micro = statistics.median(ours for ours, _ in pairs) / len(messages) * 1e6
    print(f"load {loaded:.2f} s, peak memory {peak / 1024:.0f} MB (two dictionaries)")
    print(f"classify {micro:.0f} µs a message, {ratio:.2f} × jieba.lcut (budget 1.3)")


if __name__ == "__main__":
    main()
