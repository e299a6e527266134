"""How Rasa is called: its own interpreter, no telemetry, no user configuration.

Rasa must never inherit the application's environment of Python packages, nor send anything anywhere.
"""

import os

from bot.errors import StartError
from bot.settings import Settings


def rasa_command(settings: Settings, *arguments: str) -> list[str]:
    """The command line of `rasa ARGUMENTS`. Raises StartError when its environment is not set up."""
    python = settings.rasa_environment / "bin" / "python"
    if not python.exists():
        raise StartError(f"Rasa's environment {settings.rasa_environment} is missing. Set it up with: make setup")
    return [str(python), "-m", "rasa", *arguments]


def rasa_environment() -> dict[str, str]:
    """The process environment for Rasa."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "RASA_"))
    }
    return kept | {
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
        # Rasa 3.6 sets Sanic's own worker count; a single worker is what the application supervises.
        "SANIC_WORKERS": "1",
    }
