"""A real running bot for the whole test run: trained model, Rasa server, application, SQLite file."""

from collections.abc import Iterator

import pytest

from bot.conversation.turn import Answerer
from bot.settings import Settings
from bot.stack.ports import on_free_ports
from bot.stack.stack import Stack


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return on_free_ports(Settings(data_folder=tmp_path_factory.mktemp("data"), database=""))


@pytest.fixture(scope="session")
def stack(settings: Settings) -> Iterator[Stack]:
    said: list[str] = []
    with Stack(settings, say=said.append) as running:
        yield running


@pytest.fixture
def running_bot(stack: Stack) -> Answerer:
    return stack.answerer
