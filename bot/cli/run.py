"""Commands that run the bot or a part of it: `up`, `serve`, `actions`, `train`."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from bot.channels.actions_route import actions_app
from bot.clock import utc_now
from bot.protocol import Protocol
from bot.protocol.contacts import only_on_the_terminal
from bot.settings import read_settings
from bot.stack.application import application, load_settings_protocol, open_answerer, open_records
from bot.stack.stack import Stack
from bot.stack.training import model_path, train_if_needed
from bot.stack.web_server import WebServer

# From four weeks before the treatment to ten years after it.
HOURS = {"min": -672.0, "max": 87_600.0}


def up() -> None:
    """Train if needed, start Rasa and the application, wait until both are ready, run until Ctrl-C or SIGTERM."""
    settings = read_settings()
    signals_interrupt()
    with Stack(settings, say=typer.echo) as stack, until_interrupted():
        for note in notes(stack.answerer.protocol, calls=settings.calls):
            typer.echo(note)
        typer.echo(f"The bot is ready. Open {settings.address}/ in a browser  (readiness: /readyz)")
        typer.echo("Talk to it in another terminal: make chat      Stop it here: Ctrl-C")
        wait_for_ever(each_second=stack.keep_alive)
    typer.echo("stopped")


def serve() -> None:
    """Only the application; Rasa runs elsewhere (AFTERCARE_RASA_PORT)."""
    settings = read_settings()
    signals_interrupt()
    protocol = load_settings_protocol(settings)
    with (
        open_records(settings, say=typer.echo) as (database, keyring),
        open_answerer(settings, database=database, protocol=protocol) as answerer,
        application(settings, answerer=answerer, keyring=keyring, say=typer.echo) as workers,
        until_interrupted(),
    ):
        workers.begin()
        for note in notes(protocol, calls=settings.calls):
            typer.echo(note)
        typer.echo(f"The application listens on http://{settings.host}:{settings.port}/")
        wait_for_ever()


def actions() -> None:
    """Only the custom actions, for Rasa's own shell and tests."""
    settings = read_settings()
    signals_interrupt()
    with (
        WebServer(actions_app(load_settings_protocol(settings)), host="127.0.0.1", port=settings.actions_port),
        until_interrupted(),
    ):
        wait_for_ever()


def train(*, where: Annotated[bool, typer.Option("--where", help="only print the model's path")] = False) -> None:
    """Train the Rasa model if anything that goes into it has changed."""
    if where:
        typer.echo(str(model_path()))
        return
    settings = read_settings()
    model = train_if_needed(settings, say=typer.echo, log=settings.data_folder / "training.log")
    typer.echo(str(model))


def unapproved_note(protocol: Protocol) -> str:
    """What every start says about the protocol's sign-off."""
    if protocol.approved_by:
        later = " - NOTE: that day has not come yet" if protocol.valid_from > utc_now().date() else ""
        return (
            f"Protocol {protocol.version}, approved by {protocol.approved_by}, valid from {protocol.valid_from}{later}."
        )
    return (
        f"NOTE: protocol {protocol.version} is approved by nobody. A licensed clinician must sign it off before a "
        "patient uses the bot (approved_by in data/protocol/protocol.yml or in your override)."
    )


def notes(protocol: Protocol, *, calls: str) -> Iterator[str]:
    """What every start says that a clinic must not overlook."""
    yield unapproved_note(protocol)
    if calls == "nobody":
        yield "NOTE: NOBODY IS CALLED (AFTERCARE_CALLS=nobody), not even in an emergency."
    elif only_on_the_terminal(protocol.clinic.on_call):
        yield (
            "NOTE: calls for staff are shown in this terminal only; nobody else hears of an emergency. Write who is "
            "called and how under `on_call` in data/clinic.yml."
        )


def signals_interrupt() -> None:
    """SIGTERM and Ctrl-C end what runs in order, also while it is still starting, and also in a shell's background."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)


@contextmanager
def until_interrupted() -> Iterator[None]:
    """A block that Ctrl-C or SIGTERM ends in order; what follows it is then no longer interrupted."""
    try:
        yield
    except KeyboardInterrupt:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        typer.echo("stopping ...")


def wait_for_ever(*, each_second: Callable[[], None] = lambda: None) -> None:
    """Until an exception ends it."""
    while True:
        time.sleep(1)
        each_second()


COMMANDS: dict[str, Callable[..., None]] = {"up": up, "serve": serve, "actions": actions, "train": train}
