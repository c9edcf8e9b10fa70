"""The evidence of a lexicon and the leaning of hints in one balance: how likely is which class.

The lexicon is sure where it finds words, the hints always say something. Both are logarithms of
odds here, so they are added; how much the lexicon's evidence is worth was fitted, together with
the hints, to labelled texts that it had not been tuned on (`python -m scripts.weigh_hints`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, expm1, log1p
from operator import add
from typing import Final, NamedTuple

from nlp.lexicon import KINDS, Weights
from nlp.scoring import AFTERMATH, CONSEQUENCES, OTHER, Evidence

#: What evidence adds to its class: so much times the logarithm of one plus twice the evidence.
_EVIDENCE: Final = 1.6
#: So much do the words of a house and the rules of a trade add for each 1 of their weight.
_FIRMNESS: Final = 3.0
#: What each intent that the lexicon sees adds to "no complaint".
_INTENTS: Final[Mapping[str, float]] = {
    "complaint": 1.3,
    "unsure": 1.3,
    "question": 1.6,
    "suggestion": 1.85,
    "greeting": 2.25,
    "thanks": 2.5,
    "favour": 2.5,
}
#: Intents that complain, or may.
OPEN: Final = ("complaint", "unsure")
_HARMLESS: Final = KINDS.index("harmless")


class Balance(NamedTuple):
    """Shares: of each class, which add up to 1, and of no complaint, which is part of other."""

    classes: list[float]
    harmless: float


def weigh(leaning: Sequence[float], evidence: Evidence, named: Weights, intent: str) -> Balance:
    """Weigh the hints' leaning against the lexicon's evidence.

    Args:
        leaning: for each of `KINDS`.
        evidence: what the lexicon found; it counts where a complaint may be made of it.
        named: what is left to go by where it found nothing: the things named.
        intent: what the lexicon takes the message for.
    """
    odds = [*map(add, leaning, named), leaning[_HARMLESS] + _INTENTS[intent]]
    if evidence.has_aftermath:
        for i in CONSEQUENCES:
            odds[i] = min(odds[i], AFTERMATH * odds[i])
    if intent in OPEN:
        for i, said in enumerate(evidence.sums):
            odds[i] += _EVIDENCE * log1p(2 * said)
    most = max(odds)
    shares = [exp(one - most) for one in odds]
    total = sum(shares)
    *classes, harmless = (share / total for share in shares)
    classes[OTHER] += harmless
    return Balance(classes, harmless)


def firm(weight: float) -> float:
    """Give the evidence of what is laid over the common words, so that it is heard above hints.

    A weight of 1 adds `_FIRMNESS` to the odds of its class.
    """
    return expm1(_FIRMNESS * weight / _EVIDENCE) / 2
