"""A case ends by a person's judgement, the bot speaks again then, and it can be opened again."""

from typing import Any

import pytest

from bot.escalations.acts import (
    NotAllowedNowError,
    OtherCaseOpenError,
    PatientWroteError,
    ReopenFirstError,
    WordsNeededError,
    change_level,
    reopen,
    reply,
    resolve,
    take,
)
from bot.protocol import Level
from tests.unit.escalations.acts.conftest import PUS, Desk


def test_resolving_ends_the_case_for_good(desk: Desk) -> None:
    resolve(desk.database, **desk.by(desk.ana), outcome="called", judgement="over_triaged")
    case = desk.case()
    assert (case.state, case.resolved_at, case.resolved_by) == ("resolved", desk.clock.now, desk.ana.id)
    assert (case.outcome, case.judgement) == ("called", "over_triaged")
    assert (case.next_page_at, case.act_by) == (None, None)
    assert desk.unsent_pages() == []
    assert desk.kinds() == ["opened", "acknowledged", "resolved"]
    with pytest.raises(ReopenFirstError):
        resolve(desk.database, **desk.by(desk.ben), outcome="test", judgement=None)


def test_the_next_report_is_a_new_case(desk: Desk) -> None:
    resolve(desk.database, **desk.by(desk.ana), outcome="called", judgement=None)
    desk.says("i cannot breathe")
    assert desk.case().state == "resolved"
    with pytest.raises(OtherCaseOpenError) as raised:
        reopen(desk.database, **desk.by(desk.ana), reason="It was not over.")
    assert desk.case(raised.value.case_id).level == "emergency"


def test_with_the_case_the_takeover_ends_and_the_patient_hears_of_it(desk: Desk) -> None:
    reply(desk.database, **desk.ana_replies())
    said_until = desk.conversation().last_sequence
    resolve(desk.database, **desk.by(desk.ana), outcome="answered", judgement="right")
    assert desk.conversation().taken_over_at is None
    assert desk.bot_words(after=said_until) == [desk.protocol.say("given_back")]
    desk.says("thank you")
    assert desk.bot_words(after=said_until)[1:3] == ["you said: thank you", "anything else?"]


def test_without_a_takeover_nothing_is_said(desk: Desk) -> None:
    said_until = desk.conversation().last_sequence
    resolve(desk.database, **desk.by(desk.ana), outcome="called", judgement="right")
    assert desk.bot_words(after=said_until) == []


def test_it_is_not_ended_over_words_that_nobody_has_read(desk: Desk) -> None:
    seen = desk.conversation().last_sequence
    reply(desk.database, **desk.ana_replies())
    desk.says("but it got worse")
    ended: dict[str, Any] = {"outcome": "answered", "judgement": None}
    with pytest.raises(PatientWroteError):
        resolve(desk.database, **desk.by(desk.ana), **ended, seen=seen)
    assert desk.case().state != "resolved"
    resolve(desk.database, **desk.by(desk.ana), **ended, seen=desk.conversation().last_sequence)
    assert desk.case().state == "resolved"


def test_what_staff_or_the_bot_have_said_since_hinders_nobody(desk: Desk) -> None:
    seen = desk.conversation().last_sequence
    reply(desk.database, **desk.ana_replies())
    resolve(desk.database, **desk.by(desk.ana), outcome="answered", judgement=None, seen=seen)


def test_it_is_ended_up_to_the_level_that_the_actor_may_end(desk: Desk) -> None:
    ended: dict[str, Any] = {"outcome": "answered", "judgement": None}
    before = desk.kinds()
    with pytest.raises(NotAllowedNowError):
        resolve(desk.database, **desk.by(desk.ana), **ended, up_to=Level.routine)
    assert (desk.case().state, desk.kinds()) == ("open", before)
    change_level(desk.database, **desk.by(desk.ben), level=Level.routine, reason="an old photo")
    resolve(desk.database, **desk.by(desk.ana), **ended, up_to=Level.routine)
    assert desk.case().state == "resolved"


def test_reopened_it_is_nobodys_and_calls_people(desk: Desk) -> None:
    take(desk.database, **desk.by(desk.ana))
    resolve(desk.database, **desk.by(desk.ana), outcome="answered", judgement="right")
    desk.move(hours=1)
    with pytest.raises(WordsNeededError):
        reopen(desk.database, **desk.by(desk.ben), reason="")
    reopen(desk.database, **desk.by(desk.ben), reason="She called again.")
    case = desk.case()
    assert (case.state, case.raised_at, case.assignee_id) == ("open", desk.clock.now, None)
    assert (case.resolved_at, case.outcome, case.judgement, case.answered_at) == (None, None, None, None)
    assert case.next_page_at is not None
    assert desk.unsent_pages()
    assert desk.details("reopened") == {"reason": "She called again."}
    desk.says(PUS)
    assert desk.case().state == "open", "the patient's next report belongs to it"


def test_what_is_not_resolved_stays_as_it_is(desk: Desk) -> None:
    take(desk.database, **desk.by(desk.ana))
    reopen(desk.database, **desk.by(desk.ben), reason="By mistake.")
    assert (desk.case().state, desk.case().assignee_id) == ("acknowledged", desk.ana.id)
