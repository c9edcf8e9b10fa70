"""Lets the classifier answer in the words of the rules."""

from __future__ import annotations

from complaints.model import Category, Language, Severity
from complaints.ports import Judgement, Match
from nlp.classify import Classifier
from nlp.script import possible_languages


class ClassifierTriage:
    """A `complaints.ports.Triage` over the classifier of `nlp`."""

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier

    def judge(self, text: str) -> Judgement:
        """Classify one text."""
        found = self._classifier.judge(text)
        return Judgement(
            category=Category(found.category),
            severity=Severity(found.severity),
            intent=found.intent,
            confidence=found.confidence,
            scores=dict(found.scores),
            matched=tuple(Match(m.word, m.start, m.end, m.category) for m in found.matched),
            reasons=tuple(found.reasons),
            language=Language(found.language),
            languages=tuple(map(Language, possible_languages(text))),
        )


class NotLoaded:
    """A triage for commands that read no text, so that they need not wait for the dictionary."""

    def judge(self, text: str) -> Judgement:
        """Refuse."""
        del text
        raise RuntimeError("the classifier is not loaded")
