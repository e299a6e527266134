"""The Rasa server as a supervised child process on loopback.

It is started with the trained model, restarted when it dies, and stopped with everything it started. Its log goes to
a file in the data folder; patients' words are kept out of it by `bot.nlu.wordless_log`. It must never outlive the
process that started it: that holds the other end of its standard input, and `bot.nlu.ends_with_parent` sees it end.
"""

import subprocess
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import psutil
from ruamel.yaml import YAML

from bot.nlu.ends_with_parent import WATCHES_INPUT
from bot.settings import PROJECT, Settings
from bot.stack.rasa_command import rasa_command, rasa_environment

STOP_WITHIN_S = 10
_SERVING = {
    "LOG_LEVEL": "WARNING",
    "LOG_LEVEL_LIBRARIES": "ERROR",
    # One thread for the linear algebra: the matrices are small, and the second core belongs to the application.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    # Sanic would put together a line for each request that no log takes.
    "SANIC_ACCESS_LOG": "false",
    WATCHES_INPUT: "1",
}


class RasaServer:
    """`with RasaServer(settings, model=...) as rasa:` runs the server for the length of the block."""

    def __init__(self, settings: Settings, *, model: Path) -> None:
        self._settings = settings
        self._model = model
        self._process: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None
        self.log_path = settings.data_folder / "rasa.log"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.stop()

    @property
    def alive(self) -> bool:
        """Whether the process runs; it may still be loading its model."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """The process id, None before the start."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the server; it is ready once it answers (see `bot.conversation.rasa_client`)."""
        self._settings.data_folder.mkdir(parents=True, exist_ok=True)
        command = [
            *rasa_command(self._settings, "run"),
            *("--model", str(self._model), "--endpoints", str(self._endpoints())),
            *("--credentials", "credentials.yml", "--interface", "127.0.0.1", "--port", str(self._settings.rasa_port)),
        ]
        self._close_files()
        self._log = self.log_path.open("ab")
        # A session of its own: Ctrl-C in the terminal reaches the application, which then stops Rasa in order.
        self._process = subprocess.Popen(
            command,
            cwd=PROJECT,
            env=rasa_environment() | _SERVING,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def stop(self) -> None:
        """Stop the server and its children; kill what has not ended within STOP_WITHIN_S seconds."""
        if self._process is not None and self._process.poll() is None:
            with suppress(psutil.NoSuchProcess):
                server = psutil.Process(self._process.pid)
                _end([server, *server.children(recursive=True)])
            self._process.wait()
        self._close_files()

    def _close_files(self) -> None:
        """The log, and the end of the server's input that keeps it alive."""
        if self._log is not None:
            self._log.close()
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()

    def _endpoints(self) -> Path:
        """endpoints.yml with the port on which the actions are really served."""
        yaml = YAML()
        endpoints = yaml.load((PROJECT / "endpoints.yml").read_text(encoding="utf-8"))
        endpoints["action_endpoint"]["url"] = f"http://127.0.0.1:{self._settings.actions_port}/webhook"
        path = self._settings.data_folder / f"endpoints-{self._settings.rasa_port}.yml"
        with path.open("w", encoding="utf-8") as file:
            yaml.dump(endpoints, file)
        return path


def _end(family: list[psutil.Process]) -> None:
    for member in family:
        with suppress(psutil.NoSuchProcess):
            member.terminate()
    _, alive = psutil.wait_procs(family, timeout=STOP_WITHIN_S)
    for member in alive:
        with suppress(psutil.NoSuchProcess):
            member.kill()
