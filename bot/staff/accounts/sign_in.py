"""Signing in: the password or the clinic's own sign-in first, then the second factor where one is needed.

What is refused is refused in one way, whether the account is unknown, disabled or shut, and costs a hash each time. A
session is complete only after every step; each step gives the browser a new token. `known` are the accounts that signed
in in this browser before: their failures count apart from those of strangers.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.records.base import DEFAULT_CLINIC
from bot.records.database import Database
from bot.records.staff_models import Staff, StaffSession
from bot.staff.accounts.audit import Audit
from bot.staff.accounts.codes import step_of
from bot.staff.accounts.enrolment import Enrolments
from bot.staff.accounts.lockout import count_failure, forget_failures, is_shut
from bot.staff.accounts.member import NEED_SECOND_FACTOR, Member, member_of
from bot.staff.accounts.passwords import Passwords
from bot.staff.accounts.rows import row_by_id, row_by_login
from bot.staff.accounts.seldom import Seldom
from bot.staff.accounts.sessions import Sessions

Next = Literal["done", "code", "enrol"]


class HalfGoneError(Exception):
    """The half session has ended: the sign-in has to begin anew."""


@dataclass(frozen=True)
class Begun:
    """A step that went well: the browser's new token, what comes next, and whose it is."""

    token: str
    next: Next
    staff_id: str


