"""The browsers that are signed in: who one is, and for how long.

A session ends after 15 minutes in which nobody did anything, after 12 hours at most, by signing out, and by an admin.
A half session (password given, second factor not) never opens a page of patients. Only a token's hash is kept.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Select, delete, select, update
from sqlalchemy.orm import Session

from bot.records.base import DEFAULT_CLINIC
from bot.records.database import Database
from bot.records.staff_models import Staff, StaffSession
from bot.staff.accounts.member import SignedIn, member_of

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=12)
HALF = timedelta(minutes=10)
_KEPT = timedelta(days=30)
# Written at most this often: a page that loads in parts would else write with each part.
_NOTED_EVERY = timedelta(seconds=20)


def hash_token(token: str) -> str:
    """What is kept of a token. It is random and long, so a fast hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


class Sessions:
    """The sessions of one clinic's staff; `clock` gives the present, aware, in UTC."""

    def __init__(self, database: Database, *, clock: Callable[[], datetime], clinic_id: str = DEFAULT_CLINIC) -> None:
        self._database = database
        self._clock = clock
        self._clinic_id = clinic_id

    def begin(self, session: Session, *, staff_id: str, complete: bool) -> str:
        """A new session of an account, in the caller's transaction; its token, for the cookie."""
        now, token = self._clock(), secrets.token_urlsafe(32)
        session.add(
            StaffSession(
                clinic_id=self._clinic_id,
                staff_id=staff_id,
                token_hash=hash_token(token),
                csrf_token=secrets.token_urlsafe(32),
                complete=complete,
                began_at=now,
                seen_at=now,
            )
        )
        session.execute(delete(StaffSession).where(StaffSession.began_at < now - _KEPT))
        return token

    def find(self, token: str, *, acts: bool) -> SignedIn | None:
        """Who is signed in with this token. With `acts` the 15 minutes begin anew: somebody did something."""
        now = self._clock()
        with self._database.reading() as session:
            found = session.execute(self._holding(now).where(StaffSession.token_hash == hash_token(token))).first()
        if found is None:
            return None
        row, staff = found
        if acts and now - row.seen_at >= _NOTED_EVERY:
            self._note(row.id, now=now)
        return SignedIn(member_of(staff), row.csrf_token, row.id, staff.must_change_password)

    def half(self, session: Session, *, token: str) -> StaffSession | None:
        """The half session with this token, for the second step of a sign-in."""
        now = self._clock()
        return session.scalar(
            select(StaffSession)
            .join(Staff, Staff.id == StaffSession.staff_id)
            .where(
                StaffSession.token_hash == hash_token(token),
                StaffSession.complete.is_(False),
                StaffSession.began_at > now - HALF,
                *self._alive(),
            )
        )

    def holds(self, session_id: str) -> bool:
        """Whether a session still holds: for streams, which outlive the request that opened them."""
        with self._database.reading() as session:
            return (
                session.execute(self._holding(self._clock()).where(StaffSession.id == session_id)).first() is not None
            )

    def idle_left(self, session_id: str) -> timedelta:
        """How long the session holds if nobody does anything; zero when it has ended."""
        now = self._clock()
        with self._database.reading() as session:
            found = session.execute(self._holding(now).where(StaffSession.id == session_id)).first()
        return timedelta(0) if found is None else min(found[0].seen_at + IDLE, found[0].began_at + LONGEST) - now

    def end(self, session: Session, *, session_id: str) -> None:
        """End one session, in the caller's transaction."""
        self._end(session, StaffSession.id == session_id)

    def end_all(self, session: Session, *, staff_id: str, but: str | None = None) -> int:
        """End every session of an account, but one; how many there were."""
        return self._end(session, StaffSession.staff_id == staff_id, StaffSession.id != (but or ""))

    def open_count(self) -> dict[str, int]:
        """How many browsers each account is signed in with; accounts with none are left out."""
        with self._database.reading() as session:
            counts: dict[str, int] = {}
            for row, _ in session.execute(self._holding(self._clock())):
                counts[row.staff_id] = counts.get(row.staff_id, 0) + 1
        return counts

    def _holding(self, now: datetime) -> Select[StaffSession, Staff]:
        return (
            select(StaffSession, Staff)
            .join(Staff, Staff.id == StaffSession.staff_id)
            .where(
                StaffSession.complete.is_(True),
                StaffSession.began_at > now - LONGEST,
                StaffSession.seen_at > now - IDLE,
                *self._alive(),
            )
        )

    def _alive(self) -> tuple[ColumnElement[bool], ...]:
        return (
            StaffSession.ended_at.is_(None),
            StaffSession.clinic_id == self._clinic_id,
            Staff.clinic_id == self._clinic_id,
            Staff.disabled_at.is_(None),
        )

    def _note(self, session_id: str, *, now: datetime) -> None:
        with self._database.writing() as session:
            session.execute(
                update(StaffSession)
                .where(StaffSession.id == session_id, StaffSession.seen_at < now)
                .values(seen_at=now)
            )

    def _end(self, session: Session, *which: ColumnElement[bool]) -> int:
        ended = session.execute(
            update(StaffSession)
            .where(StaffSession.ended_at.is_(None), StaffSession.clinic_id == self._clinic_id, *which)
            .values(ended_at=self._clock())
        )
        return cast("CursorResult[Any]", ended).rowcount
