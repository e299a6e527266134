"""Where one is sent after signing in: only ever to a page of this site."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.staff.own_path import HOME, own_path

BASE = "https://staff.example/sign-in"
TRICKS = [
    "//",
    "/\\",
    "\\",
    "\t",
    "\n",
    "/",
    ":",
    "@",
    "evil.example",
    "https:",
    "javascript:",
    "%2f",
    "?",
    "#",
    " ",
    ".",
    "..",
    "%2E",
    "/staff/",
    "chat",
]


@given(st.lists(st.sampled_from(TRICKS), max_size=8).map("".join) | st.text(max_size=40))
def test_no_spelling_leads_to_another_host(asked: str) -> None:
    # Browsers drop tabs and line ends, and read a backslash as a slash.
    as_browsers_read = own_path(asked).translate(str.maketrans("\\", "/", "\t\n\r"))
    assert urlsplit(urljoin(BASE, as_browsers_read)).netloc == "staff.example"
    assert urlsplit(urljoin(BASE, as_browsers_read)).scheme == "https"
    # They read an encoded dot as a dot, and go up before they ask.
    path = urlsplit(as_browsers_read).path.replace("%2e", ".").replace("%2E", ".")
    assert urlsplit(urljoin(BASE, path)).path.startswith(HOME)


@pytest.mark.parametrize(
    "asked", ["/staff/", "/staff/cases/0f3a", "/staff/figures?from=2026-11-01&to=2026-11-20", "/staff/people#add"]
)
def test_own_pages_are_kept(asked: str) -> None:
    assert own_path(asked) == asked


@pytest.mark.parametrize(
    "asked",
    [
        None,
        "",
        "/",
        "/chat/messages",
        "cases",
        "/staff/sign-in?next=/x",
        "/staff/sign-out",
        "/staff/session",
        "/staff/../?x=1",
        "/staff/./../chat",
        "/staff/cases/..",
        "/staff/%2e%2E/chat",
        "/staff/.%2e/",
        "/staff/..#cases",
        "/" + "x" * 1000,
    ],
)
def test_everything_else_leads_to_the_inbox(asked: str | None) -> None:
    assert own_path(asked) == HOME
