"""Trains the Rasa model when, and only when, something that goes into it has changed.

A model is named by a hash over everything that makes it (configuration, data, components, encoder, Rasa's lock), so a
second start finds it by name. An old model is never served under new data.
"""

import hashlib
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.errors import TrainingError
from bot.settings import PROJECT, Settings
from bot.stack.rasa_command import rasa_command, rasa_environment

MODELS = PROJECT / "models"
TRAINING_DATA = ("data/nlu", "data/rules")
SAY_EVERY_S = 15
INGREDIENTS = ("config.yml", "domain.yml", *TRAINING_DATA, "bot/nlu", "models/encoder", "environments/rasa/uv.lock")


def model_path() -> Path:
    """Where the model for the present ingredients lies, whether it is there or not."""
    digest = hashlib.sha256()
    for file in _ingredient_files():
        digest.update(str(file.relative_to(PROJECT)).encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return MODELS / f"aftercare-{digest.hexdigest()[:12]}.tar.gz"


def train_if_needed(settings: Settings, *, say: Callable[[str], None], log: Path) -> Path:
    """The model for the present ingredients, trained now if it is not there. Raises TrainingError naming the log."""
    model = model_path()
    if model.is_file():
        say("model is up to date")
        return model
    say("training the Rasa model, one to two minutes ...")
    log.parent.mkdir(parents=True, exist_ok=True)
    # Under another name until it is whole: a model that was cut off in the middle must never be found by its name.
    unfinished = model.with_name(model.name.replace("aftercare-", "unfinished-"))
    command = [
        *rasa_command(settings, "train"),
        *("--config", "config.yml", "--domain", "domain.yml", "--data", *TRAINING_DATA),
        *("--out", str(MODELS), "--fixed-model-name", unfinished.name.removesuffix(".tar.gz"), "--force"),
    ]
    unfinished.unlink(missing_ok=True)
    if _run(command, log=log, say=say) != 0 or not unfinished.is_file():
        raise TrainingError(f"The Rasa model could not be trained. The reason is at the end of {log}.")
    unfinished.replace(model)
    for old in MODELS.glob("aftercare-*.tar.gz"):
        if old != model:
            old.unlink()
    return model


def _run(command: list[str], *, log: Path, say: Callable[[str], None]) -> int:
    """Run the training with its output in the log, and say now and then that it still runs; its exit code."""
    began = time.monotonic()
    with (
        log.open("w", encoding="utf-8") as output,
        subprocess.Popen(
            command, cwd=PROJECT, env=rasa_environment(), stdout=output, stderr=subprocess.STDOUT
        ) as process,
    ):
        try:
            while process.poll() is None:
                try:
                    process.wait(timeout=SAY_EVERY_S)
                except subprocess.TimeoutExpired:
                    say(f"  still training, {time.monotonic() - began:.0f} s ...")
        except BaseException:
            process.kill()
            raise
    return process.returncode


def _ingredient_files() -> Iterator[Path]:
    for name in INGREDIENTS:
        path = PROJECT / name
        if path.is_file():
            yield path
        else:
            yield from sorted(
                file
                for file in path.rglob("*")
                if file.is_file() and file.suffix in (".py", ".yml", ".yaml", ".onnx", ".json")
            )
