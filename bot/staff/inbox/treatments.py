"""The treatments of many patients in one query: what was done, and how long ago."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.records.models import Treatment


@dataclass(frozen=True)
class Treated:
    """`variant` and `treated_at` are None where nobody has said them; `exact`: said to the hour."""

    variant: str | None
    treated_at: datetime | None
    exact: bool


def treatments_of(session: Session, *, patient_ids: Sequence[str]) -> dict[str, Treated]:
    """Each patient's treatment that holds, which is the one recorded last."""
    found = session.execute(
        select(Treatment.patient_id, Treatment.variant, Treatment.treated_at, Treatment.precision)
        .where(Treatment.patient_id.in_(patient_ids))
        .order_by(Treatment.recorded_at.desc(), Treatment.id)
    )
    treated: dict[str, Treated] = {}
    for row in found:
        treated.setdefault(
            row.patient_id, Treated(row.variant, row.treated_at, exact=row.precision in (None, "minute", "hour"))
        )
    return treated
