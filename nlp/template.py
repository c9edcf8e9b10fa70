"""Short notation for families of phrases: `没(有|)(热|)水` stands for four of them."""

from __future__ import annotations

import re
from itertools import product
from math import prod
from typing import Final

#: A template that stands for more phrases than this is a mistake.
LIMIT: Final = 2000
_DIGITS: Final = "|".join(map(str, range(10)))
_GROUP: Final = re.compile(r"\(([^()]*)\)")


class TemplateError(ValueError):
    """A template cannot be expanded; the message says why."""


def expand(template: str) -> list[str]:
    """List the phrases of a template. `(a|b|)` is a choice, which an empty part makes optional.

    Brackets cannot be nested. Inside of them `[0-9]` stands for the ten digits.

    Raises:
        TemplateError: the brackets do not match, or there are more than `LIMIT` phrases.
    """
    pieces = _GROUP.split(template.replace("[0-9]", _DIGITS))
    choices = [piece.split("|") if i % 2 else [piece] for i, piece in enumerate(pieces)]
    if any(mark in piece for piece in pieces[::2] for mark in "()|"):
        raise TemplateError("brackets do not match, or | stands outside of them")
    if prod(map(len, choices)) > LIMIT:
        raise TemplateError(f"more than {LIMIT} phrases")
    return ["".join(parts) for parts in product(*choices)]
