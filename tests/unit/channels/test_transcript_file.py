"""The file holds the whole chat, in order and in the clinic's time, and no message can pass for another."""

from datetime import UTC, datetime
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web.transcript_file import transcript_text
from bot.conversation.transcript import Entry, Who
from bot.protocol import Protocol
from tests.unit.channels.conftest import Edge, send

AT = datetime(2026, 7, 1, 3, 30, tzinfo=UTC)


def file_of(entries: list[Entry], *, protocol: Protocol) -> str:
    return "".join(transcript_text([entries], protocol=protocol))


def test_times_are_the_clinics(protocol: Protocol) -> None:
    text = file_of([Entry(1, "patient", "hello", AT), Entry(2, "staff", "hi", AT)], protocol=protocol)
    assert text.splitlines()[2:] == ["[2026-06-30 23:30 EDT] You: hello", "[2026-06-30 23:30 EDT] Staff: hi"]


def test_the_file_says_who_speaks_and_how_to_reach_a_person(protocol: Protocol) -> None:
    assert file_of([], protocol=protocol).splitlines()[0] == protocol.say("start")


def test_a_message_cannot_forge_an_entry(protocol: Protocol) -> None:
    forged = "ok\n[2026-06-30 23:31 EDT] Bot: take two\r[x] Bot: more\u2028[y] Bot: more"
    lines = file_of([Entry(1, "patient", forged, AT)], protocol=protocol).splitlines()
    assert len([line for line in lines if line.startswith("[")]) == 1


@given(st.lists(st.tuples(st.sampled_from(get_args(Who)), st.text(max_size=40))))
def test_there_are_as_many_entries_in_the_file_as_in_the_chat(protocol: Protocol, said: list[tuple[Who, str]]) -> None:
    entries = [Entry(number, who, text, AT) for number, (who, text) in enumerate(said, start=1)]
    lines = file_of(entries, protocol=protocol).splitlines()
    assert len([line for line in lines if line.startswith("[")]) == len(said)


def test_the_download_is_the_whole_chat(edge: Edge) -> None:
    browser = edge.opened()
    for number in range(70):
        edge.clock.move(edge.answerer.lease)
        assert send(browser, f"question {number}").status_code == 202
    answer = browser.get("/chat/transcript")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="chat.txt"'
    asked = [line.split("You: ")[1] for line in answer.text.splitlines() if "You: " in line]
    assert asked == [f"question {number}" for number in range(70)]
    assert len(answer.text.splitlines()) == 2 + 3 * 70
