"""One case as the list shows it, in words. Pure: what it says follows from the row and the time.

It must never make a case look calmer than it is: what nobody has acknowledged is said so, and what is late is late.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.escalations.reading import CaseRow
from bot.protocol import Level, Protocol, Variant
from bot.staff.inbox.treatments import Treated
from bot.staff.inbox.wording import LEVELS, stretch, time_left, why_words

# At these levels somebody has to be found at once.
PRESSING = frozenset({Level.emergency, Level.urgent})


@dataclass(frozen=True)
class Until:
    """A time that comes closer: `before` and the words of what is left, which the page counts on from `at`."""

    before: str
    at: datetime
    words: str
    late: bool


@dataclass(frozen=True)
class Line:
    """A case. `raised` tells a case that became worse from the one it was."""

    id: str
    level: str
    level_word: str
    name: str
    why: str
    opened_at: datetime
    age: str
    raised: str
    holder: str
    waits: str
    until: Until | None
    promise: str
    treatment: str
    preview: str
    is_new: bool
    is_pressing: bool
    resolved_at: datetime | None
    outcome: str


def line_of(row: CaseRow, *, treated: Treated | None, protocol: Protocol, now: datetime) -> Line:
    """The row in words."""
    until = _until(row, now=now)
    return Line(
        id=row.id,
        level=str(row.level),
        level_word=LEVELS[row.level],
        name=row.patient_name or "Patient without a name",
        why=why_words(flags=row.flags, causes=row.causes),
        opened_at=row.opened_at,
        age=stretch(row.age),
        raised=row.raised_at.isoformat(),
        holder=_holder(row),
        waits=_waits(row),
        until=until,
        promise="" if until else _promise(row),
        treatment=_treatment(treated, protocol=protocol, now=now),
        preview=row.preview or "",
        is_new=row.state == "open",
        is_pressing=row.level in PRESSING,
        resolved_at=row.resolved_at,
        outcome=(row.outcome or "").replace("_", " "),
    )


def lines_of(
    rows: tuple[CaseRow, ...], *, treated: Mapping[str, Treated], protocol: Protocol, now: datetime
) -> tuple[Line, ...]:
    """The rows in words, in their order."""
    return tuple(line_of(row, treated=treated.get(row.patient_id), protocol=protocol, now=now) for row in rows)


def _until(row: CaseRow, *, now: datetime) -> Until | None:
    if row.state == "resolved":
        return None
    if row.promised_at and not row.answered_at:
        left = row.promised_at - now
        return Until("Answer promised: ", row.promised_at, time_left(left), late=left < timedelta(0))
    if row.act_by and row.waiting_for == "staff":
        left = row.act_by - now
        return Until("Next step: ", row.act_by, time_left(left), late=left < timedelta(0))
    return None


def _promise(row: CaseRow) -> str:
    if row.state == "resolved":
        return ""
    if not row.answered_at:
        return "No time was promised"
    return "Answered, and the patient wrote again" if row.waiting_for == "staff" else "Answered"


def _holder(row: CaseRow) -> str:
    if row.assignee_id:
        return f"{row.assignee or 'Somebody who left'} has it"
    if row.state == "acknowledged":
        return f"Acknowledged by {row.acknowledged_by or 'somebody'}, nobody has taken it"
    return "Nobody has it" if row.state == "open" else "Nobody had it"


def _waits(row: CaseRow) -> str:
    if row.state == "resolved":
        return ""
    if row.chat_deleted:
        return "The patient has deleted the chat"
    return "The patient waits for us" if row.waiting_for == "staff" else "We wait for the patient"


def _treatment(treated: Treated | None, *, protocol: Protocol, now: datetime) -> str:
    if treated is None:
        return "Treatment not known"
    label = _variant(treated.variant, protocol=protocol)
    if treated.treated_at is None:
        return f"{label}, time not known"
    hours = round((now - treated.treated_at).total_seconds() / 3600)
    about = "" if treated.exact else "about "
    return f"{label}, {about}{hours} h ago" if hours >= 0 else f"{label}, in {about}{-hours} h"


def _variant(variant: str | None, *, protocol: Protocol) -> str:
    known = {str(each): each for each in Variant}
    described = protocol.variants.get(known[variant]) if variant in known else None
    return f"Treatment: {described.label}" if described else "Treatment of a kind not known"
