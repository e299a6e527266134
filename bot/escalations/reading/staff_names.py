"""The names of a clinic's staff by their ids, those of former staff too: a history names who did it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.records.staff_models import Staff


def staff_names(session: Session, *, clinic_id: str) -> dict[str, str]:
    """Id to name."""
    found = session.execute(select(Staff.id, Staff.name).where(Staff.clinic_id == clinic_id))
    return {row.id: row.name for row in found}
