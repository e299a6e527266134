"""The lives of a case that die: from the patient's report to the bot's speaking again, and those that come after.

Everything is opened here, in the child process. What a client was told, and the time by the clock used, the journal
says.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, cast

from sqlalchemy import select

from bot.conversation.claim import take_claim, waiting_conversations
from bot.conversation.deliver import record_sent
from bot.conversation.opening import open_conversation
from bot.conversation.rasa_client import RasaClient
from bot.conversation.transcript import read_after
from bot.conversation.turn import Answerer
from bot.escalations.acts import Actor, ReopenFirstError, acknowledge, reply, resolve, take
from bot.escalations.paging.pager import Pager
from bot.records.case_models import Escalation
from bot.records.database import open_database
from bot.records.encryption import open_keyring
from tests.crash.child import LEASE, SCREEN, Life
from tests.crash.killed_journal import KilledJournal
from tests.crash.points import Points, die, stand_still, watch_commits
from tests.crash.staff_story import REPLIES, SPEAKER, WRITES, CountedRasa, RecordingTransport, Step
from tests.crash.story import CHANNEL, PROTOCOL
from tests.unit.conversation.conftest import Clock

PATIENT = "patient"
BETWEEN_STEPS = timedelta(seconds=10)
LOOK_EVERY = timedelta(seconds=10)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class _Desk:
    """A running application as far as a case's life goes, with the patient and the nurse at it."""

    answerer: Answerer
    pager: Pager
    clock: Clock
    journal: KilledJournal
    nurse: Actor

    def tell_story(self) -> None:
        """Every step that its client has not been told to be done, each as often as that takes."""
        if PATIENT not in self.journal.opened:
            opened = open_conversation(self.answerer.database, channel=CHANNEL, now=self.clock.now)
            self.journal.write("opened", [PATIENT, opened])
        self._once("report", self._write)
        self._once("call", lambda _: self.pager.look())
        self._once("acknowledge", self.acknowledge)
        self._once("take", lambda _: take(self.answerer.database, **self._by()))
        self._once("first", self._reply)
        self._once("read", lambda _: self._read())
        self._once("thanks", self._write)
        self._once("second", self._reply)
        self._once("resolve", self._resolve)
        self._once("swim", self._write)
        self._read()

    def wait_a_minute(self) -> None:
        """The bot alone at work for a minute by its clock: people are called, and what waits is answered."""
        until = self.clock.now + MINUTE
        while self.clock.now <= until:
            self.pager.look()
            self._answer_waiting()
            self._pass(LOOK_EVERY)

    def acknowledge(self, step: Step) -> None:
        """The nurse presses the button."""
        acknowledge(self.answerer.database, **self._by())
        self.journal.write("acknowledged", [step, self.clock.now.isoformat()])

    @property
    def has_case(self) -> bool:
        """Whether the patient's report has led to a case."""
        return self._case_id() is not None

    def _once(self, step: Step, act: Callable[[Step], None]) -> None:
        if step in self.journal.all_of("done"):
            return
        self.journal.write("began", step)
        try:
            act(step)
        except ReopenFirstError:
            # What somebody hears who repeats, when the case is over, what had been done.
            self.journal.write("refused", step)
        self.journal.write("done", step)
        self._pass(BETWEEN_STEPS)
        self.pager.look()

    def _write(self, step: Step) -> None:
        received = self.answerer.receive(
            conversation_id=self.journal.opened[PATIENT], channel=CHANNEL, external_id=step, text=WRITES[step]
        )
        self.journal.write("accepted", step)
        claim = received.claim
        while claim:
            claim = self.answerer.answer(claim)

    def _answer_waiting(self) -> None:
        for waiting in waiting_conversations(self.answerer.database, now=self.clock.now):
            claim = take_claim(self.answerer.database, conversation_id=waiting, now=self.clock.now, lease=LEASE)
            while claim:
                claim = self.answerer.answer(claim)

    def _reply(self, step: Step) -> None:
        sent = reply(self.answerer.database, speaker=SPEAKER, text=REPLIES[step], external_id=step, **self._by())
        self.journal.write("replied", [step, sent])

    def _resolve(self, _: Step) -> None:
        resolve(self.answerer.database, outcome="answered", judgement="right", **self._by())

    def _read(self) -> None:
        """The patient's page is given all there is, and that it was is recorded."""
        database = self.answerer.database
        entries = read_after(database, conversation_id=self.journal.opened[PATIENT], after=0)
        self.journal.write("read", [[entry.sequence, entry.who, entry.text] for entry in entries])
        unsent = [entry.reply_id for entry in entries if entry.reply_id and entry.unsent]
        if unsent:
            record_sent(database, reply_ids=unsent, channel=CHANNEL, now=self.clock.now)

    def _pass(self, time: timedelta) -> None:
        self.clock.now += time
        self.journal.write("time", self.clock.now.isoformat())

    def _case_id(self) -> str | None:
        with self.answerer.database.reading() as session:
            conversation_id = self.journal.opened.get(PATIENT)
            return session.scalar(select(Escalation.id).where(Escalation.conversation_id == conversation_id))

    def _by(self) -> dict[str, Any]:
        """The arguments that every act has."""
        case_id = self._case_id()
        assert case_id, "a case that was committed is gone"
        return {"case_id": case_id, "staff": self.nurse, "protocol": PROTOCOL, "now": self.clock.now}


@contextmanager
def _running(life: Life) -> Iterator[_Desk]:
    points = Points(at=life.ends_at, happens=partial(stand_still, life.parent) if life.parent else die)
    database = open_database(life.database_url, keyring=open_keyring(keys="", file=life.keys, say=lambda _: None))
    watch_commits(database.engine, points=points)
    clock, journal = Clock(life.now), KilledJournal(life.journal)
    journal.write("time", clock.now.isoformat())
    rasa = cast(RasaClient, CountedRasa(points.step))
    pager = Pager(
        database,
        clinic=PROTOCOL.clinic,
        transport=RecordingTransport(journal, clock, points.step),
        link_of=lambda page_id: page_id,
        clock=clock,
        chance=lambda: 1.0,
    )
    [nurse] = journal.all_of("nurse")
    desk = _Desk(
        Answerer(database, rasa, PROTOCOL, SCREEN, clock, LEASE, timedelta(minutes=30)),
        pager,
        clock,
        journal,
        Actor(*nurse),
    )
    yield desk
    pager.close()
    journal.write("ended", points.passed)
    database.close()


def case_life(life: Life) -> None:
    """From the report to the bot's speaking again."""
    with _running(life) as desk:
        desk.tell_story()


def life_after(life: Life) -> None:
    """After a death: a minute in which nobody but the bot does anything, then the rest of the story."""
    with _running(life) as desk:
        desk.wait_a_minute()
        desk.tell_story()


def life_after_with_a_nurse(life: Life) -> None:
    """After a death: the nurse acknowledges at once, while the dead sender's lease holds, and then the same."""
    with _running(life) as desk:
        if desk.has_case:
            desk.acknowledge("acknowledge")
        desk.wait_a_minute()
        desk.tell_story()
