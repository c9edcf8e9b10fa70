"""How often the classifier is right, on our own texts and on others', and what of it is luck.

`python -m benchmarks.accuracy` reads the corpus of the tests. `python -m benchmarks.accuracy DIR`
also reads `real_dev.csv`, `chat_dev.csv` and `severity_dev.csv` of a directory (columns text,
label and perhaps major and is_complaint), cross-validates the lexicon on them, and goes on with
cost, first answer and memory: all figures of the classifier's issue.

Cross-validated: a text is judged without the words that, in all labelled texts together, occur in
its own tenth only. So the lexicon gets no credit for a word that nobody else has used; that is
stricter than a new text, which also profits from words that were only thought of. Hints have not
seen these texts at all. The blind texts are new ones: neither words nor hints have seen them.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from benchmarks import classify, first_answer
from benchmarks.kit import scratch, verdict
from benchmarks.texts import F1, Judged, Text, others_texts, own_texts, report, report_major
from nlp.classify import Classifier
from nlp.finder import Finder
from nlp.lexicon import NO_HINTS, Lexicon
from nlp.lexicon_files import load_lexicon
from nlp.normalize import normalize
from nlp.reading import Reader
from nlp.segment import Segmenter

_FOLDS: Final = 10
#: Pooled for severity, as the issue does.
_GRAVE: Final = ("chat_dev", "severity_dev")


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, nargs="?", help="of the development texts")
    own, others = own_texts(), others_texts(parser.parse_args().directory)
    lexicon = load_lexicon()
    with scratch() as cache:
        segmenter = Segmenter(lexicon.nouns, cache)
    classifier = Classifier(lexicon, Reader(lexicon), segmenter)
    judged = {name: _judge(classifier, texts) for name, texts in {**own, **others}.items()}
    fitted = {name: report(name, found) for name, found in judged.items()}
    bare = Classifier(replace(lexicon, hints=NO_HINTS), Reader(lexicon), segmenter)
    report("blind, without hints", _judge(bare, own["blind"]))
    _report_words({**own, **others}, lexicon, segmenter)
    if not others:
        return
    report_major("chat_dev + severity_dev", [one for name in _GRAVE for one in judged[name]])
    seen = [text for name, texts in {**own, **others}.items() if name != "blind" for text in texts]
    for name in ("real_dev", "chat_dev"):
        alone = report(
            name, list(cross_validated(others[name], seen, lexicon, segmenter))
        ).macro_f1
        gap = fitted[name].macro_f1 - alone
        print(f"{'':24} cross-validated, gap {gap:.3f}  {verdict(alone, at_least=F1)}")
    for part in (classify, first_answer):
        print()
        part.main()


def _judge(classifier: Classifier, texts: Sequence[Text]) -> list[Judged]:
    return [(text, classifier.judge(text.text)) for text in texts]


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


def heard(texts: Sequence[Text], finder: Finder, segmenter: Segmenter) -> Counter[str]:
    """Count in how many texts each word is found."""
    return Counter(w for text in texts for w in set(_words(text.text, finder, segmenter)))


def cross_validated(
    texts: Sequence[Text], seen: Sequence[Text], lexicon: Lexicon, segmenter: Segmenter
) -> Iterator[Judged]:
    """Judge each tenth of some texts without the words that occur nowhere else."""
    finder = Finder(lexicon)

    def words(some: Sequence[Text]) -> set[str]:
        return set(heard(some, finder, segmenter))

    shuffled = random.Random(1).sample(list(texts), len(texts))
    tenths = [shuffled[fold::_FOLDS] for fold in range(_FOLDS)]
    elsewhere = words([text for text in seen if text not in set(texts)])
    said = [words(tenth) for tenth in tenths]
    for fold, tenth in enumerate(tenths):
        unique = said[fold].difference(elsewhere, *said[:fold], *said[fold + 1 :])
        entries = {word: e for word, e in lexicon.entries.items() if word not in unique}
        reader = Reader(replace(lexicon, entries=entries))
        yield from _judge(Classifier(lexicon, reader, segmenter), tenth)


def _words(text: str, finder: Finder, segmenter: Segmenter) -> Iterator[str]:
    normal = normalize(text).text
    for start, end, _ in finder.find(normal, segmenter.is_part):
        yield normal[start:end]


if __name__ == "__main__":
    main()
