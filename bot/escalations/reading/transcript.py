"""The whole transcript for staff: with what became of each line, and what each was taken for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.escalations.reading.sealed import json_of, text_of
from bot.escalations.reading.views import Line
from bot.protocol import Level
from bot.records.models import Attempt, Message, Reply


def read_lines(session: Session, *, conversation_id: str) -> tuple[Line, ...]:
    """All lines, in order."""
    # The replies first: of what is committed between the two queries, no message of the patient is left out unnoticed.
    lines = _replies(session, conversation_id=conversation_id)
    lines += _messages(session, conversation_id=conversation_id)
    return tuple(sorted(lines, key=lambda line: line.sequence))


def _messages(session: Session, *, conversation_id: str) -> list[Line]:
    found = session.execute(
        select(
            *(Message.sequence, Message.received_at, Message.state, Message.act),
            *(text_of(Message.text), json_of(Message.decision)),
        ).where(Message.conversation_id == conversation_id)
    )
    return [
        Line(
            *(row.sequence, "patient", row.text, row.received_at),
            waits=row.state == "waiting",
            act=row.act,
            level=_level(row.decision),
        )
        for row in found
    ]


def _level(decision: Mapping[str, Any] | None) -> Level:
    return Level(decision["level"]) if decision and decision.get("outcome") == "escalate" else Level.none


def _replies(session: Session, *, conversation_id: str) -> list[Line]:
    sent = _sent(session, conversation_id=conversation_id)
    found = session.execute(
        select(
            *(Reply.id, Reply.sequence, Reply.created_at, Reply.state, Reply.staff_id, Reply.source),
            *(Reply.quick_replies, text_of(Reply.text), text_of(Reply.speaker)),
        ).where(Reply.conversation_id == conversation_id)
    )
    return [
        Line(
            *(row.sequence, "staff" if row.staff_id else "bot", row.text, row.created_at),
            speaker=row.speaker,
            delivery=row.state,
            delivered_at=sent.get((row.id, "sent"), (None, None))[0],
            error=sent.get((row.id, "failed"), (None, None))[1] if row.state == "failed" else None,
            message=row.source.get("message"),
            topic=row.source.get("topic"),
            quick_replies=tuple(row.quick_replies),
        )
        for row in found
    ]


def _sent(session: Session, *, conversation_id: str) -> dict[tuple[str, str], tuple[datetime, str | None]]:
    """By reply and outcome: when it was first so, and an error of it."""
    found = session.execute(
        select(Attempt.reply_id, Attempt.outcome, func.min(Attempt.attempted_at), func.max(Attempt.error))
        .join(Reply, Reply.id == Attempt.reply_id)
        .where(Reply.conversation_id == conversation_id)
        .group_by(Attempt.reply_id, Attempt.outcome)
    )
    return {(reply_id, outcome): (at, error) for reply_id, outcome, at, error in found}
