"""The judgement of a message: class, severity, intent, and the words that decided (R11, R13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nlp.intent import IntentJudge
from nlp.lexicon import CATEGORIES, NO_WEIGHT, Lexicon
from nlp.lexicon_files import load_lexicon
from nlp.normalize import Normal, normalize
from nlp.reading import Hit, Reader
from nlp.scoring import OTHER, Scorer
from nlp.script import detect_language
from nlp.segment import Segmenter
from nlp.severity import SeverityJudge
from nlp.similarity import Subject

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
    complaint|greeting|thanks|question|suggestion|unsure. Unsure means no evidence either way; the
    category is then a guess from the things named. `scores` and `confidence` are 0–1, the latter
    of the category. `reasons` are stable keys for the severity. `language` is zh_Hans|zh_Hant|en,
    from the script written.
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
    """Judges messages by one version of a lexicon; threads may share it, no message is kept."""

    def __init__(self, lexicon: Lexicon, segmenter: Segmenter) -> None:
        """Put together what a judgement needs."""
        self._segmenter = segmenter
        self._reader = Reader(lexicon)
        self._scorer = Scorer(lexicon)
        self._intent = IntentJudge(lexicon)
        self._severity = SeverityJudge(lexicon)
        self._subject = Subject(segmenter)

    def judge(self, text: str) -> Judgement:
        """Judge a message: any string at all, in time that grows no faster than its length."""
        normal = normalize(text)
        reading = self._reader.read(normal.text, self._segmenter.cut)
        evidence = self._scorer.weigh(reading)
        severity, reasons, triggers = self._severity.judge(reading, evidence.total)
        intent = self._intent.judge(
            reading, evidence.told, evidence.asked, has_trigger=bool(triggers)
        )
        if intent == "complaint":
            scores = _scores(evidence.sums)
        else:
            scores = _scores(self._scorer.guess(reading) if intent == "unsure" else NO_WEIGHT)
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
            language=detect_language(text),
        )

    def segment(self, text: str) -> list[str]:
        """Cut a text into normalised tokens for search."""
        return self._segmenter.cut_for_search(normalize(text).text)

    def terms(self, text: str) -> dict[str, float]:
        """Give the words that tell what a text is about, each with its weight (R10)."""
        return self._subject.terms(text)


def load_classifier(tmp_dir: Path) -> Classifier:
    """Load the lexicon of the repository and jieba's dictionary; blocks for about a second.

    Args:
        tmp_dir: private directory for jieba's cache; made if it does not exist.

    Raises:
        LexiconError: a lexicon file does not make sense.
    """
    lexicon = load_lexicon()
    return Classifier(lexicon, Segmenter(lexicon.nouns, tmp_dir))


def _scores(sums: Sequence[float]) -> list[float]:
    total = sum(sums) + _DOUBT
    return [round(weight / total, 4) for weight in sums]


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
