"""The labelled texts: our own in `tests/corpus`, and others' of a directory somebody names."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.kit import CORPUS, verdict
from nlp.classify import Judgement
from nlp.evaluation import Labelled, Scores, score_categories
from nlp.lexicon import CATEGORIES

OWN: Final = ("chat", "severity", "varied", "strangers", "blind")
OTHERS: Final = ("real_dev", "chat_dev", "severity_dev")
#: The figures that the classifier is to reach.
F1: Final = 0.85
_RECALL, _PRECISION, _FALSE_ALARMS = 0.95, 0.85, 0.15


@dataclass(frozen=True)
class Text:
    """A labelled text; None where the file does not say, no reason where it names none."""

    text: str
    label: str
    is_major: bool | None = None
    is_complaint: bool | None = None
    reason: str = ""


Judged = tuple[Text, Judgement]


def own_texts() -> dict[str, list[Text]]:
    """Read the texts of the tests' corpus, by file."""
    return {name: read_texts(CORPUS / f"{name}.csv") for name in OWN}


def others_texts(directory: Path | None) -> dict[str, list[Text]]:
    """Read the texts of a directory, by file; none without one."""
    return {name: read_texts(directory / f"{name}.csv") for name in OTHERS} if directory else {}


def read_texts(path: Path) -> list[Text]:
    """Read one file: text, label (or category) and perhaps what else `Text` has."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_text(row) for row in csv.DictReader(file)]


def _text(row: dict[str, str]) -> Text:
    major = row.get("major") or {"": None, "major": "1"}.get(row.get("severity", ""), "0")
    complaint = row.get("is_complaint")
    if "intent" in row:
        complaint = "1" if row["intent"] == "complaint" else "0"
    return Text(
        row["text"],
        row.get("label") or row["category"],
        None if major is None else major == "1",
        None if not complaint else complaint == "1",
        row.get("reason", ""),
    )


def report(name: str, judged: Sequence[Judged]) -> Scores:
    """Print what is right; returns how well the classes are found."""
    labelled = [(text, found) for text, found in judged if text.label in CATEGORIES]
    scores = score_categories(
        [Labelled(text.text, text.label) for text, _ in labelled],
        [found for _, found in labelled],
    )
    by_class = "  ".join(f"{score.label} {score.f1:.2f}" for score in scores.scores)
    print(f"{name:24} F1 {scores.macro_f1:.3f}  n={scores.n}  {by_class}")
    harmless = [found for text, found in judged if text.is_complaint is False]
    if harmless:
        share = sum(found.category != "other" for found in harmless) / len(harmless)
        print(
            f"{'':24} sent to a department {share:.3f}  n={len(harmless)}  "
            f"{verdict(share, at_most=_FALSE_ALARMS)}"
        )
        intents = [found.intent for text, found in judged if text.is_complaint]
        print(
            f"{'':24} complaints seen as such {_share(intents, 'complaint'):.3f}, "
            f"perhaps {_share(intents, 'unsure'):.3f}"
        )
    report_major("", judged)
    return scores


def report_major(name: str, judged: Sequence[Judged]) -> None:
    """Print how well major ones are found, where the texts say which are."""
    graded = [(text, found) for text, found in judged if text.is_major is not None]
    if not graded:
        return
    flagged = [found.severity == "major" for _, found in graded]
    right = sum(
        bool(text.is_major) and flag for (text, _), flag in zip(graded, flagged, strict=True)
    )
    recall = right / max(sum(bool(text.is_major) for text, _ in graded), 1)
    precision = right / max(sum(flagged), 1)
    print(
        f"{name:24} major recall {recall:.3f}, {verdict(recall, at_least=_RECALL)}; "
        f"precision {precision:.3f}, {verdict(precision, at_least=_PRECISION)}"
    )


def _share(intents: Sequence[str], intent: str) -> float:
    return sum(one == intent for one in intents) / max(len(intents), 1)
