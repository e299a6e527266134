"""One turn: what a claimed message leads to, committed with its replies, its case and the dialogue in one transaction.

When Rasa is down, slow, silent or wrong, or anything else breaks, the patient gets the protocol's safe sentence and a
case is opened: a turn never ends without a reply. Nothing is said twice, since a message is marked as answered in the
transaction that says it.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.answers.reply import Reply, Source, Turn
from bot.conversation.claim import Claim, claim_next, held
from bot.conversation.opening import record_treatment
from bot.conversation.rasa_client import RasaClient
from bot.errors import RasaError
from bot.escalations.cases import OTHER_LANGUAGE, REPORTS_SIGN, UNANSWERED, UNREAD, WANTS_PERSON, Why, report
from bot.protocol import Protocol
from bot.records.database import Database
from bot.records.models import Message
from bot.records.models import Reply as ReplyRow
from bot.understanding.language import hear_language

log = logging.getLogger(__name__)

MOST_CHARACTERS = 4000
# A message that ended the process so often is not given to Rasa again.
MOST_TRIES = 3


@dataclass(frozen=True)
class Answerer:
    """What a turn needs. `lease` is longer than Rasa may take."""

    database: Database
    rasa: RasaClient
    protocol: Protocol
    clock: Callable[[], datetime]
    lease: timedelta

    def answer(self, claim: Claim) -> Claim | None:
        """Answer the claimed message. The claim on the conversation's next one, or None when none waits.

        Database errors are raised: then nothing was said, the message still waits, and the lease ends by itself.
        """
        turn, why = self._understand(claim)
        now = max(self.clock(), claim.received_at)
        with self.database.writing() as session:
            conversation = held(session, claim=claim)
            if conversation is None:
                log.warning("a turn came too late: its conversation is answered by somebody else, or gone")
                return None
            message = session.get_one(Message, claim.message_id)
            message.state, message.act = "answered", turn.act
            conversation.dialogue = turn.dialogue.to_json()
            conversation.changed_at = now
            if (turn.dialogue.treated_at, turn.dialogue.variant) != (claim.dialogue.treated_at, claim.dialogue.variant):
                record_treatment(session, conversation=conversation, dialogue=turn.dialogue, now=now)
            for reply in turn.replies:
                conversation.last_sequence += 1
                session.add(_row(reply, message=message, sequence=conversation.last_sequence, now=now))
            if why:
                report(session, message=message, text=claim.text, why=why, now=now)
            session.flush()
            return claim_next(session, conversation=conversation, now=now, lease=self.lease, token=claim.token)

    def _understand(self, claim: Claim) -> tuple[Turn, Why | None]:
        text = claim.text
        if text is None or claim.tries > MOST_TRIES:
            log.error("a message was given up: it could not be opened, or ended the process %d times", MOST_TRIES)
            return self._say("failed", claim=claim), UNANSWERED
        if not any(letter.isprintable() and not letter.isspace() for letter in text):
            return self._say("empty", claim=claim), None
        if len(text) > MOST_CHARACTERS:
            return self._say("too_long", claim=claim), UNREAD
        try:
            return self._read(text, claim=claim)
        except RasaError as error:
            log.warning("a turn failed: %s", error)
        except Exception as error:  # noqa: BLE001 - the edge of the turn: whatever broke, the patient gets a sentence
            log.error("a turn failed: %s", type(error).__name__)
        return self._say("failed", claim=claim), UNANSWERED

    def _read(self, text: str, *, claim: Claim) -> tuple[Turn, Why | None]:
        if language := hear_language(text):
            return self._say_other_language(language, claim=claim), OTHER_LANGUAGE
        metadata = {"now": claim.received_at.isoformat(), "dialogue": claim.dialogue.to_json()}
        turn = self.rasa.ask(text, sender=claim.conversation_id, metadata=metadata)
        return turn, _why(turn)

    def _say_other_language(self, language: str, *, claim: Claim) -> Turn:
        message = "other_language"
        reply = Reply(
            self.protocol.say_other_language(language),
            Source(protocol_version=self.protocol.version, message=message),
            self.protocol.messages[message].quick_replies,
        )
        return Turn(replies=(reply,), dialogue=claim.dialogue)

    def _say(self, message: str, *, claim: Claim) -> Turn:
        reply = Reply(self.protocol.say(message), Source(protocol_version=self.protocol.version, message=message))
        return Turn(replies=(reply,), dialogue=claim.dialogue)


def _why(turn: Turn) -> Why | None:
    """Why staff have to hear of a message that Rasa understood."""
    if any(reply.source.message == "report" for reply in turn.replies):
        return REPORTS_SIGN
    return WANTS_PERSON if turn.act == "talk_to_staff" else None


def _row(reply: Reply, *, message: Message, sequence: int, now: datetime) -> ReplyRow:
    return ReplyRow(
        conversation_id=message.conversation_id,
        message_id=message.id,
        channel=message.channel,
        sequence=sequence,
        text=reply.text,
        quick_replies=list(reply.quick_replies),
        protocol_version=reply.source.protocol_version,
        source=reply.source.to_json(),
        created_at=now,
    )
