"""How grave a complaint is, with the reasons (R13): a suggestion, a person decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from nlp.entity_money import find_money
from nlp.lexicon import SPARED, Lexicon
from nlp.reading import Clause, Hit, Reading

#: Losses and claims from here on are major; yuan.
LARGE_AMOUNT: Final = 10_000
#: So many offices that send the customer on make it major, two make it serious.
_MANY_OFFICES: Final = 3
#: What a finding of the rules adds to the odds that hints give of something grave, and what these
#: must come to; fitted by `scripts.weigh_hints`.
_FINDINGS: Final[Mapping[str, float]] = {"major": 2.4, "serious": 0.6}
_GRAVE: Final = 0.2


class SeverityJudge:
    """Looks for what makes a complaint serious or major."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Take the concepts from a lexicon."""
        self._trigger = lexicon.bit("trigger")
        self._void = lexicon.bit("hearsay", "resolved", "verdict")
        self._nearly, self._claim = lexicon.bit("nearly"), lexicon.bit("claim")
        self._harmless = self._void | lexicon.bit("veto", "ask", "excuse", "praise")
        self._shove = lexicon.bit("shove")
        self._accusing, self._stop = lexicon.bit("accuse"), lexicon.bit("stop")
        self._inquiring = lexicon.bit("how", "inquire")
        self._complaint, self._spared = lexicon.bit("complaint"), lexicon.bit(SPARED)
        self._anywhere = lexicon.bit("complain", "publish", "ill")

    def judge(
        self, reading: Reading, weight: float, odds: Mapping[str, float]
    ) -> tuple[str, tuple[str, ...], list[Hit]]:
        """Give the severity, its reasons in order of appearance, and the words behind them.

        Args:
            reading: the message.
            weight: evidence of a complaint, from 0; names of authorities mean nothing without.
            odds: what hints give each reason; one that they do not know is as the rules find it.
        """
        grounds: dict[str, str] = {}
        hits: list[Hit] = []
        if reading.mask & self._trigger:
            for clause in self._told(reading):
                for hit in self._triggers(clause, reading.mask, weight):
                    level = "serious" if self._is_near(clause, hit) else hit.entry.level
                    _raise(grounds, hit.entry.reason, level)
                    hits.append(hit)
        if reading.mask & self._claim:
            hits += self._judge_amounts(reading, grounds, weight)
        if reading.mask & self._shove:
            self._judge_offices(reading, grounds)
        if odds and not reading.mask & self._spared:
            _temper(grounds, odds)
        levels = set(grounds.values())
        severity = "major" if "major" in levels else "serious" if levels else "minor"
        return severity, tuple(grounds), hits

    def _is_near(self, clause: Clause, hit: Hit) -> bool:
        """Tell whether something only nearly happened; what stands before "nearly" did happen."""
        return bool(clause.mask & self._nearly) and any(
            before.entry.mask & self._nearly and before.start <= hit.start
            for before in clause.hits
        )

    def _told(self, reading: Reading) -> list[Clause]:
        """Give the clauses of all sentences that do not merely ask for the way or for leave.

        "Bleeding, how long is that normal?" is a patient's question.
        """
        if reading.mask & self._accusing or not reading.mask & self._inquiring:
            return reading.clauses
        told: list[Clause] = []
        sentence: list[Clause] = []
        for clause in reading.clauses:
            sentence.append(clause)
            if clause.mask & self._stop or clause is reading.clauses[-1]:
                if not any(part.mask & self._inquiring for part in sentence):
                    told += sentence
                sentence = []
        return told

    def _triggers(self, clause: Clause, mask: int, weight: float) -> list[Hit]:
        """Find the triggers of a clause that count: neither denied, told nor over, needs met."""
        if not clause.mask & self._trigger or clause.mask & self._void:
            return []
        here = clause.mask | mask & self._anywhere | (self._complaint if weight else 0)
        return [
            hit
            for hit in clause.hits
            if hit.entry.reason
            and not hit.is_denied
            and (not hit.entry.needs or hit.entry.needs & here)
        ]

    def _judge_amounts(
        self, reading: Reading, grounds: dict[str, str], weight: float
    ) -> list[Hit]:
        """Look for sums lost or claimed; a large one is grave without further evidence."""
        lost = [
            hit
            for clause in reading.clauses
            if not clause.mask & self._harmless
            for hit in clause.hits
            if hit.entry.mask & self._claim
        ]
        if not lost and not weight:
            return []
        large = any(float(found.value) >= LARGE_AMOUNT for found in find_money(reading.text))
        if large or (weight and "compensation" in grounds):
            grounds.pop("compensation", None)
            _raise(grounds, "amount", "major" if large else "serious")
        return lost if large else []

    def _judge_offices(self, reading: Reading, grounds: dict[str, str]) -> None:
        count = sum(bool(hit.entry.mask & self._shove) for hit in reading.hits())
        if count > 1:
            _raise(grounds, "departments", "major" if count >= _MANY_OFFICES else "serious")


def _temper(grounds: dict[str, str], odds: Mapping[str, float]) -> None:
    """Let hints add a reason that the rules overlooked, or doubt one that they found.

    What the rules found and did not think major, they counted, or it only nearly happened.
    """
    if not grounds and max(odds.values()) <= _GRAVE:
        return
    likeliest = max((r for r in odds if grounds.get(r) != "serious"), key=odds.__getitem__)
    known = {reason: level for reason, level in grounds.items() if reason in odds}
    found = max(map(_FINDINGS.__getitem__, known.values()), default=0.0)
    if odds[likeliest] + found <= _GRAVE:
        grounds.update(dict.fromkeys(known, "serious"))
    elif "major" not in known.values():
        grounds[likeliest] = "major"


def _raise(grounds: dict[str, str], reason: str, level: str) -> None:
    if grounds.get(reason) != "major":
        grounds[reason] = level
