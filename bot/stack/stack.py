"""The whole bot as one block: `with Stack(settings) as stack:` prepares it, starts it and waits until it is ready.

Ready means that a sentence went through Rasa, the model and the custom actions. Whatever was started is stopped at
the end of the block, also after an error. A dead Rasa server is started again.
"""

import shutil
import time
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from bot.conversation.turn import Answerer
from bot.errors import StartError
from bot.settings import Settings
from bot.stack.application import application, load_settings_protocol, open_answerer, open_records
from bot.stack.ports import check_ports
from bot.stack.rasa_server import RasaServer
from bot.stack.training import train_if_needed

READY_WITHIN_S = 120
# After so many restarts in so many seconds each next one waits for REST_S.
MOST_RESTARTS, RESTARTS_WITHIN_S, REST_S = 5, 300, 30
PROBE_EVERY_S, MOST_UNANSWERED = 20, 3
LEAST_FREE_BYTES = 300 * 1024 * 1024
_POLL_S = 0.25


class Stack:
    """The parts of a running bot."""

    answerer: Answerer
    rasa_server: RasaServer

    def __init__(
        self, settings: Settings, *, say: Callable[[str], None], time_of: Callable[[], float] = time.monotonic
    ) -> None:
        self.settings = settings
        self._say = say
        self._open = ExitStack()
        self._time = time_of
        self._restarts: list[float] = []
        self._probed_at = time_of()
        self._unanswered = 0

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self._open.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._open.close()

    def keep_alive(self) -> None:
        """Start Rasa again when it has died or does not answer any more. To be called each second; never gives up.

        Patients get the safe sentence meanwhile, which they would not if the application ended with Rasa.
        """
        if self.rasa_server.alive and not self._hangs():
            return
        now = self._time()
        recent = [at for at in self._restarts if now - at < RESTARTS_WITHIN_S]
        if len(recent) >= MOST_RESTARTS and now - recent[-1] < REST_S:
            return
        self._restarts = [*recent, now]
        self._say(f"Rasa has stopped; starting it again (its log: {self.rasa_server.log_path})")
        self.rasa_server.stop()
        self.rasa_server.start()

    def _hangs(self) -> bool:
        """Whether Rasa lives and has answered none of the last probes; it is given time to load its model."""
        now = self._time()
        if now - self._probed_at < PROBE_EVERY_S:
            return False
        self._probed_at = now
        self._unanswered = 0 if self.answerer.rasa.ready() else self._unanswered + 1
        if self._unanswered < MOST_UNANSWERED:
            return False
        self._unanswered = 0
        return True

    def _start(self) -> None:
        settings = self.settings
        check_ports(settings)
        _check_disk(settings)
        self._say("checking the protocol ...")
        protocol = load_settings_protocol(settings)
        self._say("preparing the database ...")
        database, keyring = self._open.enter_context(open_records(settings, say=self._say))
        model = train_if_needed(settings, say=self._say, log=settings.data_folder / "training.log")
        self._say("starting Rasa and the application ...")
        self.answerer = self._open.enter_context(open_answerer(settings, database=database, protocol=protocol))
        # Entered before the application, so that Rasa is there until the last message is answered.
        self.rasa_server = self._open.enter_context(RasaServer(settings, model=model))
        workers = self._open.enter_context(
            application(settings, answerer=self.answerer, keyring=keyring, say=self._say)
        )
        self.wait_until_ready()
        workers.begin()

    def wait_until_ready(self) -> None:
        """Return once a sentence passes through Rasa and back. Raises StartError when Rasa dies or takes too long."""
        give_up = time.monotonic() + READY_WITHIN_S
        while not self.answerer.rasa.ready():
            if not self.rasa_server.alive:
                raise StartError(f"Rasa did not start. The reason is at the end of {self.rasa_server.log_path}.")
            if time.monotonic() > give_up:
                raise StartError(
                    f"Rasa was not ready within {READY_WITHIN_S} seconds. Look into {self.rasa_server.log_path}."
                )
            time.sleep(_POLL_S)


def _check_disk(settings: Settings) -> None:
    try:
        settings.data_folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StartError(f"The data folder {settings.data_folder} cannot be made: {error.strerror}.") from error
    free = shutil.disk_usage(settings.data_folder).free
    if free < LEAST_FREE_BYTES:
        raise StartError(
            f"Only {free // 2**20} MB are free where {settings.data_folder} lies; "
            f"at least {LEAST_FREE_BYTES // 2**20} MB are needed. Free some space and start again."
        )
