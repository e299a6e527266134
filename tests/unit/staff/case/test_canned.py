"""Canned replies: the file is checked to the line, and a text is put in with every variable or not at all."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.protocol import ProtocolError
from bot.protocol.placeholders import placeholders_in
from bot.staff.case.canned import CannedReplies, CannedReply, EmptyVariableError, load_canned
from tests.unit.staff.case.conftest import Ward, hidden_fields
from tests.unit.staff.conftest import shown

SOUND = "language: en\nreplies:\n  hello:\n    title: Hello\n    text: Hello, this is {who}. Call {clinic_phone}.\n"


def test_the_projects_own_file_is_sound() -> None:
    replies = load_canned().replies
    assert len(replies) >= 5
    used = {name for each in replies.values() for name in placeholders_in(each.text)}
    assert {"who", "by", "day", "clinic_phone"} <= used


@pytest.mark.parametrize(
    ("before", "after", "line", "what"),
    [
        ("{who}", "{whom}", 5, "unknown placeholder {whom}"),
        ("{who}", "{who", 5, "a brace without its partner"),
        ("    title: Hello\n", "", 3, 'the key "title" is missing'),
        ("title:", "titel:", 4, 'unknown key "titel"'),
        ("  hello:", "  Hello There:", 3, "cannot be an id"),
        ("Hello, this", "Hello\u2014this", 5, "GSM-7"),
        ("Call", "Call " * 80, 5, "is the most"),
        ("text: Hello, this is {who}. Call {clinic_phone}.", "text: 12", 5, "is not a text"),
        ("language: en", "language: de", 1, "unknown language"),
        ("title: Hello", 'title: "Hello', 6, "broken"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, before: str, after: str, line: int, what: str) -> None:
    file = tmp_path / "canned_replies.yml"
    file.write_text(SOUND.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ProtocolError) as refused:
        load_canned(file)
    assert any(f"canned_replies.yml:{line}:" in str(each) and what in str(each) for each in refused.value.problems)


def test_a_variable_without_a_value_is_named() -> None:
    replies = CannedReplies({"x": CannedReply(title="x", text="On {day}, {who}.")})
    assert replies.fill("x", values={"day": "Friday", "who": "Ana {day}"}) == "On Friday, Ana {day}."
    with pytest.raises(EmptyVariableError, match=r"\{day\}") as refused:
        replies.fill("x", values={"day": " ", "who": "Ana"})
    assert refused.value.name == "day"


def _draft(text: str) -> str:
    return text.partition('name="text" rows="4"')[2].partition(">")[2].partition("</textarea>")[0].removeprefix("\n")


def test_a_text_is_put_behind_the_draft_and_nothing_is_sent(ward: Ward) -> None:
    _, browser = ward.colleague("Ana")
    fields = ward.form(browser)
    answer = ward.part(browser, "canned", canned="call_us", text="Hello.", **fields)
    assert answer.status_code == 200
    phone = ward.desk.side.protocol.clinic.phone
    assert _draft(answer.text).startswith("Hello.\nPlease call us at " + phone)
    assert hidden_fields(answer) == fields
    plain = ward.act(browser, "canned", canned="will_call", text="", **fields)
    assert "Hello, this is Ana. I have read your message" in _draft(plain.text)
    assert ward.staff_words() == []
    assert ward.case().state == "open"


def test_the_variables_of_the_case(open_ward: Callable[..., Ward], now: datetime) -> None:
    ward = open_ward(treated_at=now - timedelta(hours=26))
    _, browser = ward.colleague("Ana")
    day = ward.act(browser, "canned", canned="check_day", text="", **ward.form(browser))
    assert "your treatment was on Thursday 19 November." in _draft(day.text)
    by = ward.act(browser, "canned", canned="will_write", text="", **ward.form(browser))
    assert shown(by, r"write to you here by ([^.]+)\.").endswith("pm today")


def test_an_empty_variable_is_refused_in_words_and_the_draft_stays(ward: Ward) -> None:
    _, browser = ward.colleague()
    answer = ward.act(browser, "canned", canned="check_day", text="my draft", **ward.form(browser))
    assert answer.status_code == 422
    assert "This text needs {day}: the day of the treatment (it is not known)." in answer.text
    assert _draft(answer.text) == "my draft"
    ward.desk.clock.move(timedelta(hours=3))
    browser = ward.desk.signed_in("ana@clinic.example")
    late = ward.act(browser, "canned", canned="will_write", text="", **ward.form(browser))
    assert "{by}" in shown(late, r'id="problem-reply"><p>([^<]+)')
    assert _draft(late.text) == ""
    assert ward.act(browser, "canned", canned="nothing", text="").status_code == 422
