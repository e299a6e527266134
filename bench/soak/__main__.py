"""`python -m bench.soak`: the soak in a folder and on ports of its own; exit code 1 when it did not pass.

Nothing is left running, also after Ctrl-C or SIGTERM.
"""

import asyncio
import signal
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bench.own_process import allow_open_files
from bench.plan import SEED
from bench.soak.run import soak
from bench.soak.table import print_report
from bot.errors import AftercareError
from bot.settings import PROJECT

FOLDER = PROJECT / "var" / "soak"
_PLAIN_WIDTH = 120


def main(
    *,
    messages: Annotated[int, typer.Option(help="how many are sent in all", min=1)] = 5000,
    patients: Annotated[int, typer.Option(help="how many people write them", min=1)] = 200,
    kills: Annotated[int, typer.Option(help="how often something is killed: application and Rasa in turn", min=0)] = 5,
    longest_pause: Annotated[float, typer.Option(help="most seconds between two bursts of a patient", min=0)] = 10.0,
    seed: Annotated[int, typer.Option(help="the same seed sends the same")] = SEED,
    folder: Annotated[Path, typer.Option(help="its records and logs; it is emptied first")] = FOLDER,
) -> None:
    """Have many patients write to a real bot while it is killed, and see that each message is answered once."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    allow_open_files()
    console = Console()
    if not console.is_terminal:
        console = Console(width=_PLAIN_WIDTH)
    try:
        report = asyncio.run(
            soak(
                messages=messages,
                patients=patients,
                kills=kills,
                longest_pause_s=longest_pause,
                seed=seed,
                folder=folder.resolve(),
                say=lambda line: console.print(line, highlight=False),
            )
        )
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    except (AftercareError, OSError, ValueError) as error:
        console.print(f"The soak could not be done: {error}", style="red", highlight=False, markup=False)
        raise typer.Exit(1) from error
    print_report(console, report)
    if not report.passed:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
