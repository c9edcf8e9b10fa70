"""`python -m desk classify`: reads texts from a pipe, with nothing of the desk around it."""

from __future__ import annotations

import os
import sys

from desk import memory
from desk.settings import Settings, trade_of
from desk.word_files import cache_of, kept_house_words
from nlp.loading import Loader
from nlp.stream import classify_lines


def classify(settings: Settings) -> int:
    """Answer every line of standard input with a line, each at once; returns the exit code."""
    house = kept_house_words(settings.data_dir)
    classifier = Loader(cache_of(settings.data_dir)).load(trade_of(settings), house)
    memory.give_back()
    try:
        classify_lines(classifier, sys.stdin.buffer, _write)
    except BrokenPipeError:
        # Whoever read the answers has enough: nothing is left to say, not even at the exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _write(line: str) -> None:
    sys.stdout.buffer.write(line.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
