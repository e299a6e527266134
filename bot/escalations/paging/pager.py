"""Does what is due: takes the ladders' steps, and sends the pages, many at a time.

It may be run in several processes and be killed at any point: everything it goes by stands in the records. A case that
fails must not keep the others from being looked after, nor a provider that hangs other people's pages.
"""

import logging
import random
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot.escalations.paging.claim import Claim, claim_page, due_pages, record_attempt
from bot.escalations.paging.due import OnLate, due_cases, move_on, tell_late
from bot.escalations.paging.page_text import page_text
from bot.escalations.paging.transport import Transport
from bot.escalations.paging.undelivered import oldest_undelivered
from bot.protocol import Clinic
from bot.records.case_models import Escalation
from bot.records.database import Database

log = logging.getLogger(__name__)

# With a provider that hangs for 10 seconds, 190 pages a minute are still tried.
THREADS = 32


def _tell_nobody(_: Session, __: Escalation) -> None:
    """A promise was not kept, and there is nobody to tell."""


class Pager:
    """`link_of` gives the address for a page's id; `on_late` tells the patient that an answer takes longer.

    `on_late` runs in the transaction that notes it, with the conversation's and the case's rows locked. Close the pager
    at the end.
    """

    def __init__(
        self,
        database: Database,
        *,
        clinic: Clinic,
        transport: Transport,
        link_of: Callable[[str], str],
        clock: Callable[[], datetime],
        on_late: OnLate = _tell_nobody,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._database = database
        self._clinic = clinic
        self._transport = transport
        self._link_of = link_of
        self._clock = clock
        self._on_late = on_late
        self._chance = chance
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="page")
        self._sending: set[str] = set()
        self._turn = threading.Lock()
        self._over = threading.Event()

    def look(self) -> None:
        """Do everything that is due now, and return when it is done. Raises database errors."""
        seen: set[str] = set()
        while (begun := self.begin_look()) and not begun.keys() <= seen:
            seen |= begun.keys()
            for sending in begun.values():
                sending.result()

    def begin_look(self) -> dict[str, Future[None]]:
        """Take every step that is due and begin to send what is due, as far as there is room; the sends begun.

        Raises database errors, of what was read for all the cases.
        """
        now = self._clock()
        with self._database.reading() as session:
            due = due_cases(session, now=now)
        for case_id in due.late:
            tell = partial(tell_late, self._database, case_id=case_id, on_late=self._on_late, now=self._clock())
            _try(tell, failure="a patient could not be told of a delay")
        # Those of a late answer call the next people now.
        for case_id in dict.fromkeys((*due.steps, *due.late)):
            step = partial(move_on, self._database, case_id=case_id, clinic=self._clinic, now=self._clock())
            _try(step, failure="a step of a case could not be taken")
        with self._database.reading() as session:
            pages = due_pages(session, now=now)
        return self._begin_sends(pages)

    def oldest_undelivered_s(self) -> float | None:
        """Seconds since the oldest call was due that has not gone out; None: there is none. Raises database errors."""
        with self._database.reading() as session:
            return oldest_undelivered(session, now=self._clock())

    def close(self) -> None:
        """Begin no more sends, and wait for the end of those that run."""
        self._over.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _begin_sends(self, page_ids: Sequence[str]) -> dict[str, Future[None]]:
        begun: dict[str, Future[None]] = {}
        with self._turn:
            for page_id in page_ids:
                if self._over.is_set() or len(self._sending) >= THREADS:
                    break
                if page_id not in self._sending:
                    self._sending.add(page_id)
                    begun[page_id] = self._pool.submit(self._send_page, page_id)
        return begun

    def _send_page(self, page_id: str) -> None:
        try:
            while not self._over.is_set():
                claim = claim_page(self._database, page_id=page_id, clinic=self._clinic, now=self._clock())
                if claim is None or not self._send_claimed(claim):
                    return
        except Exception as error:  # noqa: BLE001 - the page is due again when its lease ends
            log.error("a page could not be sent or written down: %s", type(error).__name__)
        finally:
            with self._turn:
                self._sending.discard(page_id)

    def _send_claimed(self, claim: Claim) -> bool:
        """Whether the next contact has to be tried at once."""
        error = "no_contact" if claim.contact is None else self._send(claim.contact, claim=claim)
        if error:
            log.warning("a page did not go out: %s", error)
        return record_attempt(
            self._database,
            claim=claim,
            error=error,
            clinic=self._clinic,
            now=self._clock(),
            chance=self._chance(),
        )

    def _send(self, contact: str, *, claim: Claim) -> str | None:
        try:
            text = page_text(level=claim.level, kind=claim.kind, link=self._link_of(claim.page_id))
            return self._transport.send(contact, text)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next contact is tried
            return type(error).__name__


def _try(act: Callable[[], None], *, failure: str) -> None:
    try:
        act()
    except Exception as error:  # noqa: BLE001 - whatever one case brings about, the others are still looked after
        log.error("%s: %s", failure, type(error).__name__)
