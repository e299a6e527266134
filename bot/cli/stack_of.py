"""Gives a command a running bot: the one that `make run` has up, or one of its own on free ports."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.conversation.rasa_client import RasaClient
from bot.conversation.turn import Answerer
from bot.settings import Settings
from bot.stack.application import load_settings_protocol, open_answerer, open_records
from bot.stack.ports import on_free_ports
from bot.stack.stack import Stack


@contextmanager
def running_bot(settings: Settings, *, say: Callable[[str], None], own: bool = False) -> Iterator[Answerer]:
    """What answers, for the length of the block; with `own`, or when no bot is up, one on free ports is started."""
    if not own and _is_up(settings):
        with (
            open_records(settings, say=say) as (database, _),
            open_answerer(settings, database=database, protocol=load_settings_protocol(settings)) as answerer,
        ):
            yield answerer
        return
    # What is tried here must wake nobody.
    trial = on_free_ports(settings).model_copy(update={"calls": "nobody"})
    with Stack(trial, say=say) as stack:
        yield stack.answerer


def _is_up(settings: Settings) -> bool:
    with RasaClient(settings.rasa_url, answers_within_s=settings.rasa_answers_within_s) as rasa:
        return rasa.ready()
