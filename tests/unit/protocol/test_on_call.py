"""The on-call section: what stands in it without being written, and that no contact leaves it unseen."""

import json
import logging
from io import StringIO

import pytest

from bot.protocol import Level, OnCall, Person, Protocol, export_schema
from bot.protocol.contacts import can_be_called, only_on_the_terminal, url_of
from bot.protocol.on_call import ALL

WITH_SIGN_IN = "mailtos://lee:pass-word-1@mail.example?to=lee@example.com"
ROTA = {"first": {"mon-sun": {"00:00-24:00": "lee"}}}


def with_contacts(*contacts: str) -> OnCall:
    return OnCall.model_validate({"people": {"lee": {"name": "Lee", "contacts": contacts}}, "rota": ROTA})


def test_everything_but_people_and_rota_has_a_default(protocol: Protocol) -> None:
    on_call, example = with_contacts("terminal"), protocol.clinic.on_call

    assert (on_call.ladder, on_call.repeat_minutes) == (example.ladder, example.repeat_minutes)
    assert on_call.answer_within_minutes == example.answer_within_minutes
    assert on_call.act_within_minutes == example.act_within_minutes
    assert on_call.overrides == ()


@pytest.mark.parametrize(
    ("level", "steps"),
    [
        (Level.emergency, [(0, ("first", "lead")), (5, ("first", "second")), (10, (ALL,)), (15, (ALL,))]),
        (Level.urgent, [(0, ("first",)), (10, ("second",)), (20, ("lead",)), (30, (ALL,))]),
        (Level.routine, [(0, ("first",))]),
        (Level.none, [(0, ("first",))]),
    ],
)
def test_the_default_ladder(level: Level, steps: list[tuple[int, tuple[str, ...]]]) -> None:
    ladder = with_contacts("terminal").ladder

    assert [(step.after_minutes, step.page) for step in ladder.of(level)] == steps


def test_one_minute_setting_leaves_the_others_as_they_are() -> None:
    on_call = OnCall.model_validate({"people": {}, "rota": {}, "answer_within_minutes": {"urgent": 45}})

    assert [on_call.answer_within_minutes.of(level) for level in Level] == [480, 480, 45, 15]


def test_one_contact_needs_no_list() -> None:
    person = Person.model_validate({"name": "Lee", "contacts": "terminal"})

    assert person.contacts == ("terminal",)


def test_a_contact_is_in_no_dump_and_no_repr(protocol: Protocol) -> None:
    clinic = protocol.clinic.model_copy(update={"on_call": with_contacts(WITH_SIGN_IN)})
    held = protocol.model_copy(update={"clinic": clinic})

    assert held.clinic.on_call.people["lee"].contacts == (WITH_SIGN_IN,)
    assert "pass-word-1" not in json.dumps(held.content())
    assert "pass-word-1" not in repr(held)
    assert "pass-word-1" not in held.model_dump_json()


def test_a_contact_of_the_environment_is_the_url_that_stands_there() -> None:
    assert url_of("env:LEE", environment={"LEE": WITH_SIGN_IN}) == WITH_SIGN_IN
    assert can_be_called("env:LEE", environment={"LEE": WITH_SIGN_IN})
    # `terminal` is a word of clinic.yml: no provider is called so.
    assert not can_be_called("env:LEE", environment={"LEE": "terminal"})
    with pytest.raises(KeyError, match="LEE"):
        url_of("env:LEE", environment={"LEE": ""})


@pytest.mark.parametrize(
    ("contact", "known"), [(WITH_SIGN_IN, True), ("terminal", True), ("pigeon://lee", False), ("", False)]
)
def test_what_apprise_knows_can_be_called(contact: str, known: bool) -> None:
    assert can_be_called(contact, environment={}) is known


def test_what_apprise_cannot_read_reaches_no_log() -> None:
    lines = StringIO()
    handler = logging.StreamHandler(lines)
    logging.getLogger().addHandler(handler)
    try:
        assert not can_be_called("twilio://pass-word-1", environment={})
    finally:
        logging.getLogger().removeHandler(handler)

    assert lines.getvalue() == ""


def test_who_is_only_called_on_the_terminal_is_known(protocol: Protocol) -> None:
    assert only_on_the_terminal(protocol.clinic.on_call) == ("nora", "lee", "sam")
    assert only_on_the_terminal(with_contacts("terminal", "env:LEE")) == ()


def test_an_editor_knows_the_section() -> None:
    clinic = export_schema()["clinic"]

    assert "on_call" in clinic["required"]
    assert clinic["$defs"]["OnCall"]["required"] == ["people", "rota"]
    assert {"from", "to", "duty", "person"} == set(clinic["$defs"]["Override"]["required"])
