"""The words of the list: every reason has plain ones, and what is late never reads as time that is left."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.protocol import Protocol
from bot.staff.inbox.wording import flag_words, stretch, time_left, why_words

SPANS = st.timedeltas(min_value=timedelta(days=-400), max_value=timedelta(days=400))


def test_every_flag_of_the_protocol_has_plain_words(protocol: Protocol) -> None:
    words = [flag_words(flag) for flag in protocol.flags]
    assert len(set(words)) == len(protocol.flags)
    assert not any("_" in each for each in words)


def test_a_case_always_has_a_reason() -> None:
    assert why_words(flags=("infection", "infection"), causes=("signs",)) == "infection"
    assert why_words(flags=(), causes=("unread",)) == "the bot could not read the message"
    assert why_words(flags=("eye",), causes=("unanswered",)) == "eye trouble, the bot could not answer"
    assert why_words(flags=(), causes=()) == "no reason is recorded"


@given(SPANS)
def test_late_is_said_exactly_when_no_time_is_left(left: timedelta) -> None:
    words = time_left(left)
    assert words.startswith("late by ") == (left < timedelta(0))
    assert words.endswith(" left") == (left >= timedelta(0))


def test_a_stretch_is_short() -> None:
    said = [stretch(timedelta(seconds=each)) for each in (0, 59, 60, 3599, 3600, 86_399, 86_400, 200_000)]
    assert said == ["0 s", "59 s", "1 min", "59 min", "1 h 00 min", "23 h 59 min", "1 day 0 h", "2 days 7 h"]
