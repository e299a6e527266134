"""What tests of the page do again and again."""

from playwright.sync_api import Locator, Page


def message_box(page: Page) -> Locator:
    return page.get_by_label("Your message")


def write(page: Page, text: str) -> None:
    message_box(page).fill(text)
    message_box(page).press("Enter")


def own_state(page: Page) -> Locator:
    """The line under each of the patient's own messages."""
    return page.locator(".patient .state")
