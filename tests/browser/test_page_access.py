"""The page for everybody: axe finds nothing, keys alone reach everything, and it fits a small or a zoomed screen."""

from collections.abc import Callable
from importlib.resources import files

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, expect

from tests.browser.doing import message_box, own_state, write
from tests.browser.fake_server import Fake

pytestmark = pytest.mark.slow

type OpenPage = Callable[..., Page]

AXE_SCRIPT = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
SMALLEST_TARGET = 24  # CSS pixels, WCAG 2.2 criterion 2.5.8


def violations(frame: Page | Frame) -> list[str]:
    frame.evaluate(AXE_SCRIPT)
    found = frame.evaluate("axe.run({resultTypes: ['violations'], iframes: false}).then(({violations}) => violations)")
    return [f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in found]


def full_chat(fake: Fake) -> None:
    fake.add("patient", "a question")
    fake.add("bot", "an answer: call 555-0100", answers=1)
    fake.add("staff", "a person's answer", quick_replies=["Yes", "No"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(fake: Fake, context: BrowserContext, open_page: OpenPage, scheme: str) -> None:
    full_chat(fake)
    page = open_page()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    expect(page.get_by_text("a person's answer")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Menu").click()
    assert violations(page) == []
    page.get_by_role("button", name="Delete my chat").click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Privacy and clinic details").click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    context.set_offline(True)
    write(page, "not sent " * 24)
    expect(own_state(page).last).to_contain_text("Not sent yet")
    message_box(page).fill("near the limit " * 20)
    assert violations(page) == []


@pytest.mark.parametrize(("width", "height"), [(320, 640), (320, 256), (390, 844), (1280, 800)])
def test_it_fits_and_every_target_can_be_hit(fake: Fake, open_page: OpenPage, width: int, height: int) -> None:
    full_chat(fake)
    page = open_page()
    page.set_viewport_size({"width": width, "height": height})
    expect(page.get_by_text("a person's answer")).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.documentElement.scrollHeight") <= height
    for element in page.locator("button:visible, a:visible, textarea:visible").all():
        size = element.bounding_box()
        assert size is not None
        if size["width"] == 0 or element.evaluate("element => element.closest('.standing') !== null"):
            continue  # a number within the standing sentence: targets in a sentence are excepted
        assert min(size["width"], size["height"]) >= SMALLEST_TARGET, element.inner_text()
    for always in [page.locator(".standing"), page.get_by_role("button", name="Talk to a person")]:
        expect(always).to_be_in_viewport()
    expect(page.get_by_role("link", name="Emergency: 911")).to_be_in_viewport()
    expect(message_box(page)).to_be_in_viewport(ratio=1)


def test_a_low_screen_can_open_the_whole_standing_line(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 256})
    page.get_by_role("button", name="Show all").click()
    expect(page.get_by_role("button", name="Show less")).to_have_attribute("aria-expanded", "true")
    expect(message_box(page)).to_be_in_viewport(ratio=1)


def test_keys_alone_walk_through_everything(fake: Fake, open_page: OpenPage) -> None:
    full_chat(fake)
    page = open_page()
    expect(page.get_by_role("button", name="Yes")).to_be_visible()
    reached = []
    for _ in range(10):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.textContent.trim().slice(0, 16) || document.activeElement.id")
        )
    assert reached[:5] == ["555-0100", "911", "Talk to a person", "Emergency: 911", "Menu"]
    assert reached[6:] == ["555-0100", "Yes", "No", "message"]


def test_deleting_asks_first_and_focus_is_never_lost(page: Page, fake: Fake) -> None:
    write(page, "private")
    expect(own_state(page)).to_have_text("Sent")
    menu = page.get_by_role("button", name="Menu")
    menu.press("Enter")
    page.get_by_role("button", name="Delete my chat").press("Enter")
    dialog = page.get_by_role("dialog", name="Delete this chat?")
    expect(dialog).to_contain_text("What the clinic must keep stays.")
    expect(dialog.get_by_role("button", name="No, keep it")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(menu).to_be_focused()
    menu.press("Enter")
    page.get_by_role("button", name="Delete my chat").press("Enter")
    fake.fail_delete = [503]
    dialog.get_by_role("button", name="Yes, delete it").press("Enter")
    expect(dialog.get_by_role("alert")).not_to_be_empty()
    dialog.get_by_role("button", name="Yes, delete it").press("Enter")
    expect(page.get_by_text("Your chat was deleted.")).to_be_focused()
    expect(page.get_by_text("private")).to_have_count(0)
    page.get_by_role("button", name="Start a new chat").press("Enter")
    expect(message_box(page)).to_be_focused()
    write(page, "fresh")
    expect(own_state(page)).to_have_text("Sent")


def test_the_menu_closes_with_escape_and_gives_focus_back(page: Page) -> None:
    menu = page.get_by_role("button", name="Menu")
    menu.press("Enter")
    expect(menu).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("link", name="Save transcript")).to_have_attribute("href", "/chat/transcript")
    page.get_by_role("button", name="Print").focus()
    page.keyboard.press("Escape")
    expect(menu).to_have_attribute("aria-expanded", "false")
    expect(menu).to_be_focused()


def test_printing_brings_the_whole_chat_and_no_controls(fake: Fake, open_page: OpenPage) -> None:
    for number in range(70):
        fake.add("bot", f"line {number}")
    page = open_page()
    page.evaluate("window.print = () => { document.title = `printed ${document.querySelectorAll('.entry').length}` }")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Print").click()
    expect(page).to_have_title("printed 71")
    page.emulate_media(media="print")
    expect(page.get_by_text("line 0", exact=True)).to_be_visible()
    expect(page.locator("button:visible, textarea:visible")).to_have_count(0)
    assert page.locator(".scroller").evaluate("scroller => scroller.scrollHeight === scroller.clientHeight")


def test_the_title_counts_what_came_while_nobody_looked(page: Page, fake: Fake) -> None:
    expect(page).to_have_title("Aftercare chat of Example Skin Clinic")
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    fake.add("staff", "are you there?")
    fake.wake()
    expect(page).to_have_title("(1) Aftercare chat of Example Skin Clinic")
    page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    expect(page).to_have_title("Aftercare chat of Example Skin Clinic")
