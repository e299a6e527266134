"""The inbox: what is worst stands first, in words, and nothing hides what nobody has acknowledged."""

from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.escalations.acts.acknowledge import acknowledge
from bot.escalations.acts.act import Actor
from bot.records.base import new_id
from bot.records.models import Conversation, Treatment
from bot.staff.accounts.member import Member
from tests.unit.escalations.reading.conftest import Clinic
from tests.unit.staff.conftest import Desk, post
from tests.unit.staff.inbox.conftest import ids, inbox, line

EVERYWHERE = [
    "",
    "?list=mine",
    "?list=unassigned",
    "?list=patient",
    "?list=resolved",
    "?page=7",
    "?list=resolved&page=3",
]
KNOWN: dict[str, Any] = {"state": "acknowledged"}


def test_the_worst_stands_first_and_what_nobody_has_acknowledged_on_top(clinic: Clinic, browser: TestClient) -> None:
    routine, known = clinic.case(level="routine"), clinic.case(**KNOWN, level="emergency", ago=9)
    late, early = clinic.case(ago=1), clinic.case(ago=2)
    emergency = clinic.case(level="emergency", ago=0.1)
    text = inbox(browser)
    assert ids(text, "unseen") == [emergency, early, late]
    assert ids(text, "list") == [known, routine]


@pytest.mark.parametrize("query", EVERYWHERE)
def test_no_tab_and_no_page_hides_a_case_that_nobody_has_acknowledged(
    clinic: Clinic, browser: TestClient, query: str
) -> None:
    cases = clinic.cases([{"level": ("urgent", "emergency")[number % 2]} for number in range(120)])
    assert set(ids(inbox(browser, query), "unseen")) == set(cases)
    assert set(ids(browser.get(f"/staff/list{query}").text, "unseen")) == set(cases)


def test_no_search_hides_one_either(clinic: Clinic, browser: TestClient) -> None:
    clinic.case(name="Rosemary")
    marigold = clinic.case(**KNOWN, name="Marigold")
    text = post(browser, "/staff/search", search="marigold").text
    assert (len(ids(text, "unseen")), ids(text, "found")) == (1, [marigold])


def test_a_case_leaves_the_top_by_being_acknowledged_and_not_before(
    clinic: Clinic, browser: TestClient, desk: Desk, nora: Member
) -> None:
    case = clinic.case(promised_at=clinic.now - timedelta(hours=1), assignee_id=nora.id)
    desk.clock.move(timedelta(minutes=14))
    assert ids(inbox(browser), "unseen") == [case]
    browser.get(f"/staff/cases/{case}")
    assert ids(inbox(browser), "unseen") == [case]
    actor = Actor(nora.id, nora.name, nora.clinic_id)
    acknowledge(desk.side.database, case_id=case, staff=actor, protocol=desk.side.protocol, now=desk.clock())
    text = inbox(browser)
    assert (ids(text, "unseen"), ids(text, "list")) == ([], [case])


def test_each_tab_shows_its_cases(clinic: Clinic, browser: TestClient, nora: Member) -> None:
    mine = clinic.case(**KNOWN, assignee_id=nora.id)
    nobodys = clinic.case(**KNOWN, ago=2)
    answered = clinic.case(**KNOWN, ago=3, assignee_id=clinic.staff("Ben"))
    clinic.says(answered, "Please call us.", staff_id=nora.id)
    resolved = clinic.case(state="resolved", resolved_at=clinic.now, outcome="not_needed")
    assert ids(inbox(browser), "list") == [answered, nobodys, mine]
    assert ids(inbox(browser, "?list=mine"), "list") == [mine]
    assert ids(inbox(browser, "?list=unassigned"), "list") == [nobodys]
    assert ids(inbox(browser, "?list=patient"), "list") == [answered]
    assert ids(inbox(browser, "?list=resolved"), "list") == [resolved]
    assert "not needed" in line(inbox(browser, "?list=resolved"), resolved)
    assert ids(inbox(browser, "?list=of-another-kind"), "list") == [answered, nobodys, mine]


