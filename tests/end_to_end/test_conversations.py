"""Every script below tests/conversations, through the trained model, a real Rasa server and a real database."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.conversation.turn import Answerer
from tests.end_to_end.script import Script

FOLDER = Path(__file__).parent.parent / "conversations"
SCRIPTS: list[dict[str, Any]] = [
    script
    for path in sorted(FOLDER.glob("*.yml"))
    for script in YAML(typ="safe").load(path.read_text(encoding="utf-8"))
]

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("script", SCRIPTS, ids=[script["conversation"] for script in SCRIPTS])
def test_conversation(script: dict[str, Any], simulated_bot: Answerer) -> None:
    Script(script, bot=simulated_bot).play()
