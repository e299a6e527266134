"""Notes, calls and levels: each acknowledges, each is written down, and what is urgent calls people again."""

from datetime import timedelta

import pytest

from bot.escalations.acts import (
    MOST_CHARACTERS,
    NotAllowedNowError,
    WordsNeededError,
    WordsTooLongError,
    acknowledge,
    change_level,
    log_call,
    note,
)
from bot.protocol import Level
from tests.unit.escalations.acts.conftest import Desk


def test_a_note_acknowledges_and_gives_more_time(desk: Desk) -> None:
    note(desk.database, **desk.by(desk.ana), text="  Looked at the photo. ")
    assert desk.case().state == "acknowledged"
    assert desk.details("noted") == {"text": "Looked at the photo."}
    desk.move(minutes=25)
    note(desk.database, **desk.by(desk.ana), text="Asked the doctor.")
    assert desk.case().act_by == desk.clock.now + timedelta(minutes=30)
    assert [action for action, _ in desk.audited()] == ["acknowledged", "noted", "noted"]


@pytest.mark.parametrize("text", ["", " \n", "\u200b"])
def test_an_empty_note_is_refused(desk: Desk, text: str) -> None:
    with pytest.raises(WordsNeededError):
        note(desk.database, **desk.by(desk.ana), text=text)
    assert desk.case().state == "open"


def test_a_note_has_a_greatest_length_and_keeps_no_broken_character(desk: Desk) -> None:
    with pytest.raises(WordsTooLongError):
        note(desk.database, **desk.by(desk.ana), text="x" * (MOST_CHARACTERS + 1))
    note(desk.database, **desk.by(desk.ana), text="a\0b \ud83d" + "x" * (MOST_CHARACTERS - 5))
    assert desk.details("noted")["text"].startswith("a\ufffdb ?x")


def test_a_call_that_reached_the_patient_answers_the_case(desk: Desk) -> None:
    log_call(desk.database, **desk.by(desk.ana), reached=False, text="")
    case = desk.case()
    assert case.answered_at is None
    assert case.act_by == desk.clock.now + timedelta(minutes=30)
    desk.move(minutes=3)
    log_call(desk.database, **desk.by(desk.ana), reached=True, text="She comes in today.")
    case = desk.case()
    assert (case.answered_at, case.act_by) == (desk.clock.now, None)
    assert desk.kinds()[-2:] == ["not_reached", "called"]


def test_upward_people_are_called_anew_even_where_somebody_had_acknowledged(desk: Desk) -> None:
    acknowledge(desk.database, **desk.by(desk.ana))
    desk.move(minutes=2)
    change_level(desk.database, **desk.by(desk.ana), level=Level.emergency, reason="")
    case = desk.case()
    assert (case.level, case.state, case.acknowledged_by) == ("emergency", "open", None)
    assert case.raised_at == desk.clock.now
    assert {page.level for page in desk.unsent_pages()} == {"emergency"}
    assert case.next_page_at is not None
    assert desk.details("changed_level") == {"from": "urgent", "to": "emergency", "reason": ""}


def test_downward_needs_a_reason_and_stops_the_calls(desk: Desk) -> None:
    with pytest.raises(WordsNeededError, match="reason"):
        change_level(desk.database, **desk.by(desk.ana), level=Level.routine, reason=" ")
    assert (desk.case().level, desk.case().state) == ("urgent", "open")
    change_level(desk.database, **desk.by(desk.ana), level=Level.routine, reason="Dried serum, seen on a photo.")
    case = desk.case()
    assert (case.level, case.state) == ("routine", "acknowledged")
    assert desk.unsent_pages() == []
    assert case.act_by is not None
    assert case.act_by > desk.clock.now + timedelta(hours=2), "what is routine has longer"


def test_who_may_not_lower_a_level_does_not_lower_one_that_rose_meanwhile(desk: Desk) -> None:
    change_level(desk.database, **desk.by(desk.ben), level=Level.emergency, reason="")
    before = desk.kinds()
    with pytest.raises(NotAllowedNowError):
        change_level(desk.database, **desk.by(desk.ana), level=Level.urgent, reason="pus", may_lower=False)
    assert (desk.case().level, desk.case().state, desk.kinds()) == ("emergency", "open", before)
    change_level(desk.database, **desk.by(desk.ana), level=Level.emergency, reason="", may_lower=False)
    assert desk.case().level == "emergency"


def test_the_same_level_is_no_change(desk: Desk) -> None:
    change_level(desk.database, **desk.by(desk.ana), level=Level.urgent, reason="")
    assert desk.kinds() == ["opened", "acknowledged"]


def test_a_case_has_a_level(desk: Desk) -> None:
    with pytest.raises(ValueError, match="level"):
        change_level(desk.database, **desk.by(desk.ana), level=Level.none, reason="x")
