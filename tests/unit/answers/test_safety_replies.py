"""What a patient reads about a sign: the number first, what to do, who answers and by when, one question."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.reply import Reply
from bot.answers.safety import Answered, noted_reply, safety_replies, told_ids
from bot.protocol import FLAGS, Level, Protocol, load_protocol
from bot.settings import PROJECT
from bot.triage.asking import Asking, asking_of
from bot.triage.decision import NOTHING, Decision, Reason, decide

PROTOCOL = load_protocol(PROJECT / "data" / "protocol", clinic_file=PROJECT / "data" / "clinic.yml")
Replies = Callable[..., list[str]]


def answered(*, open_now: bool) -> Answered:
    return Answered("Nora", "3:40 pm today", open_now=open_now)


def told(*flags: str, level: Level) -> Decision:
    return decide(tuple(Reason("a_sign", flag, level) for flag in flags))


def fever(protocol: Protocol) -> Asking:
    return asking_of(protocol, flag="infection", question=protocol.flags["infection"].questions[0], uncertain=("pus",))


@pytest.fixture
def replies(protocol: Protocol) -> Replies:
    """The texts of the replies."""

    def replies(
        decision: Decision, *, already_told: frozenset[str] = frozenset(), open_now: bool = True, asks: bool = False
    ) -> list[str]:
        asking = fever(protocol) if asks else None
        promised = answered(open_now=open_now)
        made = safety_replies(protocol, decision=decision, already_told=already_told, promised=promised, asking=asking)
        return [reply.text for reply in made]

    return replies


def test_an_emergency_says_the_number_first_and_nothing_else(replies: Replies) -> None:
    (text,) = replies(told("infection", level=Level.emergency), asks=True)

    assert text.startswith("Call 911 now.")


def test_breathing_comes_first_and_two_emergencies_are_the_most(replies: Replies) -> None:
    texts = replies(told("bleeding", "eye", "breathing_or_collapse", level=Level.emergency))

    assert len(texts) == 2
    assert "legs up" in texts[0]
    assert "Press firmly" in texts[1]


def test_an_urgent_flag_beside_an_emergency_is_left_out(replies: Replies) -> None:
    decision = decide((Reason("pus", "infection", Level.urgent), Reason("sight", "eye", Level.emergency)))

    (text,) = replies(decision)

    assert "eye" in text


def test_self_harm_has_its_own_words_its_crisis_line_and_no_word_of_skin(replies: Replies) -> None:
    decision = decide(
        (Reason("burn", "burn_or_blister", Level.emergency), Reason("wants_to_die", "self_harm", Level.emergency))
    )

    (text,) = replies(decision)

    assert "911" in text.split(". ", maxsplit=1)[0]
    assert "988" in text
    assert "skin" not in text


def test_who_cannot_breathe_reads_that_first_also_with_self_harm(replies: Replies) -> None:
    texts = replies(told("self_harm", "breathing_or_collapse", level=Level.emergency))

    assert texts[0].startswith("Call 911 now.")
    assert "988" in texts[1]


def test_an_emergency_is_told_again_and_never_as_known(replies: Replies) -> None:
    decision = told("eye", level=Level.emergency)

    assert replies(decision, already_told=told_ids(decision=decision, asking=None)) == replies(decision)


def test_an_emergency_of_a_flag_without_its_own_words_still_leads_with_the_number(replies: Replies) -> None:
    (text,) = replies(told("scarring", level=Level.emergency))

    assert text.startswith("Call 911 now.")


def test_urgent_says_what_to_do_who_answers_and_by_when(replies: Replies) -> None:
    in_hours = replies(told("infection", level=Level.urgent))
    after_hours = replies(told("infection", level=Level.urgent), open_now=False)

    assert in_hours[0] == after_hours[0]
    assert in_hours[0].startswith("This needs a clinician today.")
    assert "answer you here by 3:40 pm today" in in_hours[1]
    assert "555-0199" in after_hours[1]
    assert "We are closed" in after_hours[1]


def test_routine_is_told_once(replies: Replies) -> None:
    text, promise = replies(told("scarring", level=Level.routine))

    assert "get back to you" in text
    assert promise.startswith("Nora or a colleague will answer you here by 3:40 pm today.")


def test_what_was_told_is_not_said_again_word_for_word(replies: Replies) -> None:
    first = told("infection", level=Level.urgent)
    ids = told_ids(decision=first, asking=None)

    (known,) = replies(first, already_told=ids)

    assert known.startswith("Our team has this from you.")
    assert "911" in known


def test_a_flag_that_rose_is_told_again(replies: Replies) -> None:
    ids = told_ids(decision=told("scarring", level=Level.routine), asking=None)

    texts = replies(told("scarring", level=Level.urgent), already_told=ids)

    assert "scar" in texts[0]
    assert "Nora or a colleague will answer you here by 3:40 pm today" in texts[1]


def test_a_question_comes_after_one_line_of_why_with_its_quick_replies(protocol: Protocol) -> None:
    asking = fever(protocol)
    doubt = decide((Reason("pus", "infection", Level.urgent, asks=True),))

    promised = answered(open_now=True)
    why, question = safety_replies(protocol, decision=doubt, already_told=(), promised=promised, asking=asking)

    assert "911" in why.text
    assert question.text == asking.text
    assert question.quick_replies == asking.options
    assert question.source.to_json() == {
        "protocol_version": protocol.version,
        "message": "flags.infection.questions.fever",
    }


def test_the_line_of_why_is_said_once_in_a_case(replies: Replies, protocol: Protocol) -> None:
    ids = told_ids(decision=NOTHING, asking=fever(protocol))

    (question,) = replies(NOTHING, already_told=ids, asks=True)

    assert question.startswith("Do you have a fever")


def test_a_question_follows_what_to_do(replies: Replies) -> None:
    texts = replies(told("infection", level=Level.urgent), asks=True)

    assert [text.split()[0] for text in texts] == ["This", "We", "I", "Do"]


def test_nothing_is_said_where_nothing_was_reported(replies: Replies) -> None:
    assert replies(NOTHING) == []


def test_a_settled_doubt_is_thanked_for_and_not_called_normal(protocol: Protocol) -> None:
    text = noted_reply(protocol).text

    assert "normal" not in text
    assert "911" in text


@given(
    reasons=st.lists(
        st.builds(
            Reason,
            rule=st.just("a_rule"),
            flag=st.sampled_from(FLAGS),
            level=st.sampled_from([Level.routine, Level.urgent, Level.emergency]),
            asks=st.booleans(),
        ),
        min_size=1,
        max_size=4,
    ),
    open_now=st.booleans(),
    known=st.booleans(),
)
def test_whatever_is_decided_an_emergency_leads_with_the_number_and_asks_nothing(
    reasons: list[Reason], open_now: bool, known: bool
) -> None:
    decision, asking = decide(tuple(reasons)), fever(PROTOCOL)
    already_told = told_ids(decision=decision, asking=None) if known else frozenset[str]()

    replies: tuple[Reply, ...] = safety_replies(
        PROTOCOL,
        decision=decision,
        already_told=already_told,
        promised=answered(open_now=open_now),
        asking=asking,
    )

    assert all("{" not in reply.text for reply in replies)
    assert sum(1 for reply in replies if reply.quick_replies) <= 1
    if decision.outcome == "escalate" and decision.level is Level.emergency:
        assert 1 <= len(replies) <= 2
        assert all("911" in reply.text.split(". ", maxsplit=1)[0] for reply in replies)
        assert not any(reply.quick_replies for reply in replies)
