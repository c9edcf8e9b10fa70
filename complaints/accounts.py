"""How officers sign in and stay signed in: passwords, sessions, API tokens.

Hashing a password takes long on purpose, so it is never done inside a unit of work: `sign_in`
opens its units around the comparing, and the other functions are given hashes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from complaints.account_ports import AccountReading, Attempts, Passwords, Session
from complaints.errors import Invalid, NotAllowed
from complaints.house import House
from complaints.model import Actor, ActorKind, Officer, OfficerId, by
from complaints.ports import Transactions, UnitOfWork
from complaints.record import audit

#: A session ends after this long without a request …
SESSION_IDLE = timedelta(hours=12)
#: … and after this long in any case.
SESSION_LONGEST = timedelta(days=7)
#: A session's end is moved at most this often, so that reading pages does not write.
_EXTEND_EVERY = timedelta(hours=1)

#: So many attempts in a row are free; each further one doubles the pause.
FREE_FAILURES = 5
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=15)
#: Failures that are older count no more.
_FAILURES_FADE = timedelta(days=1)

PASSWORD_MIN = 10
PASSWORD_MAX = 200

#: Whoever is not signed in yet.
SOMEBODY = Actor(ActorKind.OFFICER)


@dataclass(frozen=True)
class SignedIn:
    """Somebody who has just signed in; `token` goes into the cookie and is kept nowhere else."""

    officer: Officer
    token: str


def secret_hash(secret: str) -> str:
    """Return what is stored for a random secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def check_password(password: str) -> None:
    """Refuse a password that is too short or absurdly long; any characters will do.

    Raises:
        Invalid: `password_too_short` or `too_long`.
    """
    if len(password) < PASSWORD_MIN:
        raise Invalid("password_too_short", field="password", least=PASSWORD_MIN)
    if len(password) > PASSWORD_MAX:
        raise Invalid("too_long", field="password", limit=PASSWORD_MAX)


def check_new_password(password: str, again: str) -> None:
    """Refuse a password that will not do, or that was not typed twice.

    Raises:
        Invalid: as `check_password`, or `password_mismatch`.
    """
    check_password(password)
    if password != again:
        raise Invalid("password_mismatch", field="again")


def pause_after(failures: int) -> timedelta:
    """Return how long nobody may try a name again after so many failures in a row."""
    if failures < FREE_FAILURES:
        return timedelta()
    return min(FIRST_PAUSE * (1 << min(failures - FREE_FAILURES, 10)), LONGEST_PAUSE)


async def sign_in(
    house: House, transactions: Transactions, passwords: Passwords, name: str, password: str
) -> SignedIn:
    """Sign an officer in. Unknown names, disabled officers and wrong passwords look alike.

    An attempt is counted before the password is compared, so that many at once gain nothing.

    Raises:
        NotAllowed: `sign_in_failed`, with the attempts `left`, or, when there are none,
            `sign_in_failed_last` or `sign_in_paused`, with `retry_seconds`.
    """
    name = name.strip()
    name_hash = secret_hash(name.casefold())
    async with transactions() as work:
        failures = await _count_attempt(house, work, name_hash)
        officer = await work.accounts.find_officer(name)
    stored = officer.password_hash if officer is not None and officer.is_active else ""
    is_right = await passwords.verify(stored, password[: PASSWORD_MAX + 1])
    async with transactions() as work:
        if officer is not None and is_right:
            await work.accounts.clear_attempts(name_hash)
            return await open_session(house, work, officer)
        subject = str(officer.id) if officer is not None else ""
        audit(work, "account:login:failure", SOMEBODY, house.now(), subject=subject)
    if pause := pause_after(failures):
        raise NotAllowed("sign_in_failed_last", retry_seconds=int(pause.total_seconds()))
    raise NotAllowed("sign_in_failed", left=FREE_FAILURES - failures)


async def _count_attempt(house: House, work: UnitOfWork, name_hash: str) -> int:
    at = house.now()
    before = await work.accounts.attempts(name_hash)
    if before is None or at - before.at > _FAILURES_FADE:
        before = Attempts(0, None, at)
    if before.blocked_until is not None and before.blocked_until > at:
        seconds = int((before.blocked_until - at).total_seconds()) + 1
        raise NotAllowed("sign_in_paused", retry_seconds=seconds)
    failures = before.failures + 1
    pause = pause_after(failures)
    attempts = Attempts(failures, at + pause if pause else None, at)
    await work.accounts.set_attempts(name_hash, attempts)
    return failures


async def open_session(house: House, work: UnitOfWork, officer: Officer) -> SignedIn:
    """Begin a session for an officer whose identity is certain."""
    at, token = house.now(), house.token()
    session = Session(secret_hash(token), officer.id, at, at + SESSION_IDLE)
    await work.accounts.add_session(session)
    audit(work, "account:login:success", by(officer), at)
    return SignedIn(officer, token)


async def find_signed_in(
    house: House, reading: AccountReading, transactions: Transactions, token: str
) -> Officer | None:
    """Find the active officer of a session token, and let the session slide on."""
    at = house.now()
    async with reading() as accounts:
        found = await accounts.find_session(secret_hash(token))
    if found is None:
        return None
    session, officer = found
    if session.expires_at <= at or not officer.is_active:
        return None
    longer = min(at + SESSION_IDLE, session.created_at + SESSION_LONGEST)
    if longer - session.expires_at >= _EXTEND_EVERY:
        async with transactions() as work:
            await work.accounts.extend_session(session.token_hash, longer)
    return officer


async def sign_out(house: House, work: UnitOfWork, officer: Officer, token: str) -> None:
    """End one session."""
    await work.accounts.end_sessions(officer.id, only=secret_hash(token))
    audit(work, "account:logout", by(officer), house.now())


async def change_password(
    house: House, work: UnitOfWork, officer_id: OfficerId, password_hash: str, *, keep: str = ""
) -> None:
    """Set a new password and end the officer's sessions; `keep` is the token of one that stays."""
    officer = await work.people.get_officer(officer_id)
    officer.password_hash = password_hash
    await work.accounts.end_sessions(officer.id, but=secret_hash(keep))
    audit(work, "account:password", by(officer), house.now())


async def issue_token(house: House, work: UnitOfWork, officer: Officer) -> str:
    """Make an API token for an officer; it is shown once and stored as its hash."""
    token = f"hy_{house.token()}"
    await work.accounts.add_api_token(secret_hash(token), officer.id, house.now())
    audit(work, "account:token", by(officer), house.now())
    return token


async def find_by_api_token(reading: AccountReading, token: str) -> Officer | None:
    """Find the active officer of an API token."""
    async with reading() as accounts:
        return await accounts.find_by_api_token(secret_hash(token))
