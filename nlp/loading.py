"""Loads classifiers: one for each version of the lexicon, all over one dictionary of jieba's.

Reading fifty thousand words and making them findable takes half a second, so the result is kept
in a file named by everything it depends on. Such files are as private as the database beside them.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import sys
import threading
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from weakref import WeakValueDictionary

import ahocorasick
import opencc

from nlp.classify import Classifier
from nlp.house_words import lay_over, read_house_words
from nlp.lexicon import NO_WEIGHT, Lexicon
from nlp.lexicon_files import lexicon_sources, read_lexicon
from nlp.reading import Reader
from nlp.segment import Segmenter

_DIGEST: Final = hashlib.sha256
_SIZE: Final = 32
#: The version in use, the one before, and the two that somebody is trying out.
_KEPT: Final = 4

Built = tuple[Lexicon, Reader]


class Loader:
    """Makes classifiers; threads may share it."""

    def __init__(self, directory: Path) -> None:
        """Take a private place for caches, which is made if it does not exist."""
        self._directory = directory
        self._segmenter: Segmenter | None = None
        self._turn = threading.Lock()
        #: What somebody uses is not made a second time: it takes 18 MB.
        self._known: WeakValueDictionary[tuple[str, str], Classifier] = WeakValueDictionary()

    def load(self, trade: str = "", house: str = "") -> Classifier:
        """Make a classifier; blocks for about a second the first time.

        Args:
            trade: the policy pack's, whose words are laid over the common ones.
            house: the text of the house's own words, laid over those.

        Raises:
            LexiconError: a lexicon file does not make sense.
            HouseWordsError: the house's words do not.
        """
        known = self._known.get((trade, house))
        if known is None:
            lexicon, reader = self._built(trade, house)
            known = Classifier(lexicon, reader, self._segmenter_for(lexicon.nouns))
            self._known[trade, house] = known
        return known

    def _segmenter_for(self, nouns: Collection[str]) -> Segmenter:
        with self._turn:
            known = self._segmenter
            known = known.keeping(nouns) if known else Segmenter(nouns, self._directory)
            self._segmenter = known
            return known

    def _built(self, trade: str, house: str) -> Built:
        words = read_house_words(house)
        sources = lexicon_sources(trade)
        path = self._directory / f"lexicon-{_key(sources, house)}.cache"
        built = _read(path)
        if built is None:
            lexicon = lay_over(read_lexicon(sources), words)
            built = replace(lexicon, entries={}), Reader(lexicon)
            _write(path, built)
        return built


def load_classifier(directory: Path, trade: str = "") -> Classifier:
    """Load one classifier without words of a house; see `Loader.load`."""
    return Loader(directory).load(trade)


def _key(sources: dict[str, str], house: str) -> str:
    """Name everything that the result depends on: words, our own code, the libraries."""
    digest = _DIGEST(repr((sorted(sources.items()), house)).encode("utf-8", "replace"))
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    libraries = [Path(str(lib.__file__)).stat().st_mtime_ns for lib in (ahocorasick, opencc)]
    digest.update(repr([sys.version, *libraries]).encode())
    return digest.hexdigest()[:24]


class _Pickler(pickle.Pickler):
    """Keeps `NO_WEIGHT` the one object that it is."""

    def persistent_id(self, thing: Any) -> str | None:
        return "NO_WEIGHT" if thing is NO_WEIGHT else None


class _Unpickler(pickle.Unpickler):
    def persistent_load(self, _: str) -> Any:
        return NO_WEIGHT


def _read(path: Path) -> Built | None:
    """Read what is kept; None when it is not there, or not whole."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    if _DIGEST(memoryview(content)[_SIZE:]).digest() != content[:_SIZE]:
        return None
    kept = io.BytesIO(content)  # without a second copy of some megabytes
    kept.seek(_SIZE)
    built: Built = _Unpickler(kept).load()
    return built


def _write(path: Path, built: Built) -> None:
    """Keep a result and drop the oldest; without a place to write it is made anew each time."""
    kept = io.BytesIO()
    _Pickler(kept, pickle.HIGHEST_PROTOCOL).dump(built)
    content = kept.getvalue()
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.write(_DIGEST(content).digest() + content)
        part.replace(path)
        others = sorted(path.parent.glob("lexicon-*.cache"), key=lambda p: p.stat().st_mtime)
        for old in others[:-_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        part.unlink(missing_ok=True)
