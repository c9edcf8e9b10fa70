"""Which language a browser is answered in (R42)."""

from __future__ import annotations

import pytest
from aiohttp.test_utils import make_mocked_request

from complaints.model import Language
from console.language import from_accept_language, language_of


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", Language.ZH_HANS),
        ("*", Language.ZH_HANS),
        ("zh-CN,zh;q=0.9,en;q=0.8", Language.ZH_HANS),
        ("zh", Language.ZH_HANS),
        ("zh-Hant", Language.ZH_HANT),
        ("zh-TW,zh;q=0.9", Language.ZH_HANT),
        ("zh-HK", Language.ZH_HANT),
        ("zh-Hans-HK", Language.ZH_HANS),
        ("en-GB,en;q=0.9", Language.EN),
        ("en;q=0.3, zh-TW;q=0.8", Language.ZH_HANT),
        ("fr-FR", Language.EN),
        ("fr, zh;q=0.1", Language.ZH_HANS),
        ("zh;q=nonsense, en", Language.EN),
    ],
)
def test_the_browsers_wish_is_read(header: str, expected: Language) -> None:
    """Regions decide the script, weights the order; strangers get English."""
    assert from_accept_language(header) is expected


@pytest.mark.parametrize(
    ("path", "cookie", "expected"),
    [
        ("/?lang=en", "lang=zh_Hant", Language.EN),
        ("/?lang=xx", "lang=zh_Hant", Language.ZH_HANT),
        ("/", "lang=zh_Hant", Language.ZH_HANT),
        ("/", "lang=../etc", Language.EN),
    ],
)
def test_what_was_chosen_wins(path: str, cookie: str, expected: Language) -> None:
    """First the address, then the cookie, then what the browser asks for."""
    headers = {"Cookie": cookie, "Accept-Language": "en"}

    assert language_of(make_mocked_request("GET", path, headers=headers)) is expected
