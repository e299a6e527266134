"""Gives a command a running bot: the one that `make run` has up, or one of its own on free ports."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.conversation.rasa_client import RasaClient
from bot.protocol import Protocol, load_protocol
from bot.records.database import Sessions, open_database
from bot.settings import Settings
from bot.stack.ports import on_free_ports
from bot.stack.stack import Stack


@dataclass(frozen=True)
class RunningBot:
    """What a turn needs."""

    protocol: Protocol
    sessions: Sessions
    rasa: RasaClient


@contextmanager
def running_bot(settings: Settings, *, say: Callable[[str], None], own: bool = False) -> Iterator[RunningBot]:
    """A running bot for the length of the block; with `own`, or when none is up, one on free ports is started."""
    if not own:
        with RasaClient(settings.rasa_url, answers_within_s=settings.rasa_answers_within_s) as rasa:
            if rasa.ready():
                protocol = load_protocol(settings.protocol_folder, clinic_file=settings.clinic_file)
                yield RunningBot(protocol, open_database(settings.database_url), rasa)
                return
    with Stack(on_free_ports(settings), say=say) as stack:
        yield RunningBot(stack.protocol, stack.sessions, stack.rasa)
