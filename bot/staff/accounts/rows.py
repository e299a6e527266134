"""Finds an account's row, of one clinic only, and locks it where it is going to be changed."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.records.staff_models import Staff
from bot.staff.accounts.errors import AccountError, NoSuchMemberError

_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")
_LONGEST = 254


def login_of(written: str) -> str:
    """A login as it is kept: an e-mail address in small letters. Raises AccountError."""
    login = written.strip().lower()
    if len(login) > _LONGEST or not login.isprintable() or not _ADDRESS.fullmatch(login):
        raise AccountError("An account's login is an e-mail address, such as nora@clinic.example.", field="login")
    return login


def row_by_login(session: Session, *, login: str, clinic_id: str, locked: bool = False) -> Staff | None:
    """The account with this login, however it is written. `locked`: nobody else changes it until the commit."""
    found = select(Staff).where(Staff.clinic_id == clinic_id, Staff.login == login.strip().lower())
    return session.scalar(found.with_for_update() if locked else found)


def row_by_id(session: Session, *, staff_id: str, clinic_id: str, locked: bool = False) -> Staff:
    """The account with this id. Raises NoSuchMemberError, for one of another clinic too."""
    found = select(Staff).where(Staff.clinic_id == clinic_id, Staff.id == staff_id)
    row = session.scalar(found.with_for_update() if locked else found)
    if row is None:
        raise NoSuchMemberError
    return row
