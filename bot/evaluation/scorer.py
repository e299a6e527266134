"""Runs the scorer, `tests/evaluation/score.py`, as it is carried: its figures are never counted anew here."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from bot.errors import SettingsError
from bot.settings import PROJECT

SCORER = PROJECT / "tests" / "evaluation" / "score.py"


def score(labels: Path, *, predictions: Path) -> dict[str, Any]:
    """The scorer's figures. Raises SettingsError with its complaint where the two files do not belong together."""
    done = subprocess.run(
        [sys.executable, str(SCORER), str(labels), str(predictions), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        last = (done.stderr.strip() or done.stdout.strip() or "it said nothing").splitlines()[-1]
        raise SettingsError(f"{labels} and {predictions} cannot be scored: {last}")
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures
