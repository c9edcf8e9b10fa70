"""How often the classifier is right, on our own texts and on others', and what of it is luck.

`python -m benchmarks.accuracy` reads the corpus of the tests. `python -m benchmarks.accuracy DIR`
also reads `real_dev.csv`, `chat_dev.csv` and `severity_dev.csv` of a directory (columns text,
label and perhaps major and is_complaint), cross-validates the lexicon on them, and goes on with
cost, first answer and memory: all figures of the classifier's issue.

Cross-validated: a text is judged without the words that, in all labelled texts together, occur in
its own tenth only. So the lexicon gets no credit for a word that nobody else has used; that is
stricter than a new text, which also profits from words that were only thought of. How much it
profits is measured on the blind texts, judged without the words that no other text has.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from benchmarks import classify, first_answer
from benchmarks.kit import CORPUS, scratch, verdict
from nlp.classify import Classifier, Judgement
from nlp.evaluation import Labelled, Scores, score_categories
from nlp.finder import Finder
from nlp.lexicon import CATEGORIES, Lexicon
from nlp.lexicon_files import load_lexicon
from nlp.normalize import normalize
from nlp.reading import Reader
from nlp.segment import Segmenter

_FOLDS: Final = 10
_OWN: Final = ("chat", "severity", "varied", "blind")
_OTHERS: Final = ("real_dev", "chat_dev", "severity_dev")
#: Pooled for severity, as the issue does.
_GRAVE: Final = ("chat_dev", "severity_dev")
_F1, _RECALL, _PRECISION, _FALSE_ALARMS = 0.85, 0.95, 0.85, 0.15


@dataclass(frozen=True)
class Text:
    """A labelled text; None where the file does not say."""

    text: str
    label: str
    is_major: bool | None
    is_complaint: bool | None


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, nargs="?", help="of the development texts")
    directory: Path | None = parser.parse_args().directory
    own = {name: _read(CORPUS / f"{name}.csv") for name in _OWN}
    others = {name: _read(directory / f"{name}.csv") for name in _OTHERS} if directory else {}
    lexicon = load_lexicon()
    with scratch() as cache:
        segmenter = Segmenter(lexicon.nouns, cache)
    classifier = Classifier(lexicon, Reader(lexicon), segmenter)
    fitted = {name: _report(name, texts, classifier) for name, texts in {**own, **others}.items()}
    if directory:
        _report_major(
            "chat_dev + severity_dev", [t for name in _GRAVE for t in others[name]], classifier
        )
    graded = [t for texts in (own["blind"], own["severity"], *others.values()) for t in texts]
    _report_major("blind + all severity", graded, classifier)
    _report_words({**own, **others}, lexicon, segmenter)
    if not directory:
        return
    everything = [text for texts in (*own.values(), *others.values()) for text in texts]
    for name in ("real_dev", "chat_dev"):
        alone = cross_validated(others[name], everything, lexicon, segmenter).macro_f1
        gap = fitted[name].macro_f1 - alone
        met = verdict(alone, at_least=_F1)
        print(f"{name:24} cross-validated F1 {alone:.3f}, gap {gap:.3f}  {met}")
    for part in (classify, first_answer):
        print()
        part.main()


def _read(path: Path) -> list[Text]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(map(_text, csv.DictReader(file)))


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
    )


def _report(name: str, texts: Sequence[Text], classifier: Classifier) -> Scores:
    """Print what is right on one file; returns how well the classes are found."""
    labelled = [text for text in texts if text.label in CATEGORIES]
    scores = _score(labelled, [classifier.judge(text.text) for text in labelled])
    by_class = "  ".join(f"{score.label} {score.f1:.2f}" for score in scores.scores)
    print(f"{name:24} F1 {scores.macro_f1:.3f}  n={scores.n}  {by_class}")
    harmless = [text for text in texts if text.is_complaint is False]
    if harmless:
        alarms = sum(classifier.judge(text.text).category != "other" for text in harmless)
        share = alarms / len(harmless)
        print(
            f"{'':24} sent to a department {share:.3f}  n={len(harmless)}  "
            f"{verdict(share, at_most=_FALSE_ALARMS)}"
        )
    _report_major("", texts, classifier)
    return scores


def _report_major(name: str, texts: Sequence[Text], classifier: Classifier) -> None:
    graded = [text for text in texts if text.is_major is not None]
    if not graded:
        return
    flagged = [classifier.judge(text.text).severity == "major" for text in graded]
    right = sum(bool(text.is_major) and flag for text, flag in zip(graded, flagged, strict=True))
    recall = right / max(sum(bool(text.is_major) for text in graded), 1)
    precision = right / max(sum(flagged), 1)
    print(
        f"{name:24} major recall {recall:.3f}, {verdict(recall, at_least=_RECALL)}; "
        f"precision {precision:.3f}, {verdict(precision, at_least=_PRECISION)}"
    )


def _report_words(
    files: Mapping[str, Sequence[Text]], lexicon: Lexicon, segmenter: Segmenter
) -> None:
    """Print how many words earn their place on more than one text, and what the others do."""
    finder = Finder(lexicon)
    counts = {name: heard(texts, finder, segmenter) for name, texts in files.items()}
    all_counts = sum(counts.values(), Counter[str]())
    shared = sum(n for n in all_counts.values() if n > 1)
    print(
        f"{'words':24} {len(lexicon.entries)} phrases, {len(all_counts)} heard, "
        f"{sum(n > 1 for n in all_counts.values())} in two texts or more; "
        f"these are {shared / all_counts.total():.2f} of all that is found"
    )
    known = all_counts - counts["blind"]
    entries = {word: entry for word, entry in lexicon.entries.items() if word in known}
    classifier = Classifier(lexicon, Reader(replace(lexicon, entries=entries)), segmenter)
    texts = files["blind"]
    score = _score(texts, [classifier.judge(text.text) for text in texts])
    print(f"{'blind, heard words only':24} F1 {score.macro_f1:.3f}")


def heard(texts: Sequence[Text], finder: Finder, segmenter: Segmenter) -> Counter[str]:
    """Count in how many texts each word is found."""
    return Counter(w for text in texts for w in set(_words(text.text, finder, segmenter)))


def cross_validated(
    texts: Sequence[Text], everything: Sequence[Text], lexicon: Lexicon, segmenter: Segmenter
) -> Scores:
    """Judge each tenth of some texts without the words that occur nowhere else."""
    finder = Finder(lexicon)

    def words(some: Sequence[Text]) -> set[str]:
        return set(heard(some, finder, segmenter))

    shuffled = random.Random(1).sample(list(texts), len(texts))
    tenths = [shuffled[fold::_FOLDS] for fold in range(_FOLDS)]
    elsewhere = words([text for text in everything if text not in set(texts)])
    said = [words(tenth) for tenth in tenths]
    judged: list[Judgement] = []
    for fold, tenth in enumerate(tenths):
        unique = said[fold].difference(elsewhere, *said[:fold], *said[fold + 1 :])
        entries = {word: e for word, e in lexicon.entries.items() if word not in unique}
        reader = Reader(replace(lexicon, entries=entries))
        classifier = Classifier(lexicon, reader, segmenter)
        judged += [classifier.judge(text.text) for text in tenth]
    return _score([text for tenth in tenths for text in tenth], judged)


def _words(text: str, finder: Finder, segmenter: Segmenter) -> Iterator[str]:
    normal = normalize(text).text
    for start, end, _ in finder.find(normal, segmenter.is_part):
        yield normal[start:end]


def _score(texts: Sequence[Text], judged: Sequence[Judgement]) -> Scores:
    return score_categories([Labelled(text.text, text.label) for text in texts], judged)


if __name__ == "__main__":
    main()
