"""Measures the stock half: `rasa init`'s configuration, trained and served by a Rasa as `pip install rasa` makes it."""

import os
from collections.abc import Sequence
from pathlib import Path
from time import monotonic, perf_counter, sleep

from bench.errors import BenchError
from bench.examples import Example
from bench.figures import REST, Half
from bench.loads import measure_loads, warm_up
from bench.plan import Plan
from bench.process import Command, memory_mb, run_timed, running
from bench.progress import Progress
from bench.rest_channel import first_answer, rest_player
from bench.stock_project import RASA_TEMPLATE, write_stock_project
from bench.turn_lengths import rest_turns
from bot.errors import StartError
from bot.settings import PROJECT, read_settings
from bot.stack.ports import on_free_ports

ENVIRONMENT = PROJECT / ".venv-stock-rasa"
# What makes a stock Rasa what it is; a run that trained none of them measures something else.
LEARNING_PARTS = ("DIETClassifier", "TEDPolicy", "UnexpecTEDIntentPolicy")
READY_WITHIN_S = 180
_POLL_S = 0.1


def measure_stock(half: Half, *, plan: Plan, progress: Progress, sample: Sequence[Example]) -> None:
    """Fill `half`. Raises AftercareError when it cannot be trained or started."""
    if not (ENVIRONMENT / RASA_TEMPLATE).is_dir():
        raise StartError(f"The stock Rasa's environment {ENVIRONMENT} is missing. Set it up with: make bench")
    folder = plan.folder / "stock"
    project = folder / "project"
    write_stock_project(project, template=ENVIRONMENT / RASA_TEMPLATE, examples=sample)
    with progress.step(f"training on {len(sample)} messages, the longest part"):
        half.trained_s[len(sample)] = _train(project, log=folder / "training.log", limit_s=plan.training_limit_s)
    port = on_free_ports(read_settings()).rasa_port
    url = f"http://127.0.0.1:{port}"
    run = _rasa("run", "--interface", "127.0.0.1", "--port", str(port), folder=project, log=folder / "rasa.log")
    began = perf_counter()
    with running(run) as server:
        with progress.step("start until the first answer"):
            give_up = monotonic() + READY_WITHIN_S
            while not first_answer(url):
                if server.poll() is not None or monotonic() > give_up:
                    raise BenchError("The stock Rasa did not answer.", log=run.log)
                sleep(_POLL_S)
        half.start_s = perf_counter() - began
        over_rest = rest_player(url, server_pids=(server.pid,))
        with progress.step("warm-up"):
            warm_up(over_rest, plan=plan)
        half.memory_mb["Rasa"] = memory_mb(server.pid)
        half.loads[REST] = measure_loads(over_rest, plan=plan, progress=progress, path=REST)
        with progress.step(f"one conversation up to turn {plan.turns[-1]}"):
            half.turn_ms = rest_turns(url, turns=plan.turns)


def _train(project: Path, *, log: Path, limit_s: float) -> float:
    took_s = run_timed(_rasa("train", folder=project, log=log), limit_s=limit_s)
    said = log.read_text(encoding="utf-8", errors="replace")
    missing = [part for part in LEARNING_PARTS if f"Finished training component '{part}'" not in said]
    if missing:
        raise BenchError(f"The stock Rasa did not train {', '.join(missing)}.", log=log)
    return took_s


def _rasa(*arguments: str, folder: Path, log: Path) -> Command:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "RASA_"))
    }
    # As stock Rasa comes, except: nothing is sent anywhere, and no graphics card helps.
    environment = kept | {"RASA_TELEMETRY_ENABLED": "false", "CUDA_VISIBLE_DEVICES": "-1"}
    return Command([str(ENVIRONMENT / "bin" / "python"), "-m", "rasa", *arguments], folder, environment, log)