@pytest.mark.parametrize("tab", ["open", "resolved"])
def test_pages_show_every_case_once(clinic: Clinic, browser: TestClient, tab: str) -> None:
    columns: dict[str, Any] = {"open": KNOWN, "resolved": {"state": "resolved", "resolved_at": clinic.now}}[tab]
    cases = clinic.cases([{**columns, "ago": number} for number in range(120)])
    pages = [inbox(browser, f"?list={tab}&page={page}") for page in range(3)]
    assert sorted(one for text in pages for one in ids(text, "list")) == sorted(cases)
    assert ["Next page" in text for text in pages] == [True, True, False]
    assert ["Page before" in text for text in pages] == [False, True, True]


@pytest.mark.parametrize("query", ["?page=-1", "?page=x", "?page=99999999999999999999", "?page=\u0664", "?list=&page="])
def test_an_address_that_was_typed_wrong_shows_the_list(clinic: Clinic, browser: TestClient, query: str) -> None:
    case = clinic.case(**KNOWN)
    assert ids(inbox(browser, query), "list") == [case]


def test_a_page_beyond_the_last_is_the_last(clinic: Clinic, browser: TestClient) -> None:
    clinic.cases([{**KNOWN, "ago": number} for number in range(51)])
    assert len(ids(inbox(browser, "?page=4"), "list")) == 1


def test_a_line_says_in_words_how_urgent_why_since_when_whose_and_who_waits(
    clinic: Clinic, browser: TestClient, nora: Member
) -> None:
    case = clinic.case(
        **KNOWN, ago=2, name="Marigold Example", promised_at=clinic.now + timedelta(minutes=12), assignee_id=nora.id
    )
    conversation = clinic.conversation_of(case)
    with clinic.database.writing() as session:
        session.add(
            Treatment(
                id=new_id(),
                patient_id=session.get_one(Conversation, conversation).patient_id,
                conversation_id=conversation,
                treated_at=clinic.now - timedelta(hours=26),
                precision="hour",
                variant="rf",
                source="patient",
                recorded_at=clinic.now,
            )
        )
    shown = line(inbox(browser), case)
    for words in (
        *("Urgent", "Marigold Example", "infection", "Answer promised:", ">12 min left<", "Opened", ">2 h 00 min ago<"),
        *("Nora has it", "The patient waits for us", "Treatment: RF, 26 h ago", "<q>yellow pus</q>"),
        f'href="/staff/cases/{case}"',
    ):
        assert words in shown


def test_what_is_late_is_said_to_be_late(clinic: Clinic, browser: TestClient) -> None:
    case = clinic.case(promised_at=clinic.now - timedelta(minutes=3, seconds=20))
    shown = line(inbox(browser), case)
    assert ">late by 3 min<" in shown
    assert "Nobody has acknowledged it" in shown


def test_what_a_patient_typed_is_shown_as_text_and_never_in_the_title(clinic: Clinic, browser: TestClient) -> None:
    clinic.case(text="<script>alert(1)</script> pus", name='"><b>Marigold')
    text = inbox(browser)
    assert "<script>alert" not in text
    assert "<b>" not in text
    assert "<title>Inbox - " in text
    assert "data-unseen" in text


def test_nothing_runs_and_nothing_is_styled_in_the_page(clinic: Clinic, browser: TestClient) -> None:
    clinic.case(level="emergency")
    text = inbox(browser)
    assert all(part.startswith(' src="/staff/static/') for part in text.split("<script")[1:])
    assert "style=" not in text
    assert "hx-on" not in text


def test_neither_another_clinics_case_nor_a_made_up_one_is_shown(clinic: Clinic, browser: TestClient) -> None:
    clinic.case(clinic_id="another", name="Marigold")
    clinic.case(clinic_id="another", name="Marigold", **KNOWN)
    clinic.case(synthetic=True, name="Marigold")
    assert "Marigold" not in inbox(browser)
    assert not ids(post(browser, "/staff/search", search="Marigold").text, "found")


def test_a_patient_without_a_name_has_a_line_that_can_be_opened(clinic: Clinic, browser: TestClient) -> None:
    case = clinic.case(name=None)
    assert "Patient without a name" in line(inbox(browser), case)
