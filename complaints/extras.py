"""What else a complaint may bring along (R1, R2): all optional, kept by name in `Complaint.extra`.

Some belongs to the channel, such as the number a hotline gave its order, the rest to the matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from complaints.errors import Invalid
from complaints.model import Channel

LIMIT: Final = 500


class Extra(StrEnum):
    """The names. The first block belongs to channels, the second to the matter."""

    CALLED_FROM = "called_from"
    LETTER_DATE = "letter_date"
    REFERRAL_NUMBER = "referral_number"
    REFERRED_BY = "referred_by"
    REPLY_BY = "reply_by"
    MEDIUM = "medium"
    REPORTER = "reporter"
    LINK = "link"
    QUESTIONNAIRE = "questionnaire"
    INTERVIEWER = "interviewer"

    ARRIVED = "arrived"
    CONTACT_WHEN = "contact_when"
    COMPLAINED_DEPARTMENT = "complained_department"
    ORDER_NUMBER = "order_number"
    CONTRACT_NUMBER = "contract_number"
    ACCOUNT_NUMBER = "account_number"
    REWORK_NUMBER = "rework_number"
    PLATE_NUMBER = "plate_number"
    PRODUCT_MODEL = "product_model"
    QUANTITY = "quantity"
    DELIVERY_DATE = "delivery_date"
    DEMAND_AMOUNT = "demand_amount"
    ON_BEHALF_OF = "on_behalf_of"
    RELATION = "relation"


_REFERRED: Final = (Extra.REFERRAL_NUMBER, Extra.REFERRED_BY, Extra.REPLY_BY)
#: What each channel brings along.
OF_CHANNEL: Final[Mapping[Channel, tuple[Extra, ...]]] = {
    Channel.PHONE: (Extra.CALLED_FROM,),
    Channel.FAX: (Extra.CALLED_FROM, Extra.LETTER_DATE),
    Channel.LETTER: (Extra.LETTER_DATE,),
    Channel.QUESTIONNAIRE: (Extra.QUESTIONNAIRE,),
    Channel.SURVEY_CARD: (Extra.QUESTIONNAIRE,),
    Channel.INTERVIEW: (Extra.INTERVIEWER,),
    Channel.HOTLINE_12345: _REFERRED,
    Channel.CONSUMER_ASSOCIATION: _REFERRED,
    Channel.TRADE_BODY: _REFERRED,
    Channel.REGULATOR: _REFERRED,
    Channel.MEDIA: (Extra.MEDIUM, Extra.REPORTER, Extra.LINK),
}
#: What any matter may have, whichever way it came.
OF_MATTER: Final = tuple(
    extra for extra in Extra if not any(extra in extras for extras in OF_CHANNEL.values())
)


def checked(given: Mapping[str, str]) -> dict[str, str]:
    """Keep what says something.

    Raises:
        Invalid: no such name, or over 500 characters.
    """
    for name, value in given.items():
        if name not in set(Extra):
            raise Invalid("unknown_field", field=name)
        if len(value) > LIMIT:
            raise Invalid("too_long", field=name, limit=LIMIT)
    return {str(name): value.strip() for name, value in given.items() if value.strip()}
