"""The style sheet keeps its promises: one dark theme in two places, readable contrast in all."""

from __future__ import annotations

import re

import pytest

from console.assets import STATIC_DIRECTORY

CSS = (STATIC_DIRECTORY / "console.css").read_text()
LIGHT_START = ":root{"
DARK_START = ":root[data-theme=dark]{"
SYSTEM_START = "@media (prefers-color-scheme:dark){:root:not([data-theme]){"

GROUNDS = ["paper", "surface", "sunken", "raised"]
STATES = ["red", "amber", "green", "service", "business", "facility", "hygiene", "other"]
TEXT_PAIRS = [
    *[(ink, ground) for ink in ("ink", "ink-2", "ink-3", "accent") for ground in GROUNDS],
    *[(state, f"{state}-soft") for state in STATES],
    *[(state, ground) for state in STATES for ground in ("surface", "paper")],
    ("on-accent", "accent"),
    ("accent", "accent-soft"),
    ("ink", "note"),
]


def tokens(start: str) -> dict[str, str]:
    """Read the custom properties of a block."""
    begin = CSS.index(start) + len(start)
    block = re.sub(r"/\*.*?\*/", "", CSS[begin : CSS.index("}", begin)], flags=re.DOTALL)
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block))


def luminance(colour: str) -> float:
    """Return the relative luminance of #rgb or #rrggbb (WCAG 2)."""
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_system_theme_is_the_dark_theme() -> None:
    """The block is written twice because old browsers cannot share it; the two never differ."""
    assert tokens(SYSTEM_START) == tokens(DARK_START)


@pytest.mark.parametrize("start", [LIGHT_START, DARK_START], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_is_readable(start: str, ink: str, ground: str) -> None:
    """WCAG AA: 4.5 to 1 for text."""
    colours = {**tokens(LIGHT_START), **tokens(start)}

    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("start", [LIGHT_START, DARK_START], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_the_edges_of_fields_are_visible(start: str, ground: str) -> None:
    """WCAG AA: 3 to 1 for what one must find."""
    colours = {**tokens(LIGHT_START), **tokens(start)}

    assert contrast(colours["ctl"], colours[ground]) >= 3
