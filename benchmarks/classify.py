"""What a judgement costs, as a ratio to `jieba.lcut` of the same messages in the same run.

Run as `python -m benchmarks.classify`. The budget (DESIGN.md) is 1.3 × jieba.lcut.
"""

from __future__ import annotations

import statistics

from benchmarks.kit import scratch, seconds_of, texts_of_corpus, verdict
from nlp.loading import load_classifier
from nlp.segment import jieba

#: Many short rounds: a busy machine slows both sides of a pair alike.
_ROUNDS = 60
_BUDGET = 1.3


def main() -> None:
    """Print the cost of a message."""
    messages = texts_of_corpus()
    with scratch() as directory:
        classifier = load_classifier(directory)
        tokenizer = jieba.Tokenizer()
        tokenizer.tmp_dir = str(directory)
        tokenizer.initialize()
    pairs = [
        (seconds_of(classifier.judge, messages), seconds_of(tokenizer.lcut, messages))
        for _ in range(_ROUNDS)
    ]
    ratio = statistics.median(ours / limit for ours, limit in pairs)
    micro = statistics.median(ours for ours, _ in pairs) / len(messages) * 1e6
    print(
        f"classify {micro:.0f} µs a message, {ratio:.2f} × jieba.lcut, "
        f"{verdict(ratio, at_most=_BUDGET)}"
    )


if __name__ == "__main__":
    main()
