"""Publishing an edition of the policy or the lexicon (DESIGN, Rulings).

What a page or command does with a text that somebody has edited:

    draft = await editions.check(EditionKind.POLICY, "lobby", text)    # slow: before the unit
    async with transactions() as work:
        await publish(house, work, draft, actor=by(officer), based_on=number, note=note)
    await editions.reload()                    # this process at once, the others within a second

A text that makes no sense never becomes a draft, so the edition before stays in force. Running
complaints keep the promises they were given: those are rows, and publishing touches none of them.
To go back, publish the text of an earlier edition again.

An edition that grows by many small steps is prepared in a working copy (`revise`), which the whole
house shares and which `publish` drops.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from complaints.accounts import SOMEBODY
from complaints.edition_ports import Draft, Edition, EditionKind, WorkingCopy, version_of
from complaints.errors import Conflict, Invalid, WrongState
from complaints.house import House
from complaints.model import Actor
from complaints.permissions import require
from complaints.ports import UnitOfWork
from complaints.record import audit

_NOTE_LIMIT = 200


async def publish(
    house: House,
    work: UnitOfWork,
    draft: Draft,
    *,
    actor: Actor | None = None,
    valid_from: datetime | None = None,
    based_on: int | None = None,
    note: str = "",
) -> Edition:
    """Put a checked text into force, for every process of the desk.

    Args:
        actor: an officer with the right named like the kind; None for whoever runs the desk.
        valid_from: when it begins; now, if not given. What was published for later still comes.
        based_on: the number of the newest edition the editor had before them, 0 for none.
        note: why, for the history.

    Raises:
        Conflict: `newer_edition`, somebody else has published meanwhile.
        WrongState: `nothing_changed`, the newest edition says the same.
        Invalid: it would begin in the past, or the note is too long.
    """
    if actor is not None:
        require(actor.officer, draft.kind)
    at = house.now()
    begins = valid_from or at
    if begins < at:
        raise Invalid("in_the_past", field="valid_from")
    if len(note) > _NOTE_LIMIT:
        raise Invalid("too_long", field="note", limit=_NOTE_LIMIT)
    newest = await work.editions.newest(draft.kind, draft.name)
    number = newest.number if newest else 0
    if based_on is not None and based_on != number:
        raise Conflict("newer_edition", number=number)
    if newest is not None and newest.text == draft.text and newest.valid_from <= begins:
        raise WrongState("nothing_changed")
    edition = Edition(
        id=work.new_id(),
        kind=draft.kind,
        name=draft.name,
        number=number + 1,
        text=draft.text,
        version=version_of(draft.text),
        valid_from=begins,
        at=at,
        officer_id=actor.officer_id if actor else None,
        note=note.strip(),
    )
    if not await work.editions.add(edition):
        raise Conflict("newer_edition", number=number + 1)
    await work.editions.drop_working_copy(draft.kind, draft.name)
    audit(work, f"{draft.kind}:publish", actor or SOMEBODY, at, subject=str(edition.id))
    work.publish("edition", subject_id=edition.id)
    return edition


async def revise(
    house: House,
    work: UnitOfWork,
    kind: EditionKind,
    name: str,
    change: Callable[[str], str],
    *,
    actor: Actor,
) -> None:
    """Change what is being prepared; it begins as the newest edition, or as an empty text.

    `change` takes the text as it stands and returns it as it shall be. What comes to say the same
    as the newest edition is no longer anything to publish.
    """
    require(actor.officer, kind)
    if actor.officer_id is None:
        raise WrongState("officers_only")
    newest = await work.editions.newest(kind, name)
    number, text = (newest.number, newest.text) if newest else (0, "")
    copy = await work.editions.working_copy(kind, name, lock=True)
    changed = change(copy.text if copy else text)
    if changed == text:
        await work.editions.drop_working_copy(kind, name)
    else:
        based_on = copy.based_on if copy else number
        await work.editions.keep_working_copy(
            WorkingCopy(kind, name, changed, based_on, actor.officer_id, house.now())
        )


async def discard(work: UnitOfWork, kind: EditionKind, name: str, *, actor: Actor) -> None:
    """Give up what was being prepared."""
    require(actor.officer, kind)
    await work.editions.drop_working_copy(kind, name)
