"""A running bot for a clock that is not the real one."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.conversation.turn import Answerer
from bot.records.database import Database
from bot.settings import Settings
from bot.stack.application import open_records


@pytest.fixture(scope="session")
def simulated_records(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Records that the timers of a running bot do not see, since these go by the real clock."""
    apart = settings.model_copy(update={"data_folder": tmp_path_factory.mktemp("simulated"), "database": ""})
    with open_records(apart, say=lambda _: None) as (database, _):
        yield database


@pytest.fixture
def simulated_bot(running_bot: Answerer, simulated_records: Database) -> Answerer:
    """The running bot, for conversations at any time."""
    return replace(running_bot, database=simulated_records)


@pytest.fixture
def own_records(settings: Settings, tmp_path: Path) -> Iterator[Database]:
    """Records of one test alone, for what is done to them; an SQLite file."""
    apart = settings.model_copy(update={"data_folder": tmp_path / "own", "database": ""})
    with open_records(apart, say=lambda _: None) as (database, _):
        yield database
