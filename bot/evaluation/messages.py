"""Each message as a new conversation through the real path: records, Rasa, custom actions.

The labels of the file are not read, so that nothing of the answer can leak into it.
"""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.answers.reply import Turn
from bot.conversation.at_once import take_turn
from bot.conversation.opening import open_conversation
from bot.conversation.turn import Answerer
from bot.errors import SettingsError
from bot.evaluation.standing import standing_of

AT_ONCE = 4


@dataclass(frozen=True)
class Question:
    """One line of the file."""

    id: str
    text: str
    channel: str


def read_questions(path: Path) -> list[Question]:
    """The messages of a JSON-lines file. Raises SettingsError naming the line that cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}.") from error
    questions = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
            if not isinstance(found["text"], str):
                raise TypeError("text is not a string")
            questions.append(Question(str(found["id"]), found["text"], found.get("channel", "web")))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise SettingsError(
                f'{path}:{number}: expected one JSON object a line with "id" and "text" ({error}).'
            ) from error
    return questions


def predictions(
    questions: list[Question],
    *,
    bot: Answerer,
    done: Callable[[], None],
) -> Iterator[dict[str, Any]]:
    """The prediction for each question, in order; `done` is called after each."""

    def ask(question: Question) -> dict[str, Any]:
        conversation = open_conversation(bot.database, channel=question.channel, now=bot.clock())
        turn = take_turn(bot, conversation_id=conversation, channel=question.channel, text=question.text)
        done()
        return _prediction(question, turn=turn, standing=standing_of(bot.database, conversation_id=conversation))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(ask, questions)


def _prediction(question: Question, *, turn: Turn, standing: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": question.id,
        "topics": list(turn.topics),
        "dialogue": turn.act,
        **standing,
        "reply": [reply.text for reply in turn.replies],
    }
