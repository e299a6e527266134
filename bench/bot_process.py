"""The real bot as a process of its own: `python -m bot up` with a folder, a database, keys and free ports of its own.

The installation's database, keys and ports are never touched, and how much a patient may send is not limited.
"""

import os
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from subprocess import Popen

import psutil

from bench.errors import BenchError
from bench.process import Command, family, running
from bot.channels.web.links import make_link
from bot.clock import utc_now
from bot.protocol import Variant
from bot.records.encryption import Keyring, open_keyring
from bot.settings import PROJECT, Settings, read_settings
from bot.stack.ports import on_free_ports

READY_WITHIN_S = 240
LOG = "application.log"
TREATED_BEFORE = timedelta(hours=20)
_LIFTED = dict.fromkeys(("messages_a_minute", "address_messages_a_minute", "chats_an_hour"), 1_000_000)
_READY = b"The bot is ready"
_POLL_S = 0.05


def own_settings(folder: Path) -> Settings:
    """The installation's settings, but nothing of hers that holds or guards records, on ports that are free."""
    # Nobody is to be woken by a measurement.
    own = {
        "data_folder": folder,
        "database": f"sqlite:///{folder / 'bench.sqlite3'}",
        "keys": "",
        "public_url": "",
        "calls": "nobody",
    }
    return on_free_ports(read_settings().model_copy(update={**own, **_LIFTED, "host": "127.0.0.1"}))


def environment_of(settings: Settings) -> Mapping[str, str]:
    """The environment in which `read_settings` reads these settings."""
    named = {f"AFTERCARE_{name.upper()}": str(value) for name, value in settings.model_dump().items()}
    named["AFTERCARE_DATABASE_URL"] = named.pop("AFTERCARE_DATABASE")
    return os.environ | named


class BotProcess:
    """`with BotProcess(settings) as bot:` ends the bot with the block; it is started with `start`, again and again."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.log = settings.data_folder / LOG
        self._child: Popen[bytes] | None = None
        self._started_at_byte = 0
        self._open = ExitStack()

    def __enter__(self) -> "BotProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The process id. Raises BenchError before the start."""
        if self._child is None:
            raise BenchError("The bot was not started.", log=self.log)
        return self._child.pid

    @property
    def alive(self) -> bool:
        """Whether the application runs."""
        return self._child is not None and self._child.poll() is None

    @property
    def ready(self) -> bool:
        """Whether it has said since its last start that a sentence went through all of it."""
        with self.log.open("rb") as log:
            log.seek(self._started_at_byte)
            return _READY in log.read()

    def rasa(self) -> psutil.Process | None:
        """The Rasa server, or None while there is none."""
        return next((one for one in family(self.pid)[1:] if _is_rasa(one)), None)

    def start(self) -> None:
        """Start it; it is ready later."""
        self.stop()
        self._started_at_byte = self.log.stat().st_size if self.log.exists() else 0
        command = Command([sys.executable, "-m", "bot", "up"], PROJECT, environment_of(self.settings), self.log)
        self._child = self._open.enter_context(running(command))

    def wait_until_ready(self) -> None:
        """Raises BenchError when it ends or takes too long."""
        give_up = time.monotonic() + READY_WITHIN_S
        while not self.ready:
            if not self.alive or time.monotonic() > give_up:
                raise BenchError("The bot did not start.", log=self.log)
            time.sleep(_POLL_S)

    def stop(self) -> None:
        """End it and everything that it started, in order where it can."""
        self._open.close()

    def kill(self) -> list[psutil.Process]:
        """Kill the application as a fault would, at once; what it had started is left alone, and returned."""
        started = family(self.pid)[1:]
        if self._child is not None:
            self._child.kill()
            self._child.wait()
        return started

    def link(self) -> str:
        """What a link of the clinic carries: the treatment was TREATED_BEFORE, with the pen."""
        now = utc_now()
        link = make_link(
            self.keyring(),
            address=self.settings.address,
            treated_at=now - TREATED_BEFORE,
            variant=Variant.pen,
            until=now + timedelta(days=1),
        )
        return link.partition("#link=")[2]

    def keyring(self) -> Keyring:
        """The keys of its records; they are made at its first start."""
        return open_keyring(keys="", file=self.settings.key_file, say=lambda _: None)


def _is_rasa(process: psutil.Process) -> bool:
    try:
        return "rasa" in process.cmdline() and "run" in process.cmdline()
    except psutil.NoSuchProcess:
        return False
