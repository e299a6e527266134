"""A clinic's link gives a new chat its treatment, shows nobody's chat, and fails softly when it is old or altered."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy import select

from bot.channels.web import make_link
from bot.channels.web.links import TreatmentLink, read_link
from bot.protocol import Variant
from bot.records.database import Database
from bot.records.encryption import Keyring, new_key
from bot.records.models import Treatment
from tests.unit.channels.conftest import COOKIE, Edge, entries, send
from tests.unit.channels.test_session import cookie_of

ADDRESS = "https://bot.example"


def token_of(keyring: Keyring, *, now: datetime, days: int = 30) -> str:
    link = make_link(
        keyring,
        address=ADDRESS,
        treated_at=now - timedelta(hours=5),
        variant=Variant.rf,
        until=now + timedelta(days=days),
    )
    before, _, token = link.partition("#link=")
    assert before == f"{ADDRESS}/"
    return token


def test_a_link_says_what_was_put_in(keyring: Keyring, now: datetime) -> None:
    read = read_link(keyring, token=token_of(keyring, now=now), now=now)
    assert isinstance(read, TreatmentLink)
    assert (read.treated_at, read.variant) == (now - timedelta(hours=5), Variant.rf)


def test_two_links_differ(keyring: Keyring, now: datetime) -> None:
    nonces = {getattr(read_link(keyring, token=token_of(keyring, now=now), now=now), "nonce", None) for _ in range(2)}
    assert len(nonces) == 2


def test_a_time_without_a_zone_makes_no_link(keyring: Keyring, now: datetime) -> None:
    with pytest.raises(ValidationError):
        make_link(keyring, address=ADDRESS, treated_at=now.replace(tzinfo=None), variant=None, until=now)


def test_a_link_runs_out(keyring: Keyring, now: datetime) -> None:
    token = token_of(keyring, now=now, days=1)
    assert read_link(keyring, token=token, now=now + timedelta(days=1) - timedelta(seconds=1))
    assert read_link(keyring, token=token, now=now + timedelta(days=1)) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(token=st.text(max_size=300))
def test_no_text_is_a_link_by_chance(keyring: Keyring, now: datetime, token: str) -> None:
    assert read_link(keyring, token=token, now=now) is None


@pytest.mark.parametrize("sealed", ["", "{}", "[]", '"x"', '{"of": "treatment link"}', "a patient's words"])
def test_what_else_is_sealed_with_the_same_key_is_no_link(keyring: Keyring, now: datetime, sealed: str) -> None:
    assert read_link(keyring, token=keyring.seal(sealed), now=now) is None


def test_a_link_opens_a_new_chat_with_the_treatment(edge: Edge) -> None:
    browser = edge.browser()
    token = token_of(edge.keyring, now=edge.clock())
    assert browser.post("/chat/session", json={"link": token}).json()["link"] == "used"
    send(browser, "can I run")
    dialogue = edge.rasa.dialogues[-1]
    assert dialogue["variant"] == "rf"
    assert dialogue["recorded_by_clinic"] is True
    assert datetime.fromisoformat(dialogue["treated_at"]) == edge.clock() - timedelta(hours=5)


def test_a_link_does_not_show_the_chat_of_whoever_opened_it_before(edge: Edge) -> None:
    token = token_of(edge.keyring, now=edge.clock())
    first, second = edge.browser(), edge.browser()
    first.post("/chat/session", json={"link": token})
    send(first, "my secret")
    assert second.post("/chat/session", json={"link": token}).json()["entries"] == []
    assert len(entries(first)) == 3


def test_the_same_link_in_the_same_browser_keeps_its_chat(edge: Edge) -> None:
    browser = edge.browser()
    token = token_of(edge.keyring, now=edge.clock())
    browser.post("/chat/session", json={"link": token})
    send(browser, "hello")
    browser.post("/chat/session", json={})
    again = browser.post("/chat/session", json={"link": token}).json()
    assert again["link"] == "used"
    assert len(again["entries"]) == 3


def test_another_link_in_the_same_browser_opens_a_new_chat(edge: Edge) -> None:
    browser = edge.browser()
    browser.post("/chat/session", json={"link": token_of(edge.keyring, now=edge.clock())})
    send(browser, "hello")
    assert (
        browser.post("/chat/session", json={"link": token_of(edge.keyring, now=edge.clock()), "start": True}).json()[
            "entries"
        ]
        == []
    )


def test_a_chat_without_a_link_is_left_for_that_of_the_link(edge: Edge) -> None:
    browser = edge.opened()
    send(browser, "hello")
    body = {"link": token_of(edge.keyring, now=edge.clock()), "start": True}
    assert browser.post("/chat/session", json=body).json()["entries"] == []


def test_a_chat_in_which_something_stands_is_not_left_without_its_patients_word(edge: Edge) -> None:
    browser = edge.opened()
    send(browser, "hello")
    before = cookie_of(browser)
    asked = browser.post("/chat/session", json={"link": token_of(edge.keyring, now=edge.clock())}).json()
    assert (asked["link"], len(asked["entries"])) == ("asks", 3)
    send(browser, "still here")
    assert len(entries(browser)) == 6
    assert cookie_of(browser) == before


def test_a_chat_that_nobody_has_written_in_is_left_without_a_question(edge: Edge) -> None:
    browser = edge.opened()
    answer = browser.post("/chat/session", json={"link": token_of(edge.keyring, now=edge.clock())}).json()
    assert answer["link"] == "used"
    send(browser, "hello")
    assert edge.rasa.dialogues[-1]["variant"] == "rf"


def test_a_links_treatment_is_written_down_with_the_first_message_also_when_the_link_has_run_out_by_then(
    edge: Edge, database: Database
) -> None:
    browser = edge.browser()
    treated_at = edge.clock() - timedelta(hours=5)
    browser.post("/chat/session", json={"link": token_of(edge.keyring, now=edge.clock(), days=1)})
    assert treated_at.isoformat() not in str(browser.cookies.get(COOKIE))
    edge.clock.move(timedelta(days=2))
    send(browser, "hello")
    with database.reading() as session:
        assert session.scalars(select(Treatment.treated_at)).all() == [treated_at]


def test_the_link_of_a_deleted_chat_opens_a_new_one(edge: Edge) -> None:
    browser = edge.browser()
    token = token_of(edge.keyring, now=edge.clock())
    browser.post("/chat/session", json={"link": token})
    send(browser, "hello")
    browser.delete("/chat")
    answer = browser.post("/chat/session", json={"link": token}).json()
    assert (answer["link"], answer["entries"]) == ("used", [])


@pytest.mark.parametrize("spoil", ["old", "altered", "other key", "empty", "long"])
def test_a_spoiled_link_keeps_the_browsers_chat_and_says_so(edge: Edge, spoil: str) -> None:
    token = token_of(edge.keyring, now=edge.clock(), days=0 if spoil == "old" else 30)
    spoiled = {
        "old": token,
        "altered": token[:40] + ("A" if token[40] != "A" else "B") + token[41:],
        "other key": token_of(Keyring([new_key()]), now=edge.clock()),
        "empty": "",
        "long": "A" * 5000,
    }[spoil]
    browser = edge.opened()
    send(browser, "hello")
    answer = browser.post("/chat/session", json={"link": spoiled}).json()
    assert answer["link"] == "expired"
    assert len(answer["entries"]) == 3
    fresh = edge.browser().post("/chat/session", json={"link": spoiled}).json()
    assert (fresh["link"], fresh["entries"]) == ("expired", [])
