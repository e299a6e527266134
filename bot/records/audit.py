"""The log of who saw or changed what: entries are appended, and nothing here changes or removes one.

Each entry's hash covers all of it and the hash before, so that an edit, or a deletion in the middle, shows. No key goes
into it, because keys change and old ones are forgotten while entries are kept for years: who can write the whole table
could make it anew, or cut off its end. Write down the head's number and hash elsewhere; that both would be found.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, Literal

from sqlalchemy import String, func, insert, select, text, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from bot.records.base import DEFAULT_CLINIC, new_id
from bot.records.staff_models import AuditEntry

GENESIS = "0" * 64
"""What stands as `previous` in the first entry."""

_CODE = re.compile(r"[A-Za-z0-9_.:/+-]{0,64}")
# Of the bot's own choosing: whoever appends on PostgreSQL holds the advisory lock of this number until the commit.
_LOCK = 0x61756469
_ROWS = 1000
_ENTRY = AuditEntry.__table__
_FIELDS = tuple(column.name for column in _ENTRY.columns if column.name != "hash")
_TEXTS = tuple(column.name for column in _ENTRY.columns if isinstance(column.type, String))
# As they stand, so that a value that cannot even be read is found, too, and ends nothing.
_STORED = select(*(type_coerce(column, NullType()).label(column.name) for column in _ENTRY.columns)).order_by(
    _ENTRY.c.clinic_id, _ENTRY.c.number
)

Why = Literal["missing", "altered", "unlinked"]


@dataclass(frozen=True)
class Broken:
    """Where the chain does not hold: the first number that is missing, or an entry that is not what was written."""

    clinic_id: str
    number: int
    why: Why


@dataclass(frozen=True)
class Head:
    """The last entry of a clinic's log: to be written down where the database's owner cannot change it."""

    clinic_id: str
    number: int
    hash: str


def record(
    session: Session,
    *,
    at: datetime,
    staff_id: str | None,
    action: str,
    conversation_id: str | None = None,
    escalation_id: str | None = None,
    details: Mapping[str, str | int] | None = None,
    clinic_id: str = DEFAULT_CLINIC,
) -> None:
    """Append an entry, in a session of `Database.writing()`; `staff_id` None: the system, or nobody signed in.

    `details` are ids and codes. Make it the transaction's last act: until its commit every other entry waits.
    Raises ValueError for a session that is never committed, and for details that might be somebody's words.
    """
    connection = session.connection()
    if not connection.get_execution_options().get("writes", False):
        raise ValueError("an entry is written in a session of Database.writing(); in another one it would be lost")
    details = dict(details or {})
    _must_be_codes((action, *details, *(value for value in details.values() if isinstance(value, str))))
    if connection.dialect.name == "postgresql":
        # SQLite's writer is alone already.
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    last = head(session, clinic_id=clinic_id)
    entry: dict[str, Any] = {
        "id": new_id(),
        "clinic_id": clinic_id,
        "number": last.number + 1 if last else 1,
        "at": at,
        "staff_id": staff_id,
        "action": action,
        "conversation_id": conversation_id,
        "escalation_id": escalation_id,
        "details": details,
        "previous": last.hash if last else GENESIS,
    }
    session.execute(insert(AuditEntry).values(**entry, hash=_hash(entry)))


def head(session: Session, *, clinic_id: str = DEFAULT_CLINIC) -> Head | None:
    """The clinic's last entry."""
    found = session.execute(
        select(AuditEntry.number, AuditEntry.hash)
        .where(AuditEntry.clinic_id == clinic_id)
        .order_by(AuditEntry.number.desc())
        .limit(1)
    ).one_or_none()
    return Head(clinic_id, found.number, found.hash) if found else None


def heads(session: Session) -> list[Head]:
    """The last entry of each clinic."""
    last = select(AuditEntry.clinic_id, func.max(AuditEntry.number)).group_by(AuditEntry.clinic_id)
    return [found for clinic, _ in session.execute(last) if (found := head(session, clinic_id=clinic))]


def still_holds(session: Session, *, number: int, hash_: str) -> bool:
    """Whether an entry that was once a head is still there; false also where the log was made anew."""
    query = select(AuditEntry.id).where(AuditEntry.number == number, AuditEntry.hash == hash_)
    return session.scalar(query) is not None


def verify(session: Session) -> list[Broken]:
    """Each place where a clinic's chain does not hold, in order. An end that was cut off does not show here."""
    rows = session.execute(_STORED, execution_options={"yield_per": _ROWS}).mappings()
    entries = (dict(row) for row in rows)
    return [
        broken
        for clinic, chain in groupby(entries, key=lambda entry: str(entry["clinic_id"]))
        for broken in _broken(chain, clinic_id=clinic)
    ]


def _broken(chain: Iterable[dict[str, Any]], *, clinic_id: str) -> Iterator[Broken]:
    number, previous = 0, GENESIS
    for stored in chain:
        number += 1
        entry = _readable(stored)
        if entry is None:
            yield Broken(clinic_id, number, "altered")
        else:
            if entry["number"] != number:
                yield Broken(clinic_id, number, "missing")
                number = entry["number"]
            elif entry["previous"] != previous:
                yield Broken(clinic_id, number, "unlinked")
            if entry["hash"] != _hash(entry):
                yield Broken(clinic_id, number, "altered")
        previous = stored["hash"]


def _readable(stored: dict[str, Any]) -> dict[str, Any] | None:
    """The entry, or None where SQLite, which takes anything in any column, holds what `record` never wrote."""
    entry = dict(stored)
    try:
        if isinstance(entry["at"], str):
            entry["at"] = datetime.fromisoformat(entry["at"]).replace(tzinfo=UTC)
        if isinstance(entry["details"], str):
            entry["details"] = json.loads(entry["details"])
        texts = all(isinstance(entry[name], str | None) for name in _TEXTS)
    except ValueError:
        return None
    sound = isinstance(entry["number"], int) and isinstance(entry["at"], datetime)
    return entry if sound and texts else None


def _hash(entry: Mapping[str, Any]) -> str:
    fields = {name: entry[name] for name in _FIELDS}
    fields["at"] = entry["at"].astimezone(UTC).isoformat(timespec="microseconds")
    written = json.dumps(fields, ensure_ascii=True, allow_nan=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(written.encode("ascii")).hexdigest()


def _must_be_codes(values: tuple[str, ...]) -> None:
    if not all(_CODE.fullmatch(value) for value in values):
        # Not quoted: it may be what a patient or a stranger has typed.
        raise ValueError("an audit entry holds ids and codes; what was given is longer, or is words")
