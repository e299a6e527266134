"""Sends a made-up red flag through the running bot and waits until somebody would have been called for it.

It goes the whole way of a patient's message: HTTP, screen, case, pager, provider. Its case is marked as nobody's: it
calls the clinic's `canary` contact only, stands in no list and no figure, and is closed at the end whatever happened.
What a flight left that was killed is closed by the next one: nothing of a canary may go on calling.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import httpx
from sqlalchemy import select, update
from starlette.responses import Response

from bot.channels.web.session import Session, Sessions
from bot.conversation.opening import open_conversation
from bot.errors import AftercareError
from bot.escalations.cases import CANARY
from bot.escalations.paging.plan import void_pages
from bot.records.case_models import Escalation, Page
from bot.records.database import Database
from bot.records.encryption import Keyring
from bot.records.models import Conversation, Message

WORDS = "there is yellow pus coming out of my cheek and it is hot and spreading"
_POLL_S = 0.2
# Longer than any flight.
_OVER_AFTER = timedelta(minutes=30)


class CanaryError(AftercareError):
    """The red flag did not arrive; the sentence says how far it came."""


@dataclass(frozen=True)
class Canary:
    """One flight. `within_s`: how many seconds the call may take."""

    database: Database
    keyring: Keyring
    address: str
    clock: Callable[[], datetime]
    within_s: float

    def fly(self) -> float:
        """Seconds until the call had gone out. Raises CanaryError."""
        self._close_left_over()
        conversation_id = open_conversation(self.database, channel=CANARY, now=self.clock())
        began = time.monotonic()
        try:
            self._send(conversation_id)
            while not self._has_called(conversation_id):
                if time.monotonic() - began > self.within_s:
                    raise CanaryError(self._how_far(conversation_id))
                time.sleep(_POLL_S)
            return time.monotonic() - began
        finally:
            self._close(conversation_id)

    def _send(self, conversation_id: str) -> None:
        sessions = Sessions(keyring=self.keyring, address=self.address, clock=self.clock)
        made = Response()
        sessions.write(made, session=Session(conversation_id, None, self.clock()))
        cookie = made.headers["set-cookie"].partition(";")[0]
        try:
            answer = httpx.post(
                f"{self.address}/chat/messages",
                json={"id": str(uuid4()), "text": WORDS},
                headers={"Cookie": cookie, "Origin": self.address},
                timeout=self.within_s,
            )
        except httpx.HTTPError as error:
            raise CanaryError(f"The bot at {self.address} cannot be reached ({type(error).__name__}).") from error
        if answer.status_code != httpx.codes.ACCEPTED:
            raise CanaryError(f"The bot at {self.address} did not take the message: HTTP {answer.status_code}.")

    def _has_called(self, conversation_id: str) -> bool:
        with self.database.reading() as session:
            sent = (
                select(Page.id)
                .join(Escalation, Escalation.id == Page.escalation_id)
                .where(Escalation.conversation_id == conversation_id, Page.state == "sent")
            )
            return session.scalar(sent.limit(1)) is not None

    def _how_far(self, conversation_id: str) -> str:
        with self.database.reading() as session:
            case = session.scalar(select(Escalation.id).where(Escalation.conversation_id == conversation_id))
        came = "a case was opened, but its call did not go out" if case else "no case was opened"
        return f"NOBODY WOULD HAVE BEEN CALLED: after {self.within_s:g} s {came}. Look at /readyz and the bot's log."

    def _close_left_over(self) -> None:
        with self.database.reading() as session:
            left = session.scalars(
                select(Conversation.id).where(
                    Conversation.channel == CANARY,
                    Conversation.deleted_at.is_(None),
                    Conversation.opened_at < self.clock() - _OVER_AFTER,
                )
            ).all()
        for conversation_id in left:
            self._close(conversation_id)

    def _close(self, conversation_id: str) -> None:
        now = self.clock()
        with self.database.writing() as session:
            conversation = session.get_one(Conversation, conversation_id, with_for_update=True)
            conversation.deleted_at = conversation.changed_at = now
            # A turn or a question that ended after this would open a case again, which nobody would ever close.
            conversation.lease_token = conversation.lease_until = conversation.unclear_at = None
            session.execute(
                update(Message)
                .where(Message.conversation_id == conversation_id, Message.state == "waiting")
                .values(state="answered")
            )
            case = session.scalar(
                select(Escalation)
                .where(Escalation.conversation_id == conversation_id, Escalation.state != "resolved")
                .with_for_update()
            )
            if case is not None:
                void_pages(session, case=case)
                case.state, case.resolved_at, case.outcome, case.next_page_at = "resolved", now, "test", None
