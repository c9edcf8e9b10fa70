"""What speaks for each class: the words of every clause, and the rules that join them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import add
from typing import Final

from nlp.lexicon import CATEGORIES, NO_WEIGHT, Lexicon, Rule, Weights, larger
from nlp.reading import CAUSES, Clause, Hit, Reading

OTHER: Final = CATEGORIES.index("other")
SERVICE: Final = CATEGORIES.index("service")
#: What is asked for by name tells little ("有没有蚊子"); but nobody asks for rudeness.
_ASKED: Final = 0.6
#: The first clause that complains counts a little more, one after 但是 clearly more.
_FIRST: Final = 1.2
_TURN: Final = 1.5
#: "差", "失望" count fully where no class has this much evidence, and hardly otherwise.
_CLEAR: Final = 0.8
_AFTERTHOUGHT: Final = 0.3
#: Waiting for help with what is broken is a consequence: the class is that of the cause.
AFTERMATH: Final = 0.3
CONSEQUENCES: Final = (CATEGORIES.index("service"), CATEGORIES.index("business"))
#: A clause that only swears adds so much to what the clause before complained of.
_ANAPHORA: Final = 0.5
#: Topics that lean less than this tell nothing by themselves.
_TELLING: Final = 0.5
_CACHED_MASKS: Final = 20_000


@dataclass(slots=True)
class Evidence:
    """The weight of a message for each class, and the words it comes from with their classes.

    `told` and `asked` are the weights, without topics, of its statements and of its questions.
    `displeasure` is aimed at nothing in particular; `has_cause`: something broken or dirty was
    named, so what came of it counts less; `has_aftermath`: that was told too. `complaining` are
    the clauses that complain, with the class of each.
    """

    sums: list[float] = field(default_factory=lambda: [0.0] * len(CATEGORIES))
    told: float = 0.0
    asked: float = 0.0
    displeasure: float = 0.0
    has_cause: bool = False
    has_aftermath: bool = False
    hits: list[tuple[Hit, int]] = field(default_factory=list)
    complaining: list[tuple[Clause, int]] = field(default_factory=list)

    @property
    def total(self) -> float:
        """The weight of statements and questions."""
        return self.told + self.asked


@dataclass(slots=True)
class _Weighed:
    """One clause: weights with topics, the weight of its words alone, displeasure, rules met."""

    weights: list[float]
    said: float
    displeasure: float
    rules: tuple[Rule, ...]
    rude: float = 0.0


class Scorer:
    """Adds up what clauses say."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Take rules and concepts from a lexicon."""
        self._rules = lexicon.rules
        self._topics = lexicon.topics
        self._bad, self._asking = lexicon.bit("bad"), lexicon.bit("ask", "suggest")
        self._accusing = lexicon.bit("accuse")
        self._telling_nothing = lexicon.bit(
            "ask", "suggest", "praise", "excuse", "verdict", "resolved"
        )
        self._void = lexicon.bit("hearsay", "resolved", "verdict")
        self._cause = lexicon.bit(*CAUSES)
        self._aftermath = lexicon.bit("aftermath")
        self._judging = lexicon.bit("bad", "fault", "hard", "small", "slow", "notyet", "duration")
        #: Clauses repeat their concepts far more often than their words.
        self._met = lru_cache(maxsize=_CACHED_MASKS)(self._met_by)
        self._met_across = lru_cache(maxsize=_CACHED_MASKS)(self._met_across_by)

    def weigh(self, reading: Reading) -> Evidence:
        """Weigh a message.

        A clause that judges without naming its object takes the topics of the clause before
        ("服务员态度，真的很差"); one that only swears adds to what that one complained of. What
        others tell and what is mended says nothing.
        """
        evidence = Evidence()
        topic, last, before = 0, OTHER, 0
        for clause in reading.clauses:
            if not clause.hits:
                continue
            if clause.mask & self._void:
                topic, last, before = clause.mask & self._topics, OTHER, 0
                continue
            own = clause.mask & self._topics
            inherits = not own and last == OTHER and clause.mask & self._judging
            weighed = self._clause(reading.text, clause, topic if inherits else 0, before)
            topic, before = own or topic, clause.mask
            if not weighed.said and not weighed.displeasure:
                last = OTHER if own else last
                continue
            if weighed.displeasure and not own and last != OTHER:
                weighed.weights[last] += _ANAPHORA
            self._add(evidence, clause, weighed)
            last = _heaviest(weighed.weights)
        clear = max(evidence.sums[:OTHER]) >= _CLEAR
        evidence.sums[OTHER] += evidence.displeasure * (_AFTERTHOUGHT if clear else 1.0)
        return evidence

    def guess(self, reading: Reading) -> Weights:
        """Guess from its topics what a message without evidence is about.

        Not for questions, nor where all is well.
        """
        best = NO_WEIGHT
        if not reading.mask & self._telling_nothing:
            for clause in reading.clauses:
                if not clause.mask & self._void:
                    for hit in clause.hits:
                        best = larger(best, hit.entry.lean)
        return best if max(best) >= _TELLING else NO_WEIGHT

    def _add(self, evidence: Evidence, clause: Clause, weighed: _Weighed) -> None:
        factor = _TURN if clause.is_turn else 1.0 if evidence.total else _FIRST
        if clause.mask & self._asking:
            rest = weighed.said - weighed.rude + weighed.displeasure
            evidence.asked += weighed.rude + rest * (_ASKED if self._wonders(clause) else 1.0)
        else:
            evidence.told += weighed.said + weighed.displeasure
        evidence.displeasure += weighed.displeasure * factor
        is_aftermath = bool(clause.mask & self._aftermath) and evidence.has_cause
        evidence.has_aftermath |= is_aftermath
        evidence.has_cause = evidence.has_cause or bool(clause.mask & self._cause)
        for i, weight in enumerate(weighed.weights):
            damping = AFTERMATH if is_aftermath and i in CONSEQUENCES else 1.0
            evidence.sums[i] += weight * factor * damping
        evidence.hits += _decisive(clause, weighed.rules)
        evidence.complaining.append((clause, _heaviest(weighed.weights)))

    def _wonders(self, clause: Clause) -> bool:
        """Tell whether a clause asks in words; a mark alone more often reproaches."""
        return not clause.mask & self._accusing and any(
            hit.entry.mask & self._asking for hit in clause.hits
        )

    def _clause(self, text: str, clause: Clause, inherited: int, before: int) -> _Weighed:
        """Weigh one clause. A word counts once, of the topics of a class only the strongest."""
        by_rules, rules = self._met(clause.mask | inherited)
        weights: list[float] = list(by_rules)
        if before:
            across, more = self._met_across(clause.mask | inherited, before)
            if more:
                weights, rules = list(map(add, weights, across)), rules + more
        leans = NO_WEIGHT
        displeasure = 0.0
        seen: set[str] = set()
        for hit in clause.hits:
            if hit.weights is NO_WEIGHT and hit.entry.lean is NO_WEIGHT:
                continue
            word = text[hit.start : hit.end]
            if word in seen:
                continue
            seen.add(word)
            if hit.entry.lean is not NO_WEIGHT:
                leans = larger(leans, hit.entry.lean)
            if hit.entry.mask & self._bad:
                displeasure += hit.weights[OTHER]
            elif hit.weights is not NO_WEIGHT:
                weights = list(map(add, weights, hit.weights))
        said, rude = sum(weights), weights[SERVICE]
        if (said or displeasure) and leans is not NO_WEIGHT:
            weights = list(map(add, weights, leans))
        return _Weighed(weights, said, displeasure, rules, rude)

    def _met_by(self, mask: int) -> tuple[Weights, tuple[Rule, ...]]:
        """Give the rules that a clause with these concepts meets, and their weights."""
        rules = tuple(rule for rule in self._rules if rule.holds(mask))
        return _summed(rules), rules

    def _met_across_by(self, mask: int, before: int) -> tuple[Weights, tuple[Rule, ...]]:
        """Give the rules that two clauses meet together and neither alone, and their weights."""
        rules = tuple(
            rule
            for rule in self._rules
            if rule.across
            and rule.holds(mask | before)
            and not rule.holds(mask)
            and not rule.holds(before)
        )
        return _summed(rules), rules


def _summed(rules: Sequence[Rule]) -> Weights:
    sums = [0.0] * len(CATEGORIES)
    for rule in rules:
        sums[rule.category] += rule.weight
    a, b, c, d, e = sums
    return a, b, c, d, e


def _heaviest(weights: Sequence[float]) -> int:
    heaviest = max(weights)
    return weights.index(heaviest) if heaviest else OTHER


def _decisive(clause: Clause, rules: tuple[Rule, ...]) -> list[tuple[Hit, int]]:
    """Name the words of a clause that count, each with the class it counts for most."""
    found = []
    for hit in clause.hits:
        weights = hit.weights if any(hit.weights) else hit.entry.lean
        rule = next((rule for rule in rules if (rule.all | rule.any) & hit.entry.mask), None)
        if hit.is_denied and not any(hit.weights):
            continue
        if rule and not any(hit.weights):
            found.append((hit, rule.category))
        elif any(weights):
            found.append((hit, _heaviest(weights)))
    return found
