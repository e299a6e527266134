"""`python -m bench`: measures both halves one after the other and prints one table; exit code 1 when one failed.

Nothing is left running, also after Ctrl-C or SIGTERM; the installation's model, database and ports are not touched.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import httpx
import psutil
import typer
from rich.console import Console

from bench.examples import choose, read_examples
from bench.figures import Half
from bench.plan import CORES, NLU, SEED, make_plan
from bench.progress import Progress
from bench.project import measure_project
from bench.stock import measure_stock
from bench.table import print_report
from bot.errors import AftercareError

_PLAIN_WIDTH = 120
# What a half can fail with: a part that does not train or start, the machine, the connection, a load without a reply.
_FAILURES = (AftercareError, OSError, psutil.Error, httpx.HTTPError, ValueError)


def main(
    quick: Annotated[bool, typer.Option("--quick", help="a short run: 20 messages a patient, little training")] = False,
    all_examples: Annotated[
        bool, typer.Option("--all-examples", help="stock Rasa learns from every training message: over an hour")
    ] = False,
    out: Annotated[Path | None, typer.Option("--json", help="also write the figures to this file")] = None,
) -> None:
    """Measure this project and a stock Rasa project: training, start, memory, latency and messages a second."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    console = Console()
    if not console.is_terminal:
        console = Console(width=_PLAIN_WIDTH)
    cores = use_cores(CORES)
    busy_percent = psutil.cpu_percent(interval=1.0)
    console.print(f"{cores} cores; before the start {busy_percent:.0f} % of the machine was busy with other work")
    plan = make_plan(quick=quick, all_examples=all_examples)
    if plan.folder.exists():
        shutil.rmtree(plan.folder)
    everything = read_examples(NLU)
    sample = choose(everything, each=plan.examples_each, seed=SEED)
    project, stock = Half(), Half()
    ours, theirs = Progress(console, half="this project"), Progress(console, half="stock Rasa")
    attempt(project, lambda: measure_project(project, plan=plan, progress=ours, everything=everything, sample=sample))
    attempt(stock, lambda: measure_stock(stock, plan=plan, progress=theirs, sample=sample))
    print_report(console, project=project, stock=stock, cores=cores)
    if out is not None:
        halves = {"this_project": project.as_json(), "stock_rasa": stock.as_json()}
        figures = {"cores": cores, "busy_before_percent": busy_percent, **halves}
        out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    if project.error or stock.error:
        raise typer.Exit(1)


def attempt(half: Half, measure: Callable[[], None]) -> None:
    """Run `measure`; a failure is written into the half, so that the other half is still measured and shown."""
    try:
        measure()
    except _FAILURES as error:
        half.error = str(error) or type(error).__name__
    else:
        if half.unanswered:
            half.error = f"{half.unanswered} messages got no reply"


def use_cores(most: int) -> int:
    """Keep this process and all it starts on so many cores, where the system can do that; how many it has then."""
    if sys.platform != "linux":
        return os.cpu_count() or 1
    chosen = sorted(os.sched_getaffinity(0))[:most]
    os.sched_setaffinity(0, chosen)
    return len(chosen)


if __name__ == "__main__":
    typer.run(main)
