"""Every claim of the patient articles, asked in plain words of the running bot: its figure stands in the answer."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.conversation.at_once import take_turn
from bot.conversation.opening import open_conversation
from bot.conversation.turn import Answerer
from bot.protocol import Variant

FILE = Path(__file__).parent.parent / "clinical" / "claims.yml"
CLAIMS: list[dict[str, Any]] = [row for rows in YAML(typ="safe").load(FILE).values() for row in rows]

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("claim", CLAIMS, ids=[claim["claim"][:60] for claim in CLAIMS])
def test_the_bot_answers_the_claim(claim: dict[str, Any], running_bot: Answerer, now: datetime) -> None:
    hours = claim.get("hours")
    conversation = open_conversation(
        running_bot.database,
        channel="web",
        now=now,
        treated_at=None if hours is None else now - timedelta(hours=hours),
        variant=Variant(claim["variant"]) if "variant" in claim else None,
    )
    bot = replace(running_bot, clock=lambda: now)
    turn = take_turn(bot, conversation_id=conversation, channel="web", text=claim["ask"])
    said = " ".join(reply.text for reply in turn.replies).lower()
    assert claim["topic"] in turn.topics
    assert [words for words in claim["says"] if words.lower() not in said] == []
