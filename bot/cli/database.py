"""`db`: the database."""

import typer

from bot.records.database import upgrade_database
from bot.settings import read_settings

app = typer.Typer(help="The database.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """The database."""


@app.command()
def upgrade() -> None:
    """Make or migrate the tables."""
    upgrade_database(read_settings().database_url)
    typer.echo("The database is up to date.")
