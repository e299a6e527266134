"""The whole way of a report: a patient writes, a nurse is called, answers from her phone, and the bot goes on."""

from collections.abc import Callable, Iterator
from queue import Queue

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from bot.clock import utc_now
from bot.conversation.news import News
from bot.records.encryption import open_keyring
from bot.settings import Settings
from bot.stack.stack import Stack
from bot.staff.side import open_staff_side
from tests.browser.doing import write

pytestmark = pytest.mark.slow

PHONE: ViewportSize = {"width": 390, "height": 844}
LOGIN, PASSWORD = "nora@clinic.example", "four plain random words"
CALLED_WITHIN_S = 30


@pytest.fixture
def new_page(browser: Browser, stack: Stack) -> Iterator[Callable[[], Page]]:
    """Opens a page in a browser of its own. `stack` is up for as long as it lasts."""
    opened: list[BrowserContext] = []

    def open_one() -> Page:
        opened.append(browser.new_context(viewport=PHONE, locale="en-US"))
        page = opened[-1].new_page()
        page.set_default_timeout(15_000)
        return page

    yield open_one
    for context in opened:
        context.close()
    assert stack.rasa_server.alive


@pytest.fixture
def nora(settings: Settings, stack: Stack) -> None:
    """Has an account as a clinician, and no second factor yet."""
    keyring = open_keyring(keys=settings.keys, file=settings.key_file, say=lambda _: None, sealed=lambda: True)
    answerer = stack.answerer
    side = open_staff_side(
        address=settings.address,
        database=answerer.database,
        protocol=answerer.protocol,
        keyring=keyring,
        news=News(),
        clock=utc_now,
    )
    side.accounts.add(login=LOGIN, name="Nora", role="clinician", password=PASSWORD, by=None, person="nora")


def next_call(terminal: "Queue[str]", *, level: str) -> str:
    """The address in the next call of this level. Raises Empty when none comes."""
    while True:
        said = terminal.get(timeout=CALLED_WITHIN_S)
        if said.startswith(f"PAGE {level}"):
            return said.split()[-1]


def sign_in(page: Page) -> None:
    page.get_by_label("E-mail address").fill(LOGIN)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    key = page.locator("#key").inner_text().replace(" ", "")
    page.get_by_label("Code from your authenticator app").fill(pyotp.TOTP(key).now())
    page.get_by_role("button", name="Set up and sign in").click()


def resolve(page: Page) -> None:
    page.get_by_label("How it ended").select_option("answered")
    page.get_by_label("The bot was right").check()
    page.get_by_role("button", name="Resolve", exact=True).click()


@pytest.mark.usefixtures("nora")
def test_a_report_reaches_a_nurse_who_answers_in_the_open_chat(
    new_page: Callable[[], Page], settings: Settings, terminal: "Queue[str]"
) -> None:
    patient, nurse = new_page(), new_page()
    patient.goto(settings.address + "/")
    while not terminal.empty():
        terminal.get()
    write(patient, "had pen needling yesterday 3pm. there is yellow pus coming out of my cheek")
    expect(patient.locator("main")).to_contain_text("This needs a clinician today. I have told the team.")

    nurse.goto(next_call(terminal, level="Urgent"))
    sign_in(nurse)
    nurse.get_by_role("button", name="I have it").click()
    expect(nurse.get_by_role("heading", name="Why it came")).to_be_visible()
    expect(nurse.locator("main")).to_contain_text("there is yellow pus coming out of my cheek")
    nurse.locator("#text-reply").fill("This is Nora. Please come in at four today.")
    nurse.locator("#text-reply").press("Control+Enter")

    expect(patient.get_by_text("This is Nora. Please come in at four today.")).to_be_visible()
    expect(patient.locator(".staff .who").last).to_have_text("Nora, clinic staff")
    said_by_bot = patient.locator(".entry.bot").count()
    write(patient, "thank you. and when can I wear make-up?")
    expect(nurse.locator("#live-transcript")).to_contain_text("when can I wear make-up?")
    expect(patient.locator(".entry.bot")).to_have_count(said_by_bot)

    nurse.get_by_text("Resolve the case", exact=True).click()
    resolve(nurse)
    # Her page is older than what the patient wrote: nothing is resolved over words that she may not have read.
    expect(nurse.get_by_text("The patient has written since you looked.")).to_be_visible()
    resolve(nurse)
    expect(patient.get_by_text("You are talking to the chat bot of")).to_be_visible()
    write(patient, "when can I wear make-up?")
    expect(patient.locator(".entry.bot").last).to_contain_text("make-up")
