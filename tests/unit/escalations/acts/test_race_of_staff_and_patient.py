"""However a person's reply and a patient's message meet: after the person has spoken the bot says nothing."""

import dataclasses
import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime

import pytest

from bot.escalations.acts import give_back, reply
from tests.unit.escalations.acts.conftest import Desk

# On each kind of database, so a thousand in all.
MANY = pytest.param(500, marks=pytest.mark.slow)
PLACES = ("with the message", "once it is received", "once Rasa is asked", "just before the commit", "first", "last")
WAIT_S = 60.0


@pytest.mark.parametrize("races", [60, MANY])
def test_in_no_race_there_is_a_bots_word_after_a_persons(routine_desk: Desk, races: int) -> None:
    outcomes: Counter[tuple[str, bool]] = Counter()
    for number in range(races):
        place = PLACES[number % len(PLACES)]
        race = Race(routine_desk, place=place, number=number)
        race.run()
        rows = routine_desk.replies(after=race.before)
        spoke_at = next(row.sequence for row in rows if row.staff_id)
        assert [row.text for row in rows if row.sequence > spoke_at] == [], f"race {number}, {place}"
        assert routine_desk.last_message().state == "answered"
        outcomes[place, any(row.sequence < spoke_at for row in rows)] += 1
        give_back(routine_desk.database, **routine_desk.by(routine_desk.ana))
    assert outcomes["first", True] == 0, "a person who has spoken before the commit silences the bot"
    assert outcomes["last", False] == 0, "and what the bot has said before, it has said"


class Race:
    """One patient's message and one person's reply, which starts at `place`."""

    def __init__(self, desk: Desk, *, place: str, number: int) -> None:
        self.desk, self.place, self.number = desk, place, number
        self.before = desk.conversation().last_sequence
        self.go = threading.Event()
        self.staff = threading.Thread(target=self._reply)
        self.errors: list[BaseException] = []

    def run(self) -> None:
        self.staff.start()
        self.desk.rasa.before = self._asked
        answerer = dataclasses.replace(self.desk.answerer, clock=self._clock())
        self._at("with the message")
        received = answerer.receive(
            conversation_id=self.desk.conversation_id, channel="web", external_id=str(self.number), text="hello"
        )
        self._at("once it is received")
        assert received.claim
        assert answerer.answer(received.claim) is None
        self._at("last")
        self.staff.join(WAIT_S)
        assert not self.staff.is_alive()
        assert self.errors == []

    def _asked(self, _: str) -> None:
        self._at("once Rasa is asked")
        if self.place == "first":
            self.go.set()
            self.staff.join(WAIT_S)

    def _clock(self) -> Callable[[], datetime]:
        """It is asked once as the message is received, and once just before the answer's transaction."""
        asked: list[int] = []

        def clock() -> datetime:
            asked.append(1)
            if len(asked) > 1:
                self._at("just before the commit")
            return self.desk.clock.now

        return clock

    def _at(self, place: str) -> None:
        if self.place == place:
            self.go.set()

    def _reply(self) -> None:
        self.go.wait(WAIT_S)
        try:
            reply(self.desk.database, **self.desk.ana_replies(external_id=f"race {self.number}"))
        except Exception as error:  # noqa: BLE001 - told by the test's own thread
            self.errors.append(error)
