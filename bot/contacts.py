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

_FOUND: Final = re.compile(rf"(?:{_WORD})?(?P<clear>{'|'.join(_CLEAR)})", re.IGNORECASE)
#: Who somebody says they are, beside how to reach them.
_NAME: Final = re.compile(
    r"(?:我(?:叫|姓|是)?|姓|名字是?|叫|my name is |i am |i'm )?"
    r"(?P<name>[\u4e00-\u9fff·]{1,6}|[a-z][a-z .'-]{1,30})",
    re.IGNORECASE,
)


def contact_in(text: str) -> str:
    """Give the telephone number or e-mail address that a text is; "" if it is something else."""
    found = _CONTACT.fullmatch(_plain(text))
    return (found["clear"] or found["any"]) if found else ""


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split()).rstrip("。.!;,")


def contact_and_name(text: str) -> tuple[str, str]:
    """Split the answer to "how can we reach you?": "138 0013 8000 王先生" tells who it is, too.

    Either is "" where the text has none; a text that says more than that is no contact.
    """
    plain = _plain(text)
    found = _FOUND.search(plain)
    if found is None:
        return contact_in(text), ""
    rest = (plain[: found.start()] + " " + plain[found.end() :]).strip(" ,，。.;；:：、-()")
    name = _NAME.fullmatch(rest)
    if rest and name is None:
        return "", ""
    return found["clear"], name["name"] if name else ""
