"""The judgement of a message: class, severity, intent, and the words that decided (R11, R13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from nlp.balance import OPEN, weigh
from nlp.courtesy import Courtesy, concepts_of
from nlp.intent import IntentJudge
from nlp.leaning import SILENT, LeaningJudge
from nlp.lexicon import CATEGORIES, NO_WEIGHT, Lexicon
from nlp.normalize import Normal, normalize
from nlp.reading import Hit, Reader, Reading
from nlp.scoring import OTHER, Evidence, Scorer
from nlp.segment import Segmenter
from nlp.severity import SeverityJudge
from nlp.similarity import Subject
from nlp.subcategory import SubcategoryJudge

#: Below such a share of "no complaint" a message complains, above the other one it does not.
_COMPLAINS: Final = 0.4
_HARMLESS: Final = 0.7
#: What the lexicon alone says of that, where hints are silent; of other intents, that it is so.
_SILENT: Final[Mapping[str, float]] = {"complaint": 0.0, "unsure": 0.5, "favour": 0.5}
#: Intents that name no kindness.
_VAGUE: Final = (*OPEN, "favour")
#: Evidence of this size names a further class.
_ALSO: Final = 1.0


#: A word by its offsets in the normalised text, with what it speaks for.
Word = tuple[int, int, str]


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
    complaint|greeting|thanks|question|suggestion|unsure. Unsure means that it may complain or not.
    `scores` are 0–1 and add up to 1: how likely each class is; `confidence` is that of the
    category. `reasons` are stable keys for the severity. `subcategory` is a code of the lexicon's
    trade or empty; `others` are further classes that are complained of, the weightiest first.
    """

    category: str
    severity: str
    intent: str
    confidence: float
    scores: dict[str, float]
    matched: tuple[Match, ...]
    reasons: tuple[str, ...]
    subcategory: str = ""
    others: tuple[str, ...] = ()


class Classifier:
    """Judges messages by one version of a lexicon; threads may share it, no message is kept."""

    def __init__(self, lexicon: Lexicon, reader: Reader, segmenter: Segmenter) -> None:
        """Put together what a judgement needs.

        Args:
            lexicon: the concepts, rules and hints; its entries are not looked at.
            reader: reads by the same lexicon.
            segmenter: keeps the lexicon's nouns whole.
        """
        self._segmenter = segmenter
        self._reader = reader
        self._scorer = Scorer(lexicon)
        self._intent = IntentJudge(lexicon)
        self._severity = SeverityJudge(lexicon)
        self._courtesy = Courtesy(lexicon)
        self._leaning = LeaningJudge(lexicon)
        self._hints = lexicon.hints
        self._subject = Subject(segmenter)
        self._subcategory = SubcategoryJudge(lexicon)

    def judge(self, text: str) -> Judgement:
        """Judge a message: any string at all, in time that grows no faster than its length."""
        normal = normalize(text)
        reading = self._reader.read(normal.text, self._segmenter.is_part)
        said = self._courtesy.said(reading)
        evidence = self._scorer.weigh(reading)
        leaning = self._leaning.judge(normal.text, said)
        severity, reasons, triggers = self._severity.judge(
            reading, evidence.total, leaning.reasons
        )
        mask = concepts_of(said)
        intent = self._intent.judge(reading, mask, evidence.told, evidence.asked, triggers)
        named = NO_WEIGHT if any(evidence.sums) else self._scorer.guess(reading)
        balance = weigh(leaning.kinds, evidence, named, intent)
        harmless = _SILENT.get(intent, 1.0) if leaning is SILENT else balance.harmless
        if severity == "major" or self._intent.is_declared(mask):
            intent = "complaint"
        else:
            intent = self._settle(intent, reading, mask, harmless, severity)
        shares = balance.classes
        best = max(range(len(shares)), key=shares.__getitem__)
        is_complaint = intent == "complaint"
        words = self._words(normal.text, evidence, best, triggers, reasons) if is_complaint else []
        return Judgement(
            category=CATEGORIES[best],
            severity=severity if intent in OPEN else "minor",
            intent=intent,
            confidence=shares[best],
            scores=dict(zip(CATEGORIES, shares, strict=True)),
            matched=_matches(text, normal, words),
            reasons=reasons if intent in OPEN else (),
            subcategory=self._subcategory.judge(reading, evidence, best) if is_complaint else "",
            others=_others(evidence.sums, best) if is_complaint else (),
        )

    def _settle(
        self, intent: str, reading: Reading, mask: int, harmless: float, severity: str
    ) -> str:
        """Decide on the intent by how likely it is that nothing is complained of.

        What may be serious is taken for harmless only where it is asked or thanked for.
        """
        if harmless < _COMPLAINS:
            return "complaint"
        if harmless <= _HARMLESS or (severity == "serious" and intent in OPEN):
            return "unsure"
        return self._intent.harmless(reading, mask) if intent in _VAGUE else intent

    def _words(
        self,
        text: str,
        evidence: Evidence,
        best: int,
        triggers: Sequence[Hit],
        reasons: Sequence[str],
    ) -> list[Word]:
        """Name the words that decided; hints, where the lexicon has no word for it."""
        named = [(hit.start, hit.end, CATEGORIES[category]) for hit, category in evidence.hits]
        if best not in {category for _, category in evidence.hits}:
            named += self._hinted(text, CATEGORIES[best], CATEGORIES[best])
        named += [(hit.start, hit.end, "severity") for hit in triggers]
        if not triggers and reasons and reasons[0] in self._hints.kinds:
            named += self._hinted(text, reasons[0], "severity")
        return named

    def _hinted(self, text: str, kind: str, category: str) -> list[Word]:
        return [(start, end, category) for start, end in self._hints.telling(text, kind)]

    def cut(self, text: str) -> list[str]:
        """Cut a text into normalised words that join up to it."""
        return self._segmenter.cut(normalize(text).text)

    def segment(self, text: str) -> list[str]:
        """Cut a text into normalised tokens for search."""
        return self._segmenter.cut_for_search(normalize(text).text)

    def terms(self, text: str) -> dict[str, float]:
        """Give the words that tell what a text is about, each with its weight (R10)."""
        return self._subject.terms(text)


def _matches(text: str, normal: Normal, words: Sequence[Word]) -> tuple[Match, ...]:
    spans = sorted({(*normal.span(start, end), category) for start, end, category in words})
    return tuple(Match(text[start:end], start, end, category) for start, end, category in spans)


def _others(sums: Sequence[float], best: int) -> tuple[str, ...]:
    ranked = sorted(range(OTHER), key=sums.__getitem__, reverse=True)
    return tuple(CATEGORIES[i] for i in ranked if i != best and sums[i] >= _ALSO)
