"""The judgement of a message: class, severity, intent, and the words that decided (R11, R13).

Every clause is weighed for each class by its words and by the rules that join them; the sums decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import add
from pathlib import Path
from typing import Final

from nlp.intent import IntentJudge
from nlp.lexicon import CATEGORIES, NO_WEIGHT, Lexicon, Rule, Weights, load_lexicon
from nlp.normalize import Normal, normalize
from nlp.reading import Clause, Hit, Reader, Reading
from nlp.script import detect_language
from nlp.segment import Segmenter
from nlp.severity import SeverityJudge

_OTHER: Final = CATEGORIES.index("other")
#: The first clause that complains counts a little more, a clause after 但是 clearly more (it is the point).
_FIRST: Final = 1.2
_TURN: Final = 1.5
#: "差", "失望" and the like count fully where no class has this much evidence, and hardly otherwise.
_CLEAR: Final = 0.8
_AFTERTHOUGHT: Final = 0.3
#: A clause that only swears adds so much to what the clause before complained of.
_ANAPHORA: Final = 0.5
#: Evidence of this size makes a score of one half.
_DOUBT: Final = 1.0


@dataclass(frozen=True)
class Match:
    """A word that decided; offsets in the original text. `category` may also be "severity"."""

    word: str
    start: int
    end: int
    category: str


@dataclass(frozen=True)
class Judgement:
    """What the classifier makes of a message.

    `category` is service|business|facility|hygiene|other, `severity` minor|serious|major, `intent`
    complaint|greeting|thanks|question|suggestion|unsure (no evidence either way). `scores` and `confidence`
    are 0–1, the latter of the category. `reasons` are stable keys for the severity. `language` is
    zh_Hans|zh_Hant|en, from the script written.
    """

    category: str
    severity: str
    intent: str
    confidence: float
    scores: dict[str, float]
    matched: tuple[Match, ...]
    reasons: tuple[str, ...]
    language: str


class Classifier:
    """Judges messages by one version of a lexicon. Safe for any number of threads; nothing is kept."""

    def __init__(self, lexicon: Lexicon, segmenter: Segmenter) -> None:
        """Put together what a judgement needs."""
        self._segmenter = segmenter
        self._reader = Reader(lexicon)
        self._scorer = Scorer(lexicon)
        self._intent = IntentJudge(lexicon)
        self._severity = SeverityJudge(lexicon)

    def judge(self, text: str) -> Judgement:
        """Judge a message. Never raises for any string; time grows with its length and not faster."""
        normal = normalize(text)
        reading = self._reader.read(normal.text, self._segmenter.cut(normal.text))
        evidence = self._scorer.weigh(reading)
        severity, reasons, triggers = self._severity.judge(reading, evidence.total)
        intent = self._intent.judge(reading, evidence.total, has_trigger=bool(triggers))
        scores = _scores(evidence.sums if intent == "complaint" else NO_WEIGHT)
        best = max(range(len(scores)), key=scores.__getitem__) if any(scores) else _OTHER
        is_complaint = intent == "complaint"
        return Judgement(
            category=CATEGORIES[best],
            severity=severity if is_complaint else "minor",
            intent=intent,
            confidence=_confidence(intent, scores, best),
            scores=dict(zip(CATEGORIES, scores, strict=True)),
            matched=_matches(text, normal, evidence.hits, triggers) if is_complaint else (),
            reasons=reasons if is_complaint else (),
            language=detect_language(text),
        )

    def segment(self, text: str) -> list[str]:
        """Cut a text into normalised tokens for search."""
        return self._segmenter.cut_for_search(normalize(text).text)


def load_classifier(tmp_dir: Path) -> Classifier:
    """Load the lexicon of the repository and jieba's dictionary; blocks for about a second.

    Args:
        tmp_dir: private directory for jieba's cache; made if it does not exist.

    Raises:
        LexiconError: a lexicon file does not make sense.
    """
    lexicon = load_lexicon()
    return Classifier(lexicon, Segmenter(lexicon.nouns, tmp_dir))


@dataclass(slots=True)
class Evidence:
    """The weight of a message for each class, and the words it comes from with their classes."""

    sums: Sequence[float]
    total: float
    hits: list[tuple[Hit, int]]


class Scorer:
    """Adds up what clauses say."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Take rules and concepts from a lexicon."""
        self._rules = lexicon.rules
        self._topics = lexicon.topics
        self._bad = lexicon.bit("bad")
        self._judging = lexicon.bit("bad", "fault", "hard", "small", "slow", "notyet", "duration")
        #: Clauses repeat their concepts far more often than their words.
        self._met = lru_cache(maxsize=20_000)(self._met_by)

    def weigh(self, reading: Reading) -> Evidence:
        """Weigh a message."""
        sums = [0.0] * len(CATEGORIES)
        found: list[tuple[Hit, int]] = []
        topic, last = 0, _OTHER
        total = displeasure = 0.0
        for clause in reading.clauses:
            if not clause.hits:
                continue
            own = clause.mask & self._topics
            inherits = not own and last == _OTHER and clause.mask & self._judging
            weights, anger, rules = self._clause(clause, clause.mask | (topic if inherits else 0))
            if anger and not own and last != _OTHER:
                weights[last] += _ANAPHORA
            topic = own or topic
            size = sum(weights) + anger
            if not size:
                last = _OTHER if own else last
                continue
            factor = _TURN if clause.is_turn else 1.0 if total else _FIRST
            total += size
            displeasure += anger * factor
            for i, weight in enumerate(weights):
                sums[i] += weight * factor
            last = max(range(len(weights)), key=weights.__getitem__) if any(weights) else _OTHER
            found += _decisive(clause, rules)
        sums[_OTHER] += displeasure if max(sums[:_OTHER]) < _CLEAR else displeasure * _AFTERTHOUGHT
        return Evidence(sums, total, found)

    def _clause(self, clause: Clause, mask: int) -> tuple[list[float], float, tuple[Rule, ...]]:
        """Weigh one clause: for each class, and displeasure at nothing in particular.

        A word counts once. Topics lean only where something is complained of, and the strongest of a class only.
        """
        by_rules, rules = self._met(mask)
        weights = list(by_rules)
        leans = [0.0] * len(CATEGORIES)
        anger = 0.0
        seen: set[str] = set()
        for hit in clause.hits:
            entry = hit.entry
            if entry.word in seen:
                continue
            seen.add(entry.word)
            if hit.weights is not NO_WEIGHT:
                if entry.mask & self._bad:
                    anger += hit.weights[_OTHER]
                else:
                    for i, weight in enumerate(hit.weights):
                        weights[i] += weight
            if entry.lean is not NO_WEIGHT:
                leans = list(map(max, leans, entry.lean))
        if anger or any(weights):
            weights = list(map(add, weights, leans))
        return weights, anger, rules

    def _met_by(self, mask: int) -> tuple[Weights, tuple[Rule, ...]]:
        rules = tuple(rule for rule in self._rules if rule.holds(mask))
        sums = [0.0] * len(CATEGORIES)
        for rule in rules:
            sums[rule.category] += rule.weight
        a, b, c, d, e = sums
        return (a, b, c, d, e), rules


