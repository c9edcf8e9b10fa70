"""One classifier for all tests: loading jieba's dictionary takes about a second."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from nlp.classify import Classifier
from nlp.loading import load_classifier

CORPUS = Path(__file__).parent.parent / "corpus"


@pytest.fixture(scope="session")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> Classifier:
    """Give the classifier of the repository's lexicon."""
    return load_classifier(tmp_path_factory.mktemp("jieba"))


def corpus(name: str) -> list[dict[str, str]]:
    """Read a corpus of our own: `chat`, `severity`, `varied` or, never tuned for, `blind`."""
    with (CORPUS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
