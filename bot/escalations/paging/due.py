"""What has become due in a case: the ladder's next step, an act that did not come, a promise that will not be kept.

Each is one transaction on the locked case. A row that somebody else holds is left for the next look, a second later.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session

from bot.escalations.events import add_event
from bot.escalations.paging.plan import restart_ladder, take_steps
from bot.protocol import Clinic
from bot.records.case_models import Escalation
from bot.records.database import Database
from bot.records.models import Conversation

# So long before a promise would be broken the patient hears of it, and more people are called.
LATE_BEFORE = timedelta(minutes=2)

OnLate = Callable[[Session, Escalation], None]


@dataclass(frozen=True)
class DueCases:
    """Ids of cases, those that wait longest first."""

    steps: tuple[str, ...]
    late: tuple[str, ...]


def due_cases(session: Session, *, now: datetime) -> DueCases:
    """The cases in which something has to happen now."""
    unanswered = and_(
        Escalation.state != "resolved",
        Escalation.promised_at <= now + LATE_BEFORE,
        Escalation.answered_at.is_(None),
        Escalation.late_told_at.is_(None),
    )
    ids = select(Escalation.id).order_by(Escalation.raised_at)
    return DueCases(
        steps=tuple(session.scalars(ids.where(or_(_step_is_due(now), _act_is_due(now))))),
        late=tuple(session.scalars(ids.where(unanswered))),
    )


def _step_is_due(now: datetime) -> ColumnElement[bool]:
    # An open case without a next call is a mistake of whoever wrote it, which must not leave a patient forgotten.
    forgotten = and_(Escalation.next_page_at.is_(None), Escalation.synthetic == false())
    return and_(Escalation.state == "open", or_(Escalation.next_page_at <= now, forgotten))


def _act_is_due(now: datetime) -> ColumnElement[bool]:
    return and_(Escalation.state == "acknowledged", Escalation.act_by <= now)


def move_on(database: Database, *, case_id: str, clinic: Clinic, now: datetime) -> None:
    """Take the steps of the ladder that are due, or begin it again where nothing was done. Raises database errors."""
    with database.writing() as session:
        due = or_(_step_is_due(now), _act_is_due(now))
        case = session.scalar(select(Escalation).where(Escalation.id == case_id, due).with_for_update(skip_locked=True))
        if case is None:
            return
        if case.state == "acknowledged":
            add_event(session, case=case, kind="not_acted", at=now)
            restart_ladder(session, case=case, clinic=clinic, now=now)
        else:
            take_steps(session, case=case, clinic=clinic, now=now)


def tell_late(database: Database, *, case_id: str, on_late: OnLate, now: datetime) -> None:
    """Note that a promise will not be kept, tell the patient by `on_late`, and call the next people now.

    `on_late` gets the locked case of a locked conversation. Raises what it raises, and database errors: then nothing of
    this was noted, and the next look begins it again.
    """
    with database.writing() as session:
        # The conversation before the case, as where a message is received: the other way round two would wait for each
        # other for ever.
        conversation = session.scalar(
            select(Conversation.id)
            .join(Escalation, Escalation.conversation_id == Conversation.id)
            .where(Escalation.id == case_id)
            .with_for_update(of=Conversation, skip_locked=True)
        )
        if conversation is None:
            return
        case = session.scalar(select(Escalation).where(Escalation.id == case_id).with_for_update(skip_locked=True))
        if case is None or case.state == "resolved" or case.answered_at or case.late_told_at:
            return
        if case.promised_at is None or case.promised_at > now + LATE_BEFORE:
            return
        case.late_told_at = now
        add_event(session, case=case, kind="promise_late", at=now)
        if case.state == "open" and case.next_page_at is not None:
            case.next_page_at = min(case.next_page_at, now)
        on_late(session, case)