def _decisive(clause: Clause, rules: tuple[Rule, ...]) -> list[tuple[Hit, int]]:
    """Name the words of a clause that count, each with the class it counts for most."""
    found = []
    for hit in clause.hits:
        if hit.is_denied and not any(hit.weights):
            continue
        if any(hit.weights):
            found.append((hit, hit.weights.index(max(hit.weights))))
            continue
        category = next((r.category for r in rules if (r.all | r.any) & hit.entry.mask), None)
        if category is None and any(hit.entry.lean):
            category = hit.entry.lean.index(max(hit.entry.lean))
        if category is not None:
            found.append((hit, category))
    return found


def _scores(sums: Sequence[float]) -> list[float]:
    total = sum(sums) + _DOUBT
    return [round(weight / total, 4) for weight in sums]


def _confidence(intent: str, scores: Sequence[float], best: int) -> float:
    if intent == "complaint":
        return scores[best]
    return 0.0 if intent == "unsure" else 1.0


def _matches(
    text: str, normal: Normal, hits: list[tuple[Hit, int]], triggers: Sequence[Hit]
) -> tuple[Match, ...]:
    named = [(hit, CATEGORIES[category]) for hit, category in hits]
    named += [(hit, "severity") for hit in triggers]
    spans = sorted({(*normal.span(hit.start, hit.end), category) for hit, category in named})
    return tuple(Match(text[start:end], start, end, category) for start, end, category in spans)
