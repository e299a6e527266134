"""What a turn costs in a chat of any length: the median around each of some turns, asked one after another.

Around every turn the same messages are asked in the same order, so that only the length differs.
"""

from collections.abc import Sequence
from functools import partial
from statistics import median

from bench.errors import NoAnswerError
from bench.load import Ask, OpenConversation
from bench.messages import read_messages
from bench.own_process import in_own_process
from bench.rest_channel import rest_conversation
from bench.web_chat import Chat, web_conversation

AROUND = 11


def web_turns(chat: Chat, *, turns: tuple[int, ...]) -> dict[int, float]:
    """Milliseconds by turn, sent to readable, in the web chat. Raises NoAnswerError or OSError."""
    return in_own_process(measure_turns, partial(web_conversation, chat), turns=turns)


def rest_turns(url: str, *, turns: tuple[int, ...]) -> dict[int, float]:
    """The same on a Rasa server's REST channel."""
    return in_own_process(measure_turns, partial(rest_conversation, url), turns=turns)


async def measure_turns(open_conversation: OpenConversation, *, turns: tuple[int, ...]) -> dict[int, float]:
    """Turn 1 is that of new conversations; the others are turns of one. Raises NoAnswerError."""
    asked, between = read_messages()[:AROUND], read_messages()[AROUND:]
    firsts = []
    for message in asked:
        async with open_conversation() as ask:
            firsts.append(await _answered(ask, message))
    took = {1: median(firsts) * 1000}
    async with open_conversation() as ask:
        said = 0
        for window in windows(turns):
            while said < window.start - 1:
                await _answered(ask, between[said % len(between)])
                said += 1
            took[window.start + AROUND // 2] = median([await _answered(ask, message) for message in asked]) * 1000
            said += len(asked)
    return took


def windows(turns: Sequence[int]) -> list[range]:
    """The turns that are measured around each of these but the first. Raises ValueError where two would overlap."""
    found = [range(turn - AROUND // 2, turn + AROUND // 2 + 1) for turn in turns if turn > 1]
    if any(one.stop > other.start for one, other in zip([range(1, 2), *found], found, strict=False)):
        raise ValueError("the turns to compare are too near to one another")
    return found


async def _answered(ask: Ask, message: str) -> float:
    timing = await ask(message)
    if timing is None:
        raise NoAnswerError("A turn of the long chat got no reply.")
    return timing.sent_s
