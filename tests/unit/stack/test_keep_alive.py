"""Rasa is started again when it has died or hangs, however often; the application goes on all the while."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.settings import Settings
from bot.stack.stack import MOST_RESTARTS, MOST_UNANSWERED, PROBE_EVERY_S, REST_S, Stack


class World:
    """A stack whose time and Rasa are the test's."""

    def __init__(self, folder: Path) -> None:
        self.now = 0.0
        self.starts: list[float] = []
        self.answers = True
        self.stack = Stack(Settings(data_folder=folder), say=lambda _: None, time_of=lambda: self.now)
        self.rasa: Any = SimpleNamespace(
            alive=True, start=lambda: self.starts.append(self.now), stop=lambda: None, log_path=folder / "rasa.log"
        )
        self.stack.rasa_server = self.rasa  # type: ignore[assignment]
        answerer: Any = SimpleNamespace(rasa=SimpleNamespace(ready=lambda: self.answers))
        self.stack.answerer = answerer

    def live(self, seconds: int) -> None:
        for _ in range(seconds):
            self.now += 1
            self.stack.keep_alive()


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_a_rasa_that_keeps_dying_is_started_again_for_ever_but_rests(world: World) -> None:
    world.rasa.alive = False
    world.live(MOST_RESTARTS)
    assert world.starts == [1, 2, 3, 4, 5]
    world.live(REST_S - 1)
    assert len(world.starts) == MOST_RESTARTS, "it rests"
    world.live(20 * REST_S)
    assert len(world.starts) >= MOST_RESTARTS + 15, "and is never given up"


def test_a_rasa_that_lives_but_never_answers_is_started_again(world: World) -> None:
    world.answers = False
    world.live(PROBE_EVERY_S * MOST_UNANSWERED - 1)
    assert world.starts == []
    world.live(2)
    assert len(world.starts) == 1


def test_a_rasa_that_answers_now_and_then_is_left_alone(world: World) -> None:
    for _ in range(5):
        world.answers = False
        world.live(PROBE_EVERY_S * (MOST_UNANSWERED - 1))
        world.answers = True
        world.live(PROBE_EVERY_S)
    assert world.starts == []
