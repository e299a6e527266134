"""Calls people about cases for as long as the application runs: the pager with everything it works with.

It needs neither Rasa nor a page that anybody looks at, so it begins first and ends last.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from bot.conversation.late import tell_of_delay
from bot.conversation.turn import Answerer
from bot.escalations.paging.pager import Pager
from bot.escalations.paging.thread import PagerThread
from bot.escalations.paging.transport import AppriseTransport, CallsNobody
from bot.records.case_models import Escalation
from bot.records.encryption import Keyring
from bot.settings import Settings
from bot.staff.case.page_link import page_link


@contextmanager
def calling(
    settings: Settings, *, answerer: Answerer, keyring: Keyring, say: Callable[[str], None]
) -> Iterator[tuple[Pager, PagerThread]]:
    """A block in which people are called; `say` shows the pages of contacts that are the terminal."""

    def link_of(page_id: str) -> str:
        return page_link(keyring, address=settings.address, page_id=page_id, now=answerer.clock())

    def on_late(session: Session, case: Escalation) -> None:
        tell_of_delay(session, case=case, protocol=answerer.protocol, now=answerer.clock())

    pager = Pager(
        answerer.database,
        clinic=answerer.protocol.clinic,
        transport=AppriseTransport(say) if settings.calls == "people" else CallsNobody(),
        link_of=link_of,
        clock=answerer.clock,
        on_late=on_late,
    )
    with PagerThread(pager, clock=answerer.clock) as thread:
        thread.begin()
        yield pager, thread
