"""Everything of a running bot but the Rasa process: records, workers, the public address and the custom actions.

On entering, a wrong setting, protocol, key or database stops the start; on leaving, no new message is taken, and what
is not answered yet stays in the records for the next start.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from bot.channels.actions_route import actions_app
from bot.channels.http import public_app
from bot.clock import utc_now
from bot.conversation.news import News
from bot.conversation.rasa_client import RasaClient
from bot.conversation.screen import Screen
from bot.conversation.turn import Answerer
from bot.conversation.versions import remember_protocol
from bot.conversation.workers import Workers
from bot.protocol import Protocol, load_protocol
from bot.records.base import Record
from bot.records.database import Database, open_database
from bot.records.encryption import Keyring, NoKeys, check_keys_fit, holds_sealed, open_keyring, use_keyring
from bot.records.upgrade import failures_told, upgrade_database
from bot.settings import Settings
from bot.stack.calling import calling
from bot.stack.one_address import OneAddress
from bot.stack.web_server import WebServer
from bot.staff.app import staff_app
from bot.staff.parts import all_views
from bot.staff.side import open_staff_side
from bot.staff.sign_in.oidc_settings import OidcSettings
from bot.triage.load_rules import load_rules
from bot.understanding.language import load_languages
from bot.understanding.signs import load_lexicon

Say = Callable[[str], None]


@contextmanager
def open_records(settings: Settings, *, say: Say, makes_key: bool = True) -> Iterator[tuple[Database, Keyring]]:
    """The database, brought up to date, and the keys that it is sealed with.

    Where there is no key yet and nothing is sealed, `makes_key` has one made. Raises StartError.
    """
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    database = open_database(settings.database_url, keyring=NoKeys())
    try:
        with failures_told(database):
            keyring = open_keyring(
                keys=settings.keys,
                file=settings.key_file,
                say=say,
                sealed=lambda: not makes_key or holds_sealed(database.engine, metadata=Record.metadata),
            )
        use_keyring(database.engine, keyring)
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
        yield Answerer(
            database=database,
            rasa=rasa,
            protocol=protocol,
            screen=load_screen(settings, protocol=protocol),
            clock=utc_now,
            lease=settings.lease,
            unclear_after=timedelta(minutes=settings.unclear_after_minutes),
            give_back_after=timedelta(hours=settings.give_back_after_hours),
        )


def load_screen(settings: Settings, *, protocol: Protocol) -> Screen:
    """The safety screen. Raises AftercareError naming each wrong line of the lexicon or the rules."""
    lexicon = load_lexicon(settings.lexicon_folder)
    lexicon.warm()
    return Screen(lexicon, load_rules(settings.triage_rules, signs=lexicon.signs), protocol)


@contextmanager
def application(settings: Settings, *, answerer: Answerer, keyring: Keyring, say: Say) -> Iterator[Workers]:
    """Serve patients, staff, and Rasa's calls for actions for the length of the block, and call people about cases.

    The workers have yet to begin.
    """
    news = News()
    with (
        calling(settings, answerer=answerer, keyring=keyring, say=say) as calls,
        WebServer(actions_app(answerer.protocol), host="127.0.0.1", port=settings.actions_port),
        Workers(answerer, news=news) as workers,
    ):
        public = public_app(settings, answerer=answerer, workers=workers, news=news, keyring=keyring, calls=calls)
        side = open_staff_side(
            address=settings.address,
            database=answerer.database,
            protocol=answerer.protocol,
            keyring=keyring,
            news=news,
            oidc=_own_sign_in(settings),
            clock=answerer.clock,
        )
        both = OneAddress(public, staff=staff_app(side, all_views()))
        with WebServer(both, host=settings.host, port=settings.port):
            yield workers


def _own_sign_in(settings: Settings) -> OidcSettings | None:
    if not settings.oidc_issuer:
        return None
    return OidcSettings(settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret)
