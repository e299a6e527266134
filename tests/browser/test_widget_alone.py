"""The one-line widget on a site with a strict policy and a style sheet that reaches for everything."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_page_access import violations

pytestmark = pytest.mark.slow

type OpenPage = Callable[..., Page]


@pytest.fixture
def site(open_page: OpenPage) -> Page:
    return open_page("/host", host="localhost")


def test_it_opens_talks_and_closes(site: Page) -> None:
    launch = site.get_by_role("button", name="Ask about your aftercare")
    expect(launch).to_have_attribute("aria-expanded", "false")
    assert len(site.frames) == 1
    launch.press("Enter")
    chat = site.frame_locator("iframe[title='Aftercare chat']")
    expect(chat.locator("#standing")).to_contain_text("not a doctor")
    expect(chat.get_by_role("heading", level=1)).to_have_css("width", "1px")
    assert site.evaluate("document.querySelector('aftercare-chat-widget').shadowRoot.activeElement.tagName") == "IFRAME"
    chat.get_by_label("Your message").fill("hello")
    chat.get_by_label("Your message").press("Enter")
    expect(chat.get_by_text("You said: hello")).to_be_visible()
    chat.get_by_label("Your message").press("Escape")
    expect(launch).to_be_focused()
    launch.press("Enter")
    expect(chat.get_by_text("You said: hello")).to_be_visible()
    site.get_by_role("button", name="Close the aftercare chat").click()
    expect(launch).to_be_focused()


def test_only_its_own_frame_can_close_it(site: Page) -> None:
    site.get_by_role("button", name="Ask about your aftercare").click()
    close = site.get_by_role("button", name="Close the aftercare chat")
    expect(close).to_be_visible()
    site.evaluate("() => new Promise(done => { window.postMessage({aftercare: 'close'}, '*'); setTimeout(done, 50); })")
    expect(close).to_be_visible()


def test_axe_finds_nothing_on_the_site_and_inside(site: Page) -> None:
    assert violations(site) == []
    site.get_by_role("button", name="Ask about your aftercare").click()
    expect(site.frame_locator("iframe").locator("#standing")).to_be_visible()
    assert violations(site) == []
    assert violations(site.frames[1]) == []


def test_the_sites_styles_do_not_reach_it(site: Page) -> None:
    launch = site.get_by_role("button", name="Ask about your aftercare")
    expect(launch).to_have_css("font-size", "16px")
    expect(launch).to_have_css("letter-spacing", "normal")
    expect(launch).to_have_css("text-transform", "none")


def test_it_covers_a_phone_and_keeps_focus_inside(site: Page) -> None:
    site.set_viewport_size({"width": 390, "height": 844})
    site.get_by_role("button", name="Ask about your aftercare").click()
    panel = site.get_by_role("dialog", name="Aftercare chat")
    assert panel.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    assert panel.evaluate("panel => panel.matches(':modal')")
    assert site.evaluate("document.documentElement.scrollWidth") <= 390
