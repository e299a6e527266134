"""The page when calls fail: no message is lost, none is doubled, and the patient is told what stands."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.doing import message_box, own_state, write
from tests.browser.fake_server import SAY, Fake

pytestmark = pytest.mark.slow

type OpenPage = Callable[..., Page]


def test_a_message_not_saved_is_tried_again_with_the_same_id(page: Page, fake: Fake) -> None:
    fake.fail_messages = [503]
    write(page, "hello")
    expect(own_state(page)).to_contain_text("Not sent yet. We will try again.")
    expect(page.get_by_role("status").first).to_have_text(SAY[503])
    expect(own_state(page)).to_have_text("Sent")
    expect(page.get_by_role("status").first).to_be_empty()
    assert [code for _, _, code in fake.tries] == [503, 202]
    assert len({identifier for identifier, _, _ in fake.tries}) == 1
    expect(page.locator(".patient")).to_have_count(1)


def test_try_now_does_not_wait(page: Page, fake: Fake) -> None:
    fake.fail_messages = [503, 503, 503, 503]
    write(page, "hello")
    # Each press goes at once; left alone, four failures would wait for more than ten seconds.
    for count in range(1, 5):
        button = page.get_by_role("button", name="Try now")
        expect(button).to_be_visible()
        assert len(fake.tries) == count
        button.click()
    expect(own_state(page)).to_have_text("Sent")
    assert len({identifier for identifier, _, _ in fake.tries}) == 1


def test_the_end_stays_in_view_while_the_box_grows(fake: Fake, open_page: OpenPage) -> None:
    for number in range(20):
        fake.add("bot", f"line {number}")
    page = open_page()
    expect(page.get_by_text("line 19")).to_be_in_viewport()
    fake.fail_messages = [503, 503, 503]
    write(page, "a long question " * 14)
    message_box(page).fill("and one more " * 14)
    expect(page.get_by_role("button", name="Try now")).to_be_in_viewport(ratio=1)


def test_an_answer_lost_on_the_way_doubles_nothing(page: Page, fake: Fake) -> None:
    fake.lose_answer = True
    write(page, "hello")
    expect(page.locator(".bot .text").last).to_have_text("You said: hello")
    expect(own_state(page)).to_have_text("Sent")
    expect(page.locator(".patient")).to_have_count(1)
    write(page, "again")
    expect(own_state(page)).to_have_text(["Sent", "Sent"])
    assert [entry["text"] for entry in fake.entries if entry["who"] == "patient"] == ["hello", "again"]


def test_too_fast_waits_as_long_as_asked_and_says_so(page: Page, fake: Fake) -> None:
    fake.fail_messages = [429]
    write(page, "one")
    expect(page.get_by_role("status").first).to_have_text(SAY[429])
    write(page, "two")
    assert len(fake.tries) == 1
    expect(own_state(page)).to_have_text(["Sent", "Sent"])
    assert [text for _, text, _ in fake.tries] == ["one", "one", "two"]


@pytest.mark.parametrize("code", [400, 413])
def test_a_refused_message_is_given_back_for_editing(page: Page, fake: Fake, code: int) -> None:
    fake.fail_messages = [code]
    write(page, "too much")
    expect(page.get_by_role("alert").first).to_contain_text(SAY[code])
    expect(message_box(page)).to_have_value("too much")
    expect(page.locator(".patient")).to_have_count(0)
    write(page, "less")
    expect(own_state(page)).to_have_text("Sent")
    assert [text for _, text, _ in fake.tries] == ["too much", "less"]


def test_a_refused_message_waits_where_another_is_being_written(page: Page, fake: Fake) -> None:
    fake.fail_messages = [503, 413]
    write(page, "too much")
    expect(own_state(page)).to_contain_text("Not sent yet")
    message_box(page).fill("next")
    expect(own_state(page)).to_contain_text(SAY[413])
    page.reload()
    expect(message_box(page)).to_have_value("next")
    page.get_by_role("button", name="Edit message").click()
    expect(message_box(page)).to_have_value("too much\nnext")
    expect(message_box(page)).to_be_focused()
    expect(page.locator(".patient")).to_have_count(0)


def test_a_lost_session_is_opened_again_and_the_message_goes(page: Page, fake: Fake) -> None:
    fake.fail_messages = [401]
    write(page, "hello")
    expect(own_state(page)).to_have_text("Sent")
    assert fake.sessions == 2
    assert [code for _, _, code in fake.tries] == [401, 202]


def test_a_browser_that_keeps_no_cookie_is_told_the_way_out(page: Page, fake: Fake) -> None:
    fake.fail_messages = [401, 401, 401]
    write(page, "hello")
    way_out = page.get_by_role("link", name="Open the chat in its own tab")
    expect(way_out).to_have_attribute("href", "/")


def test_another_chat_does_not_mix_with_the_one_shown(page: Page, fake: Fake) -> None:
    write(page, "first chat")
    expect(page.locator(".bot .text").last).to_have_text("You said: first chat")
    fake.open_other()
    fake.add("bot", "of the other chat")
    write(page, "second chat")
    expect(page.get_by_role("alert").first).to_contain_text("Your message was not sent.")
    expect(page.get_by_text("of the other chat")).to_be_visible()
    expect(page.get_by_text("first chat")).to_have_count(0)
    expect(page.locator(".patient")).to_have_count(0)
    expect(message_box(page)).to_have_value("second chat")
    assert [code for _, _, code in fake.tries] == [202, 409]
    message_box(page).press("Enter")
    expect(page.locator(".bot .text").last).to_have_text("You said: second chat")


def test_a_stream_of_another_chat_is_not_taken(page: Page, fake: Fake) -> None:
    write(page, "first chat")
    expect(page.locator(".bot .text").last).to_have_text("You said: first chat")
    fake.open_other()
    for number in range(4):
        fake.add("bot", f"other {number}")
    fake.cut_streams()
    expect(page.get_by_text("other 0")).to_be_visible()
    expect(page.get_by_text("first chat")).to_have_count(0)
    expect(page.get_by_role("alert").first).to_contain_text("This is a new chat")


def test_an_unsent_message_does_not_go_into_another_chat_after_a_reload(page: Page, fake: Fake) -> None:
    fake.fail_messages = [503] * 9
    write(page, "one")
    write(page, "two")
    expect(own_state(page).first).to_contain_text("Not sent yet")
    fake.open_other()
    fake.fail_messages = []
    page.reload()
    expect(message_box(page)).to_have_value("one\ntwo")
    expect(page.locator(".patient")).to_have_count(0)
    assert fake.entries == []


@pytest.mark.parametrize("action", ["Show earlier messages", "Save transcript", "Delete my chat"])
def test_nothing_is_done_to_another_chat_than_the_one_shown(fake: Fake, open_page: OpenPage, action: str) -> None:
    for number in range(60):
        fake.add("bot", f"line {number}")
    page = open_page()
    expect(page.get_by_text("line 59")).to_be_visible()
    fake.open_other()
    fake.add("bot", "of the other chat")
    if action != "Show earlier messages":
        page.get_by_role("button", name="Menu").click()
    page.get_by_text(action, exact=True).click()
    if action == "Delete my chat":
        page.get_by_role("button", name="Yes, delete it").click()
    expect(page.get_by_text("of the other chat")).to_be_visible()
    expect(page.get_by_text("line 59")).to_have_count(0)
    assert len(fake.entries) == 1


def test_the_question_whether_to_delete_goes_when_another_chat_comes(fake: Fake, open_page: OpenPage) -> None:
    fake.add("bot", "of the first chat")
    page = open_page()
    page.get_by_role("button", name="Menu").click()
    page.get_by_text("Delete my chat", exact=True).click()
    fake.open_other()
    fake.add("bot", "of the other chat")
    fake.cut_streams()
    expect(page.get_by_text("of the other chat")).to_be_visible()
    expect(page.get_by_role("button", name="Yes, delete it")).to_be_hidden()


def test_a_browser_without_cookies_makes_one_chat_and_keeps_what_was_typed(
    fake: Fake, context: BrowserContext, open_page: OpenPage
) -> None:
    fake.keeps_cookies = False
    context.clock.install()
    page = open_page()
    expect(page.get_by_role("link", name="Open the chat in its own tab")).to_be_visible()
    write(page, "hello")
    write(page, "again")
    expect(own_state(page).first).to_contain_text("Not sent yet")
    expect(page.get_by_role("link", name="Open the chat in its own tab")).to_be_visible()
    # Long enough for several tries of a page that does not know.
    page.clock.run_for(60_000)
    assert fake.sessions == 1
    expect(page.locator(".patient .text")).to_have_text(["hello", "again"])
    fake.keeps_cookies = True
    page.get_by_role("button", name="Try now").first.click()
    expect(own_state(page)).to_have_text(["Sent", "Sent"])


def test_where_no_stream_is_to_be_had_answers_come_more_and_more_slowly(
    fake: Fake, context: BrowserContext, open_page: OpenPage
) -> None:
    fake.fail_streams = [503] * 500
    context.clock.install()
    page = open_page()
    write(page, "hello")
    expect(page.locator(".bot .text").last).to_have_text("You said: hello")
    page.clock.run_for(60_000)
    assert len(fake.afters) <= 12
    assert fake.sessions == 1


def test_unsent_messages_survive_a_reload_and_go_in_order(page: Page, fake: Fake) -> None:
    fake.fail_messages = [503, 503, 503]
    write(page, "one")
    write(page, "two")
    expect(own_state(page).first).to_contain_text("Not sent yet")
    fake.fail_messages = []
    page.reload()
    expect(own_state(page)).to_have_text(["Sent", "Sent"])
    assert [entry["text"] for entry in fake.entries if entry["who"] == "patient"] == ["one", "two"]
    first = fake.tries[0][0]
    assert next(entry["id"] for entry in fake.entries if entry["text"] == "one") == first


def test_offline_and_back(page: Page, fake: Fake, context: BrowserContext) -> None:
    expect(page.get_by_text("Hello.")).to_be_visible()
    context.set_offline(True)
    expect(page.get_by_role("status").first).to_contain_text("You are offline")
    write(page, "into the dark")
    expect(own_state(page)).to_contain_text("Not sent yet")
    fake.add("staff", "while you were away")
    context.set_offline(False)
    expect(own_state(page)).to_have_text("Sent")
    expect(page.get_by_text("while you were away")).to_be_visible()
    expect(page.get_by_role("status").first).to_be_empty()


def test_a_cut_stream_goes_on_where_it_was(page: Page, fake: Fake) -> None:
    write(page, "hello")
    expect(page.locator(".bot .text").last).to_have_text("You said: hello")
    fake.cut_streams()
    fake.add("staff", "after the cut")
    expect(page.get_by_text("after the cut")).to_be_visible()
    assert fake.afters == ["0", "2"]
    expect(page.locator(".entry:not(.welcome)")).to_have_count(3)


def test_a_refused_stream_is_opened_again(page: Page, fake: Fake) -> None:
    write(page, "hello")
    expect(page.locator(".bot .text").last).to_have_text("You said: hello")
    fake.fail_streams = [503]
    fake.cut_streams()
    fake.add("staff", "after the refusal")
    expect(page.get_by_text("after the refusal")).to_be_visible()
    assert fake.afters == ["0", "2", "3"]


def test_the_same_entry_twice_is_drawn_once(page: Page, fake: Fake) -> None:
    write(page, "hello")
    expect(page.locator(".bot .text").last).to_have_text("You said: hello")
    fake.entries.extend([dict(fake.entries[0]), dict(fake.entries[1])])
    fake.wake()
    fake.add("staff", "and on", sequence=3)
    fake.wake()
    expect(page.get_by_text("and on")).to_be_visible()
    expect(page.locator(".entry:not(.welcome)")).to_have_count(3)


def test_a_chat_deleted_elsewhere_is_cleared_with_a_word(page: Page, fake: Fake) -> None:
    write(page, "private")
    expect(own_state(page)).to_have_text("Sent")
    fake.gone = True
    fake.wake()
    expect(page.get_by_text("This chat was deleted.")).to_be_focused()
    expect(page.get_by_text("private")).to_have_count(0)
    fake.entries.clear()
    page.get_by_role("button", name="Start a new chat").click()
    expect(page.get_by_text(re.compile("^Hello"))).to_be_visible()
