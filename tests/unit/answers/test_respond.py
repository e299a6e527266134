"""From a message that was read to the turn: hours, variants, questions asked once, plans, corrections, follow-ups."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.answers.dialogue import Dialogue
from bot.answers.reply import Turn
from bot.answers.respond import answer_topics, follow_up, meet_report, remember_treatment, say_act, say_unknown
from bot.protocol import Protocol, Variant, Verdict

ASKED = "When was your treatment?"
WHICH = "Which treatment did you have?"


def said(turn: Turn) -> str:
    return " ".join(reply.text for reply in turn.replies)


def test_two_questions_and_the_hour_in_one_message(protocol: Protocol, now: datetime) -> None:
    turn = answer_topics(
        protocol,
        text="had it done yesterday 3pm, can i wear makeup 2nite and when can i go back to the gym?",
        topics=("makeup", "exercise"),
        dialogue=Dialogue(variant=Variant.pen),
        now=now,
    )
    makeup, gym = turn.replies
    assert turn.topics == ("makeup", "exercise")
    assert makeup.text.startswith("For today 7 pm: Not yet.")
    assert "tomorrow 3 pm, in about 27 hours" in makeup.text
    assert "tomorrow 3 pm, in about 27 hours" in gym.text
    assert makeup.source.hours == pytest.approx(28)
    assert (makeup.source.from_hours, makeup.source.to_hours) == (0, 48)
    assert makeup.source.protocol_version == protocol.version
    assert ASKED not in said(turn)


def test_an_unknown_hour_gets_the_range_and_the_strictest_rule_and_is_asked_once(
    protocol: Protocol, now: datetime
) -> None:
    first = answer_topics(protocol, text="makeup?", topics=("makeup",), dialogue=Dialogue(), now=now)
    assert protocol.topics["makeup"].range in said(first)
    assert "72 hours after RF" in said(first)
    assert ASKED in first.replies[-1].text
    assert first.replies[-1].quick_replies == ("Today", "Yesterday", "2-3 days ago", "Longer")
    second = answer_topics(protocol, text="and gym", topics=("exercise",), dialogue=first.dialogue, now=now)
    assert ASKED not in said(second)


def test_the_hour_that_was_asked_for_brings_the_exact_answer(protocol: Protocol, now: datetime) -> None:
    asked = answer_topics(protocol, text="makeup?", topics=("makeup",), dialogue=Dialogue(), now=now)
    exact = remember_treatment(protocol, text="Yesterday", dialogue=asked.dialogue, now=now)
    assert exact.topics == ("makeup",)
    assert exact.replies[0].source.hours == pytest.approx(18), "yesterday may have been as late as 6 pm"
    assert exact.replies[0].text.startswith("Not yet.")


def test_the_variant_is_asked_once_after_the_hour_and_never_with_it(protocol: Protocol, now: datetime) -> None:
    asked = answer_topics(protocol, text="makeup?", topics=("makeup",), dialogue=Dialogue(), now=now)
    assert WHICH not in said(asked)
    exact = remember_treatment(protocol, text="48 hours ago", dialogue=asked.dialogue, now=now)
    assert WHICH in said(exact)
    assert protocol.say("strictest_used") in said(exact)
    known = remember_treatment(protocol, text="Pen", dialogue=exact.dialogue, now=now)
    assert known.dialogue.variant is Variant.pen
    assert known.replies[0].source.verdict is Verdict.care
    unsure = remember_treatment(protocol, text="Not sure", dialogue=exact.dialogue, now=now)
    assert WHICH not in said(unsure)
    assert protocol.say("strictest_used") in said(unsure)


def test_the_variant_is_not_asked_where_it_makes_no_difference(protocol: Protocol, now: datetime) -> None:
    turn = answer_topics(protocol, text="had it today, sleep?", topics=("sleep",), dialogue=Dialogue(), now=now)
    assert WHICH not in said(turn)
    assert protocol.say("strictest_used") not in said(turn)


def test_a_date_in_figures_is_read_as_the_clinics_country_writes_it(protocol: Protocol, now: datetime) -> None:
    asked = answer_topics(protocol, text="makeup?", topics=("makeup",), dialogue=Dialogue(), now=now)
    american = remember_treatment(protocol, text="11/9", dialogue=asked.dialogue, now=now)
    assert american.dialogue.treated_at is not None
    assert (american.dialogue.treated_at.month, american.dialogue.treated_at.day) == (11, 9)
    britain = protocol.clinic.model_copy(update={"country": "UK", "time_zone": "Europe/London"})
    british = protocol.model_copy(update={"clinic": britain})
    told = remember_treatment(british, text="11/9", dialogue=asked.dialogue, now=now)
    assert told.dialogue.treated_at is not None
    assert (told.dialogue.treated_at.month, told.dialogue.treated_at.day) == (9, 11)


def test_a_correction_replaces_the_hour(protocol: Protocol, now: datetime) -> None:
    known = Dialogue.at_hours(30, now=now, variant=Variant.pen)
    turn = answer_topics(protocol, text="can I run", topics=("exercise",), dialogue=known, now=now)
    corrected = remember_treatment(protocol, text="no, it was monday", dialogue=turn.dialogue, now=now)
    assert corrected.replies[0].source.hours == pytest.approx(90), "monday may have been as late as 6 pm"
    assert corrected.replies[0].source.verdict is Verdict.ok


def test_the_clinics_record_holds_against_a_passing_word(protocol: Protocol, now: datetime) -> None:
    known = Dialogue.at_hours(30, now=now, variant=Variant.pen)
    turn = answer_topics(protocol, text="had it 9 days ago, makeup?", topics=("makeup",), dialogue=known, now=now)
    assert turn.replies[0].source.hours == pytest.approx(30)


def test_a_planned_next_session_does_not_hide_the_last_treatment(protocol: Protocol, now: datetime) -> None:
    told = answer_topics(protocol, text="had it yesterday, gym?", topics=("exercise",), dialogue=Dialogue(), now=now)
    turn = answer_topics(
        protocol,
        text="my next session is in 3 weeks, can i wear makeup",
        topics=("makeup",),
        dialogue=told.dialogue,
        now=now,
    )
    assert turn.replies[0].source.hours == pytest.approx(18)


def test_an_absurd_date_is_asked_again_and_noted_nowhere(protocol: Protocol, now: datetime) -> None:
    asked = answer_topics(protocol, text="makeup?", topics=("makeup",), dialogue=Dialogue(), now=now)
    again = remember_treatment(protocol, text="30 february", dialogue=asked.dialogue, now=now)
    assert said(again) == protocol.say("absurd_date")
    assert again.dialogue.treated_at is None
    assert again.dialogue.pending == "hour"


def test_a_planned_treatment(protocol: Protocol, now: datetime) -> None:
    turn = answer_topics(
        protocol,
        text="my appointment is in 5 days, what should i stop and can i swim after",
        topics=("preparation", "heat_and_water"),
        dialogue=Dialogue(),
        now=now,
    )
    preparation, swimming = turn.replies
    assert preparation.source.from_hours == -168
    assert "retinol" in preparation.text
    assert swimming.text.startswith("Your treatment is still to come.")
    assert ASKED not in said(turn)


def test_a_follow_up_asks_the_same_for_another_time(protocol: Protocol, now: datetime) -> None:
    known = Dialogue.at_hours(30, now=now, variant=Variant.pen)
    first = answer_topics(protocol, text="can I run", topics=("exercise",), dialogue=known, now=now)
    later = follow_up(protocol, text="what about sunday?", dialogue=first.dialogue, now=now)
    assert later.topics == ("exercise",)
    assert later.replies[0].text.startswith("For Sunday noon:")
    assert later.replies[0].source.hours == pytest.approx(78)


def test_a_follow_up_to_nothing_is_not_guessed_at(protocol: Protocol, now: datetime) -> None:
    turn = follow_up(protocol, text="what about that?", dialogue=Dialogue(), now=now)
    assert said(turn) == protocol.say("unknown")


def test_an_item_answers_with_its_own_verdict(protocol: Protocol, now: datetime) -> None:
    known = Dialogue.at_hours(100, now=now, variant=Variant.pen)
    turn = answer_topics(protocol, text="paracetamol or ibuprofen?", topics=("medication",), dialogue=known, now=now)
    assert {reply.source.item for reply in turn.replies} == {"acetaminophen_paracetamol", "nsaid_ibuprofen_naproxen"}
    assert turn.topics == ("medication",)


def test_words_that_answer_the_pending_question_count_whatever_the_model_took_them_for(
    protocol: Protocol, now: datetime
) -> None:
    asked = answer_topics(protocol, text="makeup?", topics=("makeup",), dialogue=Dialogue(), now=now)
    for turn in (
        say_unknown(protocol, text="3 days", dialogue=asked.dialogue, now=now),
        say_act(protocol, act="affirm", text="3 days", dialogue=asked.dialogue, now=now),
    ):
        assert turn.topics == ("makeup",)
        assert turn.act is None
        assert turn.replies[0].source.hours == pytest.approx(66), "the bot counts from the end of that day"


def test_what_a_greeting_tells_of_the_treatment_is_taken_in(protocol: Protocol, now: datetime) -> None:
    turn = say_act(protocol, act="greet", text="hi, i had it done yesterday 3pm", dialogue=Dialogue(), now=now)
    assert turn.act == "greet"
    assert turn.dialogue.treated_at == datetime(2026, 11, 19, 20, tzinfo=UTC)


def test_an_absurd_date_beside_a_question_is_asked_again_once(protocol: Protocol, now: datetime) -> None:
    turn = answer_topics(
        protocol, text="had it on 30 february, makeup?", topics=("makeup",), dialogue=Dialogue(), now=now
    )
    assert said(turn).count(ASKED) == 1
    assert turn.dialogue.pending == "hour"


def test_a_report_is_never_judged(protocol: Protocol, now: datetime) -> None:
    known = Dialogue.at_hours(60, now=now, variant=Variant.pen)
    alone = meet_report(protocol, text="pus on my cheek", dialogue=known, now=now)
    beside = answer_topics(
        protocol,
        text="pus coming out, is that normal, can i swim",
        topics=("breakouts", "heat_and_water"),
        dialogue=known,
        now=now,
        sign_reported=True,
    )
    for turn in (alone, beside):
        assert turn.replies[0].text == protocol.say("report")
        assert protocol.clinic.phone in turn.replies[0].text
        assert "911" in turn.replies[0].text
        assert "That is normal" not in said(turn)
    assert beside.topics == ("breakouts", "heat_and_water")


def test_a_later_treatment_than_the_clinic_knows_of_counts(protocol: Protocol, now: datetime) -> None:
    known = Dialogue.at_hours(60 * 24, now=now, variant=Variant.pen)
    turn = answer_topics(
        protocol,
        text="had my second session yesterday 3pm, can i wear makeup?",
        topics=("makeup",),
        dialogue=known,
        now=now,
    )
    assert turn.replies[0].text.startswith("Not yet.")


def test_the_record_is_said_when_nothing_new_was_taken(protocol: Protocol, now: datetime) -> None:
    known = Dialogue.at_hours(30, now=now, variant=Variant.pen)
    turn = remember_treatment(protocol, text="it was 2 weeks ago", dialogue=known, now=now)
    assert said(turn) == protocol.say("hour_known", clock="yesterday 6 am")


def test_an_item_named_now_comes_before_the_one_that_waited(protocol: Protocol, now: datetime) -> None:
    asked = answer_topics(protocol, text="ibuprofen?", topics=("medication",), dialogue=Dialogue(), now=now)
    turn = answer_topics(
        protocol, text="yesterday. and paracetamol?", topics=("medication",), dialogue=asked.dialogue, now=now
    )
    assert [reply.source.item for reply in turn.replies] == ["acetaminophen_paracetamol", "nsaid_ibuprofen_naproxen"]


def test_no_to_the_bots_own_question_is_no_riddle(protocol: Protocol, now: datetime) -> None:
    asked = answer_topics(protocol, text="makeup?", topics=("makeup",), dialogue=Dialogue(), now=now)
    turn = say_unknown(protocol, text="idk", dialogue=asked.dialogue, now=now)
    assert said(turn) == protocol.say("not_known")
    assert turn.dialogue.pending is None


def test_the_replies_stay_few(protocol: Protocol, now: datetime) -> None:
    turn = answer_topics(
        protocol,
        text="wax, shave, laser, paracetamol, ibuprofen, botox, filler?",
        topics=("hair_removal", "medication", "combinations"),
        dialogue=Dialogue(),
        now=now,
    )
    assert len(turn.replies) == 3


@pytest.mark.parametrize("hours", [None, 30.0, -100.0])
def test_every_clocked_reply_records_its_phase(protocol: Protocol, now: datetime, hours: float | None) -> None:
    dialogue = Dialogue.at_hours(hours, now=now, variant=None)
    turn = answer_topics(protocol, text="?", topics=("makeup",), dialogue=dialogue, now=now)
    assert turn.replies[0].source.verdict is Verdict.avoid
    assert turn.replies[0].source.to_hours is not None


def test_the_hour_is_counted_to_the_minute(protocol: Protocol, now: datetime) -> None:
    """48 hours less a minute is not yet 48 hours."""
    for minutes, verdict in ((-1, Verdict.avoid), (0, Verdict.care), (1, Verdict.care)):
        dialogue = Dialogue.at_hours(48, now=now - timedelta(minutes=minutes), variant=Variant.pen)
        turn = answer_topics(protocol, text="makeup?", topics=("makeup",), dialogue=dialogue, now=now)
        assert turn.replies[0].source.verdict is verdict, minutes
