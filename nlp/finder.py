"""Which words of the lexicon stand in a text: one Aho-Corasick pass, longer words before shorter.

"不脏" is not also "脏", and "服务费" is not "服务". Only what is grave is never hidden by a longer
word: "吃完就拉肚子" still says "拉肚子". Where a word must stand alone, the segmenter decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Final

import ahocorasick

from nlp.lexicon import Entry, Lexicon

#: Degree words that jieba glues to the next one: 太慢, 很脏, 不快.
_DEGREE: Final = frozenset("太很好真超更最不没有又还都挺蛮巨偏略较够的了")
_LATIN, _WHOLE, _LAST = 1, 2, 3
#: What jieba takes in one piece.
_STRETCH: Final = re.compile(r"[\u4e00-\u9fd5a-z0-9+#&._%-]+")

Found = tuple[int, int, Entry]


class Finder:
    """The words of a lexicon, ready to be searched for. Immutable, so threads may share it."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Build the automaton, about 0.1 s for fifty thousand words."""
        self._complaint = lexicon.bit("complaint")
        self._automaton = ahocorasick.Automaton()
        values: dict[tuple[int, Entry, int], tuple[int, Entry, int]] = {}
        for word, entry in lexicon.entries.items():
            value = (len(word), entry, _check_of(word, entry))
            self._automaton.add_word(word, values.setdefault(value, value))
        self._automaton.make_automaton()

    def find(self, text: str, cut: Callable[[str], Sequence[str]]) -> list[Found]:
        """List (start, end, entry) in order of start.

        Args:
            text: what is searched, normalised.
            cut: cuts it into words; costs most of all, so it is asked only where it can matter.
        """
        kept: list[Found] = []
        grave: list[Found] = []
        bounds = _Bounds(text, cut)
        for last, (length, entry, check) in self._automaton.iter(text):
            end = last + 1
            start = end - length
            is_covered = bool(kept) and kept[-1][1] == end
            if is_covered and not entry.reason:
                continue
            if check == _LATIN and _is_inside_latin(text, start, end):
                continue
            if check == _LAST and text[end : end + 1].isalnum():
                continue
            if check == _WHOLE and not bounds.enclose(start, end):
                continue
            if is_covered:
                if kept[-1][2].mask & self._complaint:
                    grave.append((start, end, entry))
                continue
            while kept and kept[-1][0] >= start:
                hidden = kept.pop()
                if hidden[2].reason and entry.mask & self._complaint:
                    grave.append(hidden)
            kept.append((start, end, entry))
        return sorted(kept + grave, key=_by_start) if grave else kept


def _by_start(found: Found) -> tuple[int, int]:
    return found[0], -found[1]


def _check_of(word: str, entry: Entry) -> int:
    """Say which boundary a word needs: none, Latin letters', an end, or segmented words'."""
    if word[0].isascii() and word[0].isalnum() and not _is_counted(word):
        return _LATIN
    if entry.last:
        return _LAST
    return _WHOLE if entry.whole else 0


def _is_counted(word: str) -> bool:
    """Tell whether a word begins with the last digit of a number: 8蚊, also in 68蚊."""
    return word[0].isdigit() and not word[1:2].isascii()


def _is_inside_latin(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    return (before.isascii() and before.isalnum()) or (after.isascii() and after.isalnum())


class _Bounds:
    """Where words end in a text, worked out stretch by stretch and only where it is asked."""

    def __init__(self, text: str, cut: Callable[[str], Sequence[str]]) -> None:
        self._text, self._cut = text, cut
        self._end = 0
        self._bounds: set[int] = set()

    def enclose(self, start: int, end: int) -> bool:
        """Tell whether a stretch is a word of its own; asked from left to right."""
        if start >= self._end:
            self._cut_around(start)
        return end in self._bounds and (start in self._bounds or self._text[start - 1] in _DEGREE)

    def _cut_around(self, start: int) -> None:
        """Cut the stretch between punctuation that holds an offset: the cutter does no other."""
        begin = start
        while begin > self._end and _STRETCH.match(self._text[begin - 1]):
            begin -= 1
        stretch = _STRETCH.match(self._text, begin)
        self._end = max(stretch.end() if stretch else 0, start + 1)
        words = self._cut(self._text[begin : self._end])
        self._bounds = {begin, *accumulate(map(len, words), initial=begin)}
