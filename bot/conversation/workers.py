"""The threads that answer: each takes a claim, answers it, and goes on with the conversation's next message.

A poller looks every second for what nobody answers - left by a process that died, or by a database that was busy - and
for what other processes have said. No failure may end a worker or the poller.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from sqlalchemy.exc import SQLAlchemyError

from bot.conversation.claim import Claim, release, take_claim, waiting_conversations
from bot.conversation.news import News
from bot.conversation.transcript import changed_since
from bot.conversation.turn import Answerer
from bot.errors import AftercareError

log = logging.getLogger(__name__)

THREADS = 8
POLL_S = 1.0
# How far the clocks of two machines and the length of a commit may shift a change.
_OVERLAP = timedelta(seconds=5)


class Workers:
    """`with Workers(answerer, news=...) as workers:` answers messages for the length of the block, from `begin` on.

    A claim is taken only when a thread is free for it: a message that has to wait costs neither its lease nor a try.
    """

    def __init__(self, answerer: Answerer, *, news: News) -> None:
        self._answerer = answerer
        self._news = news
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="turn")
        self._room = threading.BoundedSemaphore(THREADS)
        self._behind = False
        self._begun = threading.Event()
        self._over = threading.Event()
        self._poller = threading.Thread(target=self._poll, name="poller", daemon=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._over.set()
        self._pool.shutdown(wait=True)
        if self._begun.is_set():
            self._poller.join()

    def begin(self) -> None:
        """Start to answer: what waits, and what comes. Until then messages are received and wait."""
        self._begun.set()
        self._poller.start()

    @property
    def has_room(self) -> bool:
        """Whether a message that comes now would be answered at once, and may be claimed as it is received."""
        if self._begun.is_set() and not self._over.is_set() and self._room.acquire(blocking=False):
            self._room.release()
            return True
        self._behind = True
        return False

    def submit(self, claim: Claim | None) -> None:
        """Answer a claim in the background, or give it back when no thread is free."""
        if claim is None:
            return
        if not self._begun.is_set() or self._over.is_set() or not self._room.acquire(blocking=False):
            self._behind = True
            release(self._answerer.database, claim=claim)
            return
        self._pool.submit(self._work, claim).add_done_callback(self._done)

    def take_up(self) -> None:
        """Claim and answer what waits and nobody holds, as far as there is room."""
        for conversation_id in waiting_conversations(self._answerer.database, now=self._answerer.clock()):
            if not self.has_room:
                return
            self.submit(self._claim(conversation_id))

    def _claim(self, conversation_id: str) -> Claim | None:
        answerer = self._answerer
        try:
            return take_claim(
                answerer.database, conversation_id=conversation_id, now=answerer.clock(), lease=answerer.lease
            )
        except (SQLAlchemyError, AftercareError) as error:
            log.error("a waiting message could not be claimed: %s", type(error).__name__)
            return None

    def _work(self, claim: Claim) -> None:
        following: Claim | None = claim
        while following is not None and not self._over.is_set():
            conversation_id = following.conversation_id
            following = self._answerer.answer(following)
            self._news.publish((conversation_id,))
            if following is None and self._behind:
                following = self._another()
        if following is not None:
            release(self._answerer.database, claim=following)

    def _another(self) -> Claim | None:
        """The claim on whoever waits longest; with nobody, this process is no longer behind."""
        self._behind = False
        for conversation_id in waiting_conversations(self._answerer.database, now=self._answerer.clock()):
            self._behind = True
            if claim := self._claim(conversation_id):
                return claim
        return None

    def _done(self, work: Future[None]) -> None:
        self._room.release()
        # What waits still waits, and is taken up when its lease has ended.
        if error := work.exception():
            log.error("a turn could not be written down: %s", type(error).__name__)

    def _poll(self) -> None:
        seen_at = self._answerer.clock()
        told: dict[str, datetime] = {}
        while not self._over.wait(POLL_S):
            now = self._answerer.clock()
            for look in (self.take_up, self._answerer.raise_unclear, self._answerer.give_back_idle):
                self._try(look)
            try:
                if listened := self._news.listened_to:
                    changed = changed_since(self._answerer.database, since=seen_at - _OVERLAP)
                    self._news.publish([one for one in listened & changed.keys() if told.get(one) != changed[one]])
                    told = changed
            except Exception as error:  # noqa: BLE001 - the next look sees it
                log.error("the records could not be looked through: %s", type(error).__name__)
            else:
                seen_at = now

    def _try(self, look: Callable[[], object]) -> None:
        try:
            look()
        except Exception as error:  # noqa: BLE001 - whatever one look brings about, the others are still taken
            log.error("the records could not be looked through: %s", type(error).__name__)
