"""A running bot for a clock that is not the real one."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.conversation.turn import Answerer
from bot.settings import Settings
from bot.stack.application import open_records


@pytest.fixture
def simulated_bot(running_bot: Answerer, settings: Settings, tmp_path: Path) -> Iterator[Answerer]:
    """The running bot on records of its own, which the timers of the real clock do not see."""
    apart = settings.model_copy(update={"data_folder": tmp_path / "simulated", "database": ""})
    with open_records(apart, say=lambda _: None) as (database, _):
        yield replace(running_bot, database=database)
