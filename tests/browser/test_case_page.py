"""A nurse with a real browser on a case: she reads, takes it, answers with the keyboard and resolves it.

The staff side runs behind a real server; only the chat's answers are a stand-in's.
"""

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect
from sqlalchemy import select

from bot.conversation.at_once import take_turn
from bot.conversation.news import News
from bot.conversation.opening import open_conversation
from bot.conversation.rasa_client import RasaClient
from bot.conversation.turn import Answerer
from bot.escalations import acts
from bot.protocol import Protocol
from bot.records.case_models import Escalation
from bot.records.database import Database
from bot.records.encryption import Keyring
from bot.records.models import Reply
from bot.stack.web_server import WebServer
from bot.staff.app import staff_app
from bot.staff.cookies import session_cookie
from bot.staff.parts import all_views
from bot.staff.side import open_staff_side
from bot.staff.views import StaffSide
from tests.browser.test_page_access import SMALLEST_TARGET, violations
from tests.screens import project_screen
from tests.unit.conversation.conftest import LEASE, UNCLEAR_AFTER, EchoRasa
from tests.unit.staff.conftest import Clock

pytestmark = pytest.mark.slow

PASSWORD = "four plain words"  # noqa: S105 - the tests' own
PUS = "yellow pus is coming out of my cheek"


@dataclass
class Clinic:
    """The running staff side, one patient's case, and the colleagues' browsers."""

    side: StaffSide
    answerer: Answerer
    browser: Browser
    clock: Clock
    conversation_id: str
    case_id: str
    opened: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"{self.side.settings_address}/staff/cases/{self.case_id}"

    def page_of(self, name: str, *, script: bool = True, width: int = 375, scheme: str = "light") -> Page:
        """The case in a browser of somebody's own."""
        side = self.side
        login = f"{name.lower()}@clinic.example"
        member = side.accounts.add(login=login, name=name, role="clinician", password=PASSWORD, by=None).member
        with side.database.writing() as session:
            token = side.sessions.begin(session, staff_id=member.id, complete=True)
        context = self.browser.new_context(
            viewport={"width": width, "height": 812},
            locale="en-US",
            java_script_enabled=script,
            color_scheme="dark" if scheme == "dark" else "light",
        )
        self.opened.append(context)
        context.add_cookies(
            [{"name": session_cookie(side.settings_address), "value": token, "url": side.settings_address}]
        )
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("console", self._heard)
        page.on("pageerror", lambda problem: self.complaints.append(str(problem)))
        page.goto(self.address)
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        # A refusal's status is written there by the browser, and by htmx.
        if message.type == "error" and "status of 4" not in message.text and "Status Error Code 4" not in message.text:
            self.complaints.append(message.text)

    def says(self, text: str) -> None:
        """The patient writes."""
        take_turn(self.answerer, conversation_id=self.conversation_id, channel="web", text=text)

    def actor(self, name: str) -> acts.Actor:
        account = self.side.accounts.by_login(f"{name.lower()}@clinic.example")
        assert account is not None
        return acts.Actor(account.member.id, name, account.member.clinic_id)

    def case(self) -> Escalation:
        with self.side.database.reading() as session:
            return session.get_one(Escalation, self.case_id)

    def staff_words(self) -> list[str]:
        with self.side.database.reading() as session:
            return list(session.scalars(select(Reply.text).where(Reply.staff_id.is_not(None)).order_by(Reply.sequence)))


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'aftercare.sqlite3'}"


@pytest.fixture
def clinic(
    database: Database, keyring: Keyring, protocol: Protocol, browser: Browser, now: datetime
) -> Iterator[Clinic]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address, clock = f"http://127.0.0.1:{port}", Clock(now)
    side = open_staff_side(
        address=address, database=database, protocol=protocol, keyring=keyring, news=News(), clock=clock
    )
    answerer = Answerer(
        database=database,
        rasa=cast(RasaClient, EchoRasa()),
        protocol=protocol,
        screen=project_screen(),
        clock=clock,
        lease=LEASE,
        unclear_after=UNCLEAR_AFTER,
    )
    conversation_id = open_conversation(database, channel="web", now=now, treated_at=now - timedelta(hours=26))
    take_turn(answerer, conversation_id=conversation_id, channel="web", text=PUS)
    with database.reading() as session:
        case_id = session.scalars(select(Escalation.id)).one()
    made = Clinic(side, answerer, browser, clock, conversation_id, case_id)
    with WebServer(staff_app(side, all_views()), host="127.0.0.1", port=port):
        yield made
        for context in made.opened:
            context.close()
    assert made.complaints == []


