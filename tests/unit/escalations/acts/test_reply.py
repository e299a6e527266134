"""A person's answer: one row however often it is sent, a takeover at once, and one of two who answer."""

import threading
from datetime import timedelta

import pytest

from bot.conversation.deletion import delete_chat
from bot.conversation.transcript import changed_since, read_after
from bot.errors import ConversationGoneError
from bot.escalations.acts import AlreadyTakenError, ReopenFirstError, WordsNeededError, reply, resolve
from tests.unit.escalations.acts.conftest import Desk


def test_the_patient_reads_it_with_the_name_of_who_wrote_it(desk: Desk) -> None:
    before = desk.conversation().last_sequence
    row_id = reply(desk.database, **desk.ana_replies("Please come in today."))
    last = read_after(desk.database, conversation_id=desk.conversation_id, after=before)
    assert [(each.sequence, each.who, each.speaker, each.text, each.reply_id) for each in last] == [
        (before + 1, "staff", "Nurse Ana", "Please come in today.", row_id)
    ]
    assert desk.conversation_id in changed_since(desk.database, since=desk.clock.now), "open pages hear of it"


def test_it_takes_the_conversation_over_and_answers_the_case(desk: Desk) -> None:
    reply(desk.database, **desk.ana_replies())
    now, conversation, case = desk.clock.now, desk.conversation(), desk.case()
    assert (conversation.taken_over_at, conversation.taken_over_by) == (now, desk.ana.id)
    assert conversation.staff_spoke_at == now
    assert (case.state, case.assignee_id, case.answered_at, case.act_by) == ("acknowledged", desk.ana.id, now, None)
    assert desk.unsent_pages() == []
    assert desk.kinds() == ["opened", "took", "acknowledged", "took_over", "replied"]
    assert [action for action, _ in desk.audited()] == ["took", "acknowledged", "replied"]


def test_the_first_answer_is_the_one_that_counts(desk: Desk) -> None:
    reply(desk.database, **desk.ana_replies())
    first = desk.clock.now
    desk.move(minutes=9)
    reply(desk.database, **desk.ana_replies("And wash your hands.", external_id="2"))
    assert desk.case().answered_at == first
    assert desk.conversation().taken_over_at == first
    assert desk.conversation().staff_spoke_at == desk.clock.now


def test_the_same_reply_sent_twice_is_one(desk: Desk) -> None:
    first = reply(desk.database, **desk.ana_replies())
    assert reply(desk.database, **desk.ana_replies()) == first
    resolve(desk.database, **desk.by(desk.ana), outcome="answered", judgement=None)
    assert reply(desk.database, **desk.ana_replies()) == first, "also when the answer to the first was lost"
    assert [row.text for row in desk.replies() if row.staff_id] == ["Hello, this is Ana."]
    assert desk.kinds().count("replied") == 1


def test_sent_by_many_threads_at_once_it_is_one(desk: Desk) -> None:
    together = threading.Barrier(6)
    ids: list[str] = []

    def send() -> None:
        together.wait()
        ids.append(reply(desk.database, **desk.ana_replies()))

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 6
    assert len(set(ids)) == 1
    assert len([row for row in desk.replies() if row.staff_id]) == 1


def test_of_two_who_answer_at_once_one_does(desk: Desk) -> None:
    together = threading.Barrier(2)
    refused: list[str] = []

    def answer(arguments: dict[str, object]) -> None:
        together.wait()
        try:
            reply(desk.database, **arguments)  # type: ignore[arg-type]
        except AlreadyTakenError as error:
            refused.append(error.name)

    ben = desk.ana_replies("This is Ben.", external_id="b", staff=desk.ben, speaker="Ben")
    threads = [threading.Thread(target=answer, args=(each,)) for each in (desk.ana_replies(external_id="a"), ben)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    said = [row for row in desk.replies() if row.staff_id]
    assert len(said) == 1
    assert refused == [{desk.ana.id: "Ana", desk.ben.id: "Ben"}[str(said[0].staff_id)]]


def test_a_resolved_case_is_reopened_first(desk: Desk) -> None:
    resolve(desk.database, **desk.by(desk.ana), outcome="called", judgement="right")
    with pytest.raises(ReopenFirstError):
        reply(desk.database, **desk.ana_replies())
    assert [row for row in desk.replies() if row.staff_id] == []


def test_a_patient_who_has_deleted_the_chat_cannot_be_answered_in_it(desk: Desk) -> None:
    delete_chat(desk.database, conversation_id=desk.conversation_id, clinic=desk.protocol.clinic, now=desk.clock.now)
    with pytest.raises(ConversationGoneError):
        reply(desk.database, **desk.ana_replies())
    assert desk.case().state == "open", "somebody still has to call"


@pytest.mark.parametrize("changes", [{"text": " "}, {"speaker": ""}])
def test_a_reply_has_words_and_a_speaker(desk: Desk, changes: dict[str, str]) -> None:
    with pytest.raises(WordsNeededError):
        reply(desk.database, **desk.ana_replies(**changes))


def test_an_answer_after_the_case_became_worse_counts_anew(desk: Desk) -> None:
    reply(desk.database, **desk.ana_replies())
    desk.move(minutes=10)
    desk.says("now i cannot breathe")
    raised = desk.case()
    assert (raised.level, raised.state, raised.raised_at) == ("emergency", "open", desk.clock.now)
    desk.move(minutes=1)
    reply(desk.database, **desk.ana_replies("Call 911.", external_id="2"))
    assert desk.case().answered_at == raised.raised_at + timedelta(minutes=1)
