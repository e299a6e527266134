"""A plainly worded severe report reaches staff at its level, and the number reaches the patient first and at once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from socket import create_server
from time import monotonic

import pytest

from bot.conversation.rasa_client import RasaClient
from bot.conversation.turn import Answerer
from bot.protocol import FLAGS, Level
from tests.end_to_end.severe_messages import EMERGENCIES, SEVERE, URGENT, Severe, report, told_too_low

pytestmark = pytest.mark.slow

SUNDAY_NIGHT = datetime(2026, 11, 22, 8, tzinfo=UTC)  # 3 am in New York
# What is urgent or more whenever it is reported.
ALWAYS_SEVERE = {flag for flag in FLAGS if any(each.flag == flag for each in SEVERE)}


@pytest.fixture
def silent_rasa() -> Iterator[RasaClient]:
    """A server in Rasa's place that takes a message and never answers, within the time that a real one may take."""
    with create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with RasaClient(f"http://127.0.0.1:{port}", answers_within_s=10) as client:
            yield client


def named(severe: Severe) -> str:
    return severe.text


def test_there_are_messages_of_every_flag_that_is_always_severe(simulated_bot: Answerer) -> None:
    flags = simulated_bot.protocol.flags.values()
    assert {flag.id for flag in flags if flag.level.rank >= Level.urgent.rank} == ALWAYS_SEVERE
    assert len(SEVERE) >= 40


def test_each_is_told_to_staff_at_its_level(simulated_bot: Answerer, now: datetime) -> None:
    assert told_too_low(simulated_bot, now=now) == []


@pytest.mark.parametrize("severe", EMERGENCIES, ids=named)
def test_an_emergency_is_told_the_number_and_nothing_else(
    simulated_bot: Answerer, now: datetime, severe: Severe
) -> None:
    turn, _ = report(simulated_bot, severe, now=now)
    assert turn.replies
    for reply in turn.replies:
        assert "911" in " ".join(reply.text.split(". ")[:1]), reply.text
        assert not reply.quick_replies
        assert "?" not in reply.text


@pytest.mark.parametrize("severe", EMERGENCIES, ids=named)
def test_an_emergency_at_night_is_not_sent_to_a_clinic(simulated_bot: Answerer, severe: Severe) -> None:
    turn, case = report(simulated_bot, severe, now=SUNDAY_NIGHT)
    said = "\n".join(reply.text for reply in turn.replies)
    assert case is not None
    assert case.level is Level.emergency
    assert "911" in said
    assert "within 2 hours" not in said


@pytest.mark.parametrize("severe", URGENT, ids=named)
def test_an_urgent_report_at_night_is_sent_where_somebody_is(simulated_bot: Answerer, severe: Severe) -> None:
    turn, case = report(simulated_bot, severe, now=SUNDAY_NIGHT)
    said = "\n".join(reply.text for reply in turn.replies)
    assert case is not None
    assert case.level.rank >= severe.level.rank
    assert "within 2 hours" not in said
    if case.level is Level.urgent:
        assert "We are closed now. This needs a clinician today. Please call 555-0199" in said


def test_the_number_comes_within_five_seconds(simulated_bot: Answerer, silent_rasa: RasaClient, now: datetime) -> None:
    """It waits for nothing: here Rasa takes the message and is silent, and a turn is given up after 10 seconds."""
    bot, in_time = replace(simulated_bot, rasa=silent_rasa), 0
    for severe in EMERGENCIES:
        began = monotonic()
        turn, _ = report(bot, severe, now=now)
        in_time += "911" in turn.replies[0].text and timedelta(seconds=monotonic() - began) < timedelta(seconds=5)
    assert in_time >= 0.95 * len(EMERGENCIES), f"{in_time} of {len(EMERGENCIES)}"
