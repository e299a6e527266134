"""Every claim of the patient articles, asked in plain words of the running bot: its figure stands in the answer."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.cli.stack_of import RunningBot
from bot.conversation.turn import open_conversation, take_turn
from bot.protocol import Variant

FILE = Path(__file__).parent.parent / "clinical" / "claims.yml"
CLAIMS: list[dict[str, Any]] = [row for rows in YAML(typ="safe").load(FILE).values() for row in rows]

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("claim", CLAIMS, ids=[claim["claim"][:60] for claim in CLAIMS])
def test_the_bot_answers_the_claim(claim: dict[str, Any], running_bot: RunningBot, now: datetime) -> None:
    hours = claim.get("hours")
    conversation = open_conversation(
        running_bot.sessions,
        channel="web",
        now=now,
        treated_at=None if hours is None else now - timedelta(hours=hours),
        variant=Variant(claim["variant"]) if "variant" in claim else None,
    )
    turn = take_turn(
        running_bot.sessions,
        rasa=running_bot.rasa,
        protocol=running_bot.protocol,
        conversation_id=conversation,
        text=claim["ask"],
        now=now,
    )
    said = " ".join(reply.text for reply in turn.replies).lower()
    assert claim["topic"] in turn.topics
    assert [words for words in claim["says"] if words.lower() not in said] == []
