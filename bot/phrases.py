"""What plain words stand for when they are all that was said, in any of the three languages."""

from __future__ import annotations

import re
from typing import Final

from bot.tracking import number_in

#: Plain words that mean a command when they are all that was said, in any of the three languages.
_PHRASES: Final[dict[str, str]] = {
    "progress": r"[查问看問]?(一下|询|詢)?(我的)?(投诉|投訴)?[进進][度展](如何)?|progress|status",
    "human": r"(我要|我想)?[转轉找叫]?接?人工(客服|服务|服務)?"
    r"|((I want to |let me )?talk to )?(a )?(real )?(human|person|agent)",
    "withdraw": r"(我要)?(撤回|撤销|撤銷|取消)(投诉|投訴)?|withdraw",
    "help": r"帮助|幫助|help",
}
_YES: Final = re.compile(
    r"[对對是嗯](的|啊|呀)?|没错|沒錯|正确|正確|好的?|确定|確定|yes|right|correct|ok(ay)?",
    re.IGNORECASE,
)
_NO: Final = re.compile(
    r"不(是|对|對|要|用|撤回?)?(的|了)?|[错錯]了?|no|nope|wrong|not right|that'?s wrong|incorrect",
    re.IGNORECASE,
)
_SKIP: Final = re.compile(
    r"跳[过過]|略[过過]?|不知道|不(太)?(清楚|[记記]得)|忘([记記])?|不方便|[没沒]有|不想[说說留]|[无無]"
    r"|skip|none|no idea|(i )?(don'?t|do not) (know|remember)",
    re.IGNORECASE,
)
_THANKS_AT_END: Final = re.compile(
    r"[,，。. ]*((谢谢|謝謝)(您|你|了)?|thanks|thank you)$", re.IGNORECASE
)
_GOOD: Final = re.compile(
    r"((很|挺|非常)?[满滿]意|可以|行|好|没[问問]题|沒問題|(已[经經])?(解决|解決|[办辦]好))(的|了|啦)?"
    r"|yes|((yes,? )?(it'?s|that'?s|i'?m) )?"
    r"(all right|fine|ok(ay)?|good|great|perfect|solved|satisfied)",
    re.IGNORECASE,
)
_BAD: Final = re.compile(
    r"不(太|是很)?[满滿]意|不(可以|行|好|同意|接受)|[还還]?[没沒]有?(解决|解決|[办辦]好|好|行)?(呢|啊)?"
    r"|no|(no,? )?((it'?s|i'?m) )?not (yet|satisfied|solved|ok(ay)?|good|all right|fine)",
    re.IGNORECASE,
)
_COMPILED: Final = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _PHRASES.items()}


def command_in(text: str) -> str:
    """Name the command that a text is, "" if it is something else."""
    if is_number(text):
        return "progress"
    text = text.strip().strip("。.!！?？")
    return next((name for name, rule in _COMPILED.items() if rule.fullmatch(text)), "")


def is_number(text: str) -> bool:
    """Say whether a text is a complaint's number and nothing else, written with its prefix."""
    return number_in(text) != "" and not text.strip()[0].isdecimal()


def is_yes(text: str) -> bool:
    """Say whether a text is a plain yes."""
    return _YES.fullmatch(_bare(text)) is not None


def is_no(text: str) -> bool:
    """Say whether a text is a plain no."""
    return _NO.fullmatch(_bare(text)) is not None


def is_skip(text: str) -> bool:
    """Say whether a text answers a question by leaving it open."""
    return _SKIP.fullmatch(_bare(text).rstrip("了啊呀")) is not None


def verdict_in(text: str) -> bool | None:
    """Say whether a text finds the result good (True) or bad (False); None if it says more."""
    bare = _THANKS_AT_END.sub("", _bare(text))
    if _GOOD.fullmatch(bare):
        return True
    return False if _BAD.fullmatch(bare) else None


def _bare(text: str) -> str:
    return text.strip().rstrip("。.!！~～ ")
