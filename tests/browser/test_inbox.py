"""The inbox in a real Chromium, over a real server and real records, with somebody signed in."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from tempfile import gettempdir

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import update
from starlette.applications import Starlette

from bot.clock import utc_now
from bot.conversation.news import News
from bot.protocol import Protocol
from bot.records.case_models import Escalation
from bot.records.database import Database
from bot.records.encryption import Keyring
from bot.stack.web_server import WebServer
from bot.staff.app import staff_app
from bot.staff.cookies import session_cookie
from bot.staff.parts import all_views
from bot.staff.side import open_staff_side
from tests.unit.escalations.reading.conftest import Clinic

pytestmark = pytest.mark.slow

AXE_SCRIPT = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
SMALLEST_TARGET = 24  # CSS pixels, WCAG 2.2 criterion 2.5.8
KNOWN = {"state": "acknowledged"}
OF_THE_BROWSER = "Failed to load resource"
# What htmx writes when the server does not answer, which one test brings about.
OF_HTMX = ("htmx:sendError", "htmx:responseError", "htmx:timeout", "htmx:afterRequest")
PICTURES = Path(gettempdir())

type OpenInbox = Callable[[], Page]


@dataclass
class Server:
    """A staff side that can be stopped and started again."""

    app: Starlette
    port: int
    token: str
    serving: WebServer | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.serving = WebServer(self.app, host="127.0.0.1", port=self.port).__enter__()

    def stop(self) -> None:
        if self.serving:
            self.serving.__exit__(None, None, None)
        self.serving = None


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'aftercare.sqlite3'}"


@pytest.fixture
def clinic(database: Database) -> Clinic:
    return Clinic(database, utc_now())


@pytest.fixture
def server(database: Database, protocol: Protocol, keyring: Keyring) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    side = open_staff_side(
        address=f"http://127.0.0.1:{port}", database=database, protocol=protocol, keyring=keyring, news=News()
    )
    password = "four plain random words"  # noqa: S105 - the test's own
    nora = side.accounts.add(login="nora@clinic.example", name="Nora", role="staff", password=password, by=None).member
    with database.writing() as session:
        token = side.sessions.begin(session, staff_id=nora.id, complete=True)
    made = Server(staff_app(side, all_views()), port, token)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def open_inbox(context: BrowserContext, server: Server) -> Iterator[OpenInbox]:
    complaints: list[str] = []
    name = session_cookie(server.address)
    context.add_cookies([{"name": name, "value": server.token, "url": server.address}])

    def opened() -> Page:
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on(
            "console",
            lambda heard: (
                complaints.append(heard.text)
                if heard.type == "error" and not heard.text.startswith(OF_THE_BROWSER)
                else None
            ),
        )
        page.on("pageerror", lambda problem: complaints.append(str(problem)))
        page.goto(f"{server.address}/staff/")
        return page

    yield opened
    context.close()
    assert [each for each in complaints if not each.startswith(OF_HTMX)] == []


def some_cases(clinic: Clinic) -> list[str]:
    soon = clinic.now + timedelta(minutes=8)
    return [
        clinic.case(level="emergency", ago=0.1, name="Marigold Example", promised_at=soon),
        clinic.case(ago=2, name="Rosemary Example", promised_at=clinic.now - timedelta(minutes=5)),
        clinic.case(ago=3, name="Basil Example", promised_at=soon, **KNOWN),
        clinic.case(level="routine", ago=30, text="can I swim? " * 20),
    ]


def violations(page: Page) -> list[str]:
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then(({violations}) => violations)")
    return [f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in found]


def links(page: Page) -> list[str]:
    return page.locator("#live a.open .name").all_inner_texts()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
def test_the_list_is_for_everybody(clinic: Clinic, open_inbox: OpenInbox, scheme: str, width: int) -> None:
    some_cases(clinic)
    page = open_inbox()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 812})
    expect(page.locator("#live-state")).to_have_text("Live: changes show by themselves.")
    expected = ["Marigold Example", "Rosemary Example", "Basil Example", "Patient without a name"]
    assert links(page) == expected
    page.screenshot(path=PICTURES / f"inbox-{width}-{scheme}.png", full_page=True)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for element in page.locator("main button:visible, main a:visible, main input:visible").all():
        size = element.bounding_box()
        assert size is not None
        assert min(size["width"], size["height"]) >= SMALLEST_TARGET, element.inner_text()
    page.get_by_role("button", name="Keys").click()
    assert violations(page) == []
    page.screenshot(path=PICTURES / f"inbox-{width}-{scheme}-keys.png")


def test_a_new_case_shows_by_itself_and_nobody_loses_their_place(clinic: Clinic, open_inbox: OpenInbox) -> None:
    clinic.cases([{**KNOWN, "ago": number, "name": f"Patient {number}"} for number in range(30, 0, -1)])
    page = open_inbox()
    expect(page.locator("#live-state")).to_have_text("Live: changes show by themselves.")
    held = page.get_by_role("link", name="Patient 12")
    held.focus()
    page.evaluate("window.marked = document.activeElement")
    before = held.bounding_box()
    assert page.evaluate("scrollY") > 0
    clinic.case(level="emergency", ago=0, name="Marigold Example")
    expect(page.locator("#unseen")).to_contain_text("Marigold Example")
    expect(page).to_have_title("(1) Inbox - Example Skin Clinic")
    expect(page.locator("#said")).to_have_text("Emergency: new case, not acknowledged")
    expect(held).to_be_focused()
    assert page.evaluate("window.marked === document.activeElement"), "the same link, not a new one in its place"
    after = held.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 2


def test_focus_goes_with_a_case_that_somebody_acknowledges_and_on_when_it_is_gone(
    clinic: Clinic, open_inbox: OpenInbox
) -> None:
    first, second = clinic.case(ago=3, name="Rosemary"), clinic.case(ago=2, name="Basil")
    page = open_inbox()
    page.locator(f"#unseen-open-{first}").focus()
    with clinic.database.writing() as session:
        session.execute(update(Escalation).where(Escalation.id == first).values(state="acknowledged"))
    expect(page.locator(f"#list-open-{first}")).to_be_focused()
    with clinic.database.writing() as session:
        session.execute(
            update(Escalation).where(Escalation.id == first).values(state="resolved", resolved_at=clinic.now)
        )
    expect(page.locator(f"#unseen-open-{second}")).to_be_focused()


def test_keys_alone_reach_every_case(clinic: Clinic, open_inbox: OpenInbox) -> None:
    cases = some_cases(clinic)
    page = open_inbox()
    for key, place in [("j", 0), ("j", 1), ("j", 2), ("k", 1), ("u", 0)]:
        page.keyboard.press(key)
        expect(page.locator(f"a.open[id$='{cases[place]}']")).to_be_focused()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    page.keyboard.press("j")
    dialog.get_by_label("Use these keys").press("Space")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("k")
    # Keys that are off do nothing.
    expect(page.locator(f"a.open[id$='{cases[0]}']")).to_be_focused()
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(str(page.evaluate("document.activeElement.id"))[-32:])
    assert set(cases) <= reached
    page.locator(f"#unseen-open-{cases[0]}").press("Enter")
    page.wait_for_url(f"**/staff/cases/{cases[0]}")


def test_a_search_leaves_the_address_and_what_is_on_top_alone(clinic: Clinic, open_inbox: OpenInbox) -> None:
    some_cases(clinic)
    page = open_inbox()
    page.keyboard.press("/")
    page.keyboard.type("basil")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Found: 1 open, 0 resolved")).to_be_visible()
    assert "basil" not in page.url
    expect(page.locator("#unseen .case")).to_have_count(2)
    expect(page.locator("#list")).to_be_hidden()
    clinic.case(ago=0, name="Sage")
    expect(page.locator("#unseen .case")).to_have_count(3)
    expect(page.locator("#found .case")).to_have_count(1)
    assert violations(page) == []


def test_times_count_on_and_pass_into_late(clinic: Clinic, open_inbox: OpenInbox) -> None:
    case = clinic.case(ago=1, promised_at=utc_now() + timedelta(seconds=4))
    page = open_inbox()
    left = page.locator(f"#unseen-{case} time[data-until]")
    expect(left).to_contain_text("s left")
    expect(left).to_contain_text("late by")


def test_a_page_without_its_stream_asks_at_intervals_and_then_says_that_it_is_not_live(
    clinic: Clinic, context: BrowserContext, open_inbox: OpenInbox, server: Server
) -> None:
    context.route("**/staff/events", lambda route: route.abort())
    page = open_inbox()
    expect(page.locator("#live-state")).to_have_text("Checked every 10 seconds: the direct line is down.")
    case = clinic.case(ago=0)
    expect(page.locator(f"#unseen-{case}")).to_be_visible(timeout=15_000)
    server.stop()
    expect(page.locator("#live-state")).to_contain_text("Not live", timeout=15_000)
    expect(page.locator(f"#unseen-{case}")).to_be_visible()
    server.start()
    expect(page.locator("#live-state")).to_contain_text("Checked every", timeout=15_000)


def test_a_notice_holds_a_level_and_nothing_of_the_patient(
    clinic: Clinic, context: BrowserContext, open_inbox: OpenInbox
) -> None:
    context.add_init_script(
        """
        window.noticed = [];
        window.tones = 0;
        window.Notification = class { static permission = "granted"; constructor(...given) { noticed.push(given); } };
        const start = OscillatorNode.prototype.start;
        OscillatorNode.prototype.start = function (...given) { tones += 1; return start.apply(this, given); };
        """
    )
    clinic.case(ago=1, name="Rosemary Example")
    page = open_inbox()
    clinic.case(ago=0.1, name="Basil Example")
    expect(page.locator("#unseen .case")).to_have_count(2)
    assert page.evaluate("[noticed.length, tones]") == [0, 0], "nothing sounds unasked"
    page.get_by_role("button", name="Sound and notice").click()
    expect(page.get_by_role("button", name="Sound and notice")).to_have_attribute("aria-pressed", "true")
    page.evaluate("tones = 0")
    case = clinic.case(level="emergency", ago=0, name="Marigold Example", text="pus everywhere")
    expect(page.locator("#unseen .case")).to_have_count(3)
    expect(page.locator("#said")).to_have_text("Emergency: new case, not acknowledged")
    (title, options), *more = page.evaluate("noticed")
    assert more == []
    assert title == "Emergency: new case"
    assert options["tag"].startswith(case)
    assert "Marigold" not in str(options)
    assert page.evaluate("tones") > 0
