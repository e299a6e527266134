"""Reads and writes the state of a conversation's safety questions. One that cannot be read begins anew."""

import logging
from dataclasses import dataclass

from sqlalchemy import select

from bot.protocol import Level
from bot.records.database import Database
from bot.records.encryption import KeyringError
from bot.records.models import Conversation
from bot.triage.safety_state import SafetyState

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pending:
    """What a pending question is about."""

    level: Level
    flags: tuple[str, ...]


def read_state(conversation: Conversation) -> SafetyState:
    """The state, or a new one."""
    try:
        return SafetyState.from_json(conversation.safety)
    except (KeyringError, ValueError, TypeError, AttributeError, KeyError) as error:
        log.error("the safety questions of %s cannot be read: %s", conversation.id, type(error).__name__)
        return SafetyState()


def write_state(conversation: Conversation, state: SafetyState) -> None:
    """Keep the state, and when it is due."""
    conversation.safety = state.to_json()
    conversation.unclear_at = state.due_at


def question_pending(database: Database, *, conversation_id: str) -> Pending | None:
    """What the question that waits for its answer is about; None where none waits, or where staff know already."""
    with database.reading() as session:
        state = read_state(session.scalars(select(Conversation).where(Conversation.id == conversation_id)).one())
    if state.pending is None or not state.waiting:
        return None
    level = max((each.level for each in state.waiting), key=lambda each: each.rank)
    return Pending(level, tuple(each.flag for each in state.waiting))
