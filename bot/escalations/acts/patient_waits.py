"""A patient has written while a person speaks for the clinic: the bot is silent, so a person has to answer in time.

Without this a case that was answered once would stay quiet for ever. It runs in the transaction of the patient's turn.
"""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.escalations.ladder import act_by
from bot.protocol import Clinic, Level
from bot.records.case_models import Escalation

_OPEN = (
    select(Escalation)
    .where(Escalation.conversation_id == bindparam("conversation_id"), Escalation.state != "resolved")
    .with_for_update()
)


def patient_waits(session: Session, *, conversation_id: str, clinic: Clinic, now: datetime) -> bool:
    """Say until when the patient has to be answered, or people are called anew. False where no case is open.

    The conversation's row is locked by the caller. A time that is set already is not put off.
    """
    case = session.scalar(_OPEN, {"conversation_id": conversation_id})
    if case is None:
        return False
    if case.state == "acknowledged" and case.act_by is None:
        case.act_by = act_by(clinic, level=Level(case.level), acknowledged_at=now)
    return True
