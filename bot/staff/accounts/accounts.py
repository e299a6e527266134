"""The accounts of one clinic: made, changed and shut by an admin, or by whoever runs the bot on its machine.

Whatever takes rights away ends the account's sessions at once. There is always an admin who can sign in, and no account
is ever removed, since the audit log names it.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.records.base import DEFAULT_CLINIC, new_id
from bot.records.database import Database
from bot.records.staff_models import Role, Staff
from bot.staff.accounts.audit import Audit
from bot.staff.accounts.errors import AccountError, LastAdminError, PasswordRefusedError
from bot.staff.accounts.lockout import count_failure, forget_all_failures, is_shut
from bot.staff.accounts.member import ROLES, Member, member_of
from bot.staff.accounts.passwords import Passwords, check_password, one_time_password
from bot.staff.accounts.rows import login_of, row_by_id, row_by_login
from bot.staff.accounts.sessions import Sessions

_LONGEST_NAME = 100


@dataclass(frozen=True)
class Account:
    """A member as the page of people shows them."""

    member: Member
    disabled_at: datetime | None
    locked_until: datetime | None
    has_password: bool
    has_second_factor: bool
    has_provider: bool


@dataclass(frozen=True)
class Added:
    """A new account, and the password to hand over once; None where the account signs in without one of ours."""

    member: Member
    one_time_password: str | None


class Accounts:
    """The accounts; `by` is the id of the admin who acts, None for the command line. Errors are AccountError."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Callable[[], datetime],
        sessions: Sessions,
        passwords: Passwords,
        audit: Audit,
        clinic_id: str = DEFAULT_CLINIC,
    ) -> None:
        self._database = database
        self._clock = clock
        self._sessions = sessions
        self._passwords = passwords
        self._audit = audit
        self._clinic_id = clinic_id

    def members(self) -> list[Member]:
        """Everybody who may sign in, by name."""
        return [account.member for account in self.all() if account.disabled_at is None]

    def all(self) -> list[Account]:
        """Every account, the disabled ones last."""
        with self._database.reading() as session:
            rows = session.scalars(select(Staff).where(Staff.clinic_id == self._clinic_id)).all()
        by_name = sorted(rows, key=lambda row: (row.disabled_at is not None, row.name.casefold(), row.login))
        return [_account(row) for row in by_name]

    def by_id(self, staff_id: str) -> Account:
        """Raises NoSuchMemberError."""
        with self._database.reading() as session:
            return _account(row_by_id(session, staff_id=staff_id, clinic_id=self._clinic_id))

    def by_login(self, login: str) -> Account | None:
        """The account with this login."""
        with self._database.reading() as session:
            row = row_by_login(session, login=login, clinic_id=self._clinic_id)
            return None if row is None else _account(row)

    def add(
        self,
        *,
        login: str,
        name: str,
        role: Role,
        person: str | None = None,
        password: str | None = None,
        with_password: bool = True,
        by: str | None,
    ) -> Added:
        """A new account. Without `password` a one-time one is made, unless it signs in at the provider only."""
        login, name = login_of(login), _name(name)
        _must_be_role(role)
        if password is not None:
            check_password(password, login=login)
        once = one_time_password() if password is None and with_password else None
        given = password or once
        row = Staff(
            id=new_id(),
            clinic_id=self._clinic_id,
            login=login,
            name=name,
            role=role,
            person=person or None,
            password_hash=self._passwords.hash(given) if given else None,
            must_change_password=once is not None,
            made_at=self._clock(),
        )
        try:
            with self._database.writing() as session:
                self._person_must_be_free(session, person=row.person, but=row.id)
                session.add(row)
                self._note(session, row, action="account_added", by=by, role=role)
        except IntegrityError:
            # Not chained: the error names the address.
            raise AccountError("There is an account with this e-mail address already.", field="login") from None
        return Added(member_of(row), once)

    def disable(self, staff_id: str, *, by: str | None) -> None:
        """Nobody signs in with it any more; its sessions end now. Raises LastAdminError."""
        with self._database.writing() as session:
            row = self._row(session, staff_id)
            self._someone_must_be_left(session, without=row)
            row.disabled_at = row.disabled_at or self._clock()
            self._sessions.end_all(session, staff_id=row.id)
            self._note(session, row, action="account_disabled", by=by)

    def enable(self, staff_id: str, *, by: str | None) -> None:
        """It can be used again, with its old password and second factor."""
        with self._database.writing() as session:
            row = self._row(session, staff_id)
            self._person_must_be_free(session, person=row.person, but=row.id)
            row.disabled_at = None
            forget_all_failures(row)
            self._note(session, row, action="account_enabled", by=by)

    def change_role(self, staff_id: str, *, role: Role, by: str | None) -> None:
        """Its sessions end: the next sign-in asks for what the new role needs. Raises LastAdminError."""
        _must_be_role(role)
        with self._database.writing() as session:
            row = self._row(session, staff_id)
            if row.role == role:
                return
            if role != "admin":
                self._someone_must_be_left(session, without=row)
            row.role = role
            self._sessions.end_all(session, staff_id=row.id)
            self._note(session, row, action="account_role_changed", by=by, role=role)

    def set_person(self, staff_id: str, *, person: str | None, known: Collection[str], by: str | None) -> None:
        """Who of the on-call ladder the account is; `known` are the ids of clinic.yml, and None is nobody."""
        person = person or None
        if person is not None and person not in known:
            raise AccountError("clinic.yml has no such person on call.", field="person")
        with self._database.writing() as session:
            row = self._row(session, staff_id)
            self._person_must_be_free(session, person=person, but=row.id)
            row.person = person
            self._note(session, row, action="account_person_set", by=by, person=person or "none")

    def reset_password(self, staff_id: str, *, by: str | None) -> str:
        """A one-time password, which has to be changed at the first sign-in; the account is no longer shut."""
        once = one_time_password()
        kept = self._passwords.hash(once)
        with self._database.writing() as session:
            row = self._row(session, staff_id)
            row.password_hash, row.must_change_password = kept, True
            forget_all_failures(row)
            self._sessions.end_all(session, staff_id=row.id)
            self._note(session, row, action="account_password_reset", by=by)
        return once

    def reset_second_factor(self, staff_id: str, *, by: str | None) -> None:
        """It is gone; the next sign-in sets one up where the role needs it."""
        with self._database.writing() as session:
            row = self._row(session, staff_id)
            row.totp_secret = row.totp_confirmed_at = row.totp_step = None
            forget_all_failures(row)
            self._sessions.end_all(session, staff_id=row.id)
            self._note(session, row, action="account_second_factor_reset", by=by)

    def end_sessions(self, staff_id: str, *, by: str | None) -> int:
        """Sign the account out of every browser; how many there were."""
        with self._database.writing() as session:
            row = self._row(session, staff_id)
            ended = self._sessions.end_all(session, staff_id=row.id)
            self._note(session, row, action="account_sessions_ended", by=by, sessions=ended)
        return ended

    def change_own_password(self, staff_id: str, *, old: str | None, new: str, session_id: str) -> None:
        """A password of one's own choice; every other session of the account ends.

        `old` may be None only for one who has to change a one-time password. Raises PasswordRefusedError, and
        AccountError (field "old") for a wrong old one, which counts as a failure to sign in unless the account is shut.
        """
        account = self.by_id(staff_id)
        check_password(new, login=account.member.login)
        with self._database.reading() as session:
            row = row_by_id(session, staff_id=staff_id, clinic_id=self._clinic_id)
            kept, due = row.password_hash, row.must_change_password
        old_fits = (due and old is None) or self._passwords.fits(old or "", kept=kept)
        is_same = self._passwords.fits(new, kept=kept)
        made = self._passwords.hash(new)
        with self._database.writing() as session:
            row = self._row(session, staff_id)
            # Whoever is signed in is in a browser that is known.
            shut = is_shut(row, known=True, now=self._clock())
            refused = not old_fits or row.password_hash != kept or shut
            if not old_fits and not shut:
                count_failure(row, known=True, now=self._clock())
                self._note(session, row, action="sign_in_failed", by=row.id, step="own_password")
            elif not refused and not is_same:
                row.password_hash, row.must_change_password = made, False
                self._sessions.end_all(session, staff_id=row.id, but=session_id)
                self._note(session, row, action="account_password_changed", by=row.id)
        if refused:
            raise AccountError("Your present password is not right, or it was tried too often.", field="old")
        # Said last: to one who does not know the old password it would tell that they have found it.
        if is_same:
            raise PasswordRefusedError("Choose another password than the one you have.")

    def _row(self, session: Session, staff_id: str) -> Staff:
        return row_by_id(session, staff_id=staff_id, clinic_id=self._clinic_id, locked=True)

    def _someone_must_be_left(self, session: Session, *, without: Staff) -> None:
        if without.role != "admin" or without.disabled_at is not None:
            return
        admins = select(Staff.id).where(
            Staff.clinic_id == self._clinic_id, Staff.role == "admin", Staff.disabled_at.is_(None)
        )
        # All locked, so that two admins cannot take each other's place away at once.
        if set(session.scalars(admins.order_by(Staff.id).with_for_update())) <= {without.id}:
            raise LastAdminError

    def _person_must_be_free(self, session: Session, *, person: str | None, but: str) -> None:
        if person is None:
            return
        others = select(func.count()).where(
            Staff.clinic_id == self._clinic_id, Staff.person == person, Staff.id != but, Staff.disabled_at.is_(None)
        )
        if session.scalar(others):
            raise AccountError("Another account is this person on call already.", field="person")

    def _note(self, session: Session, row: Staff, *, action: str, by: str | None, **details: str | int) -> None:
        session.flush()
        said: dict[str, str | int] = {"account": row.id, **details}
        self._audit(session, at=self._clock(), staff_id=by, action=action, details=said, clinic_id=self._clinic_id)


def _account(row: Staff) -> Account:
    return Account(
        member=member_of(row),
        disabled_at=row.disabled_at,
        locked_until=max((at for at in (row.locked_until, row.known_locked_until) if at is not None), default=None),
        has_password=row.password_hash is not None,
        has_second_factor=row.totp_confirmed_at is not None,
        has_provider=row.oidc_subject is not None,
    )


def _name(written: str) -> str:
    name = " ".join(written.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise AccountError(f"A name has 1 to {_LONGEST_NAME} letters.", field="name")
    return name


def _must_be_role(role: str) -> None:
    if role not in ROLES:
        raise AccountError("A role is staff, clinician or admin.", field="role")
