"""Says that the patient's last words need no answer ("thank you"), so that nobody is called about them.

Only for a patient who was answered before, and only while the person has read everything: a case that nobody has
answered can never be silenced by this.
"""

from datetime import datetime

from sqlalchemy import select

from bot.errors import AftercareError
from bot.escalations.acts import Actor, PatientWroteError
from bot.escalations.acts.act import acting
from bot.escalations.acts.calling import acknowledge_open
from bot.protocol import Protocol
from bot.records.database import Database
from bot.records.models import Message


class NotAnsweredError(AftercareError):
    """Nobody has answered the patient yet."""

    def __init__(self) -> None:
        super().__init__("Nobody has answered this patient yet. Reply, or write down a call.")


def wait_for_patient(
    database: Database, *, case_id: str, staff: Actor, protocol: Protocol, now: datetime, seen: int
) -> None:
    """Nothing is due until the patient writes again. `seen` is the last sequence that the actor has read.

    Raises NotAnsweredError, PatientWroteError, ReopenFirstError, NotFoundError.
    """
    with acting(database, case_id=case_id, staff=staff, protocol=protocol, now=now) as act:
        act.refuse_resolved()
        case = act.case
        if case.answered_at is None or case.answered_at < case.raised_at:
            raise NotAnsweredError
        newer = select(Message.id).where(Message.conversation_id == case.conversation_id, Message.sequence > seen)
        if act.session.scalar(newer.limit(1)) is not None:
            raise PatientWroteError
        acknowledge_open(act)
        case.act_by = None
        act.tell("waits_for_patient")
