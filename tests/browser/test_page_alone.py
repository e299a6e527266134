"""The page by itself: what is written, sent, drawn and kept, against a server that does as it is told."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.doing import message_box, own_state, write
from tests.browser.fake_server import Fake

pytestmark = pytest.mark.slow

type OpenPage = Callable[..., Page]


def test_who_speaks_and_how_to_reach_a_person_stand_above_the_chat(page: Page, fake: Fake) -> None:
    top = page.get_by_role("banner")
    expect(top).to_contain_text("not a doctor")
    expect(top.get_by_role("link", name="555-0100", exact=True)).to_have_attribute("href", "tel:5550100")
    expect(top.get_by_role("link", name="Emergency: 911")).to_have_attribute("href", "tel:911")
    page.get_by_role("button", name="Talk to a person").click()
    expect(page.get_by_role("log")).to_contain_text("You said: STAFF")
    assert [text for _, text, _ in fake.tries] == ["STAFF"]


def test_enter_sends_and_shift_enter_makes_a_line(page: Page, fake: Fake) -> None:
    text = message_box(page)
    text.press_sequentially("one")
    text.press("Shift+Enter")
    text.press_sequentially("two")
    assert fake.tries == []
    text.press("Enter")
    expect(page.locator(".bot .text").last).to_have_text("You said: one\ntwo", use_inner_text=True)
    expect(text).to_have_value("")
    expect(own_state(page)).to_have_text("Sent")


def test_an_input_methods_enter_does_not_send(page: Page, fake: Fake) -> None:
    text = message_box(page)
    text.fill("ni")
    text.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True, "cancelable": True})
    expect(text).to_have_value("ni")
    assert fake.tries == []


def test_an_empty_message_is_not_sent(page: Page, fake: Fake) -> None:
    write(page, "  \n ")
    write(page, "word")
    expect(page.locator(".bot .text").last).to_have_text("You said: word")
    assert len(fake.tries) == 1


def test_a_draft_survives_a_reload_and_goes_once_sent(page: Page) -> None:
    message_box(page).fill("half a thou")
    page.reload()
    expect(message_box(page)).to_have_value("half a thou")
    message_box(page).press("Enter")
    expect(own_state(page)).to_have_text("Sent")
    page.reload()
    expect(page.locator(".patient .text")).to_have_text("half a thou")
    expect(message_box(page)).to_have_value("")


def test_a_long_text_is_counted_and_never_cut(page: Page, fake: Fake) -> None:
    message_box(page).fill("a" * 190)
    expect(page.locator("#length")).to_have_text("190 of 200 characters")
    write(page, "b" * 230)
    expect(own_state(page)).to_have_text("Sent")
    assert len(fake.tries[0][1]) == 230


def test_quick_replies_stand_under_the_latest_turn_only(page: Page, fake: Fake) -> None:
    fake.replies = {"Make-up": [("With care.", []), ("Which treatment did you have?", ["Pen", "RF"])]}
    group = page.get_by_role("group", name="Suggested answers")
    expect(group.get_by_role("button")).to_have_text(["Make-up", "Redness"])
    fake.answering = False
    group.get_by_role("button", name="Make-up").click()
    expect(group).to_be_hidden()
    expect(page.get_by_role("region", name="Messages")).to_be_focused()
    expect(page.get_by_text("is writing")).to_be_visible()
    fake.answer(fake.entries[0])
    expect(group.get_by_role("button")).to_have_text(["Pen", "RF"])
    page.reload()
    expect(group.get_by_role("button")).to_have_text(["Pen", "RF"])


def test_the_answer_is_awaited_also_after_a_reload(page: Page, fake: Fake) -> None:
    fake.answering = False
    write(page, "hello")
    expect(page.get_by_text("is writing")).to_be_visible()
    fake.entries[0]["at"] = page.evaluate("new Date().toISOString()")
    page.reload()
    expect(page.get_by_text("is writing")).to_be_visible()
    fake.answer(fake.entries[0])
    expect(page.get_by_text("is writing")).to_be_hidden()


@pytest.mark.parametrize("who", ["patient", "bot"])
def test_hostile_text_is_shown_and_runs_nothing(fake: Fake, open_page: OpenPage, who: str) -> None:
    hostile = "<script>window.hit=1</script><img src=x onerror='window.hit=1'> https://evil.example &amp; 911"
    fake.add(who, hostile, quick_replies=["<b>x</b>"] if who == "bot" else [])
    page = open_page()
    expect(page.locator(f".{who} .text").last).to_have_text(hostile)
    write(page, hostile)
    expect(page.locator(".bot .text").last).to_have_text(f"You said: {hostile}")
    assert page.evaluate("window.hit") is None
    assert page.locator("aftercare-chat img, aftercare-chat script, aftercare-chat .text b").count() == 0
    assert page.locator(".text a").evaluate_all("links => links.map(link => link.href)") in (
        ["tel:911"],
        ["tel:911", "tel:911"],
    )


def test_only_new_messages_are_read_out(fake: Fake, open_page: OpenPage) -> None:
    fake.add("patient", "old question")
    fake.add("bot", "old answer", answers=1)
    page = open_page()
    log = page.get_by_role("log")
    expect(page.get_by_text("old answer")).to_be_visible()
    expect(log).to_have_attribute("aria-live", "polite")
    expect(log).to_be_empty()
    page.evaluate(
        """() => { window.added = []; new MutationObserver(changes => changes.forEach(change => change.addedNodes
        .forEach(node => node.matches?.("article") && window.added.push(node.querySelector(".text").textContent))))
        .observe(document.querySelector("[role=log]"), {childList: true, subtree: true}); }"""
    )
    write(page, "new question")
    expect(page.locator(".bot .text").last).to_have_text("You said: new question")
    expect(log.locator(".state")).to_have_attribute("aria-live", "off")
    assert page.evaluate("window.added") == ["new question", "You said: new question"]


def test_earlier_messages_come_on_request(fake: Fake, open_page: OpenPage) -> None:
    for number in range(120):
        fake.add("bot", f"line {number}")
    page = open_page()
    expect(page.locator(".entry")).to_have_count(50)
    button = page.get_by_role("button", name="Show earlier messages")
    button.click()
    expect(page.locator(".entry")).to_have_count(100)
    button.click()
    expect(page.locator(".entry")).to_have_count(121)
    expect(button).to_be_hidden()
    assert page.locator(".entry .text").all_inner_texts()[1:] == [f"line {number}" for number in range(120)]
    expect(page.get_by_role("log")).to_be_empty()


def test_who_has_scrolled_up_is_left_there(fake: Fake, open_page: OpenPage) -> None:
    for number in range(40):
        fake.add("bot", f"line {number}")
    page = open_page()
    expect(page.get_by_text("line 39")).to_be_in_viewport()
    page.get_by_role("region", name="Messages").evaluate("scroller => { scroller.scrollTop = 0 }")
    expect(page.get_by_text("line 39")).not_to_be_in_viewport()
    fake.add("staff", "from a person")
    fake.wake()
    page.get_by_role("button", name="New message").click()
    expect(page.get_by_text("from a person")).to_be_in_viewport()
    expect(page.get_by_role("button", name="New message")).to_be_hidden()


def test_the_link_of_the_clinic_leaves_the_address_bar(fake: Fake, open_page: OpenPage) -> None:
    page = open_page("/#link=old")
    expect(page.get_by_role("alert").first).to_contain_text("This link has expired")
    assert fake.links == ["old"]
    assert "#" not in page.url
    page.reload()
    expect(page.get_by_text("Hello.")).to_be_visible()
    assert fake.links == ["old", None]


def test_a_link_opened_in_the_tab_of_the_chat_is_taken_and_leaves_the_address_bar(page: Page, fake: Fake) -> None:
    expect(page.get_by_text("Hello.")).to_be_visible()
    page.evaluate("window.location.hash = '#link=old'")
    expect(page.get_by_role("alert").first).to_contain_text("This link has expired")
    assert fake.links == [None, "old"]
    assert "#" not in page.url


def test_a_link_asks_before_it_takes_the_place_of_a_chat(page: Page, fake: Fake) -> None:
    write(page, "hello")
    expect(own_state(page)).to_have_text("Sent")
    page.evaluate("window.location.hash = '#link=new'")
    dialog = page.get_by_role("dialog", name="Start a new chat?")
    expect(dialog).to_contain_text("Your other chat stays with the clinic.")
    dialog.get_by_role("button", name="Keep my chat").click()
    expect(dialog).to_be_hidden()
    write(page, "still here")
    expect(page.locator(".bot .text").last).to_have_text("You said: still here")
    page.evaluate("window.location.hash = '#link=new'")
    dialog.get_by_role("button", name="Start a new chat").click()
    expect(page.get_by_text("still here")).to_have_count(0)
    write(page, "in the new one")
    expect(page.locator(".bot .text").last).to_have_text("You said: in the new one")
    assert [entry["text"] for entry in fake.entries] == ["in the new one", "You said: in the new one"]


def test_each_message_says_who_and_when(fake: Fake, open_page: OpenPage) -> None:
    fake.add("staff", "I am here")
    page = open_page()
    article = page.get_by_role("article", name=re.compile("^Clinic staff "))
    expect(article).to_contain_text("I am here")
    expect(article.locator("time")).to_have_attribute("datetime", "2026-11-21T10:02:01+00:00")
    expect(page.locator(".day:visible")).to_have_text("Saturday, November 21")


def test_a_person_of_the_staff_is_named_and_nobody_seems_to_write_for_them(fake: Fake, page: Page) -> None:
    fake.answering = False
    fake.add("staff", "I have read your message.", speaker="Nora")
    fake.wake()
    expect(page.locator(".staff .who")).to_have_text("Nora, clinic staff")
    write(page, "thank you")
    expect(page.locator(".patient")).to_contain_text("Sent")
    expect(page.get_by_text("is writing")).to_be_hidden()
