"""Gives a conversation back to the bot, which says so in one sentence: by hand, or when staff are silent for hours.

The case stays as it is: what the patient still waits for goes on waiting for a person.
"""

import logging
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from bot.escalations.acts.act import Act, Actor, acting
from bot.escalations.acts.calling import move_on
from bot.protocol import Protocol
from bot.records.base import new_id
from bot.records.case_models import Escalation
from bot.records.database import Database
from bot.records.models import Conversation, Reply

log = logging.getLogger(__name__)

MESSAGE = "given_back"

Why = Literal["by_hand", "idle", "resolved"]


def _idle_since(moment: datetime) -> ColumnElement[bool]:
    spoke_at = func.coalesce(Conversation.staff_spoke_at, Conversation.taken_over_at)
    return and_(Conversation.taken_over_at.is_not(None), spoke_at <= moment)


def give_back(database: Database, *, case_id: str, staff: Actor, protocol: Protocol, now: datetime) -> bool:
    """Let the bot speak again; False where it does already. Raises NotFoundError."""
    with acting(database, case_id=case_id, staff=staff, protocol=protocol, now=now) as act:
        if act.conversation.taken_over_at is None:
            return False
        move_on(act)
        let_the_bot_speak(act, why="by_hand")
        return True


def give_back_idle(database: Database, *, protocol: Protocol, now: datetime, after: timedelta) -> list[str]:
    """Give back each conversation in which staff have said nothing for so long; the ids of those conversations."""
    with database.reading() as session:
        due = session.scalars(select(Conversation.id).where(_idle_since(now - after))).all()
    given_back = []
    for conversation_id in due:
        try:
            with database.writing() as session:
                if _give_back_idle(session, conversation_id=conversation_id, protocol=protocol, now=now, after=after):
                    given_back.append(conversation_id)
        except Exception as error:  # noqa: BLE001 - whatever one row brings about, the others are still looked after
            log.error("a conversation could not be given back: %s", type(error).__name__)
    return given_back


def _give_back_idle(
    session: Session, *, conversation_id: str, protocol: Protocol, now: datetime, after: timedelta
) -> bool:
    conversation = session.scalar(
        # Asked again under the lock: somebody may have spoken since.
        select(Conversation)
        .where(Conversation.id == conversation_id, _idle_since(now - after))
        .with_for_update(skip_locked=True)
    )
    case = session.scalar(
        select(Escalation)
        .where(Escalation.conversation_id == conversation_id)
        .order_by(Escalation.resolved_at.is_not(None), Escalation.opened_at.desc())
        .limit(1)
        .with_for_update()
    )
    if conversation is None or case is None:
        return False
    act = Act(session, conversation, case, None, protocol, now)
    let_the_bot_speak(act, why="idle")
    act.audit()
    return True


def let_the_bot_speak(act: Act, *, why: Why) -> None:
    """End the takeover; the patient hears of it, unless the chat is deleted."""
    conversation = act.conversation
    conversation.taken_over_at = conversation.taken_over_by = None
    act.tell("gave_back", codes={"why": why})
    if conversation.deleted_at:
        return
    message = act.protocol.messages[MESSAGE]
    conversation.last_sequence += 1
    conversation.changed_at = act.now
    act.session.add(
        Reply(
            id=new_id(),
            clinic_id=conversation.clinic_id,
            conversation_id=conversation.id,
            channel=conversation.channel,
            sequence=conversation.last_sequence,
            text=act.protocol.say(MESSAGE),
            quick_replies=list(message.quick_replies),
            protocol_version=act.protocol.version,
            source={"protocol_version": act.protocol.version, "message": MESSAGE},
            created_at=act.now,
        )
    )
