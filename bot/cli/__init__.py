"""The command line: `python -m bot --help`.

A mistake that a person can mend is printed as its one sentence, with exit code 1 and no traceback. Commands hold no
logic; each calls one function of the package that does the work.
"""

import logging
import os
import sys

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.cli import audit, canary, cases, chat, database, evaluate, explain, key, link, protocol, run, staff
from bot.errors import AftercareError

app = typer.Typer(
    help="The aftercare bot: answers microneedling patients from their clinic's own protocol.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for name, command in run.COMMANDS.items():
    app.command(name)(command)
app.command("chat")(chat.chat)
app.command("evaluate")(evaluate.evaluate)
app.command("canary")(canary.canary)
app.command("cases")(cases.cases)
app.command("link")(link.link)
app.command("explain")(explain.explain)
app.add_typer(protocol.app, name="protocol")
app.add_typer(database.app, name="db")
app.add_typer(key.app, name="key")
app.add_typer(staff.app, name="staff")
app.add_typer(audit.app, name="audit")


def main() -> None:
    """Run the command that was typed."""
    # What patients write is for the account that runs the bot, and for nobody else on the machine.
    os.umask(0o077)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # httpx logs addresses at INFO and uvicorn every request: neither is needed, and silence leaks nothing.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        app()
    except AftercareError as error:
        typer.secho(str(error), err=True, fg=typer.colors.RED)
        sys.exit(1)
    except SQLAlchemyError as error:
        # Its own text is left out on purpose: it may name rows.
        typer.secho(f"The database failed ({type(error).__name__}). Is it busy, full or moved?", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
