"""Plays conversations on a simulated clock, timers included, and writes down where each stands after every turn."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, NonNegativeFloat, ValidationError

from bot.conversation.at_once import take_turn
from bot.conversation.opening import open_conversation
from bot.conversation.turn import Answerer
from bot.errors import SettingsError
from bot.evaluation.standing import standing_of
from bot.protocol import Variant


class _Treatment(BaseModel):
    hours: float
    variant: Variant | None = None


class _Turn(BaseModel):
    patient: str
    wait_hours: NonNegativeFloat = 0.0


class Conversation(BaseModel):
    """One line of the file. `now` is the clinic's local time at the first turn."""

    id: str
    turns: list[_Turn]
    channel: str = "web"
    now: datetime | None = None
    treatment: _Treatment | None = None


def read_conversations(path: Path) -> list[Conversation]:
    """The conversations of a JSON-lines file. Raises SettingsError naming the line that cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}.") from error
    found = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                found.append(Conversation.model_validate_json(line))
            except ValidationError as error:
                first = error.errors(include_input=False)[0]
                place = ".".join(str(part) for part in first["loc"])
                raise SettingsError(f"{path}:{number}: {place}: {first['msg']}.") from error
    return found


@dataclass
class _Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


def play(conversation: Conversation, *, bot: Answerer) -> Iterator[dict[str, Any]]:
    """A line for each turn."""
    zone = ZoneInfo(bot.protocol.clinic.time_zone)
    start = conversation.now.replace(tzinfo=zone).astimezone(UTC) if conversation.now else bot.clock()
    clock = _Clock(start)
    bot = replace(bot, clock=clock)
    treatment = conversation.treatment
    conversation_id = open_conversation(
        bot.database,
        channel=conversation.channel,
        now=start,
        treated_at=start - timedelta(hours=treatment.hours) if treatment else None,
        variant=treatment.variant if treatment else None,
    )
    for number, turn in enumerate(conversation.turns, 1):
        clock.now += timedelta(hours=turn.wait_hours)
        bot.raise_unclear()
        said = take_turn(bot, conversation_id=conversation_id, channel=conversation.channel, text=turn.patient)
        yield {
            "id": conversation.id,
            "turn": number,
            "replies": [reply.text for reply in said.replies],
            "topics": list(said.topics),
            "dialogue": said.act,
            **standing_of(bot.database, conversation_id=conversation_id),
            "asked_hour": any(reply.source.message == "ask_hour" for reply in said.replies),
        }


def play_all(path: Path, *, bot: Answerer, out: Path, done: Callable[[], None]) -> int:
    """Play every conversation of a file; the number of turns written."""
    turns = 0
    conversations = read_conversations(path)
    with out.open("w", encoding="utf-8") as file:
        for conversation in conversations:
            for line in play(conversation, bot=bot):
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
                turns += 1
            done()
    return turns
