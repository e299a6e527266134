"""The bot speaks again when a person says so, or after hours in which staff said nothing."""

from datetime import timedelta

from bot.conversation.deletion import delete_chat
from bot.escalations.acts import give_back, give_back_idle, reply
from tests.unit.escalations.acts.conftest import Desk

IDLE = timedelta(hours=12)


def idle(desk: Desk) -> list[str]:
    return give_back_idle(desk.database, protocol=desk.protocol, now=desk.clock.now, after=IDLE)


def test_given_back_by_hand_the_bot_says_so_once_and_answers_again(desk: Desk) -> None:
    reply(desk.database, **desk.ana_replies())
    after = desk.conversation().last_sequence
    assert give_back(desk.database, **desk.by(desk.ana))
    assert not give_back(desk.database, **desk.by(desk.ben))
    assert desk.conversation().taken_over_at is None
    desk.says("hello")
    assert desk.bot_words(after=after)[:3] == [desk.protocol.say("given_back"), "you said: hello", "anything else?"]
    assert desk.case().state == "acknowledged", "the case goes on"
    assert desk.details("gave_back") == {"why": "by_hand"}


def test_what_the_bot_says_stands_in_the_protocol(desk: Desk) -> None:
    reply(desk.database, **desk.ana_replies())
    give_back(desk.database, **desk.by(desk.ana))
    row = desk.replies()[-1]
    assert row.protocol_version == desk.protocol.version
    assert row.source == {"protocol_version": desk.protocol.version, "message": "given_back"}
    assert row.quick_replies == list(desk.protocol.messages["given_back"].quick_replies)


def test_a_bot_that_speaks_is_not_given_back(desk: Desk) -> None:
    assert not give_back(desk.database, **desk.by(desk.ana))
    assert desk.kinds() == ["opened"]
    assert idle(desk) == []


def test_after_hours_of_silence_it_is_given_back(desk: Desk) -> None:
    reply(desk.database, **desk.ana_replies())
    desk.move(hours=11)
    reply(desk.database, **desk.ana_replies("Still here.", external_id="2"))
    desk.move(hours=11, minutes=59)
    assert idle(desk) == [], "counted from what staff said last"
    desk.move(minutes=1)
    after = desk.conversation().last_sequence
    assert idle(desk) == [desk.conversation_id]
    assert idle(desk) == []
    assert desk.bot_words(after=after) == [desk.protocol.say("given_back")]
    assert desk.details("gave_back") == {"why": "idle"}
    assert desk.audited()[-1] == ("gave_back", None)


def test_what_the_patient_waits_for_still_waits_for_a_person(desk: Desk) -> None:
    reply(desk.database, **desk.ana_replies())
    desk.says("and may i sleep on it?")
    waits_until = desk.case().act_by
    assert waits_until is not None
    desk.move(hours=12)
    idle(desk)
    assert desk.case().act_by == waits_until


def test_a_deleted_chat_is_told_nothing(desk: Desk) -> None:
    reply(desk.database, **desk.ana_replies())
    after = desk.conversation().last_sequence
    delete_chat(desk.database, conversation_id=desk.conversation_id, clinic=desk.protocol.clinic, now=desk.clock.now)
    desk.move(hours=12)
    assert idle(desk) == [desk.conversation_id]
    assert desk.bot_words(after=after) == []
