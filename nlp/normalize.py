"""One spelling for everything that means the same, with the way back to the original offsets.

Width (NFKC), case, script (simplified) and the Cantonese characters that have one plain
counterpart are evened out character by character; then what is repeated for emphasis (太太太慢,
！！！！, 😡😡😡) is shortened to two. So the result is idempotent and linear in time, and every
normalised character knows which original one it came from. Texts and lexicon words go through the
same steps.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Final

from nlp.script import simplified

#: Characters that OpenCC keeps although a plain one says the same.
_PLAIN: Final = {
    **dict(
        zip(
            "冇唔嘅咗睇俾畀啲嚟喺佢哋嗰攞搵諗谂仲噉咁係嘢揾佬",
            "没不的了看给给些来在他们那拿找想想还这这是野找人",
            strict=True,
        )
    ),
    "著": "着",
    "覆": "复",
    "無": "无",
    "祇": "只",
    "祗": "只",
    "瞭": "了",
    "衞": "卫",
    "簷": "檐",
    "妳": "你",
    "您": "你",
    "她": "他",
    "牠": "它",
    "枱": "台",
    "甭": "不用",
    "孬": "不好",
    "𨋢": "电梯",
    "䢂": "电梯",
    "‘": "'",
    "’": "'",
    "〝": '"',
    "〞": '"',
    "「": "“",
    "」": "”",
    "『": "“",
    "』": "”",
    "《": "“",
    "》": "”",
    "…": "。",
    "｡": "。",
    "～": "~",
}
_NOT_A_CHARACTER: Final = "\ufffd"


@dataclass(frozen=True, slots=True)
class Normal:
    """A normalised text. `origin[i]` is the original offset of its character i."""

    text: str
    origin: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the original offsets of a normalised stretch; `start` < `end`."""
        return self.origin[start], self.origin[end - 1] + 1


class _Table(dict[str, str]):
    """Character → its normalised form, worked out once for each character that turns up."""

    def __missing__(self, character: str) -> str:
        form, before = character, ""
        while form != before:
            before, form = form, "".join(map(_step, form))
        self[character] = form
        return form


def _step(character: str) -> str:
    if character in _PLAIN:
        return _PLAIN[character]
    kind = unicodedata.category(character)
    if kind == "Cs":
        return _NOT_A_CHARACTER
    if kind in ("Cf", "Me") or _is_modifier(character):
        return ""
    if character == "\n":
        return character
    if kind in ("Cc", "Zs", "Zl", "Zp"):
        return " "
    return "".join(map(simplified, unicodedata.normalize("NFKC", character).lower()))


def _is_modifier(character: str) -> bool:
    """Tell the variation selectors and skin tones that change the look of a little picture."""
    return "\ufe00" <= character <= "\ufe0f" or "\U0001f3fb" <= character <= "\U0001f3ff"


_TABLE: Final = _Table()
#: Digits stay: 1000 is not 100, nor is 一三八零零零零 a shorter telephone number.
_EMPHASIS: Final = re.compile(r"([^\W\d_零〇一幺二两三四五六七八九]|[^\w\s])\1{2,}")


def normalize(text: str) -> Normal:
    """Even out width, case and script of a text, keeping the offsets of the original."""
    forms = [_TABLE[character] for character in text]
    normal = "".join(forms)
    origin: Sequence[int] = range(len(forms))
    if len(normal) != len(forms) or not all(forms):
        origin = list(chain.from_iterable(repeat(i, len(form)) for i, form in enumerate(forms)))
    return (
        _without_emphasis(normal, origin) if _EMPHASIS.search(normal) else Normal(normal, origin)
    )


def _without_emphasis(text: str, origin: Sequence[int]) -> Normal:
    """Leave two of what is repeated more often."""
    kept: list[int] = []
    done = 0
    for run in _EMPHASIS.finditer(text):
        kept += range(done, run.start() + 2)
        done = run.end()
    kept += range(done, len(text))
    return Normal("".join(text[i] for i in kept), [origin[i] for i in kept])
