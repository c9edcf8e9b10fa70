"""What becomes of the pings of a complaint that somebody has taken (R18).

Nobody shall tap for what is gone: a ping that was sent says who was faster, one that waits to be
sent is not sent.
"""

from __future__ import annotations

from complaints.buttons import Verb, encode
from complaints.house import House
from complaints.model import Complaint, Language, Officer
from complaints.outgoing import unbutton
from complaints.ports import UnitOfWork
from complaints.talk_model import Delivery, Message


async def show_taken(house: House, work: UnitOfWork, complaint: Complaint, owner: Officer) -> None:
    """Let every ping that still offers this complaint say who took it."""
    offer = encode(Verb.TAKE, complaint.id)
    text = house.words("ping.taken", Language.ZH_HANS, number=complaint.number, name=owner.name)
    for ping in await work.messages.newest_pings(complaint.id):
        if offer in {button["data"] for row in ping.buttons for button in row}:
            await _change(house, work, ping, text)


async def _change(house: House, work: UnitOfWork, ping: Message, text: str) -> None:
    if ping.delivery is not Delivery.SENT or ping.conversation_id is None:
        await work.messages.cancel_outbox(ping.id)
        return
    conversation = await work.people.get_conversation(ping.conversation_id)
    ping.text, ping.buttons = text, []
    work.publish("message", conversation_id=conversation.id, subject_id=ping.id)
    if ping.external_id:
        unbutton(work, conversation, ping.external_id, house.now(), text)
