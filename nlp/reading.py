"""What a message says, clause by clause: the lexicon's words found in it, with negation taken into account.

All words are found in one Aho-Corasick pass over the normalised text. Of overlapping words the longer wins,
so that "不脏" is not also "脏" and "服务费" is not "服务"; the segmenter decides where a word must stand alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final, NamedTuple

import ahocorasick

from nlp.lexicon import NO_WEIGHT, Entry, Lexicon, Weights

#: So many characters may stand between a negator and the word it denies: "不是很|好", "没|坏".
_REACH_TO_PRAISE: Final = 4
_REACH_TO_COMPLAINT: Final = 0
_REACH_TO_TRIGGER: Final = 2
_VETO_REACH: Final = 6
#: The same for English, where a word is longer.
_ENGLISH: Final = 5
_NUMBER_LIKE: Final = frozenset("0123456789一二两俩三四五六七八九十百千万半多来数整个几好余廿卅把")
#: Degree words that jieba glues to the next one: 太慢, 很脏, 不快.
_DEGREE: Final = frozenset("太很好真超更最不没有又还都挺蛮巨偏略较够好的了")
_NEVER: Final = -1000
_FAR: Final = _REACH_TO_PRAISE * _ENGLISH


class Hit(NamedTuple):
    """A word of the lexicon in the text; offsets are normalised ones. `weights` is its evidence here."""

    start: int
    end: int
    entry: Entry
    weights: Weights
    is_denied: bool


@dataclass(slots=True)
class Clause:
    """What stands between two breaks. `mask` has the concepts of its words, `is_turn` follows a 但是."""

    is_turn: bool = False
    mask: int = 0
    hits: list[Hit] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """A message as the judges see it."""

    text: str
    clauses: list[Clause]
    mask: int

    def hits(self) -> list[Hit]:
        """Give all hits, in order."""
        return [hit for clause in self.clauses for hit in clause.hits]


class Reader:
    """Finds the words of a lexicon. Immutable after it is made, so threads may share it."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Build the automaton, about 20 ms for five thousand words."""
        self._automaton = ahocorasick.Automaton()
        for word, entry in lexicon.entries.items():
            self._automaton.add_word(word, (len(word), entry, _check_of(entry)))
        self._automaton.make_automaton()
        self._break, self._contrast, self._negator = map(
            lexicon.bit, ("break", "contrast", "negator")
        )
        self._praise, self._complaint, self._trigger = map(
            lexicon.bit, ("praise", "complaint", "trigger")
        )
        self._veto = lexicon.bit("veto")
        self._unit, self._duration = lexicon.bit("unit"), lexicon.bit("duration")

    def read(self, text: str, words: Sequence[str]) -> Reading:
        """Read a normalised text, given the words it is cut into."""
        clause = Clause()
        clauses = [clause]
        denied_at = vetoed_at = _NEVER
        everything = 0
        for start, end, entry in self._find(text, words):
            mask = entry.mask
            if mask & (self._break | self._contrast):
                everything |= mask
                clause = Clause(
                    is_turn=bool(mask & self._contrast) or (clause.is_turn and not clause.hits)
                )
                clauses.append(clause)
                denied_at = vetoed_at = _NEVER
                if not mask & ~(self._break | self._contrast):
                    continue
            if mask & self._unit:
                if text[start - 1 : start] not in _NUMBER_LIKE or not start:
                    continue
                mask |= self._duration
            if mask & self._praise and _is_tail(start, clause.hits):
                continue
            if mask & self._trigger and start - vetoed_at <= _VETO_REACH * _stretch(entry):
                hit, mask = Hit(start, end, entry, NO_WEIGHT, True), 0
            else:
                hit, mask = self._hit(start, end, entry, mask, start - denied_at)
            if mask & self._negator:
                denied_at = end
            elif hit.is_denied and not entry.reason:
                denied_at = _NEVER
            if mask & self._veto:
                vetoed_at = end
            clause.mask |= mask
            clause.hits.append(hit)
            everything |= mask
        return Reading(text, clauses, everything)

    def _hit(self, start: int, end: int, entry: Entry, mask: int, gap: int) -> tuple[Hit, int]:
        """Weigh a word by the negator that stands `gap` characters before it."""
        if gap > _FAR or not mask & (self._praise | self._complaint | self._trigger):
            weights = NO_WEIGHT if mask & self._praise else entry.weights
            return Hit(start, end, entry, weights, False), mask
        stretch = _stretch(entry)
        if mask & self._praise:
            if gap <= _REACH_TO_PRAISE * stretch:
                return Hit(start - gap, end, entry, entry.weights, True), (
                    mask & ~self._praise
                ) | self._complaint
            return Hit(start, end, entry, NO_WEIGHT, False), mask
        reach = _REACH_TO_TRIGGER if mask & self._trigger else _REACH_TO_COMPLAINT
        if gap <= max(reach * stretch, stretch // 5):
            return Hit(start, end, entry, NO_WEIGHT, True), self._praise
        return Hit(start, end, entry, entry.weights, False), mask

    def _find(self, text: str, words: Sequence[str]) -> list[tuple[int, int, Entry]]:
        """Find the words that no longer word covers, in order."""
        kept: list[tuple[int, int, Entry]] = []
        bounds: set[int] | None = None
        for last, (length, entry, check) in self._automaton.iter(text):
            end = last + 1
            start = end - length
            if check:
                if check == 1:
                    if _is_inside_latin(text, start, end):
                        continue
                else:
                    bounds = bounds if bounds is not None else {0, *accumulate(map(len, words))}
                    if not _stands_alone(text, start, end, bounds):
                        continue
            if kept and kept[-1][1] == end:
                continue
            while kept and kept[-1][0] >= start:
                kept.pop()
            kept.append((start, end, entry))
        return kept


def _is_tail(start: int, hits: Sequence[Hit]) -> bool:
    """Tell whether a word begins inside of a complaint, as the end of 不方便停车 does: then it is no praise."""
    return bool(hits) and hits[-1].end > start and any(hits[-1].weights)


def _stretch(entry: Entry) -> int:
    return _ENGLISH if entry.word.isascii() else 1


def _check_of(entry: Entry) -> int:
    """Say which boundary a word needs: 0 none, 1 of Latin letters, 2 of segmented words."""
    if entry.word[0].isascii() and entry.word[0].isalnum():
        return 1
    return 2 if entry.whole else 0


def _is_inside_latin(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    return (before.isascii() and before.isalnum()) or (after.isascii() and after.isalnum())


def _stands_alone(text: str, start: int, end: int, bounds: set[int]) -> bool:
    return end in bounds and (start in bounds or text[start - 1] in _DEGREE)
