"""`evaluate`: what the bot makes of a file of messages, for the scorer."""

import json
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import MofNCompleteColumn, Progress, TimeElapsedColumn

from bot.cli.stack_of import running_bot
from bot.errors import RasaError, SettingsError
from bot.evaluation.messages import predictions, read_questions
from bot.settings import read_settings


def evaluate(
    messages: Annotated[Path, typer.Argument(help="JSON lines with id and text")],
    *,
    out: Annotated[Path, typer.Option(help="where the predictions go, JSON lines")],
) -> None:
    """Put each message to the bot as a new conversation and write down what it understood and said."""
    questions = read_questions(messages)
    if not out.parent.is_dir():
        raise SettingsError(f"The folder {out.parent} for the predictions does not exist.")
    failed = 0
    settings = read_settings()
    with tempfile.TemporaryDirectory(prefix="aftercare-evaluate-") as folder:
        # A data folder of its own: an evaluation leaves no conversations among the patients'.
        apart = settings.model_copy(update={"data_folder": Path(folder), "database": ""})
        with (
            running_bot(apart, say=typer.echo, own=True) as bot,
            Progress(*Progress.get_default_columns(), MofNCompleteColumn(), TimeElapsedColumn()) as progress,
            out.open("w", encoding="utf-8") as file,
        ):
            task = progress.add_task("messages", total=len(questions))
            for prediction in predictions(questions, bot=bot, done=lambda: progress.advance(task)):
                file.write(json.dumps(prediction, ensure_ascii=False) + "\n")
                failed += prediction["reply"] == [bot.protocol.say("failed")]
    typer.echo(f"{len(questions)} predictions in {out}")
    if failed:
        raise RasaError(f"{failed} of them are turns that failed: Rasa gave no usable answer.")
