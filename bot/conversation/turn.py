"""One turn: what a claimed message leads to, committed with its replies, its case and the dialogue in one transaction.

When Rasa is down, slow, silent or wrong, or anything else breaks, the patient gets the protocol's safe sentence and a
case is opened: a turn never ends without a reply, but for one in which a person of the staff speaks. Nothing is said
twice, since a message is marked as answered in the transaction that says it.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.answers.dialogue import Dialogue
from bot.answers.reply import Reply, Source, Turn
from bot.conversation.claim import Claim, claim_next, held, oldest_waiting
from bot.conversation.joining import with_safety
from bot.conversation.opening import record_treatment
from bot.conversation.rasa_client import RasaClient
from bot.conversation.receive import Received, receive
from bot.conversation.screen import Look, Screen
from bot.conversation.takeover import call_for_answer, without_words
from bot.conversation.unclear import raise_unclear
from bot.conversation.weighing import Weighed, weigh
from bot.errors import RasaError
from bot.escalations.acts import give_back_idle
from bot.escalations.cases import UNANSWERED, UNREAD, Why, report_decision, report_message
from bot.escalations.safety_record import write_state
from bot.protocol import Level, Protocol
from bot.records.database import Database
from bot.records.models import Message
from bot.records.models import Reply as ReplyRow
from bot.triage.decision import NOTHING, decide
from bot.understanding.language import hear_language

log = logging.getLogger(__name__)

MOST_CHARACTERS = 4000
# A message that ended the process so often is not given to Rasa again.
MOST_TRIES = 3


@dataclass(frozen=True)
class Made:
    """A turn before it is committed; `why`: the message could not be judged whole, and a person has to look.

    `look` and `understood` are what it was made from; None where the message was not judged, or Rasa not asked.
    """

    turn: Turn
    weighed: Weighed
    why: Why | None
    look: Look | None = None
    understood: Turn | None = None


@dataclass(frozen=True)
class Answerer:
    """What a turn needs. `lease` is longer than Rasa may take; `unclear_after` is how long a safety question waits.

    `give_back_after`: how long staff may be silent in a conversation that they took over.
    """

    database: Database
    rasa: RasaClient
    protocol: Protocol
    screen: Screen
    clock: Callable[[], datetime]
    lease: timedelta
    unclear_after: timedelta
    give_back_after: timedelta = timedelta(hours=4)

    def receive(
        self, *, conversation_id: str, channel: str, external_id: str | None, text: str, may_claim: bool = True
    ) -> Received:
        """Take a message in; see `bot.conversation.receive`."""
        return receive(
            self.database,
            conversation_id=conversation_id,
            channel=channel,
            external_id=external_id,
            text=text,
            now=self.clock(),
            lease=self.lease if may_claim else None,
            screen=self.screen,
        )

    def raise_unclear(self) -> list[str]:
        """Tell staff of the safety questions that were not answered in time; the conversations of those."""
        return raise_unclear(self.database, clinic=self.protocol.clinic, now=self.clock())

    def give_back_idle(self) -> list[str]:
        """Speak again where staff have fallen silent; the conversations of those."""
        return give_back_idle(self.database, protocol=self.protocol, now=self.clock(), after=self.give_back_after)

    def answer(self, claim: Claim) -> Claim | None:
        """Answer the claimed message. The claim on the conversation's next one, or None when none waits.

        Database errors are raised: then nothing was said, the message still waits, and the lease ends by itself.
        """
        made = self._make(claim)
        now = max(self.clock(), claim.received_at)
        with self.database.writing() as session:
            found = held(session, claim=claim)
            if found is None:
                log.warning("a turn came too late: its conversation is answered by somebody else, or gone")
                return None
            conversation, message = found
            if silent := conversation.taken_over_at is not None:
                made = self._without_words(made, claim=claim)
            following = oldest_waiting(session, conversation_id=conversation.id, but=message.id)
            message.state, message.act = "answered", made.turn.act
            message.decision = made.weighed.decision.to_json()
            dialogue = made.turn.dialogue
            conversation.dialogue = dialogue.to_json()
            conversation.changed_at = now
            write_state(conversation, made.weighed.state)
            if (dialogue.treated_at, dialogue.variant) != (claim.dialogue.treated_at, claim.dialogue.variant):
                record_treatment(session, conversation=conversation, dialogue=dialogue, now=now)
            for reply in made.turn.replies:
                conversation.last_sequence += 1
                session.add(_row(reply, message=message, sequence=conversation.last_sequence, now=now))
            if made.weighed.decision.outcome == "escalate":
                report_decision(
                    session,
                    message=message,
                    text=claim.text,
                    decision=made.weighed.decision,
                    cause="signs",
                    clinic=self.protocol.clinic,
                    now=now,
                )
            if made.why:
                clinic = self.protocol.clinic
                report_message(session, message=message, text=claim.text, why=made.why, clinic=clinic, now=now)
            if silent:
                call_for_answer(session, message=message, text=claim.text, clinic=self.protocol.clinic, now=now)
            return claim_next(
                session, conversation=conversation, message=following, now=now, lease=self.lease, token=claim.token
            )

    def _make(self, claim: Claim) -> Made:
        text = claim.text
        if text is None or claim.tries > MOST_TRIES:
            log.error("a message was given up: it could not be opened, or ended the process %d times", MOST_TRIES)
            return self._unjudged("failed", claim=claim, why=UNANSWERED)
        try:
            return self._judged(text, claim=claim)
        except Exception as error:  # noqa: BLE001 - the edge of the turn: whatever broke, the patient gets a sentence
            log.error("a turn failed: %s", type(error).__name__)
            return self._unjudged("failed", claim=claim, why=UNANSWERED)

    def _judged(self, text: str, *, claim: Claim) -> Made:
        look = claim.look or self._look(text, claim=claim, dialogue=claim.dialogue)
        if decide(look.reasons).level is Level.emergency and decide(look.reasons).outcome == "escalate":
            # Nothing else is said, and nothing is waited for.
            return self._made(None, look=look, claim=claim, why=None)
        turn, why = self._understand(text, claim=claim)
        if turn.dialogue != claim.dialogue:
            # The message told when or what the treatment was: the same signs may mean more now.
            again = self._look(text, claim=claim, dialogue=turn.dialogue)
            look = replace(look, reasons=tuple(dict.fromkeys((*look.reasons, *again.reasons))))
        return self._made(turn, look=look, claim=claim, why=why)

    def _look(self, text: str, *, claim: Claim, dialogue: Dialogue) -> Look:
        findings = claim.look.findings if claim.look else self.screen.read(text)
        return self.screen.look(
            text, findings=findings, dialogue=dialogue, state=claim.before.state, now=claim.received_at
        )

    def _understand(self, text: str, *, claim: Claim) -> tuple[Turn, Why | None]:
        """What Rasa makes of the message, or the sentence where it cannot be asked or gives no answer."""
        if not any(letter.isprintable() and not letter.isspace() for letter in text):
            return self._say("empty", claim=claim), None
        if len(text) > MOST_CHARACTERS:
            return self._say("too_long", claim=claim), UNREAD
        if language := hear_language(text):
            return self._say_other_language(language, claim=claim), None
        metadata = {
            "now": claim.received_at.isoformat(),
            "dialogue": claim.dialogue.to_json(),
            "sign_reported": claim.in_doubt,
        }
        try:
            return self.rasa.ask(text, sender=claim.conversation_id, metadata=metadata), None
        except RasaError as error:
            log.warning("a turn failed: %s", error)
            return self._say("failed", claim=claim), UNANSWERED

    def _made(self, turn: Turn | None, *, look: Look, claim: Claim, why: Why | None) -> Made:
        weighed = weigh(
            self.protocol,
            look=look,
            turn=turn,
            before=claim.before,
            now=claim.received_at,
            said_at=max(self.clock(), claim.received_at),
            unclear_after=self.unclear_after,
        )
        said = with_safety(turn or Turn((), claim.dialogue), weighed=weighed, before=claim.dialogue)
        return Made(said, weighed, why, look, turn)

    def _without_words(self, made: Made, *, claim: Claim) -> Made:
        turn, weighed = without_words(
            self.protocol,
            turn=made.understood or Turn((), claim.dialogue),
            look=made.look,
            before=claim.before,
            dialogue=claim.dialogue,
            now=claim.received_at,
        )
        return replace(made, turn=turn, weighed=weighed)

    def _unjudged(self, message: str, *, claim: Claim, why: Why) -> Made:
        return Made(self._say(message, claim=claim), Weighed(NOTHING, claim.before.state), why)

    def _say_other_language(self, language: str, *, claim: Claim) -> Turn:
        message = "other_language"
        reply = Reply(
            self.protocol.say_other_language(language),
            Source(protocol_version=self.protocol.version, message=message),
            self.protocol.messages[message].quick_replies,
        )
        return Turn(replies=(reply,), dialogue=claim.dialogue, act="out_of_scope")

    def _say(self, message: str, *, claim: Claim) -> Turn:
        reply = Reply(self.protocol.say(message), Source(protocol_version=self.protocol.version, message=message))
        return Turn(replies=(reply,), dialogue=claim.dialogue)


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
