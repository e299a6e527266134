"""The threads that answer: each takes a claim, answers it, and goes on with the conversation's next message.

A poller looks every second for what nobody answers - left by a process that died, or by a database that was busy - and
for what other processes have said. No failure may end a worker or the poller.
"""

import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
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
    """`with Workers(answerer, news=...) as workers:` answers messages for the length of the block."""

    def __init__(self, answerer: Answerer, *, news: News) -> None:
        self._answerer = answerer
        self._news = news
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="turn")
        self._over = threading.Event()
        self._poller = threading.Thread(target=self._poll, name="poller", daemon=True)

    def __enter__(self) -> Self:
        self._poller.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._over.set()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._poller.join()

    def submit(self, claim: Claim | None) -> None:
        """Answer a claim in the background. After the end of the block it is left to the next process."""
        if claim is not None and not self._over.is_set():
            # The pool may close between the question and the call.
            with suppress(RuntimeError):
                self._pool.submit(self._work, claim).add_done_callback(_log_failure)

    def take_up(self) -> None:
        """Claim and answer whatever waits and nobody holds."""
        answerer = self._answerer
        database = answerer.database
        for conversation_id in waiting_conversations(database, now=answerer.clock()):
            try:
                claim = take_claim(
                    database, conversation_id=conversation_id, now=answerer.clock(), lease=answerer.lease
                )
            except (SQLAlchemyError, AftercareError) as error:
                log.error("a waiting message could not be claimed: %s", type(error).__name__)
            else:
                self.submit(claim)

    def _work(self, claim: Claim) -> None:
        following: Claim | None = claim
        while following is not None and not self._over.is_set():
            following = self._answerer.answer(following)
            self._news.publish((claim.conversation_id,))
        if following is not None:
            release(self._answerer.database, claim=following)

    def _poll(self) -> None:
        seen_at = self._answerer.clock()
        told: dict[str, datetime] = {}
        while not self._over.wait(POLL_S):
            now = self._answerer.clock()
            try:
                self.take_up()
                if listened := self._news.listened_to:
                    changed = changed_since(self._answerer.database, since=seen_at - _OVERLAP)
                    self._news.publish([one for one in listened & changed.keys() if told.get(one) != changed[one]])
                    told = changed
            except (SQLAlchemyError, AftercareError) as error:
                log.error("the records could not be read: %s", type(error).__name__)
            else:
                seen_at = now


def _log_failure(work: Future[None]) -> None:
    # What waits still waits, and is taken up when its lease has ended.
    if not work.cancelled() and (error := work.exception()):
        log.error("a turn could not be written down: %s", type(error).__name__)
