"""What is kept about words in the data directory, and can be made again at any time."""

from __future__ import annotations

import os
from pathlib import Path


def cache_of(data_dir: Path) -> Path:
    """Return where jieba's cache, built lexicons and the words in force are kept."""
    return data_dir / "jieba"


def keep_house_words(data_dir: Path, text: str) -> None:
    """Leave the house's words in force where `classify`, which opens no database, finds them."""
    path = _kept(data_dir)
    part = path.with_suffix(f".{os.getpid()}.part")
    path.parent.mkdir(parents=True, exist_ok=True)
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def kept_house_words(data_dir: Path) -> str:
    """Return the words that a desk with this directory last ran by, "" before one has."""
    try:
        return _kept(data_dir).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def _kept(data_dir: Path) -> Path:
    return cache_of(data_dir) / "house-words.toml"
