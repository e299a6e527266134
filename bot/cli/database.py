"""`db`: the database."""

import typer

from bot.settings import read_settings
from bot.stack.application import open_records

app = typer.Typer(help="The database.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """The database."""


@app.command()
def upgrade() -> None:
    """Make or migrate the tables."""
    with open_records(read_settings(), say=typer.echo, makes_key=False):
        pass
    typer.echo("The database is up to date.")
