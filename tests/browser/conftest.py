"""A real Chromium on the page, with a fake server behind it.

A page that writes an error to its console, throws, or breaks its Content-Security-Policy fails its test.
"""

import os
import shutil
import socket
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from bot.stack.web_server import WebServer
from tests.browser.fake_server import Fake, fake_app

type OpenPage = Callable[..., Page]

# What the browser itself writes when a call fails, which many tests bring about.
OF_THE_BROWSER = "Failed to load resource"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        # A machine that is meant to have it must not pass without it.
        (pytest.fail if os.environ.get("CI") else pytest.skip)("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def fake() -> Fake:
    return Fake()


@pytest.fixture
def address(fake: Fake) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with WebServer(fake_app(fake), host="127.0.0.1", port=port):
        yield f"http://127.0.0.1:{port}"
        fake.cut_streams()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-US")
    yield made
    made.close()


@pytest.fixture
def open_page(context: BrowserContext, address: str) -> Iterator[OpenPage]:
    """Opens a path of the fake server; at the end no page may have complained."""
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(OF_THE_BROWSER):
            complaints.append(message.text)

    def opened(path: str = "/", *, host: str = "127.0.0.1") -> Page:
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("console", heard)
        page.on("pageerror", lambda problem: complaints.append(str(problem)))
        page.goto(address.replace("127.0.0.1", host) + path)
        return page

    yield opened
    context.close()
    assert complaints == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()
