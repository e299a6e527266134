"""A person answers the patient: the reply's row, the takeover of the conversation and the case in one transaction.

From its commit on the bot writes nothing in the conversation until it is given back. Of two who answer at once one
does; the other hears who has the case. The same reply sent twice is one.
"""

import hashlib
from datetime import datetime

from sqlalchemy import select

from bot.errors import ConversationGoneError
from bot.escalations.acts.act import Act, Actor, acting
from bot.escalations.acts.assign import assign_to_actor
from bot.escalations.acts.calling import answered
from bot.escalations.acts.errors import PatientWroteError
from bot.escalations.acts.words import read_words
from bot.protocol import Protocol
from bot.records.base import new_id
from bot.records.case_models import Report
from bot.records.database import Database
from bot.records.models import Message, Reply


def reply(  # noqa: PLR0913
    database: Database,
    *,
    case_id: str,
    staff: Actor,
    speaker: str,
    text: str,
    external_id: str,
    protocol: Protocol,
    now: datetime,
    seen: int | None = None,
) -> str:
    """The id of the reply's row, which may be an earlier one's with the same `external_id` (the page's, 64 characters).

    `speaker` is the name that the patient sees, `seen` the last sequence that the actor has read. The case becomes the
    actor's. Raises PatientWroteError where the patient has reported something after `seen`, AlreadyTakenError where a
    colleague has it, ReopenFirstError, ConversationGoneError where the patient has deleted the chat, WordsNeededError,
    WordsTooLongError, NotFoundError.
    """
    words, name = read_words(text, what="reply"), read_words(speaker, what="name")
    with acting(database, case_id=case_id, staff=staff, protocol=protocol, now=now) as act:
        known = _known(act, external_id=external_id)
        if known is not None and known.text != words:
            # Other words are another reply: what was mended before it was sent again must not be lost, or doubled.
            external_id = hashlib.sha256(f"{external_id} {words}".encode()).hexdigest()
            known = _known(act, external_id=external_id)
        if known is not None:
            return known.id
        act.refuse_resolved()
        if seen is not None and _reported_after(act, seen=seen):
            raise PatientWroteError
        if act.conversation.deleted_at:
            raise ConversationGoneError
        assign_to_actor(act, staff=staff)
        answered(act)
        _take_over(act, staff=staff)
        row = Reply(
            id=new_id(),
            clinic_id=act.conversation.clinic_id,
            conversation_id=act.conversation.id,
            channel=act.conversation.channel,
            sequence=act.conversation.last_sequence,
            text=words,
            # A person's words stand in no protocol.
            protocol_version="",
            created_at=now,
            staff_id=staff.id,
            speaker=name,
            external_id=external_id,
        )
        act.session.add(row)
        act.tell("replied", codes={"reply": row.id})
        return row.id


def _known(act: Act, *, external_id: str) -> Reply | None:
    return act.session.scalar(
        select(Reply).where(Reply.conversation_id == act.conversation.id, Reply.external_id == external_id)
    )


def _reported_after(act: Act, *, seen: int) -> bool:
    """Whether a report came that the actor has not read: a reply to what was before it would stop the calls for it."""
    report = (
        select(Report.id)
        .join(Message, Message.id == Report.message_id)
        .where(Report.escalation_id == act.case.id, Message.sequence > seen)
    )
    return act.session.scalar(report.limit(1)) is not None


def _take_over(act: Act, *, staff: Actor) -> None:
    conversation = act.conversation
    conversation.last_sequence += 1
    conversation.changed_at = conversation.staff_spoke_at = act.now
    if conversation.taken_over_at is None:
        conversation.taken_over_at = act.now
        act.tell_history("took_over")
    conversation.taken_over_by = staff.id
