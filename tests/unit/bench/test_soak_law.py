"""The soak's law finds each way in which a message can go wrong, and nothing in a chat in which none did."""

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from bench.soak.law import Line, Sent, Verdict, judge

Chat = tuple[list[Sent], list[Line]]


@st.composite
def chats(draw: st.DrawFn) -> Chat:
    """A chat of bursts, each message answered in order by a turn of one or more replies."""
    sent: list[Sent] = []
    lines: list[Line] = []
    for burst in draw(st.lists(st.integers(1, 3), min_size=1, max_size=5)):
        waiting = []
        for _ in range(burst):
            waiting.append(Sent(f"id{len(sent)}", len(lines) + 1))
            sent.append(waiting[-1])
            lines.append(Line(len(lines) + 1, id=waiting[-1].id))
        for one in waiting:
            safe = draw(st.booleans())
            for _ in range(1 if safe else draw(st.integers(1, 3))):
                lines.append(Line(len(lines) + 1, answers=one.sequence, turn=f"turn of {one.id}", safe=safe))
    return sent, lines


@given(chats())
def test_a_chat_in_which_nothing_went_wrong_keeps_the_law(chat: Chat) -> None:
    sent, lines = chat
    verdict = judge(sent, lines)
    assert verdict.kept
    assert (verdict.sent, verdict.answered) == (len(sent), len(sent))
    assert verdict.safe == sum(line.safe for line in lines)


@given(chats(), st.data())
def test_a_line_that_is_missing_is_lost(chat: Chat, data: st.DataObject) -> None:
    sent, lines = chat
    missing = data.draw(st.integers(0, len(lines) - 1))
    left = lines[:missing] + lines[missing + 1 :]
    # The last part of a turn of several cannot be missed by its number: a message without any reply can.
    assume(missing < len(lines) - 1 or all(one.answers != lines[missing].answers for one in left))
    assert judge(sent, left).lost


@given(chats(), st.data())
def test_a_line_that_comes_twice_is_doubled(chat: Chat, data: st.DataObject) -> None:
    sent, lines = chat
    again = data.draw(st.sampled_from(lines))
    assert judge(sent, sorted([*lines, again], key=lambda line: line.sequence)).doubled


@given(chats(), st.data())
def test_a_second_turn_for_a_message_is_doubled(chat: Chat, data: st.DataObject) -> None:
    sent, lines = chat
    one = data.draw(st.sampled_from(sent))
    assert judge(sent, [*lines, Line(len(lines) + 1, answers=one.sequence, turn="late")]).doubled


@given(chats(), st.data())
def test_lines_in_another_order_are_out_of_order(chat: Chat, data: st.DataObject) -> None:
    sent, lines = chat
    shuffled = data.draw(st.permutations(lines))
    assume(shuffled != lines)
    assert judge(sent, shuffled).out_of_order


def test_replies_to_two_messages_in_the_wrong_order_are_out_of_order() -> None:
    sent = [Sent("a", 1), Sent("b", 2)]
    own = [Line(1, id="a"), Line(2, id="b")]
    assert judge(sent, [*own, Line(3, answers=1, turn="x"), Line(4, answers=2, turn="y")]).kept
    assert judge(sent, [*own, Line(3, answers=2, turn="y"), Line(4, answers=1, turn="x")]).out_of_order == 1


def test_a_message_stored_in_another_place_than_was_said_is_lost() -> None:
    lines = [Line(1, id="a"), Line(2, answers=1)]
    assert judge([Sent("a", 1)], lines).kept
    assert judge([Sent("a", 1)], [replace(lines[0], id="other"), lines[1]]).lost == 1


def test_verdicts_add_up() -> None:
    assert Verdict(2, 2, 1) + Verdict(3, 2, 0, lost=1) == Verdict(5, 4, 1, lost=1)
    assert not (Verdict(2, 2, 1) + Verdict(3, 2, 0, lost=1)).kept
