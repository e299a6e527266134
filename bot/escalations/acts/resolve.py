"""Ends a case by a person's judgement, and takes that back.

When a case ends, the bot speaks again: else a patient who writes once more would be heard by nobody.
"""

from datetime import datetime

from sqlalchemy import select

from bot.escalations.acts.act import Act, Actor, acting
from bot.escalations.acts.calling import acknowledge_open
from bot.escalations.acts.errors import NotAllowedNowError, OtherCaseOpenError, PatientWroteError
from bot.escalations.acts.give_back import let_the_bot_speak
from bot.escalations.acts.words import read_words
from bot.escalations.paging.plan import raise_ladder
from bot.escalations.safety_record import read_state, write_state
from bot.protocol import Level, Protocol
from bot.records.case_models import Escalation, Judgement, Outcome
from bot.records.database import Database
from bot.records.models import Message
from bot.triage.safety_state import settled


def resolve(  # noqa: PLR0913
    database: Database,
    *,
    case_id: str,
    staff: Actor,
    outcome: Outcome,
    judgement: Judgement | None,
    protocol: Protocol,
    now: datetime,
    seen: int | None = None,
    up_to: Level | None = None,
) -> None:
    """End the case. `judgement` is on triage's level; `seen` is the last sequence that the actor has read.

    `up_to` is the highest level that the actor may end; None for any. It is asked under the case's lock: until then the
    level may rise.
    Raises NotAllowedNowError above `up_to`, PatientWroteError where the patient wrote after `seen`, ReopenFirstError,
    NotFoundError.
    """
    with acting(database, case_id=case_id, staff=staff, protocol=protocol, now=now) as act:
        act.refuse_resolved()
        if up_to is not None and act.level.rank > up_to.rank:
            raise NotAllowedNowError
        if seen is not None and _wrote_after(act, seen=seen):
            raise PatientWroteError
        case = act.case
        acknowledge_open(act)
        case.state, case.act_by = "resolved", None
        case.resolved_at, case.resolved_by = now, staff.id
        case.outcome, case.judgement = outcome, judgement
        # What the bot still asked about has been judged by a person.
        write_state(act.conversation, settled(read_state(act.conversation)))
        # A turn that runs just now knows the old doubts: its message still waits, and is answered anew.
        act.conversation.lease_token = act.conversation.lease_until = None
        act.tell("resolved", codes={"outcome": outcome} | ({"judgement": judgement} if judgement else {}))
        if act.conversation.taken_over_at:
            let_the_bot_speak(act, why="resolved")


def reopen(database: Database, *, case_id: str, staff: Actor, reason: str, protocol: Protocol, now: datetime) -> None:
    """Open it again, as nobody's, and call people anew. A case that is not resolved stays as it is.

    Raises OtherCaseOpenError where a newer case of the chat is not resolved, WordsNeededError, WordsTooLongError,
    NotFoundError.
    """
    words = read_words(reason, what="reason")
    with acting(database, case_id=case_id, staff=staff, protocol=protocol, now=now) as act:
        case = act.case
        if case.state != "resolved":
            return
        if other := _other_open(act):
            raise OtherCaseOpenError(other)
        case.assignee_id = None
        case.promised_at = case.late_told_at = case.answered_at = None
        case.resolved_at = case.resolved_by = case.outcome = case.judgement = None
        raise_ladder(act.session, case=case, clinic=act.clinic, now=now)
        act.tell("reopened", details={"reason": words})


def _wrote_after(act: Act, *, seen: int) -> bool:
    wrote = select(Message.id).where(Message.conversation_id == act.conversation.id, Message.sequence > seen).limit(1)
    return act.session.scalar(wrote) is not None


def _other_open(act: Act) -> str | None:
    return act.session.scalar(
        select(Escalation.id).where(
            Escalation.conversation_id == act.conversation.id,
            Escalation.state != "resolved",
            Escalation.id != act.case.id,
        )
    )
