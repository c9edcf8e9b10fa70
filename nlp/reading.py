"""What a message says, clause by clause, with negation taken into account.

A negator before praise makes a complaint of it ("不是很干净"); right before a complaint it takes
it back ("不脏"); a veto shortly before something grave takes that back ("又不是要报警").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from nlp.finder import Finder, IsPart
from nlp.lexicon import NO_WEIGHT, Entry, Lexicon, Weights

#: So many characters may stand between a negator and the word it denies.
_REACH_TO_PRAISE: Final = 4
_REACH_TO_TRIGGER: Final = 2
_REACH_OF_VETO: Final = 6
#: So many may stand between praise and the word that finds it lacking: 主动|性有些|不足.
_REACH_OF_LACK: Final = 4
#: A veto may end inside of what it takes back: 不想闹|到消协.
_OVERLAP: Final = 2
#: Whoever writes without punctuation begins a new thought with the next topic after so much.
_BREATH: Final = 24
#: Who writes without punctuation leaves a blank instead.
_BLANK: Final = re.compile("(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
#: A message that only says yes is no longer than this; elsewhere 好, 是, 了 say nothing.
_LONGEST_NOD: Final = 12
#: What is broken or dirty, and so causes what is complained of after it.
CAUSES: Final = ("fault", "dirt", "smell", "vermin", "spoiled")
#: English words are so many times longer.
_ENGLISH: Final = 5
_NUMBER_LIKE: Final = frozenset("0123456789一二两俩三四五六七八九十百千万半多来数整个几好余廿卅")
#: Whoever says this tells of himself or of this house, not of what he has heard.
_ONESELF: Final = re.compile("[我咱俺]|本人|这[家里边种次回店]")
_NEVER: Final = -1000
#: After these a "no" at the end is one: 叫他也不.
_INSISTING: Final = frozenset("都也就偏是又还并可从绝死")


class Hit(NamedTuple):
    """A word found, by its offsets in the normalised text. `weights` is its evidence here."""

    start: int
    end: int
    entry: Entry
    weights: Weights
    is_denied: bool


@dataclass(slots=True)
class Clause:
    """What stands between two breaks. `mask` has its concepts; `is_turn` follows a 但是.

    The last negator and veto so far are remembered by their offsets.
    """

    start: int = 0
    is_turn: bool = False
    mask: int = 0
    hits: list[Hit] = field(default_factory=list)
    denied_from: int = _NEVER
    denied_at: int = _NEVER
    vetoed_at: int = _NEVER


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
    """Reads messages by the words of a lexicon. Immutable, so threads may share it."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Take words and concepts from a lexicon."""
        bit = lexicon.bit
        self._finder = Finder(lexicon)
        self._break, self._contrast = bit("break"), bit("contrast")
        self._split = self._break | self._contrast
        self._negator, self._veto, self._shield = (
            bit("negator"),
            bit("veto"),
            bit("neutral", "either"),
        )
        self._praise, self._complaint, self._trigger = (
            bit("praise"),
            bit("complaint"),
            bit("trigger"),
        )
        self._acknowledge, self._thank = bit("acknowledge"), bit("thank")
        self._topic, self._aftermath = bit("topic"), bit("aftermath")
        self._cause = bit(*CAUSES)
        self._openers = self._thank | self._aftermath | self._topic
        self._turning = bit("trigger", "praise", "complaint", "negator", "veto", "lack")
        self._lack = bit("lack")
        self._hearsay, self._stop = bit("hearsay"), bit("stop")
        self._either = bit("ask", "either")
        self._unit, self._duration = bit("unit"), bit("duration")
        self._joins = lexicon.joins

    def read(self, text: str, is_part: IsPart) -> Reading:
        """Read a normalised text; `is_part` tells whether a stretch is only part of a word."""
        if " " in text:
            text = _BLANK.sub("、", text)
        clause = Clause()
        clauses = [clause]
        everything = 0
        for start, end, entry in self._finder.find(text, is_part):
            mask = entry.mask
            if mask & self._split:
                everything |= mask
                is_turn = bool(mask & self._contrast) or (clause.is_turn and not clause.hits)
                clause.mask |= mask & ~self._split
                clause = Clause(end, is_turn)
                clauses.append(clause)
                continue
            if mask & self._openers and self._opens_clause(clause, start, mask, text):
                clause = Clause(start, clause.is_turn)
                clauses.append(clause)
            if mask & self._negator and start and _is_idle(text, start, end):
                mask = self._either
            if mask & self._unit:
                if not start or text[start - 1] not in _NUMBER_LIKE:
                    continue
                mask |= self._duration
            if mask == self._acknowledge and len(text) > _LONGEST_NOD:
                continue
            hits = clause.hits
            if not mask or (hits and hits[-1].end > start and self._is_tail(mask, hits[-1])):
                continue
            hit = Hit(start, end, entry, entry.weights, False)
            if mask & self._turning:
                everything |= self._take(
                    clause, hit, mask, _ENGLISH if text[start].isascii() else 1
                )
            else:
                clause.mask |= mask
                everything |= mask
                hits.append(hit)
        everything |= self._join(clauses, everything)
        if everything & self._hearsay:
            self._carry_hearsay(text, clauses)
        return Reading(text, clauses, everything)

    def _join(self, clauses: Sequence[Clause], everything: int) -> int:
        """Give clauses the concepts that theirs make together; returns those gained."""
        gained = 0
        for join in self._joins:
            if everything & join.all == join.all:
                for clause in clauses:
                    if join.holds(clause.mask):
                        clause.mask |= join.mask
                        gained |= join.mask
        return gained

    def _carry_hearsay(self, text: str, clauses: Sequence[Clause]) -> None:
        """Let what others tell go on to the end of the sentence, or until the writer says "I"."""
        ends = [clause.start for clause in clauses[1:]] + [len(text)]
        is_told = False
        for clause, end in zip(clauses, ends, strict=True):
            if clause.is_turn or _ONESELF.search(text, clause.start, end):
                is_told = False
            is_told = is_told or bool(clause.mask & self._hearsay)
            if is_told and clause.hits:
                clause.mask |= self._hearsay
            is_told = is_told and not clause.mask & self._stop

    def _opens_clause(self, clause: Clause, start: int, mask: int, text: str) -> bool:
        """Tell whether a word begins a new clause although no punctuation says so.

        Thanks do ("请尽快处理谢谢"), what came of a fault ("吞卡等了二十分钟没人来"), and a new
        topic in a long sentence.
        """
        if mask & self._thank:
            return bool(clause.hits) or text[clause.start : start].endswith(" ")
        if mask & self._aftermath:
            return bool(clause.mask & self._cause)
        breath = _BREATH * (_ENGLISH if text[start].isascii() else 1)
        return bool(mask & self._topic) and start - clause.start > breath

    def _is_tail(self, mask: int, before: Hit) -> bool:
        """Tell whether a word is made void by the one that it begins in: 有没|有优惠."""
        if mask & self._praise:
            return any(before.weights)
        return bool(mask & self._complaint and before.entry.mask & self._shield)

    def _deny_praise(self, clause: Clause, start: int) -> None:
        """Make a complaint of the praise right before a word that finds it lacking: 耐心不足."""
        if not clause.hits:
            return
        praised = clause.hits[-1]
        if praised.entry.mask & self._praise and start - praised.end <= _REACH_OF_LACK:
            clause.hits[-1] = praised._replace(weights=praised.entry.weights, is_denied=True)
            clause.mask = clause.mask & ~self._praise | self._complaint

    def _take(self, clause: Clause, hit: Hit, mask: int, stretch: int) -> int:
        """Add a word that turns or is turned: weigh it by what stands before it in its clause.

        Gives the concepts that it brings.

        Args:
            clause: where it stands.
            hit: the word as the lexicon has it.
            mask: its concepts.
            stretch: how much longer its words are than Chinese ones.
        """
        gap = hit.start - clause.denied_at
        if mask & self._trigger and (
            0 <= gap <= _REACH_TO_TRIGGER * stretch
            or -_OVERLAP <= hit.start - clause.vetoed_at <= _REACH_OF_VETO * stretch
        ):
            hit, mask = _denied(hit), 0
        elif mask & self._praise:
            if 0 <= gap <= _REACH_TO_PRAISE * stretch:
                hit, mask = hit._replace(start=clause.denied_from, is_denied=True), self._complaint
            else:
                hit = hit._replace(weights=NO_WEIGHT)
        elif mask & self._complaint and 0 <= gap <= (stretch > 1):
            hit, mask = _denied(hit), self._praise
        if mask & self._lack:
            self._deny_praise(clause, hit.start)
        clause.mask |= mask
        clause.hits.append(hit)
        if mask & self._negator:
            clause.denied_from, clause.denied_at = hit.start, hit.end
        elif hit.is_denied and not hit.entry.reason:
            clause.denied_at = _NEVER
        if mask & self._veto:
            clause.vetoed_at = hit.end
        return mask


def _is_idle(text: str, start: int, end: int) -> bool:
    """Tell whether a negator denies nothing but asks: 卖不卖, 来得及不."""
    before, after = text[start - 1], text[end : end + 1]
    if before == after:
        return True
    ends = end - start == 1 and not after.isalnum()
    return ends and before.isalnum() and before not in _INSISTING


def _denied(hit: Hit) -> Hit:
    return hit._replace(weights=NO_WEIGHT, is_denied=True)
