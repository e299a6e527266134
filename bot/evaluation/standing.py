"""Where a conversation stands for the scorer: escalated, waiting for the answer to a safety question, or answered."""

from typing import Any

from bot.escalations.cases import case_of
from bot.escalations.safety_record import question_pending
from bot.records.database import Database


def standing_of(database: Database, *, conversation_id: str) -> dict[str, Any]:
    """`outcome`, `level` and `flags`: those of the open case; while only a question is pending, what it is about."""
    case = case_of(database, conversation_id=conversation_id)
    if case:
        return {"outcome": "escalate", "level": str(case.level), "flags": list(case.flags)}
    if pending := question_pending(database, conversation_id=conversation_id):
        return {"outcome": "ask", "level": str(pending.level), "flags": list(pending.flags)}
    return {"outcome": "answer", "level": "none", "flags": []}
