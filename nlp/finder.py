"""Which words of the lexicon stand in a text: one Aho-Corasick pass, longer words before shorter.

"不脏" is not also "脏", and "服务费" is not "服务". Only what is grave is never hidden by a longer
word: "吃完就拉肚子" still says "拉肚子". Where a word must stand alone, the dictionary decides.
"""

from __future__ import annotations

from collections.abc import Callable

import ahocorasick

from nlp.lexicon import Entry, Lexicon

_LATIN, _WHOLE, _LAST = 1, 2, 3
Found = tuple[int, int, Entry]
IsPart = Callable[[str, int, int], bool]


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

    def find(self, text: str, is_part: IsPart) -> list[Found]:
        """List (start, end, entry) in order of start.

        Args:
            text: what is searched, normalised.
            is_part: tells whether a stretch of it is only part of a longer word.
        """
        kept: list[Found] = []
        grave: list[Found] = []
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
            if check == _WHOLE and is_part(text, start, end):
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
