"""Measures the project's half: the real bot on free ports, with a database, logs and models of the benchmark's own."""

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from bench.bot_process import BotProcess, own_settings
from bench.examples import Example, write_examples
from bench.figures import REST, WEB, Half
from bench.loads import measure_loads, warm_up
from bench.open_streams import measure_open_streams
from bench.plan import Plan
from bench.process import Command, memory_mb, run_timed
from bench.progress import Progress
from bench.rest_channel import rest_player
from bench.turn_lengths import web_turns
from bench.web_chat import chat_of, web_player
from bot.settings import PROJECT, read_settings
from bot.stack.rasa_command import rasa_command, rasa_environment
from bot.stack.training import train_if_needed


def measure_project(
    half: Half, *, plan: Plan, progress: Progress, everything: Sequence[Example], sample: Sequence[Example]
) -> None:
    """Fill `half`. Raises AftercareError when a part cannot be trained or started."""
    folder = plan.folder / "project"
    with progress.step("the model that is served"):
        train_if_needed(read_settings(), say=lambda _: None, log=folder / "training-of-the-served-model.log")
    for examples in (sample, everything) if plan.also_trains_on_all else (sample,):
        if len(examples) not in half.trained_s:
            with progress.step(f"training on {len(examples)} messages"):
                half.trained_s[len(examples)] = train(
                    folder / f"training-{len(examples)}", examples=examples, limit_s=plan.training_limit_s
                )
    with BotProcess(own_settings(folder)) as bot:
        with progress.step("start until the first answer"):
            began = perf_counter()
            bot.start()
            bot.wait_until_ready()
            half.start_s = perf_counter() - began
        _measure_served(half, bot=bot, plan=plan, progress=progress)


def train(folder: Path, *, examples: Sequence[Example], limit_s: float) -> float:
    """Seconds to train the project's configuration on `examples`, into `folder` and from nothing."""
    write_examples(examples, path=folder / "nlu.yml")
    arguments = rasa_command(
        read_settings(),
        *("train", "--config", "config.yml", "--domain", "domain.yml"),
        *("--data", str(folder / "nlu.yml"), "data/rules", "--out", str(folder), "--force"),
    )
    # The installation's cache of trained parts is neither used nor filled.
    environment = rasa_environment() | {"RASA_CACHE_DIRECTORY": str(folder / "cache")}
    return run_timed(Command(arguments, PROJECT, environment, folder / "training.log"), limit_s=limit_s)


def _measure_served(half: Half, *, bot: BotProcess, plan: Plan, progress: Progress) -> None:
    chat = chat_of(bot)
    through_chat = web_player(chat)
    # The actions that Rasa asks for are the application's: its CPU belongs to the answer.
    over_rest = rest_player(bot.settings.rasa_url, server_pids=(chat.application_pid,))
    with progress.step("warm-up"):
        warm_up(through_chat, plan=plan)
        warm_up(over_rest, plan=plan)
    half.memory_mb["application"] = memory_mb(chat.application_pid, without=chat.rasa_pid)
    half.memory_mb["Rasa"] = memory_mb(chat.rasa_pid)
    half.loads[WEB] = measure_loads(through_chat, plan=plan, progress=progress, path=WEB)
    half.loads[REST] = measure_loads(over_rest, plan=plan, progress=progress, path=REST)
    with progress.step(f"one chat up to turn {plan.turns[-1]}"):
        half.turn_ms = web_turns(chat, turns=plan.turns)
    with progress.step(f"{plan.streams} open streams"):
        half.streams = measure_open_streams(chat, count=plan.streams)
