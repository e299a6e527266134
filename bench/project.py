"""Measures the project's half: the real bot on free ports, with a database, logs and models of the benchmark's own."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import IO, Any, cast

from bench.errors import BenchError
from bench.examples import Example, write_examples
from bench.figures import END_TO_END, REST, Answers, Half
from bench.loads import measure_loads, warm_up
from bench.messages import Scripts
from bench.plan import Plan
from bench.process import Command, memory_mb, run_timed, running
from bench.progress import Progress
from bench.rest_channel import rest_player
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
    command = Command(
        [sys.executable, "-m", "bench.project_process", str(folder)], PROJECT, os.environ, folder / "application.log"
    )
    began = perf_counter()
    with running(command, spoken_to=True) as child:
        with progress.step("start until the first answer"):
            ready = _read(child, log=command.log)
        half.start_s = perf_counter() - began
        through_turns = partial(_play, child, command.log)
        over_rest = rest_player(ready["rasa_url"])
        with progress.step("warm-up"):
            warm_up(through_turns, plan=plan)
            warm_up(over_rest, plan=plan)
        half.memory_mb["application"] = memory_mb(child.pid, without=ready["rasa_pid"])
        half.memory_mb["Rasa"] = memory_mb(ready["rasa_pid"])
        half.loads[END_TO_END] = measure_loads(through_turns, plan=plan, progress=progress, path=END_TO_END)
        half.loads[REST] = measure_loads(over_rest, plan=plan, progress=progress, path=REST)


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


def _play(child: subprocess.Popen[str], log: Path, scripts: Scripts) -> Answers:
    to_child = cast(IO[str], child.stdin)
    try:
        to_child.write(json.dumps(scripts) + "\n")
        to_child.flush()
    except BrokenPipeError as error:
        raise BenchError("The bot has ended.", log=log) from error
    return Answers(**_read(child, log=log))


def _read(child: subprocess.Popen[str], *, log: Path) -> dict[str, Any]:
    line = cast(IO[str], child.stdout).readline()
    if not line:
        raise BenchError("The bot has ended.", log=log)
    return cast(dict[str, Any], json.loads(line))
