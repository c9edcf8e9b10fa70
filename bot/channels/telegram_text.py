"""Cutting long texts to what Telegram takes in one message."""

from __future__ import annotations


def split_text(text: str, limit: int) -> list[str]:
    """Cut a text into pieces of at most `limit` UTF-16 units, if possible between lines or words.

    Telegram counts in UTF-16 units, where an emoji is two. There is always at least one piece.
    """
    pieces = []
    rest = text
    while len(rest) * 2 > limit and (end := _end_of_fitting(rest, limit)) < len(rest):
        end = _last_break(rest, end) or end
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    pieces.append(rest)
    return [piece for piece in pieces if piece] or [text]


def _end_of_fitting(text: str, limit: int) -> int:
    units = 0
    for index, character in enumerate(text):
        units += 2 if character > "\uffff" else 1
        if units > limit:
            return index
    return len(text)


def _last_break(text: str, end: int) -> int:
    """Find the last line end, else space, in the second half of `text[:end]`; 0 if none."""
    for separator in "\n", " ":
        if (found := text.rfind(separator, end // 2, end)) > 0:
            return found
    return 0
