"""What the staff side asks of the audit log: `bot.records.audit.record`, or a stand-in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session


class Audit(Protocol):
    """Appends an entry in the transaction of `session`. `details` holds ids and codes only.

    `clinic_id` has no default, so that nothing of one clinic is noted by oversight as another's.
    """

    def __call__(
        self,
        session: Session,
        *,
        at: datetime,
        staff_id: str | None,
        action: str,
        conversation_id: str | None = None,
        escalation_id: str | None = None,
        details: Mapping[str, str | int] | None = None,
        clinic_id: str,
    ) -> object: ...
