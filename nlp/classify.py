"""The judgement of a message: class, severity, intent, and the words that decided (R11, R13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nlp.intent import IntentJudge
from nlp.lexicon import CATEGORIES, NO_WEIGHT, Lexicon
from nlp.normalize import Normal, normalize
from nlp.reading import Hit, Reader
from nlp.scoring import OTHER, Scorer
from nlp.script import possible_languages
from nlp.segment import Segmenter
from nlp.severity import SeverityJudge
from nlp.similarity import Subject
from nlp.subcategory import SubcategoryJudge

#: Evidence of this size makes a score of one half.
_DOUBT: Final = 1.0
#: Evidence of this size names a further class.
_ALSO: Final = 1.0


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
    complaint|greeting|thanks|question|suggestion|unsure. Unsure means no evidence either way; the
    category is then a guess from the things named. `scores` and `confidence` are 0–1, the latter
    of the category. `reasons` are stable keys for the severity. `languages` are those the text may
    be in, zh_Hans|zh_Hant|en, the likeliest first. `subcategory` is a code of the lexicon's trade
    or empty; `others` are further classes that are complained of, the weightiest first.
    """

    category: str
    severity: str
    intent: str
    confidence: float
    scores: dict[str, float]
    matched: tuple[Match, ...]
    reasons: tuple[str, ...]
    languages: tuple[str, ...]
    subcategory: str = ""
    others: tuple[str, ...] = ()


class Classifier:
    """Judges messages by one version of a lexicon; threads may share it, no message is kept."""

    def __init__(self, lexicon: Lexicon, reader: Reader, segmenter: Segmenter) -> None:
        """Put together what a judgement needs.

        Args:
            lexicon: the concepts and rules; its entries are not looked at.
            reader: reads by the same lexicon.
            segmenter: keeps the lexicon's nouns whole.
        """
        self._segmenter = segmenter
        self._reader = reader
        self._scorer = Scorer(lexicon)
        self._intent = IntentJudge(lexicon)
        self._severity = SeverityJudge(lexicon)
        self._subject = Subject(segmenter)
        self._subcategory = SubcategoryJudge(lexicon)

    def judge(self, text: str) -> Judgement:
        """Judge a message: any string at all, in time that grows no faster than its length."""
        normal = normalize(text)
        reading = self._reader.read(normal.text, self._segmenter.is_part)
        evidence = self._scorer.weigh(reading)
        severity, reasons, triggers = self._severity.judge(reading, evidence.total)
        intent = self._intent.judge(reading, evidence.told, evidence.asked, triggers)
        sums: Sequence[float] = evidence.sums if intent == "complaint" else NO_WEIGHT
        if not any(sums) and intent in ("complaint", "unsure"):
            sums = self._scorer.guess(reading)
        scores = _scores(sums)
        best = max(range(len(scores)), key=scores.__getitem__) if any(scores) else OTHER
        is_complaint = intent == "complaint"
        return Judgement(
            category=CATEGORIES[best],
            severity=severity if is_complaint else "minor",
            intent=intent,
            confidence=_confidence(intent, scores, best),
            scores=dict(zip(CATEGORIES, scores, strict=True)),
            matched=_matches(text, normal, evidence.hits, triggers) if is_complaint else (),
            reasons=reasons if is_complaint else (),
            languages=possible_languages(text),
            subcategory=self._subcategory.judge(reading, evidence, best) if is_complaint else "",
            others=_others(evidence.sums, best) if is_complaint else (),
        )

    def cut(self, text: str) -> list[str]:
        """Cut a text into normalised words that join up to it."""
        return self._segmenter.cut(normalize(text).text)

    def segment(self, text: str) -> list[str]:
        """Cut a text into normalised tokens for search."""
        return self._segmenter.cut_for_search(normalize(text).text)

    def terms(self, text: str) -> dict[str, float]:
        """Give the words that tell what a text is about, each with its weight (R10)."""
        return self._subject.terms(text)


def _scores(sums: Sequence[float]) -> list[float]:
    total = sum(sums) + _DOUBT
    return [round(weight / total, 4) for weight in sums]


def _others(sums: Sequence[float], best: int) -> tuple[str, ...]:
    ranked = sorted(range(OTHER), key=sums.__getitem__, reverse=True)
    return tuple(CATEGORIES[i] for i in ranked if i != best and sums[i] >= _ALSO)


def _confidence(intent: str, scores: Sequence[float], best: int) -> float:
    if intent == "complaint":
        return scores[best]
    return scores[best] / 2 if intent == "unsure" else 1.0


def _matches(
    text: str, normal: Normal, hits: list[tuple[Hit, int]], triggers: Sequence[Hit]
) -> tuple[Match, ...]:
    named = [(hit, CATEGORIES[category]) for hit, category in hits]
    named += [(hit, "severity") for hit in triggers]
    spans = sorted({(*normal.span(hit.start, hit.end), category) for hit, category in named})
    return tuple(Match(text[start:end], start, end, category) for start, end, category in spans)
