"""The page and its files come with the right type, and only again when they have changed."""

import pytest

from bot.channels.web.pages import FILES
from tests.unit.channels.conftest import Edge


@pytest.mark.parametrize("path", ["/", "/?embedded=1"])
def test_the_front_is_the_chats_page(edge: Edge, path: str) -> None:
    answer = edge.browser().get(path)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.content == (FILES / "index.html").read_bytes()


@pytest.mark.parametrize(
    ("suffix", "content_type"), [(".js", "text/javascript"), (".css", "text/css"), (".svg", "image/svg+xml")]
)
def test_files_come_with_their_type(edge: Edge, suffix: str, content_type: str) -> None:
    for file in FILES.glob(f"*{suffix}"):
        assert edge.browser().get(f"/static/{file.name}").headers["content-type"].split(";")[0] == content_type


def test_a_file_that_the_browser_has_is_not_sent_again(edge: Edge) -> None:
    browser = edge.browser()
    for path in ("/", "/static/icon.svg"):
        etag = browser.get(path).headers["etag"]
        again = browser.get(path, headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")
        assert browser.get(path, headers={"If-None-Match": '"old"'}).status_code == 200


@pytest.mark.parametrize("path", ["/static/../body.py", "/static/%2e%2e/body.py", "/static/nothing.js", "/static/"])
def test_nothing_beside_the_files_is_served(edge: Edge, path: str) -> None:
    assert edge.browser().get(path).status_code == 404


def test_no_documentation_of_the_calls_is_served(edge: Edge) -> None:
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert edge.browser().get(path).status_code == 404
