"""Recognises a message that is nothing but a way to reach somebody (R2)."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_SEPARATED: Final = r"[\d -]"
#: What is plainly no date, sum or order number.
_CLEAR: Final = (
    r"(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}",  # mobile
    r"(?:\(0\d{2,3}\)|0\d{2,3})[ -]?\d{7,8}(?:(?:-|转|轉| ?ext\.? ?)\d{1,6})?",  # with area code
    rf"\+[1-9]{_SEPARATED}{{6,18}}\d",  # international
    r"[\w.%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",  # e-mail
)
#: After a word that says so any number will do.
_ANY: Final = rf"\d{_SEPARATED}{{5,13}}\d"
_WORD: Final = (
    r"(?:我的?|my )?"
    r"(?:(?:联系|聯絡|聯繫)?(?:电话|電話|方式)|手机号?码?|手機號?碼?|号码|號碼|邮箱|郵箱|电邮|電郵"
    r"|(?:tele)?phone|mobile|cell|tel|e-?mail)(?: ?(?:number|address))?\.?"
    r" ?(?:是|为|為|is|:)? ?"
)
_CONTACT: Final = re.compile(
    rf"(?:{_WORD})?(?P<clear>{'|'.join(_CLEAR)})|{_WORD}(?P<any>{_ANY})", re.IGNORECASE
)


def contact_in(text: str) -> str:
    """Give the telephone number or e-mail address that a text is; "" if it is something else."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split()).rstrip("。.!;,")
    found = _CONTACT.fullmatch(plain)
    return (found["clear"] or found["any"]) if found else ""