def tab_to(page: Page, is_there: str) -> None:
    """Press Tab until the focused element fits."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("fits => document.activeElement.matches(fits)", is_there):
            return
    raise AssertionError(f"no key leads to {is_there}")


def test_a_nurse_reads_takes_answers_and_resolves_with_the_keyboard(clinic: Clinic) -> None:
    page = clinic.page_of("Ana")
    expect(page).to_have_title(f"Urgent case {clinic.case_id[:6]} - Example Skin Clinic")
    expect(page.get_by_text(PUS).first).to_be_visible()
    tab_to(page, "#do-take")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="The case is yours.")).to_be_visible()
    expect(page.locator("#live-state")).to_contain_text("You have this case.")
    tab_to(page, "#text-reply")
    page.keyboard.type("Please call me.")
    page.keyboard.press("Enter")
    page.keyboard.type("Ana")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#live-transcript .staff")).to_contain_text("Please call me.")
    expect(page.locator("#text-reply")).to_have_value("")
    expect(page.locator("#text-reply")).to_be_focused()
    assert clinic.staff_words() == ["Please call me.\nAna"]
    page.get_by_text("Resolve the case").focus()
    page.keyboard.press("Enter")
    tab_to(page, "#outcome")
    page.keyboard.type("Answered")
    tab_to(page, "input[name=judgement]")
    page.keyboard.press("Space")
    tab_to(page, "#send-resolve")
    page.keyboard.press("Enter")
    expect(page.locator("#live-state")).to_contain_text("Resolved")
    expect(page.locator("#text-reply")).to_be_hidden()
    expect(page.get_by_text("Reopen the case")).to_be_visible()
    assert (clinic.case().outcome, clinic.case().judgement) == ("answered", "right")


def test_what_the_patient_writes_shows_up_and_the_draft_and_the_focus_stay(clinic: Clinic) -> None:
    page = clinic.page_of("Ana")
    page.locator("#text-reply").fill("half a sen")
    page.locator("#text-reply").evaluate("box => box.setSelectionRange(4, 4)")
    clinic.says("it smells, too")
    expect(page.locator("#live-transcript")).to_contain_text("it smells, too")
    expect(page.locator("#text-reply")).to_have_value("half a sen")
    expect(page.locator("#text-reply")).to_be_focused()
    page.keyboard.type("!")
    expect(page.locator("#text-reply")).to_have_value("half! a sen")
    end = page.locator("[data-scroller]").evaluate("box => box.scrollHeight - box.scrollTop - box.clientHeight")
    assert end < 2, "the newest line is in sight"


def test_a_button_keeps_the_focus_when_its_part_refreshes(clinic: Clinic) -> None:
    page = clinic.page_of("Ana")
    page.locator("#do-take").focus()
    acts.acknowledge(
        clinic.side.database,
        case_id=clinic.case_id,
        staff=clinic.actor("Ana"),
        protocol=clinic.side.protocol,
        now=clinic.side.clock(),
    )
    expect(page.locator("#do-acknowledge")).to_have_count(0)
    expect(page.locator("#do-take")).to_be_focused()


def test_an_answer_of_a_colleague_is_told_before_one_answers_too(clinic: Clinic) -> None:
    hers, his = clinic.page_of("Ana"), clinic.page_of("Ben")
    hers.locator("#text-reply").fill("Ana here.")
    his.locator("#text-reply").fill("Ben here.")
    his.get_by_role("button", name="Send", exact=True).click()
    expect(his.locator("#live-transcript")).to_contain_text("Ben here.")
    hers.locator("#text-reply").press("Control+Enter")
    expect(hers.get_by_role("alert")).to_contain_text("Already answered by Ben")
    expect(hers.locator("#text-reply")).to_have_value("Ana here.")
    assert violations(hers) == []
    assert clinic.staff_words() == ["Ben here."]
    hers.get_by_role("button", name="Send and take the case over").click()
    expect(hers.locator("#live-transcript")).to_contain_text("Ana here.")
    expect(his.locator("#live-state")).to_contain_text("Ana has this case.")


def test_a_canned_text_is_put_in_and_waits_for_the_person(clinic: Clinic) -> None:
    page = clinic.page_of("Ana")
    page.locator("#text-reply").fill("Good morning.")
    page.get_by_label("Canned text").select_option("check_day")
    page.get_by_role("button", name="Put it in").click()
    said = "Good morning.\nOur notes say that your treatment was on Thursday 19 November. Is that right?"
    expect(page.locator("#text-reply")).to_have_value(said)
    expect(page.locator("#text-reply")).to_be_focused()
    assert clinic.staff_words() == []


def test_a_reply_that_the_network_lost_stays_and_is_sent_once(clinic: Clinic) -> None:
    page = clinic.page_of("Ana")
    page.locator("#text-reply").fill("Ana here.")
    page.context.set_offline(True)
    page.locator("#text-reply").press("Control+Enter")
    expect(page.get_by_text("What you wrote is still here")).to_be_visible()
    expect(page.locator("#text-reply")).to_have_value("Ana here.")
    page.context.set_offline(False)
    page.locator("#text-reply").press("Control+Enter")
    expect(page.locator("#live-transcript")).to_contain_text("Ana here.")
    expect(page.locator("#stale")).to_be_hidden()
    assert clinic.staff_words() == ["Ana here."]
    of_the_network = ("ERR_INTERNET_DISCONNECTED", "htmx:")
    clinic.complaints = [each for each in clinic.complaints if not any(word in each for word in of_the_network)]


def test_everything_works_without_script(clinic: Clinic) -> None:
    page = clinic.page_of("Ana", script=False)
    page.get_by_role("button", name="Take it").click()
    expect(page.get_by_text("The case is yours.")).to_be_visible()
    page.locator("#text-reply").fill("Hello.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#live-transcript")).to_contain_text("Hello.")
    page.get_by_text("Add a note").click()
    page.locator("#send-note").click()
    expect(page.locator("#problem-note")).to_have_text("Write a note.")
    page.locator("#text-note").fill("a note")
    page.locator("#send-note").click()
    expect(page.locator("#live-history")).to_contain_text("a note")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
def test_it_fits_a_phone_and_axe_finds_nothing(clinic: Clinic, scheme: str, width: int) -> None:
    clinic.says("and it smells, what should i do now? " * 8)
    page = clinic.page_of("Ana", width=width, scheme=scheme)
    page.locator("#text-reply").fill("Hello, this is Ana.")
    page.locator("#text-reply").press("Control+Enter")
    expect(page.locator("#live-transcript .staff")).to_be_visible()
    for summary in page.locator("summary:visible").all():
        summary.click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for element in page.locator("main :is(button, a, textarea, select, summary, input):visible").all():
        size = element.bounding_box()
        assert size is not None
        assert min(size["width"], size["height"]) >= SMALLEST_TARGET, element.evaluate("element => element.outerHTML")
    page.screenshot(path=f"/tmp/case-{width}-{scheme}.png", full_page=True)  # noqa: S108


def test_a_page_that_nobody_looks_at_warns_and_then_leads_to_the_sign_in_and_back(clinic: Clinic) -> None:
    page = clinic.page_of("Ana")
    page.clock.install()
    # A page that asks for nothing else by itself: only the end of the session leads away from it.
    page.goto(f"{clinic.side.settings_address}/staff/figures?days=30")
    warning = page.get_by_role("alertdialog")
    expect(warning).to_be_hidden()
    _wait_idly(clinic, page, by=timedelta(minutes=14, seconds=5))
    expect(warning).to_contain_text("You will be signed out in one minute")
    expect(page.get_by_role("button", name="Stay signed in")).to_be_focused()
    _wait_idly(clinic, page, by=timedelta(minutes=1))
    page.wait_for_url("**/staff/sign-in?next=%2Fstaff%2Ffigures%3Fdays%3D30")
    expect(page.locator("input[name=login]")).to_be_visible()
    expect(page.locator("input[name=next]")).to_have_value("/staff/figures?days=30")


def _wait_idly(clinic: Clinic, page: Page, *, by: timedelta) -> None:
    """Time goes by for the server and in the browser."""
    clinic.clock.move(by)
    page.clock.fast_forward(int(by.total_seconds() * 1000))