class SignIn:
    """The steps; `clock` gives the present, aware, in UTC."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Callable[[], datetime],
        sessions: Sessions,
        passwords: Passwords,
        enrolments: Enrolments,
        audit: Audit,
        clinic_id: str = DEFAULT_CLINIC,
    ) -> None:
        self._database = database
        self._clock = clock
        self._sessions = sessions
        self._passwords = passwords
        self._enrolments = enrolments
        self._audit = audit
        self._clinic_id = clinic_id
        self._seldom = Seldom(clock=clock)

    def by_password(self, *, login: str, password: str, known: Collection[str] = ()) -> Begun | None:
        """The first step; None where it is refused."""
        with self._database.reading() as session:
            row = row_by_login(session, login=login, clinic_id=self._clinic_id)
            kept = row.password_hash if row is not None and row.disabled_at is None else None
        # Outside the transaction: it takes long on purpose, and nobody else could write.
        fits = self._passwords.fits(password, kept=kept)
        renewed = self._passwords.hash(password) if fits and kept and self._passwords.is_dated(kept) else None
        with self._database.writing() as session:
            staff = row_by_login(session, login=login, clinic_id=self._clinic_id, locked=True)
            if staff is None or staff.disabled_at is not None:
                self._note_refusal(session, staff, step="password")
                return None
            is_known = staff.id in known
            if is_shut(staff, known=is_known, now=self._clock()):
                self._note_refusal(session, staff, step="password")
                return None
            if not fits or staff.password_hash != kept:
                self._count_failure(session, staff, step="password", known=is_known)
                return None
            staff.password_hash = renewed or kept
            return self._go_on(session, staff, second_given=False, by="password", known=is_known)

    def by_provider(self, *, subject: str, email: str | None, strong: bool) -> Begun | None:
        """The first step at the clinic's provider. `email` only where the provider has verified it; `strong`: it asked
        for more than a password. None where no account fits: none is ever made by itself.
        """
        with self._database.writing() as session:
            staff = self._known_to_provider(session, subject=subject, email=email)
            if staff is None or staff.disabled_at is not None:
                self._note_refusal(session, staff, step="provider")
                return None
            staff.oidc_subject = subject
            return self._go_on(session, staff, second_given=strong, by="provider", known=False)

    def halfway(self, token: str) -> tuple[Member, Next]:
        """Who is half signed in and what they have to do. Raises HalfGoneError."""
        with self._database.reading() as session:
            staff, _ = self._half(session, token=token)
            return member_of(staff), "code" if staff.totp_confirmed_at else "enrol"

    def by_code(self, *, token: str, code: str, known: Collection[str] = ()) -> Begun | None:
        """The second step; None for a wrong code, or one that was used. Raises HalfGoneError."""
        with self._database.writing() as session:
            staff, half = self._half(session, token=token)
            is_known = staff.id in known
            if is_shut(staff, known=is_known, now=self._clock()):
                self._note_refusal(session, staff, step="code")
                return None
            if not self._take_code(staff, code=code):
                self._count_failure(session, staff, step="code", known=is_known)
                return None
            self._sessions.end(session, session_id=half.id)
            return self._go_on(session, staff, second_given=True, by="code", known=is_known)

    def by_enrolling(self, *, token: str, sealed: str, code: str, known: Collection[str] = ()) -> Begun | None:
        """The second step of somebody who has no second factor yet: None for a wrong code. Raises HalfGoneError.

        Who has one already is refused: a password alone must never replace it.
        """
        with self._database.writing() as session:
            staff, half = self._half(session, token=token)
            if staff.totp_confirmed_at is not None:
                raise HalfGoneError
            if not self._take_secret(session, staff, sealed=sealed, code=code):
                return None
            self._sessions.end(session, session_id=half.id)
            return self._go_on(session, staff, second_given=True, by="enrolment", known=staff.id in known)

    def renew_second_factor(self, *, staff_id: str, sealed: str, code: str, old_code: str) -> bool:
        """A new second factor for somebody who is signed in: proved by a code of it, and by one of the old, if any."""
        with self._database.writing() as session:
            staff = row_by_id(session, staff_id=staff_id, clinic_id=self._clinic_id, locked=True)
            if not self._proves(session, staff, code=old_code):
                return False
            return self._take_secret(session, staff, sealed=sealed, code=code)

    def prove_again(self, *, staff_id: str, code: str) -> bool:
        """Whether it is still the one who signed in: by a code that was not used, where they have a second factor.

        A wrong one counts as a failure to sign in.
        """
        with self._database.writing() as session:
            staff = row_by_id(session, staff_id=staff_id, clinic_id=self._clinic_id, locked=True)
            return self._proves(session, staff, code=code)

    def sign_out(self, *, session_id: str, staff_id: str) -> None:
        """End the session."""
        with self._database.writing() as session:
            self._sessions.end(session, session_id=session_id)
            self._note(session, staff_id=staff_id, action="signed_out", details={})

    def _known_to_provider(self, session: Session, *, subject: str, email: str | None) -> Staff | None:
        staff = session.scalar(
            select(Staff).where(Staff.clinic_id == self._clinic_id, Staff.oidc_subject == subject).with_for_update()
        )
        if staff is not None or not email:
            return staff
        staff = row_by_login(session, login=email, clinic_id=self._clinic_id, locked=True)
        # An address that changed hands must not open the account of its former owner.
        return staff if staff is not None and staff.oidc_subject is None else None

    def _half(self, session: Session, *, token: str) -> tuple[Staff, StaffSession]:
        half = self._sessions.half(session, token=token)
        if half is None:
            raise HalfGoneError
        return row_by_id(session, staff_id=half.staff_id, clinic_id=self._clinic_id, locked=True), half

    def _proves(self, session: Session, staff: Staff, *, code: str) -> bool:
        # Whoever is signed in is in a browser that is known.
        if staff.totp_confirmed_at is None:
            return True
        if not code.strip() or is_shut(staff, known=True, now=self._clock()):
            return False
        proved = self._take_code(staff, code=code)
        if not proved:
            self._count_failure(session, staff, step="code", known=True)
        return proved

    def _take_code(self, staff: Staff, *, code: str) -> bool:
        if staff.totp_secret is None:
            return False
        step = step_of(code, secret=staff.totp_secret, now=self._clock(), after=staff.totp_step)
        if step is not None:
            staff.totp_step = step
        return step is not None

    def _take_secret(self, session: Session, staff: Staff, *, sealed: str, code: str) -> bool:
        now, secret = self._clock(), self._enrolments.secret(sealed, staff_id=staff.id)
        step = None if secret is None else step_of(code, secret=secret, now=now, after=None)
        if step is None:
            return False
        staff.totp_secret, staff.totp_confirmed_at, staff.totp_step = secret, now, step
        self._note(session, staff_id=staff.id, action="account_second_factor_set", details={"account": staff.id})
        return True

    def _go_on(self, session: Session, staff: Staff, *, second_given: bool, by: str, known: bool) -> Begun:
        needs = staff.totp_confirmed_at is not None or staff.role in NEED_SECOND_FACTOR
        if needs and not second_given:
            token = self._sessions.begin(session, staff_id=staff.id, complete=False)
            return Begun(token, "code" if staff.totp_confirmed_at else "enrol", staff.id)
        forget_failures(staff, known=known)
        token = self._sessions.begin(session, staff_id=staff.id, complete=True)
        self._note(session, staff_id=staff.id, action="signed_in", details={"by": by})
        return Begun(token, "done", staff.id)

    def _count_failure(self, session: Session, staff: Staff, *, step: str, known: bool) -> None:
        failures = count_failure(staff, known=known, now=self._clock())
        self._note_failure(session, staff.id, step=step)
        if failures is not None:
            details: dict[str, str | int] = {"account": staff.id, "failures": failures, "for_known": int(known)}
            self._note(session, staff_id=None, action="account_shut", details=details)

    def _note_refusal(self, session: Session, staff: Staff | None, *, step: str) -> None:
        """Of an account that is unknown, disabled or shut: nothing slows these down, so they are noted seldom."""
        account = staff.id if staff else "unknown"
        if times := self._seldom.count(f"{step} {account}"):
            self._note_failure(session, account, step=step, times=times)

    def _note_failure(self, session: Session, account: str, *, step: str, times: int = 1) -> None:
        details: dict[str, str | int] = {"step": step, "account": account, "times": times}
        self._note(session, staff_id=None, action="sign_in_failed", details=details)

    def _note(self, session: Session, *, staff_id: str | None, action: str, details: dict[str, str | int]) -> None:
        session.flush()
        self._audit(
            session, at=self._clock(), staff_id=staff_id, action=action, details=details, clinic_id=self._clinic_id
        )
