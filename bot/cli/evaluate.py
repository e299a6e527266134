"""`evaluate`: what the bot makes of a file of messages or conversations, for the scorer and the model card."""

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import MofNCompleteColumn, Progress, TimeElapsedColumn

from bot.cli.stack_of import running_bot
from bot.clock import utc_now
from bot.conversation.turn import Answerer
from bot.errors import RasaError, SettingsError
from bot.evaluation.card_facts import gather_facts
from bot.evaluation.conversations import play_all, read_conversations
from bot.evaluation.messages import Question, predictions, read_questions
from bot.evaluation.model_card import write_model_card
from bot.evaluation.scorer import score
from bot.settings import PROJECT, Settings, read_settings
from bot.stack.application import load_settings_protocol, open_records
from bot.stack.training import model_path


def evaluate(
    messages: Annotated[Path | None, typer.Argument(help="JSON lines with id and text")] = None,
    *,
    conversations: Annotated[Path | None, typer.Option(help="instead: JSON lines with id and turns")] = None,
    out: Annotated[Path, typer.Option(help="where the predictions or turns go, JSON lines")],
    card: Annotated[Path | None, typer.Option(help="where the model card goes, of labelled messages")] = None,
) -> None:
    """Put messages to the bot, each as a new conversation, or play whole ones, and write down what came of it."""
    if (messages is None) == (conversations is None):
        raise SettingsError("Give either a file of messages or --conversations FILE, and not both.")
    if card is not None and messages is None:
        raise SettingsError("A model card is written of labelled messages, not of conversations.")
    for path, what in ((out, "the predictions"), (card, "the model card")):
        if path is not None and not path.parent.is_dir():
            raise SettingsError(f"The folder {path.parent} for {what} does not exist.")
    settings = read_settings()
    if conversations is not None:
        _play(conversations, out=out, settings=settings)
    if messages is not None:
        _predict(read_questions(messages), out=out, settings=settings)
        if card is not None:
            _write_card(messages, predicted=out, card=card, settings=settings)


def _predict(questions: list[Question], *, out: Path, settings: Settings) -> None:
    failed = 0
    with (
        _bot_apart(settings) as (bot, _),
        _progress("messages", total=len(questions)) as advance,
        out.open("w", encoding="utf-8") as file,
    ):
        for prediction in predictions(questions, bot=bot, done=advance):
            file.write(json.dumps(prediction, ensure_ascii=False) + "\n")
            failed += prediction["reply"] == [bot.protocol.say("failed")]
    typer.echo(f"{len(questions)} predictions in {out}")
    if failed:
        raise RasaError(f"{failed} of them are turns that failed: Rasa gave no usable answer.")


def _play(conversations: Path, *, out: Path, settings: Settings) -> None:
    # Read before a bot is started, so that a line that cannot be read is told at once.
    total = len(read_conversations(conversations))
    with _bot_apart(settings) as (bot, apart):
        # Records of their own once more: the running bot's timers go by the real clock, and would find every doubt of
        # a conversation in the past overdue.
        simulated = apart.model_copy(update={"data_folder": apart.data_folder / "simulated"})
        with (
            open_records(simulated, say=lambda _: None) as (database, _),
            _progress("conversations", total=total) as advance,
        ):
            turns = play_all(conversations, bot=replace(bot, database=database), out=out, done=advance)
    typer.echo(f"{turns} turns in {out}")


def _write_card(labels: Path, *, predicted: Path, card: Path, settings: Settings) -> None:
    facts = gather_facts(
        protocol=load_settings_protocol(settings),
        model=model_path(),
        data=PROJECT / "data",
        labels=labels,
        today=utc_now().date(),
    )
    write_model_card(score(labels, predictions=predicted), facts=facts, path=card)
    typer.echo(f"model card in {card}")


@contextmanager
def _bot_apart(settings: Settings) -> Iterator[tuple[Answerer, Settings]]:
    """A running bot with a data folder of its own: an evaluation leaves no conversations among the patients'."""
    with tempfile.TemporaryDirectory(prefix="aftercare-evaluate-") as folder:
        apart = settings.model_copy(update={"data_folder": Path(folder), "database": ""})
        with running_bot(apart, say=typer.echo, own=True) as bot:
            yield bot, apart


@contextmanager
def _progress(what: str, *, total: int) -> Iterator[Callable[[], None]]:
    with Progress(*Progress.get_default_columns(), MofNCompleteColumn(), TimeElapsedColumn()) as progress:
        task = progress.add_task(what, total=total)
        yield lambda: progress.advance(task)
