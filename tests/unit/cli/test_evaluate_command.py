"""`evaluate` puts messages or conversations to a bot, and writes a card of the scorer's figures alone."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from bot.answers.dialogue import Dialogue
from bot.answers.reply import Reply, Source, Turn
from bot.clock import utc_now
from bot.conversation.rasa_client import RasaClient
from bot.conversation.turn import Answerer
from bot.errors import SettingsError
from bot.settings import PROJECT, Settings
from bot.stack.application import open_records
from tests.screens import project_screen
from tests.unit.cli.conftest import Bot


class FriendlyRasa:
    """Takes everything for thanks."""

    def ask(self, text: str, *, sender: str, metadata: dict[str, Any]) -> Turn:
        del text, sender
        dialogue = Dialogue.from_json(metadata["dialogue"])
        return Turn((Reply("You are welcome.", Source("v", message="thanks")),), dialogue, "thanks")


@pytest.fixture(autouse=True)
def bot_without_rasa(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def running_bot(settings: Settings, *, say: Callable[[str], None], own: bool) -> Iterator[Answerer]:
        assert own, "an evaluation must not write among the patients' conversations"
        with open_records(settings, say=say) as (database, _):
            yield Answerer(
                database=database,
                rasa=cast(RasaClient, FriendlyRasa()),
                protocol=project_screen().protocol,
                screen=project_screen(),
                clock=utc_now,
                lease=timedelta(seconds=15),
                unclear_after=timedelta(minutes=30),
            )

    monkeypatch.setattr("bot.cli.evaluate.running_bot", running_bot)


def written(path: Path, *rows: dict[str, Any]) -> str:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_each_message_is_predicted(bot: Bot, tmp_path: Path) -> None:
    messages = written(tmp_path / "in.jsonl", {"id": "a", "text": "thank you"}, {"id": "b", "text": "I cannot breathe"})
    done = bot("evaluate", messages, "--out", str(tmp_path / "out.jsonl"))
    assert done.exit_code == 0, done.output
    thanks, breath = lines(tmp_path / "out.jsonl")
    assert (thanks["id"], thanks["outcome"], thanks["dialogue"]) == ("a", "answer", "thanks")
    assert (breath["outcome"], breath["level"]) == ("escalate", "emergency")


def test_conversations_are_played_on_their_own_clock_with_its_timers(bot: Bot, tmp_path: Path) -> None:
    turns = [{"patient": "could that be pus?"}, {"patient": "thanks", "wait_hours": 1}]
    played = written(tmp_path / "in.jsonl", {"id": "c01", "now": "2020-03-02T18:30", "turns": turns, "other": 1})
    done = bot("evaluate", "--conversations", played, "--out", str(tmp_path / "out.jsonl"))
    assert done.exit_code == 0, done.output
    assert "2 turns in" in done.output
    asked, told = lines(tmp_path / "out.jsonl")
    assert [(each["id"], each["turn"], each["outcome"]) for each in (asked, told)] == [
        ("c01", 1, "ask"),
        ("c01", 2, "escalate"),
    ]
    assert set(asked) == {
        *("id", "turn", "replies", "topics", "dialogue", "outcome", "level", "flags", "asked_hour"),
    }


def test_a_conversation_is_out_of_sight_of_the_real_clocks_timers(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders: list[str] = []

    def play_all(path: Path, *, bot: Answerer, out: Path, done: Callable[[], None]) -> int:
        del path, out, done
        folders.append(str(bot.database.engine.url))
        return 0

    monkeypatch.setattr("bot.cli.evaluate.play_all", play_all)
    played = written(tmp_path / "in.jsonl", {"id": "c01", "turns": []})
    assert bot("evaluate", "--conversations", played, "--out", str(tmp_path / "out.jsonl")).exit_code == 0
    assert "simulated" in folders[0]


@pytest.mark.parametrize("arguments", [[], ["in.jsonl", "--conversations", "in.jsonl"]], ids=["neither", "both"])
def test_one_file_is_wanted(bot: Bot, tmp_path: Path, arguments: list[str]) -> None:
    done = bot("evaluate", *arguments, "--out", str(tmp_path / "out.jsonl"))
    assert isinstance(done.exception, SettingsError)
    assert "either a file of messages or --conversations" in str(done.exception)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ('{"id": "c02"}', "turns: Field required"),
        ('{"id": "c02", "turns": [{"patient": 3}]}', "turns.0.patient"),
        ("{", "Invalid JSON"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(bot: Bot, tmp_path: Path, row: str, told: str) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text(f'{{"id": "c01", "turns": []}}\n{row}\n', encoding="utf-8")
    done = bot("evaluate", "--conversations", str(broken), "--out", str(tmp_path / "out.jsonl"))
    assert isinstance(done.exception, SettingsError)
    assert f"{broken}:2: " in str(done.exception)
    assert told in str(done.exception)
    assert not (tmp_path / "out.jsonl").exists()


@pytest.fixture
def labels(tmp_path: Path) -> str:
    plain = {"topics": [], "dialogue": "thanks", "level": "none", "flags": [], "kind": "plain"}
    severe = {**plain, "dialogue": None, "level": "emergency", "flags": ["breathing_or_collapse"]}
    return written(
        tmp_path / "labels.jsonl",
        {"id": "a", "text": "thank you", **plain},
        {"id": "b", "text": "I cannot breathe", **severe},
    )


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    file = tmp_path / "aftercare-0123456789ab.tar.gz"
    file.write_bytes(b"a model")
    monkeypatch.setattr("bot.cli.evaluate.model_path", lambda: file)
    return file.name


def test_a_card_is_written_of_the_scorers_figures(bot: Bot, tmp_path: Path, labels: str, model: str) -> None:
    card = tmp_path / "card.md"
    done = bot("evaluate", labels, "--out", str(tmp_path / "out.jsonl"), "--card", str(card))
    assert done.exit_code == 0, done.output
    said = card.read_text(encoding="utf-8")
    assert "| emergencies told to staff as emergencies | 100.0 % (1 of 1) |" in said
    assert model in said


def test_messages_without_labels_make_no_card(bot: Bot, tmp_path: Path, model: str) -> None:
    del model
    messages = written(tmp_path / "in.jsonl", {"id": "a", "text": "thank you"})
    card = tmp_path / "card.md"
    done = bot("evaluate", messages, "--out", str(tmp_path / "out.jsonl"), "--card", str(card))
    assert isinstance(done.exception, SettingsError)
    assert not card.exists()


def test_no_card_is_written_unless_it_is_asked_for(bot: Bot, tmp_path: Path, labels: str) -> None:
    before = (PROJECT / "docs" / "safety" / "model-card.md").exists()
    assert bot("evaluate", labels, "--out", str(tmp_path / "out.jsonl")).exit_code == 0
    assert (PROJECT / "docs" / "safety" / "model-card.md").exists() == before
