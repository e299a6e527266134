"""A turn while a person of the staff speaks in the conversation: everything of it but the words.

The message is still read, judged and brought to staff. What the bot would have asked was not asked, and what it would
have told was not told: neither may be counted as if it were.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.answers.dialogue import Dialogue
from bot.answers.reply import Turn
from bot.conversation.screen import Look
from bot.conversation.weighing import Before, Weighed, weigh_unheard
from bot.escalations.acts import patient_waits
from bot.escalations.cases import UNANSWERED, report_message
from bot.protocol import Clinic, Protocol
from bot.records.models import Message
from bot.triage.decision import NOTHING


def without_words(
    protocol: Protocol, *, turn: Turn, look: Look | None, before: Before, dialogue: Dialogue, now: datetime
) -> tuple[Turn, Weighed]:
    """The turn with nothing said, from what was understood; `look` None where the message could not be judged."""
    after = turn.dialogue
    unasked = replace(
        after,
        pending=after.pending if after.pending == dialogue.pending else None,
        asked_hour=dialogue.asked_hour,
        asked_variant=dialogue.asked_variant,
    )
    weighed = (
        Weighed(NOTHING, before.state)
        if look is None
        else weigh_unheard(protocol, look=look, turn=turn, before=before, now=now)
    )
    return replace(turn, replies=(), dialogue=unasked), weighed


def call_for_answer(session: Session, *, message: Message, text: str | None, clinic: Clinic, now: datetime) -> None:
    """See to it that a person answers what the bot does not: in time by the open case, or by a new one."""
    if not patient_waits(session, conversation_id=message.conversation_id, clinic=clinic, now=now):
        report_message(session, message=message, text=text, why=UNANSWERED, clinic=clinic, now=now)
