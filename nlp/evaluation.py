"""How well a lexicon answers on labelled texts, and what another one would answer differently."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from nlp.classify import Classifier, Judgement
from nlp.lexicon import CATEGORIES, LEVELS

_SEVERITIES: Final = ("minor", *LEVELS)


class LabelsError(ValueError):
    """A file of labelled texts cannot be used. `problems` are (place, reason), all at once."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{place}: {reason}" for place, reason in problems))
        self.problems = list(problems)


@dataclass(frozen=True)
class Labelled:
    """A text and what it is; without a severity only its class is judged."""

    text: str
    category: str
    severity: str = ""


@dataclass(frozen=True)
class Score:
    """How well one label is found; `n` texts have it. A share of nothing is 0."""

    label: str
    n: int
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True)
class Scores:
    """How well all labels of one kind are found. `confusion` counts (label, answer)."""

    n: int
    scores: tuple[Score, ...]
    confusion: Mapping[tuple[str, str], int]

    @property
    def macro_f1(self) -> float:
        """The mean F1 of the labels that occur."""
        return sum(score.f1 for score in self.scores) / len(self.scores) if self.scores else 0.0


@dataclass(frozen=True)
class Changed:
    """A text that two lexicons answer differently."""

    text: Labelled
    before: str
    after: str

    @property
    def is_better(self) -> bool | None:
        """Whether the change is for the better; None when both answers are wrong."""
        right = f"{self.text.category} {self.text.severity}".strip()
        return self.after == right if right in (self.before, self.after) else None


def read_labelled(lines: Iterable[str]) -> list[Labelled]:
    """Read CSV with a header that names `text`, `label` and perhaps `severity`.

    Raises:
        LabelsError: a column is missing, or a label does not exist.
    """
    rows = csv.DictReader(lines)
    missing = [name for name in ("text", "label") if name not in (rows.fieldnames or ())]
    if missing:
        raise LabelsError([("header", f"there is no column {' and '.join(missing)}")])
    labelled: list[Labelled] = []
    problems: list[tuple[str, str]] = []
    for row in rows:
        severity = row.get("severity") or ""
        if row["label"] not in CATEGORIES:
            problems.append((f"line {rows.line_num}", f"{row['label']!r} is no class"))
        elif severity and severity not in _SEVERITIES:
            problems.append((f"line {rows.line_num}", f"{severity!r} is no severity"))
        else:
            labelled.append(Labelled(row["text"] or "", row["label"], severity))
    if problems:
        raise LabelsError(problems)
    return labelled


def answers(classifier: Classifier, texts: Sequence[Labelled]) -> list[Judgement]:
    """Judge every text."""
    return [classifier.judge(labelled.text) for labelled in texts]


def score_categories(texts: Sequence[Labelled], judged: Sequence[Judgement]) -> Scores:
    """Compare classes with their labels."""
    pairs = [(t.category, j.category) for t, j in zip(texts, judged, strict=True)]
    return _scores(pairs, CATEGORIES)


def score_severities(texts: Sequence[Labelled], judged: Sequence[Judgement]) -> Scores:
    """Compare severities with their labels, where there is one."""
    pairs = [(t.severity, j.severity) for t, j in zip(texts, judged, strict=True) if t.severity]
    return _scores(pairs, _SEVERITIES)


def _scores(pairs: Sequence[tuple[str, str]], labels: Sequence[str]) -> Scores:
    confusion = Counter(pairs)
    wanted = Counter(label for label, _ in pairs)
    given = Counter(answer for _, answer in pairs)
    scores = [
        Score(label, wanted[label], _share(right, given[label]), _share(right, wanted[label]))
        for label in labels
        for right in [confusion[label, label]]
        if wanted[label] or given[label]
    ]
    return Scores(len(pairs), tuple(scores), dict(confusion))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def changes(
    texts: Sequence[Labelled], before: Sequence[Judgement], after: Sequence[Judgement]
) -> list[Changed]:
    """List the texts whose class or (where it is labelled) severity is answered differently."""
    found = []
    for text, old, new in zip(texts, before, after, strict=True):
        said = [
            f"{judged.category} {judged.severity if text.severity else ''}".strip()
            for judged in (old, new)
        ]
        if said[0] != said[1]:
            found.append(Changed(text, *said))
    return found
