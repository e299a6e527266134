"""A patient who writes, two colleagues who act and the clock that gives back meet on one case: none waits for another.

PostgreSQL ends a transaction of two that wait for each other, which would show here as an error.
"""

import threading
from collections.abc import Callable
from datetime import timedelta

from bot.escalations.acts import (
    AlreadyTakenError,
    OtherCaseOpenError,
    ReopenFirstError,
    change_level,
    give_back,
    give_back_idle,
    hand,
    note,
    reopen,
    reply,
    resolve,
)
from bot.protocol import Level
from tests.unit.escalations.acts.conftest import PUS, Desk

ROUNDS = 12
# What staff may hear from the verbs while others act, too.
REFUSALS = (AlreadyTakenError, OtherCaseOpenError, ReopenFirstError)


def test_patient_staff_and_clock_meet_and_all_come_through(desk: Desk) -> None:
    verbs: list[Callable[[int], object]] = [
        lambda number: note(desk.database, **desk.by(desk.ben), text=f"note {number}"),
        lambda number: reply(desk.database, **desk.ana_replies(external_id=str(number))),
        lambda _: hand(desk.database, **desk.by(desk.ana), to=desk.ana.id),
        lambda _: change_level(desk.database, **desk.by(desk.ben), level=Level.emergency, reason="seen"),
        lambda _: change_level(desk.database, **desk.by(desk.ben), level=Level.routine, reason="seen"),
        lambda _: resolve(desk.database, **desk.by(desk.ana), outcome="answered", judgement=None),
        lambda _: reopen(desk.database, **desk.by(desk.ben), reason="again"),
        lambda _: give_back(desk.database, **desk.by(desk.ben)),
    ]
    errors: list[str] = []

    def run(act: Callable[[int], object]) -> None:
        for number in range(ROUNDS):
            try:
                act(number)
            except REFUSALS:
                continue
            except Exception as error:  # noqa: BLE001 - told by the test's own thread
                errors.append(repr(error))

    def write(number: int) -> None:
        desk.says((PUS, "i cannot breathe", "hello", "could that be pus on my cheek")[number % 4])

    def idle(_: int) -> None:
        give_back_idle(desk.database, protocol=desk.protocol, now=desk.clock.now, after=timedelta(0))

    threads = [threading.Thread(target=run, args=(act,)) for act in (write, write, idle, *verbs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert not any(thread.is_alive() for thread in threads)
    assert errors == []
    sequences = [row.sequence for row in desk.replies()]
    assert len(sequences) == len(set(sequences))
    assert desk.kinds()[0] == "opened"
