"""Somebody with an account, as the rest of the staff side sees them: never a hash or a secret."""

from dataclasses import dataclass
from typing import Final, cast, get_args

from bot.records.staff_models import Role, Staff

ROLES: Final[tuple[Role, ...]] = get_args(Role)
# They see what patients wrote as a matter of course, or decide who does.
NEED_SECOND_FACTOR: Final[frozenset[Role]] = frozenset({"clinician", "admin"})


@dataclass(frozen=True)
class Member:
    """An account. `person` is its id on the on-call ladder of clinic.yml."""

    id: str
    clinic_id: str
    name: str
    login: str
    role: Role
    person: str | None


@dataclass(frozen=True)
class SignedIn:
    """A member in a browser. Forms carry `csrf_token`; `session_id` tells whether the session still holds."""

    member: Member
    csrf_token: str
    session_id: str
    must_change_password: bool = False


def member_of(row: Staff) -> Member:
    """The member that a row of the table is."""
    return Member(
        id=row.id,
        clinic_id=row.clinic_id,
        name=row.name,
        login=row.login,
        role=cast(Role, row.role),
        person=row.person,
    )
