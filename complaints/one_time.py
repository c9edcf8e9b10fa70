"""Codes that work once: links by which somebody first comes in, codes that link a chat account."""

from __future__ import annotations

import hashlib
from base64 import b32encode
from datetime import timedelta

from complaints.account_ports import AccountReading, AccountStore, CodePurpose, OneTimeCode
from complaints.accounts import SignedIn, change_password, open_session, secret_hash
from complaints.errors import Invalid, NotFound
from complaints.house import House
from complaints.model import Officer, OfficerId, Role, by
from complaints.officers import Post, add_officer
from complaints.ports import UnitOfWork
from complaints.record import audit
from complaints.talk_model import Conversation

WELCOME_LASTS = timedelta(days=1)
LINK_LASTS = timedelta(minutes=10)
_LINK_LENGTH = 8


async def make_welcome(house: House, work: UnitOfWork, officer: Officer | None = None) -> str:
    """Make the token of a one-time link: for an officer or, without one, for the administrator.

    It lasts a day; an earlier one for the same person stops working.
    """
    token = house.token()
    officer_id = officer.id if officer is not None else None
    expires_at = house.now() + WELCOME_LASTS
    await work.accounts.add_code(
        OneTimeCode(secret_hash(token), CodePurpose.WELCOME, officer_id, expires_at)
    )
    return token


async def find_welcomed(house: House, reading: AccountReading, token: str) -> Officer | None:
    """Say whom a link would sign in, None for an administrator who has no account yet.

    Raises:
        NotFound: `welcome_over`: used, expired or never made.
    """
    async with reading() as accounts:
        code = await accounts.find_code(secret_hash(token), CodePurpose.WELCOME, house.now())
        return await _owner(accounts, code)


async def _owner(accounts: AccountStore, code: OneTimeCode | None) -> Officer | None:
    if code is None:
        raise NotFound("welcome_over")
    if code.officer_id is None:
        return next(iter(await accounts.administrators()), None)
    officer = await accounts.find_active(code.officer_id)
    if officer is None:
        raise NotFound("welcome_over")
    return officer


async def use_welcome(
    house: House, work: UnitOfWork, token: str, *, name: str, password_hash: str
) -> SignedIn:
    """Use a link up and sign its owner in; a password replaces the old one and ends sessions.

    The first use of the administrator's link makes the first account, under `name`; at any other
    use `name` says nothing.

    Raises:
        NotFound: `welcome_over`.
        Invalid: an account without password gets none, or the first one no name.
    """
    code = await work.accounts.use_code(secret_hash(token), CodePurpose.WELCOME, house.now())
    officer = await _owner(work.accounts, code)
    if not password_hash and (officer is None or not officer.password_hash):
        raise Invalid("required", field="password")
    if officer is None:
        post = Post(Role.ADMINISTRATOR)
        officer = await add_officer(house, work, name, post, password_hash=password_hash)
    elif password_hash:
        await change_password(house, work, officer.id, password_hash)
    return await open_session(house, work, officer)


async def make_link_code(house: House, work: UnitOfWork, officer: Officer) -> str:
    """Make the 8 letters and digits that link an officer's chat account; they last 10 minutes."""
    digest = hashlib.sha256(house.token().encode()).digest()
    code = b32encode(digest).decode()[:_LINK_LENGTH]
    expires_at = house.now() + LINK_LASTS
    await work.accounts.add_code(
        OneTimeCode(secret_hash(code), CodePurpose.LINK, officer.id, expires_at)
    )
    return code


async def link_chat(
    house: House, work: UnitOfWork, code: str, conversation: Conversation
) -> Officer:
    """Link a chat to the officer who made the code shown in it; pings go there from now on.

    Raises:
        Invalid: `link_code_unknown`: mistyped, used, expired, or its owner has been disabled.
    """
    at = house.now()
    used = await work.accounts.use_code(secret_hash(code.strip().upper()), CodePurpose.LINK, at)
    officer = None
    if used is not None and used.officer_id is not None:
        officer = await work.accounts.find_active(used.officer_id)
    if officer is None:
        raise Invalid("link_code_unknown", field="code")
    for other in await work.accounts.linked_to(conversation.id):
        other.conversation_id = None
    officer.conversation_id = conversation.id
    audit(work, "account:link:success", by(officer), at, subject=str(conversation.id))
    return officer


async def unlink_chat(house: House, work: UnitOfWork, officer_id: OfficerId) -> None:
    """Send no more pings to an officer's chat account."""
    officer = await work.people.get_officer(officer_id)
    officer.conversation_id = None
    audit(work, "account:unlink", by(officer), house.now())
