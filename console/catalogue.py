"""The words of the console and the web chat, by dotted key, in three languages.

They stand in `locale/<language>.po`, so that translators can use their usual tools; the msgid is a
key such as `chat.send`, placeholders are `{name}`.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

from complaints.model import Language

logger = logging.getLogger(__name__)

LOCALE_DIRECTORY = Path(__file__).parent / "locale"


class Catalogue:
    """All words in all languages; a `complaints.ports.Words`.

    A key that a language lacks is taken from simplified Chinese.
    """

    def __init__(self, words: Mapping[Language, Mapping[str, str]]) -> None:
        self._words = words

    @classmethod
    def load(cls, directory: Path = LOCALE_DIRECTORY) -> Catalogue:
        """Read one .po file for each language."""
        return cls({language: _read(directory, language) for language in Language})

    def keys(self, language: Language) -> frozenset[str]:
        """Return the keys that `language` has words for."""
        return frozenset(self._words[language])

    def has(self, key: str) -> bool:
        """Tell whether there are words for `key`."""
        return key in self._words[Language.ZH_HANS]

    def __call__(self, key: str, language: Language, /, **data: Any) -> str:
        """Return the words for `key` with `data` filled in.

        A key without words comes back as itself and is logged: a page with one odd word is worth
        more to its reader than none.
        """
        words = self._words[language].get(key) or self._words[Language.ZH_HANS].get(key)
        if words is None:
            logger.error("no words for key %s", key)
            return key
        return words.format(**data) if data else words


def _read(directory: Path, language: Language) -> dict[str, str]:
    with (directory / f"{language.value}.po").open("rb") as file:
        catalog = read_po(file, locale=language.value)
    return {str(message.id): str(message.string) for message in catalog if message.id}
