"""Lets the classifier answer in the words of the rules, by the lexicon in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from complaints.edition_ports import EditionKind
from complaints.house import House
from complaints.model import Category, Language, Severity
from complaints.triage import Fact, Judgement, Match
from console.lexicon import SERIES
from desk.editions import Subject, Unreadable
from desk.word_files import keep_house_words
from nlp.classify import Classifier
from nlp.entities import find_entities
from nlp.house_words import HouseWordsError
from nlp.loading import Loader
from nlp.script import possible_languages


class ClassifierTriage:
    """A `complaints.triage.Triage` over the classifier of `nlp`."""

    def __init__(self, classifier: Classifier) -> None:
        self.classifier = classifier

    def judge(self, text: str) -> Judgement:
        """Classify one text."""
        found = self.classifier.judge(text)
        languages = tuple(map(Language, possible_languages(text)))
        return Judgement(
            category=Category(found.category),
            severity=Severity(found.severity),
            intent=found.intent,
            confidence=found.confidence,
            scores=dict(found.scores),
            matched=tuple(Match(m.word, m.start, m.end, m.category) for m in found.matched),
            reasons=tuple(found.reasons),
            language=languages[0],
            languages=languages,
            subcategory=found.subcategory,
        )

    def facts(self, text: str, at: datetime, places: Mapping[str, str]) -> Sequence[Fact]:
        """List what a text names."""
        return [
            Fact(e.kind, e.start, e.end, e.value, e.is_own, e.at, e.precision)
            for e in find_entities(text, at, places)
        ]

    def terms(self, text: str) -> Mapping[str, float]:
        """Give the words that tell what a text is about."""
        return self.classifier.terms(text)


class NotLoaded:
    """A triage for commands that read no text, so that they need not wait for the dictionary."""

    def judge(self, text: str) -> Judgement:
        """Refuse."""
        raise RuntimeError("the classifier is not loaded")

    def facts(self, text: str, at: datetime, places: Mapping[str, str]) -> Sequence[Fact]:
        """Refuse."""
        raise RuntimeError("the classifier is not loaded")

    def terms(self, text: str) -> Mapping[str, float]:
        """Refuse."""
        raise RuntimeError("the classifier is not loaded")


def lexicon_subject(house: House, loader: Loader, data_dir: Path) -> Subject:
    """Let the triage of a house follow the editions of its own words, and its trade."""

    def trade() -> str:
        return house.policy.trade

    def read(text: str) -> ClassifierTriage:
        try:
            return ClassifierTriage(loader.load(trade(), text))
        except HouseWordsError as error:
            raise Unreadable(error.problems) from error

    def use(triage: ClassifierTriage) -> None:
        house.triage = triage

    keep = partial(keep_house_words, data_dir)
    return Subject(EditionKind.LEXICON, SERIES, str, read, use, keep, trade)
