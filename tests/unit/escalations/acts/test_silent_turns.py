"""While a person speaks the bot writes nothing, and yet reads, judges and reports every message as before."""

from datetime import timedelta

import pytest

from bot.answers.dialogue import Dialogue
from bot.answers.reply import Reply, Source, Turn
from bot.conversation.takeover import without_words
from bot.conversation.weighing import Before
from bot.errors import RasaError
from bot.escalations.acts import give_back, note, reply
from bot.escalations.cases import case_of
from bot.escalations.safety_record import read_state
from bot.protocol import Protocol
from bot.records.models import Conversation
from bot.triage.safety_state import SafetyState
from tests.unit.escalations.acts.conftest import PUS, Desk

DOUBT = "could that be pus on my cheek"


def takes_over(desk: Desk) -> int:
    """The last sequence after Ana has answered."""
    reply(desk.database, **desk.ana_replies())
    return desk.conversation().last_sequence


def state_of(desk: Desk) -> SafetyState:
    with desk.database.reading() as session:
        return read_state(session.get_one(Conversation, desk.conversation_id))


def test_a_message_is_read_and_judged_but_not_answered(desk: Desk) -> None:
    after = takes_over(desk)
    desk.says("may i wear makeup")
    last = desk.last_message()
    assert (last.state, last.sequence) == ("answered", after + 1)
    assert desk.rasa.asked[-1] == "may i wear makeup", "the second opinion is asked all the same"
    assert desk.replies(after=after) == []


def test_an_emergency_calls_people_at_once_and_the_bot_is_silent(routine_desk: Desk) -> None:
    after = takes_over(routine_desk)
    routine_desk.says("i cannot breathe and my lips are swelling")
    case = routine_desk.case()
    assert (case.level, case.state) == ("emergency", "open")
    assert {page.level for page in routine_desk.unsent_pages()} == {"emergency"}
    assert routine_desk.replies(after=after) == []


def test_a_doubt_that_cannot_be_asked_goes_to_staff_at_once(routine_desk: Desk) -> None:
    after = takes_over(routine_desk)
    asked = state_of(routine_desk).asked
    routine_desk.says(DOUBT)
    found = case_of(routine_desk.database, conversation_id=routine_desk.conversation_id)
    assert found
    assert (found.level, "infection" in found.flags) == ("urgent", True)
    assert routine_desk.replies(after=after) == []
    state = state_of(routine_desk)
    assert (state.asked, state.pending, state.waiting) == (asked, None, ()), "nothing was asked, and nothing waits"


def test_a_question_of_before_is_still_answered(routine_desk: Desk) -> None:
    routine_desk.says(DOUBT)
    asked = state_of(routine_desk)
    assert asked.pending
    takes_over(routine_desk)
    routine_desk.says("hello Ana")
    assert state_of(routine_desk).pending == asked.pending
    assert state_of(routine_desk).due_at == asked.due_at, "it keeps the time that it had"
    assert routine_desk.case().level == "routine"
    routine_desk.says("yes there is yellow pus coming out")
    assert routine_desk.case().level == "urgent"


def test_a_question_of_before_that_gets_no_answer_still_goes_to_staff(routine_desk: Desk) -> None:
    routine_desk.says(DOUBT)
    takes_over(routine_desk)
    routine_desk.says("hello Ana")
    routine_desk.move(minutes=31)
    routine_desk.answerer.raise_unclear()
    assert routine_desk.case().level == "urgent"


def test_what_was_not_said_is_said_when_the_bot_speaks_again(routine_desk: Desk) -> None:
    takes_over(routine_desk)
    routine_desk.says(PUS)
    give_back(routine_desk.database, **routine_desk.by(routine_desk.ana))
    after = routine_desk.conversation().last_sequence
    routine_desk.says(PUS)
    told = [row.source.get("message") for row in routine_desk.replies(after=after)]
    assert told[0] == "flags.infection.tell_now"


def test_a_patient_who_writes_has_to_be_answered_in_time(desk: Desk) -> None:
    takes_over(desk)
    assert desk.case().act_by is None
    desk.says("and can i sleep on it?")
    due = desk.clock.now + timedelta(minutes=30)
    assert desk.case().act_by == due
    desk.move(minutes=10)
    desk.says("hello?")
    assert desk.case().act_by == due, "who writes twice does not wait longer"
    note(desk.database, **desk.by(desk.ana), text="Asking the doctor.")
    assert desk.case().act_by == desk.clock.now + timedelta(minutes=30)
    reply(desk.database, **desk.ana_replies("Yes.", external_id="2"))
    assert desk.case().act_by is None


def test_what_the_bot_does_not_answer_always_stands_in_a_case(desk: Desk) -> None:
    takes_over(desk)
    with desk.database.writing() as session:
        # Not by any act: they end the takeover with the case.
        session.merge(desk.case()).state = "resolved"
    desk.says("hello?")
    found = case_of(desk.database, conversation_id=desk.conversation_id)
    assert found
    assert found.causes == ("unanswered",)


def test_with_rasa_down_nothing_is_said_and_staff_are_told(routine_desk: Desk) -> None:
    def fail(_: str) -> None:
        raise RasaError("down")

    routine_desk.rasa.before = fail
    after = takes_over(routine_desk)
    routine_desk.says("hello?")
    assert routine_desk.replies(after=after) == []
    found = case_of(routine_desk.database, conversation_id=routine_desk.conversation_id)
    assert found
    assert (found.level, "unanswered" in found.causes) == ("urgent", True)


@pytest.mark.parametrize(
    ("before", "understood", "after"),
    [
        (Dialogue(), Dialogue(topics=("makeup",)).ask("hour"), Dialogue(topics=("makeup",))),
        (Dialogue(asked_hour=True, pending="hour"), Dialogue(asked_hour=True), Dialogue(asked_hour=True)),
        (
            Dialogue(asked_hour=True, pending="hour"),
            Dialogue(asked_hour=True).ask("variant"),
            Dialogue(asked_hour=True),
        ),
        (
            Dialogue(asked_hour=True, pending="hour"),
            Dialogue(asked_hour=True, pending="hour"),
            Dialogue(asked_hour=True, pending="hour"),
        ),
    ],
)
def test_the_treatment_is_learned_and_no_question_counts_as_asked(
    protocol: Protocol, desk: Desk, before: Dialogue, understood: Dialogue, after: Dialogue
) -> None:
    said = Reply("When?", Source("v"))
    turn, weighed = without_words(
        protocol,
        turn=Turn((said,), understood, act="affirm"),
        look=None,
        before=Before(SafetyState(asked=("a.b",)), None),
        dialogue=before,
        now=desk.clock.now,
    )
    assert (turn.replies, turn.dialogue, turn.act) == ((), after, "affirm")
    assert weighed.state == SafetyState(asked=("a.b",))
