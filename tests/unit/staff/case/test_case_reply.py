"""A reply over HTTP: sent once, never over a colleague's head without a word, and no draft is ever lost."""

from bot.records.models import Conversation
from tests.unit.staff.case.conftest import Ward, hidden_fields

DRAFT = "Please keep it clean until I call.\nAna"


def test_a_reply_reaches_the_chat_under_ones_name(ward: Ward) -> None:
    ana, browser = ward.colleague()
    answer = ward.act(browser, "reply", text=DRAFT.replace("\n", "\r\n"), **ward.form(browser))
    assert answer.headers["location"] == f"{ward.page}?said=reply"
    assert ward.staff_words() == [DRAFT]
    assert (ward.conversation().taken_over_by, ward.case().assignee_id) == (ana.id, ana.id)


def test_the_same_form_sent_twice_is_one_reply(ward: Ward) -> None:
    _, browser = ward.colleague()
    fields = ward.form(browser) | {"text": DRAFT}
    assert ward.act(browser, "reply", **fields).status_code == 303
    assert ward.act(browser, "reply", **fields).status_code == 303
    assert len(ward.staff_words()) == 1


def test_each_page_and_each_sent_reply_has_a_fresh_id(ward: Ward) -> None:
    _, browser = ward.colleague()
    first, second = ward.form(browser), ward.form(browser)
    assert first["external_id"] != second["external_id"]
    after = hidden_fields(ward.part(browser, "reply", text="one", **first))
    assert after["external_id"] not in (first["external_id"], "")
    ward.part(browser, "reply", text="two", **after)
    assert ward.staff_words() == ["one", "two"]


def test_an_empty_reply_is_refused_and_a_long_one_keeps_its_words(ward: Ward) -> None:
    _, browser = ward.colleague()
    assert ward.act(browser, "reply", text=" \n", **ward.form(browser)).status_code == 422
    answer = ward.act(browser, "reply", text="word " * 1000, **ward.form(browser))
    assert answer.status_code == 422
    assert "4000 characters at most" in answer.text
    assert "word " * 999 in answer.text
    assert ward.staff_words() == []


def test_a_reply_after_a_colleagues_is_refused_once_with_the_draft_and_can_be_sent_again(ward: Ward) -> None:
    ana, hers = ward.colleague("Ana")
    ben, his = ward.colleague("Ben")
    fields = ward.form(hers)
    ward.act(his, "reply", text="Ben here.", **ward.form(his))
    refused = ward.act(hers, "reply", text=DRAFT, **fields)
    assert refused.status_code == 409
    for words in ("Already answered by Ben", "Ben has this case already.", DRAFT, "Ben here."):
        assert words in refused.text
    assert ward.staff_words() == ["Ben here."]
    again = hidden_fields(refused)
    assert (again["external_id"], again["over"]) == (fields["external_id"], ben.id)
    assert ward.act(hers, "reply", text=DRAFT, **again).status_code == 303
    assert ward.staff_words() == ["Ben here.", DRAFT]
    assert ward.case().assignee_id == ana.id
    assert ward.kinds()[-2:] == ["handed", "replied"]


def test_a_case_that_a_colleague_has_is_taken_over_only_openly(ward: Ward) -> None:
    _, hers = ward.colleague("Ana")
    ben, his = ward.colleague("Ben")
    ward.act(his, "take")
    refused = ward.act(hers, "reply", text=DRAFT, **ward.form(hers))
    assert refused.status_code == 409
    assert "Ben has this case already. Send again to take it over." in refused.text
    assert "Send and take the case over" in refused.text
    empty = ward.act(hers, "reply", text=" ", **hidden_fields(refused))
    assert empty.status_code == 422
    assert ward.case().assignee_id == ben.id


def test_a_colleagues_reply_is_told_even_where_the_case_is_ones_own_again(ward: Ward) -> None:
    ana, hers = ward.colleague("Ana")
    _, his = ward.colleague("Ben")
    fields = ward.form(hers)
    ward.act(his, "reply", text="Ben here.", **ward.form(his))
    ward.act(his, "hand", to=ana.id)
    refused = ward.act(hers, "reply", text=DRAFT, **fields)
    assert "Already answered by Ben" in refused.text
    assert ward.act(hers, "reply", text=DRAFT, **hidden_fields(refused)).status_code == 303


def test_a_reply_whose_answer_was_lost_is_not_refused_for_a_later_one(ward: Ward) -> None:
    ana, hers = ward.colleague("Ana")
    _, his = ward.colleague("Ben")
    fields = ward.form(hers) | {"text": DRAFT}
    ward.act(hers, "reply", **fields)
    ben_id = ward.desk.side.accounts.by_login("ben@clinic.example").member.id  # type: ignore[union-attr]
    ward.act(hers, "hand", to=ben_id)
    ward.act(his, "reply", text="Ben here.", **ward.form(his))
    assert ward.act(hers, "reply", **fields).status_code == 303
    assert ward.staff_words() == [DRAFT, "Ben here."]
    assert ward.case().assignee_id == ben_id != ana.id


def test_a_refused_draft_survives_a_case_that_was_resolved_and_a_chat_that_was_deleted(ward: Ward) -> None:
    _, hers = ward.colleague("Ana")
    fields = ward.form(hers)
    with ward.desk.side.database.writing() as session:
        session.get_one(Conversation, ward.conversation_id).deleted_at = ward.desk.clock()
    deleted = ward.act(hers, "reply", text=DRAFT, **fields)
    assert (deleted.status_code, "The patient has deleted this chat" in deleted.text) == (409, True)
    ward.act(hers, "resolve", outcome="called", judgement="right", **ward.form(hers, "resolve"))
    resolved = ward.part(hers, "reply", text=DRAFT, **fields)
    assert resolved.status_code == 409
    assert "Reopen it first" in resolved.text
    assert DRAFT in resolved.text
    assert ward.staff_words() == []
