"""What stands around every view: headers, forms that are refused, errors that tell nothing, files."""

import re
from collections.abc import Callable

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.staff.access import EVERYBODY, form_of
from bot.staff.accounts.member import SignedIn
from bot.staff.guard import MOST_BYTES
from bot.staff.templating import FOLDER
from bot.staff.views import View
from tests.unit.staff.conftest import Desk


def _break(_: Request, __: SignedIn | None) -> Response:
    raise RuntimeError("what the patient wrote")


async def _echo(request: Request, _: SignedIn | None) -> Response:
    return PlainTextResponse(form_of(request).get("text", ""))


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    return make_desk(views=(View("GET", "/breaks", EVERYBODY, _break), View("POST", "/echo", EVERYBODY, _echo)))


@pytest.mark.parametrize("path", ["/staff/sign-in", "/nothing-here", "/breaks", "/staff/static/staff.css"])
def test_every_answer_carries_the_headers(desk: Desk, path: str) -> None:
    headers = desk.browser().get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["cache-control"] == ("no-cache" if path.startswith("/staff/static/") else "no-store")


def test_an_error_tells_neither_page_nor_log_what_it_was_about(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    answer = desk.browser().get("/breaks")
    assert answer.status_code == 500
    assert "patient wrote" not in answer.text + caplog.text
    assert "RuntimeError" in caplog.text


def test_a_page_that_is_not_there_is_said_so(desk: Desk) -> None:
    answer = desk.browser().get("/nothing-here")
    assert (answer.status_code, "no such page" in answer.text) == (404, True)


def test_forms_are_read_up_to_their_limit(desk: Desk) -> None:
    browser = desk.browser()
    assert browser.post("/echo", data={"text": "sore & caf\u00e9"}).text == "sore & caf\u00e9"
    assert browser.post("/echo").text == ""
    assert browser.post("/echo", data={"text": "x" * MOST_BYTES}).status_code == 413
    assert browser.post("/echo", files={"text": b"x"}).status_code == 400
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert browser.post("/echo", content=b"text=%ff\xff", headers=form).status_code == 400
    assert browser.post("/echo", content="&".join(f"a{n}=1" for n in range(600)), headers=form).status_code == 400


def test_nothing_runs_or_is_styled_inline() -> None:
    templates = sorted(FOLDER.rglob("templates/*.html"))
    assert len(templates) > 10
    for template in templates:
        words = template.read_text()
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:|\|\s*safe", words), (
            template
        )


def test_every_field_has_a_label() -> None:
    for template in sorted(FOLDER.rglob("templates/*.html")):
        words = template.read_text()
        labelled = set(re.findall(r'<label for="([^"]+)"', words))
        for field in re.findall(r"<(?:input|select|textarea)\b[^>]*>", words):
            if 'type="hidden"' in field or 'type="radio"' in field or 'type="checkbox"' in field:
                continue
            found = re.search(r'\sid="([^"]+)"', field)
            assert (found and found[1] in labelled) or "aria-label" in field, (template, field)


@pytest.mark.parametrize("file", ["htmx.min.js", "htmx-sse.min.js", "idle.js", "staff.css", "VENDORED.txt"])
def test_the_files_are_served(desk: Desk, file: str) -> None:
    assert desk.browser().get(f"/staff/static/{file}").status_code == 200
