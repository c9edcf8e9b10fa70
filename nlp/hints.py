"""What everyday characters, and pairs of neighbours, hint at: added up over a message.

Most people tell what happened in words that no list has. But they are made of everyday characters
and pairs, and what these stand in can be counted: `lexicon/hints.csv` says for those that tell
most how much each speaks for every class, for no complaint at all and for each grave reason, in
logarithms of odds. `python -m scripts.weigh_hints` weighs them anew from labelled texts.
"""

from __future__ import annotations

import csv
import struct
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import add
from typing import Final

#: Weights are kept in tenths above this, so that none is negative.
_ZERO: Final = 128
_TENTHS: Final = 10
_BITS: Final = 16
#: What a hint that is shown as a reason adds to the odds at least.
_CLEAR: Final = 0.5
#: The hints of so many characters cannot overflow 16 bits.
_PIECE: Final = 120


class HintsError(ValueError):
    """A file of hints does not make sense; the message says in which line."""


class Hints:
    """How much each hint speaks for each of some kinds.

    The weights of a hint are kept in one number, 16 bits each, and a 1 above them that counts the
    hints: so a single sum, which Python does fast, adds up all of them.
    """

    def __init__(
        self,
        kinds: Sequence[str],
        start: Sequence[float],
        weights: Mapping[str, Sequence[float]],
    ) -> None:
        """Take weights by hint; `start` is where a message without any hint stands."""
        self.kinds, self.start = tuple(kinds), list(start)
        self._fields = struct.Struct(f"<{len(kinds) + 1}H")
        self._packed = {hint: _packed(of) for hint, of in weights.items()}
        self._speakers: dict[str, frozenset[str]] = {}

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by what it was made of."""
        return Hints, (self.kinds, self.start, dict(self.rows()))

    def rows(self) -> Iterator[tuple[str, list[float]]]:
        """Give every hint with its weights."""
        for hint, packed in self._packed.items():
            yield hint, self._read(packed)[0]

    def weigh(self, text: str) -> tuple[list[float], int]:
        """Add up the hints of a normalised text: the weight of each kind, and their number."""
        weights, count = self._read(self._sum(text[:_PIECE]))
        for begin in range(_PIECE, len(text), _PIECE):
            more, n = self._read(self._sum(text[begin : begin + _PIECE]))
            weights, count = list(map(add, weights, more)), count + n
        return weights, count

    def _sum(self, text: str) -> int:
        hints = chain(text, map(add, text, text[1:]))
        return sum(filter(None, map(self._packed.get, hints)))

    def _read(self, total: int) -> tuple[list[float], int]:
        *fields, count = self._fields.unpack(total.to_bytes(self._fields.size, "little"))
        zero = count * _ZERO
        return [(field - zero) / _TENTHS for field in fields], count

    def telling(self, text: str, kind: str) -> list[tuple[int, int]]:
        """Give the stretches of a normalised text whose hints clearly speak for a kind."""
        speakers = self._speakers_for(kind)
        spans = [(i, i + 1) for i, one in enumerate(text) if one in speakers]
        pairs = enumerate(map(add, text, text[1:]))
        return _joined(spans + [(i, i + 2) for i, pair in pairs if pair in speakers])

    def _speakers_for(self, kind: str) -> Container[str]:
        """Give the hints that clearly speak for a kind; worked out when it is first asked for."""
        if kind not in self._speakers:
            index = self.kinds.index(kind)
            clear = {hint for hint, weights in self.rows() if weights[index] >= _CLEAR}
            self._speakers[kind] = frozenset(clear)
        return self._speakers[kind]


def _packed(weights: Sequence[float]) -> int:
    fields = [_ZERO + round(weight * _TENTHS) for weight in weights]
    return sum(field << (_BITS * i) for i, field in enumerate([*fields, 1]))


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join stretches that overlap or touch."""
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            begin, end = joined[-1][0], max(end, joined.pop()[1])
        joined.append((begin, end))
    return joined


def read_hints(lines: Iterable[str]) -> Hints:
    """Read CSV: `hint`, then kinds; the row without a hint is the start.

    Raises:
        HintsError: the header or a row is wrong.
    """
    rows = csv.reader(lines)
    header = next(rows, [])
    if header[:1] != ["hint"] or len(header) < 2:
        raise HintsError("line 1: the columns must be hint and then what it speaks for")
    weights = dict(_weights(rows, len(header)))
    return Hints(header[1:], weights.pop("", [0.0] * (len(header) - 1)), weights)


def _weights(rows: Iterable[Sequence[str]], width: int) -> Iterator[tuple[str, list[float]]]:
    most = _ZERO / _TENTHS
    for number, row in enumerate(rows, 2):
        if len(row) != width:
            raise HintsError(f"line {number}: {width} columns are wanted, not {len(row)}")
        try:
            weights = [float(cell or 0) for cell in row[1:]]
        except ValueError as error:
            raise HintsError(f"line {number}: {error}") from error
        if not all(-most < weight < most for weight in weights):
            raise HintsError(f"line {number}: a weight must be between -{most:g} and {most:g}")
        yield row[0], weights
