"""Everything of a running bot but the Rasa process: records, workers, the public address and the custom actions.

On entering, a wrong setting, protocol, key or database stops the start; on leaving, no new message is taken, and what
is not answered yet stays in the records for the next start.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.channels.actions_route import actions_app
from bot.channels.http import public_app
from bot.clock import utc_now
from bot.conversation.news import News
from bot.conversation.rasa_client import RasaClient
from bot.conversation.turn import Answerer
from bot.conversation.versions import remember_protocol
from bot.conversation.workers import Workers
from bot.protocol import Protocol, load_protocol
from bot.records.base import Record
from bot.records.database import Database, open_database
from bot.records.encryption import Keyring, check_keys_fit, open_keyring
from bot.records.upgrade import upgrade_database
from bot.settings import Settings
from bot.stack.web_server import WebServer
from bot.understanding.language import load_languages

Say = Callable[[str], None]


@contextmanager
def open_records(settings: Settings, *, say: Say) -> Iterator[tuple[Database, Keyring]]:
    """The database, brought up to date, and the keys that it is sealed with."""
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    keyring = open_keyring(keys=settings.keys, file=settings.key_file, say=say)
    database = open_database(settings.database_url, keyring=keyring)
    try:
        upgrade_database(database)
        check_keys_fit(database.engine, metadata=Record.metadata, keyring=keyring)
        yield database, keyring
    finally:
        database.close()


def load_settings_protocol(settings: Settings) -> Protocol:
    """The protocol that the settings name."""
    return load_protocol(settings.protocol_folder, clinic_file=settings.clinic_file)


@contextmanager
def open_answerer(settings: Settings, *, database: Database, protocol: Protocol) -> Iterator[Answerer]:
    """What answers messages; Rasa need not be up yet."""
    # Now, and not at the first message: it takes a second, and what is missing shows at the start.
    load_languages()
    remember_protocol(database, protocol=protocol, now=utc_now())
    with RasaClient(settings.rasa_url, answers_within_s=settings.rasa_answers_within_s) as rasa:
        yield Answerer(database=database, rasa=rasa, protocol=protocol, clock=utc_now, lease=settings.lease)


@contextmanager
def application(settings: Settings, *, answerer: Answerer, keyring: Keyring) -> Iterator[None]:
    """Serve patients, and Rasa's calls for actions, for the length of the block."""
    news = News()
    with (
        WebServer(actions_app(answerer.protocol), host="127.0.0.1", port=settings.actions_port),
        Workers(answerer, news=news) as workers,
        WebServer(
            public_app(settings, answerer=answerer, workers=workers, news=news, keyring=keyring),
            host=settings.host,
            port=settings.port,
        ),
    ):
        yield
