"""Weighs the hints anew from labelled texts, and says how they do on texts they have not seen.

`python -m scripts.weigh_hints` reads the corpus of the tests, but for the blind texts, judges
every fifth of the strangers' texts by hints from the others, and writes `nlp/lexicon/hints.csv`.

Two logistic regressions over characters and pairs of neighbours: one for the class or "no
complaint", one for the reason that makes a case grave or none. The hints that move either most
are kept, and weighed once more without the others.
"""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from operator import add
from pathlib import Path
from typing import Any, Final

import numpy as np
from scipy.sparse import diags
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from benchmarks.kit import scratch
from benchmarks.texts import Judged, Text, own_texts, report
from nlp.classify import Classifier
from nlp.courtesy import Courtesy
from nlp.hints import Hints
from nlp.leaning import LeaningJudge
from nlp.lexicon import KINDS, NO_HINTS, Lexicon
from nlp.lexicon_files import HINTS, LEXICON_DIR, load_lexicon
from nlp.normalize import normalize
from nlp.reading import Reader
from nlp.segment import Segmenter

#: A hint stands in so many texts at least; so many are kept.
_LEAST_TEXTS: Final = 3
_KEPT: Final = 4000
#: How closely the weights may follow the texts, and the scale on which rare hints count for more.
_FREEDOM: Final = 8.0
_SCALE: Final = 0.04
#: The hints alone are surer of themselves than they are right.
_TRUST: Final = 0.65
#: What a reason moves counts so much of what a class moves when hints are chosen.
_REASON: Final = 0.7
#: A reason that fewer texts have cannot be learnt.
_LEAST_OF_REASON: Final = 10
_FIFTHS: Final = 5
#: The hints are kept in tenths.
_DIGITS: Final = 1
_NONE: Final = "none"
_HAN: Final = range(0x3400, 0xA000)


class Learner:
    """Learns hints from texts."""

    def __init__(self, lexicon: Lexicon, segmenter: Segmenter) -> None:
        """Take the lexicon that says where a message begins and ends."""
        self._lexicon, self._segmenter = lexicon, segmenter
        self._reader = Reader(lexicon)
        self._courtesy, self._leaning = Courtesy(lexicon), LeaningJudge(lexicon)
        self._bare = self.classifier(NO_HINTS)

    def classifier(self, hints: Hints) -> Classifier:
        """Make the lexicon's classifier with some hints."""
        return Classifier(replace(self._lexicon, hints=hints), self._reader, self._segmenter)

    def learn(self, texts: Sequence[Text]) -> Hints:
        """Weigh hints by some texts."""
        words = CountVectorizer(analyzer=self._hints_of, min_df=_LEAST_TEXTS)
        counts = words.fit_transform([text.text for text in texts])
        found = np.asarray((counts > 0).sum(axis=0)).ravel()
        rarity = _SCALE * (np.log((1 + len(texts)) / (1 + found)) + 1)
        names = words.get_feature_names_out()
        table = (counts @ diags(rarity)).tocsc()
        reasons = [self._reason(text) for text in texts]
        kinds, graves = _fit_kinds(table, texts), _fit_reasons(table, reasons)
        moved = np.maximum(_most(kinds), _REASON * _most(graves)) * rarity * np.sqrt(found)
        kept = np.sort(np.argsort(-moved)[:_KEPT])
        table = table[:, kept]
        kinds, graves = _fit_kinds(table, texts), _fit_reasons(table, reasons)
        return _made(names[kept], rarity[kept], kinds, graves)

    def _hints_of(self, text: str) -> list[str]:
        reading = self._reader.read(normalize(text).text, self._segmenter.is_part)
        said = self._courtesy.said(reading)
        return [
            hint
            for sentence in self._leaning.sentences(reading.text, said)
            for hint in chain(sentence, map(add, sentence, sentence[1:]))
            if all(ord(character) in _HAN for character in hint)
        ]

    def _reason(self, text: Text) -> str | None:
        """Say why a text is grave; None when that is not known."""
        if not text.is_major:
            return _NONE if text.is_major is False else None
        if text.reason:
            return text.reason
        found = self._bare.judge(text.text)
        return found.reasons[0] if found.severity == "major" else None


def _fit_kinds(table: Any, texts: Sequence[Text]) -> LogisticRegression:
    wanted = np.array(["harmless" if t.is_complaint is False else t.label for t in texts])
    is_known = np.isin(wanted, KINDS)
    return _regression().fit(table.tocsr()[is_known], wanted[is_known])


def _fit_reasons(table: Any, reasons: Sequence[str | None]) -> LogisticRegression:
    rows = table.tocsr()
    counts = Counter(reasons)
    is_known = np.array([r is not None and counts[r] >= _LEAST_OF_REASON for r in reasons])
    return _regression().fit(rows[is_known], np.array(reasons)[is_known].astype(str))


def _regression() -> LogisticRegression:
    return LogisticRegression(C=_FREEDOM, max_iter=2000)


def _most(fit: LogisticRegression) -> Any:
    return np.abs(fit.coef_).max(axis=0)


def _made(
    names: Sequence[str], rarity: Any, kinds: LogisticRegression, graves: LogisticRegression
) -> Hints:
    """Put both fits into one table: odds of classes on a common scale, of reasons against none."""
    of_kinds = [list(kinds.classes_).index(kind) for kind in KINDS]
    none = list(graves.classes_).index(_NONE)
    reasons = [reason for reason in graves.classes_ if reason != _NONE]
    of_reasons = [i for i in range(len(graves.classes_)) if i != none]
    weights = np.vstack(
        [
            _TRUST * kinds.coef_[of_kinds] * rarity,
            (graves.coef_ - graves.coef_[none])[of_reasons] * rarity,
        ]
    ).T.round(_DIGITS)
    start = np.concatenate(
        [
            _TRUST * kinds.intercept_[of_kinds],
            (graves.intercept_ - graves.intercept_[none])[of_reasons],
        ]
    ).round(_DIGITS)
    rows = {name: row.tolist() for name, row in zip(names, weights, strict=True) if row.any()}
    return Hints((*KINDS, *map(str, reasons)), start.tolist(), rows)


def write(hints: Hints, path: Path) -> None:
    """Write hints as the lexicon reads them, an empty cell for 0."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["hint", *hints.kinds])
        for hint, weights in [("", hints.start), *hints.rows()]:
            rows.writerow([hint, *(f"{weight:g}" if weight else "" for weight in weights)])


def unseen(learner: Learner, texts: Sequence[Text], more: Sequence[Text]) -> Iterator[Judged]:
    """Judge each fifth of some texts by hints from the other four, and from more texts."""
    shuffled = random.Random(1).sample(list(texts), len(texts))
    for start in range(_FIFTHS):
        fifth = shuffled[start::_FIFTHS]
        others = [text for text in shuffled if text not in set(fifth)]
        judge = learner.classifier(learner.learn([*others, *more])).judge
        yield from ((text, judge(text.text)) for text in fifth)


def main() -> None:
    """Weigh the hints and write them."""
    texts = own_texts()
    del texts["blind"]
    strangers = texts.pop("strangers")
    rest = [text for some in texts.values() for text in some]
    lexicon = load_lexicon()
    with scratch() as cache:
        learner = Learner(lexicon, Segmenter(lexicon.nouns, cache))
    report("strangers, unseen", list(unseen(learner, strangers, rest)))
    write(learner.learn([*strangers, *rest]), LEXICON_DIR / HINTS)


if __name__ == "__main__":
    main()
